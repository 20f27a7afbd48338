// SPDX-License-Identifier: MIT
#include "motet/contest.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "stream/mirror.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/mixture.hpp"

using namespace motet;
using support::wide;

namespace {

/// The compiled part alone, with scores as given.
struct Arena {
  core::ContestState state;
  support::Fenced sums;
  std::uint32_t candidates;

  explicit Arena(std::uint32_t count) : sums(count * (core::contest_blocks + 1)), candidates(count) {
    core::begin_contest(view());
    for (std::uint32_t i = 0; i < count; ++i) core::join_contest(view());
  }

  [[nodiscard]] core::ContestView view() { return {candidates, &state, sums.data()}; }
  void add(const std::vector<float>& scores) { core::add_scores(view(), scores.data()); }
  [[nodiscard]] Verdict judge() {
    Verdict verdict;
    core::judge_contest({candidates, &state, sums.data()}, verdict);
    return verdict;
  }
};

/// What is kept of the whole history in double: blocks from the first of the newer half on.
struct History {
  std::vector<std::vector<double>> scores;  ///< by sample, then candidate

  [[nodiscard]] double mean(std::size_t first, std::size_t count, std::size_t candidate) const {
    double sum = 0.0;
    for (std::size_t t = first; t < first + count; ++t) sum += scores[t][candidate];
    return sum / static_cast<double>(count);
  }
};

template <std::size_t Dim, std::size_t Experts>
struct Run {
  Estimator<Dim, Experts, 1024> learner;
  Contest<Dim, Experts> contest;
  int refused = 0;

  explicit Run(const Settings& settings = {}) : learner(settings) {}

  void take(std::span<const float> x, float y) {
    if (contest.model(1).fitted()) refused += contest.score(x, y) != Status::ok;
    refused += learner.push(x, y) != Status::ok;
    if (contest.due(learner)) static_cast<void>(contest.fit(learner));
  }

  void take_all(const support::Mixture& truth, support::Random& random, int count) {
    float x[max_cubic_dim];
    for (int t = 0; t < count; ++t) {
      const float y = support::draw_sample(truth, random, x);
      take({x, truth.dim}, y);
    }
  }
};

}  // namespace

TEST_SUITE_BEGIN("judge/contest");

TEST_CASE("scores, lead and error are those of the newer blocks in double, at every length to 3000 samples x 3" *
          support::needs(support::Effort::full)) {
  Arena arena(3);
  History history;
  support::Random random(1);
  support::Worst score, error;
  for (int t = 1; t <= 3000; ++t) {
    const std::vector<float> each = {support::narrow(random.normal() - 1.0), support::narrow(random.normal()),
                                     support::narrow(random.normal() - 0.1)};
    arena.add(each);
    history.scores.push_back({wide(each[0]), wide(each[1]), wide(each[2])});
    const Verdict verdict = arena.judge();
    const std::size_t length = arena.state.length, full = arena.state.full, first = full / 2, blocks = full - first;
    CHECK(full * length + arena.state.in_block == static_cast<std::size_t>(t));
    CHECK(verdict.samples == (blocks >= 8 ? blocks * length : 0));
    if (blocks < 8) continue;
    CHECK(verdict.candidates == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      score.add(support::apart(verdict.score[i], history.mean(first * length, blocks * length, i)), 1e-5);
      const double lead =
          history.mean(first * length, blocks * length, verdict.best - 1) - history.mean(first * length, blocks * length, i);
      double squares = 0.0;
      for (std::size_t b = first; b < full; ++b) {
        const double off = history.mean(b * length, length, verdict.best - 1) - history.mean(b * length, length, i) - lead;
        squares += off * off;
      }
      const double wanted = std::sqrt(squares / (static_cast<double>(blocks) * static_cast<double>(blocks - 1)));
      error.add(support::apart(verdict.error[i], wanted), 1e-5);
      CHECK(wide(verdict.score[verdict.best - 1]) >= wide(verdict.score[i]));
    }
  }
  CHECK(score.ratio <= 1.0);
  CHECK(error.ratio <= 1.0);
  CHECK(arena.sums.intact());
}

TEST_CASE("the fewest within one error of the best are chosen, none beyond it, and none more than the best") {
  const auto play = [](float second, float third, float spread) {
    Arena arena(3);
    for (int t = 0; t < 512; ++t) {  // the difference changes sign from block to block
      const float off = (t / 16) % 2 == 0 ? spread : -spread;
      arena.add({0.0f, second + off, third});
    }
    return arena.judge();
  };
  CHECK(play(1.0f, 1.1f, 0.0f).experts == 3);
  CHECK(play(1.0f, 1.1f, 0.1f).experts == 3);   // .1 beyond .1 / sqrt(15)
  CHECK(play(1.0f, 1.02f, 0.1f).experts == 2);  // .02 within
  CHECK(play(1.0f, 0.9f, 0.0f).experts == 2);
  CHECK(play(-1.0f, -2.0f, 0.5f).experts == 1);
  CHECK(play(1.0f, 0.99f, 0.5f).best == 2);
  CHECK(play(1.0f, 0.99f, 0.5f).experts == 2);  // 3 is within the error, but larger
}

TEST_CASE("a candidate that joins late is judged once the newer half holds nothing else") {
  Arena arena(1);
  arena.candidates = 2;
  arena.sums = support::Fenced(2 * (core::contest_blocks + 1));
  core::begin_contest(arena.view());
  core::join_contest(arena.view());
  arena.state.from[1] = core::contest_blocks;
  for (int t = 0; t < 130; ++t) arena.add({0.0f, 0.0f});
  core::join_contest(arena.view());
  int judged = 0;
  for (int t = 130; t < 1000; ++t) {
    const Verdict verdict = arena.judge();
    if (verdict.candidates == 2) {
      judged = judged == 0 ? t : judged;
      CHECK(verdict.score[1] == 5.0f);
      CHECK(verdict.experts == 2);
    }
    arena.add({0.0f, 5.0f});
  }
  CHECK(judged >= 260);
  CHECK(judged <= 300);
}

TEST_CASE("a million samples do not stall a sum" * support::needs(support::Effort::full)) {
  Arena arena(2);
  for (int t = 0; t < 1000000; ++t) arena.add({-3.1f, -3.0999f});
  const Verdict verdict = arena.judge();
  CHECK(support::apart(verdict.score[0], -3.1) <= 2e-5);
  CHECK(support::apart(wide(verdict.score[1]) - wide(verdict.score[0]), 1e-4) <= 2e-5);
  CHECK(verdict.experts == 2);
}

TEST_CASE("before a model there is no score, before enough samples no verdict, and what is refused changes nothing") {
  Run<2, 3> run;
  const float x[2] = {0.1f, 0.2f};
  CHECK(run.contest.score(x, 1.0f) == Status::no_model);
  CHECK(run.contest.fit(run.learner) == Status::too_few_samples);
  CHECK_FALSE(run.contest.due(run.learner));
  CHECK(run.contest.verdict().experts == 0);
  support::Random random(2);
  const support::Mixture truth = support::make_general(random, 2, 2, 0.1);
  run.take_all(truth, random, 80);
  CHECK(run.contest.model(1).fitted());
  CHECK(run.contest.verdict().experts == 0);
  const support::Snapshot before(run.contest);
  CHECK(run.contest.score({x, 1}, 1.0f) == Status::wrong_length);
  CHECK(run.contest.score(x, std::numeric_limits<float>::quiet_NaN()) == Status::not_finite);
  CHECK(before.unchanged());
  Settings bad;
  bad.experts = 9;
  Estimator<2, 3, 1024> broken(bad);
  CHECK(run.contest.fit(broken) == Status::bad_experts);
  CHECK(before.unchanged());
}

TEST_CASE("it is due when the stream has grown by half, and a fit leaves the settings as they were") {
  Settings settings;
  settings.experts = 2;
  Run<2, 3> run(settings);
  support::Random random(3);
  const support::Mixture truth = support::make_general(random, 2, 2, 0.1);
  std::uint64_t due = decltype(run.learner)::plan.calibration;  // first as soon as there is a frame, then half as many again
  CHECK(due == 21);
  for (int samples = 1; samples <= 200; ++samples) {
    float x[2];
    const float y = support::draw_sample(truth, random, x);
    CHECK(run.learner.push(x, y) == Status::ok);
    CHECK(run.contest.due(run.learner) == (run.learner.counters().accepted >= due || !run.contest.model(1).fitted()));
    if (!run.contest.due(run.learner) || run.contest.fit(run.learner) != Status::ok) continue;
    CHECK(run.learner.counters().accepted == due);
    due += due / 2;
  }
  CHECK(run.learner.settings().experts == 2);
  CHECK(run.contest.model(2).experts() == 2);
  CHECK_FALSE(run.contest.model(3).fitted());  // no more than the settings allow
  CHECK(&run.contest.model(0) == &run.contest.model(1));
  CHECK(&run.contest.model(9) == &run.contest.model(1));
}

TEST_CASE("known mixtures give their number of experts: of 6 streams each of 1, 2 and 3 experts x 3 inputs, 5 at least" *
          support::needs(support::Effort::full)) {
  for (std::uint32_t experts = 1; experts <= 3; ++experts) {
    int right = 0, more = 0;
    for (std::uint32_t seed = 0; seed < 6; ++seed) {
      support::Random random(100 * experts + seed);
      const support::Mixture truth = support::make_general(random, experts, 3, 0.2);
      static Run<3, 4> run;
      run = Run<3, 4>();
      run.take_all(truth, random, 1000);
      const Verdict verdict = run.contest.verdict();
      right += verdict.experts == experts;
      more += verdict.experts > experts;
      CHECK(run.refused == 0);
      CHECK(verdict.candidates == 4);
    }
    CHECK(right >= 5);
    CHECK(more <= 1);
  }
}

TEST_CASE("a contest does not abandon a fit in slices: it says so, and nothing changes") {
  Estimator<2, 2, 40> learner;
  const test::Rows rows = test::draw_rows(2, 200, 3);
  REQUIRE(learner.push(rows.x, rows.y, rows.count()) == Status::ok);
  Contest<2, 2> contest;
  Model<2, 2> model;
  REQUIRE(learner.begin_fit() == Status::ok);
  CHECK(contest.fit(learner) == Status::unfinished);
  CHECK(learner.fitting());
  CHECK_FALSE(contest.model(1).fitted());
  while (learner.step_fit(1000, model) == Status::unfinished) {
  }
  CHECK(model.fitted());
  CHECK(contest.fit(learner) == Status::ok);
}

TEST_SUITE_END();
