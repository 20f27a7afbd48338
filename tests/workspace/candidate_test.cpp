// SPDX-License-Identifier: MIT
#include "workspace/candidate.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "model/handmade.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Stage<5, 4, 150>;

/// Inputs and target of many sizes and offsets.
test::Rows draw_sized(std::uint32_t dim, std::uint64_t seed) {
  test::Rows rows = test::draw_rows(dim, 150, seed);
  const float size[5] = {1e-3f, 40.0f, 1.0f, 1e4f, 0.2f};
  const float offset[5] = {5.0f, 0.0f, -300.0f, 1e6f, 1.0f};
  for (std::size_t s = 0; s < rows.count(); ++s) {
    for (std::uint32_t j = 1; j < dim; ++j) rows.at(s)[j] += 0.5f * rows.at(s)[j - 1];
    rows.y[s] = 2000.0f + 70.0f * (rows.y[s] + rows.at(s)[0]);
    for (std::uint32_t j = 0; j < dim; ++j) rows.at(s)[j] = size[j] * rows.at(s)[j] + offset[j];
  }
  return rows;
}

void check_same(const core::solve::Workspace& work, const core::solve::Candidate& a, const core::solve::Candidate& b,
                double bound) {
  CHECK(a.experts == b.experts);
  for (std::uint32_t i = 0; i < a.experts; ++i) {
    for (std::uint32_t j = 0; j < work.row(); ++j) {
      CHECK(support::apart(row_of(work, a.expert, i)[j], row_of(work, b.expert, i)[j]) <= bound);
      CHECK(support::apart(row_of(work, a.gate, i)[j], row_of(work, b.gate, i)[j]) <= bound);
    }
    CHECK(support::apart(a.variance[i], b.variance[i]) <= bound);
  }
}

}  // namespace

TEST_SUITE_BEGIN("workspace/candidate");

TEST_CASE("a written model says in user's units what the candidate says in white ones, 5 inputs x 3 experts") {
  const test::Rows rows = draw_sized(5, 1);
  Learnt stage(test::make_settings(5, 3), rows);
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 3, 1, work.current);
  Model<5, 4> model;
  CHECK(core::solve::write_model(work, work.current, model.store()));
  CHECK(model.experts() == 3);
  CHECK(model.dim() == 5);
  const double unit = wide(work.white.target_deviation) / wide(work.estimator.state->target_scale);
  const double centre =
      wide(work.estimator.state->target_shift) + wide(work.white.target_mean) / wide(work.estimator.state->target_scale);
  const test::White white = stage.read();
  support::Worst worst;
  for (std::uint32_t t = 0; t < 150; ++t) {
    const test::Opinion said = test::consult(model.view(), rows.row(t).data());
    const test::Share meant = test::share_out(work, work.current, white.row(t), white.y[t]);
    for (std::uint32_t i = 0; i < 3; ++i) {
      const double value = test::follow(row_of(work, work.current.expert, i), white.row(t), 6);
      // A row of five slopes of some deviations each, written through a map of condition 10 or so.
      worst.add(support::apart((said.value[i] - centre) / unit, value), 400.0 * support::roundoff);
      worst.add(support::apart(said.probability[i], meant.probability[i]), 400.0 * support::roundoff);
    }
  }
  CHECK(worst.ratio <= 1.0);
  for (std::uint32_t i = 0; i < 3; ++i) {
    const double sigma = std::sqrt(wide(work.current.variance[i])) * unit;
    CHECK(support::apart(model.sigma(i), sigma) <= 6.0 * support::roundoff * sigma);
  }
}

TEST_CASE("the centre is the mean of the inputs and the last gate row is zero, 5 inputs x 4 experts") {
  const test::Rows rows = draw_sized(5, 2);
  Learnt stage(test::make_settings(5, 4), rows);
  test::draw_candidate(stage.work, 4, 2, stage.work.current);
  Model<5, 4> model;
  CHECK(core::solve::write_model(stage.work, stage.work.current, model.store()));
  for (std::uint32_t j = 0; j < 5; ++j) {
    double mean = 0.0, square = 0.0;
    for (std::size_t s = 0; s < 150; ++s) mean += wide(rows.row(s)[j]) / 150.0;
    for (std::size_t s = 0; s < 150; ++s) square += (wide(rows.row(s)[j]) - mean) * (wide(rows.row(s)[j]) - mean) / 150.0;
    CHECK(support::apart(model.centre(j), mean) <= support::roundoff * (2.0 * std::fabs(mean) + 150.0 * std::sqrt(square)));
    CHECK(model.gate_slope(3, j) == 0.0f);
  }
  CHECK(model.gate_at_centre(3) == 0.0f);
}

TEST_CASE("a model that is written and read again is the candidate, 1 to 5 inputs x 1 to 4 experts") {
  for (std::uint32_t dim = 1; dim <= 5; ++dim) {
    for (std::uint32_t experts = 1; experts <= 4; ++experts) {
      Learnt stage(test::make_settings(dim, experts), draw_sized(dim, 10 * dim + experts));
      core::solve::Workspace& work = stage.work;
      test::draw_candidate(work, experts, dim, work.best);
      Model<5, 4> model;
      CHECK(core::solve::write_model(work, work.best, model.store()));
      core::solve::read_model(work, model.view(), work.current);
      // Offsets of some hundred deviations in the inputs, and of thirty in the target, cost their digits.
      check_same(work, work.current, work.best, 1000.0 * support::roundoff);
    }
  }
}

TEST_CASE("what a model says along a degenerate direction is lost and the rest stays, 3 inputs of rank 2") {
  test::Rows rows = test::draw_rows(3, 150, 3);
  for (std::size_t s = 0; s < 150; ++s) rows.at(s)[2] = 2.0f * rows.at(s)[0] - rows.at(s)[1];
  test::Stage<3, 2, 150> stage({}, rows);
  core::solve::Workspace& work = stage.work;
  CHECK(work.white.rank == 2);
  Model<3, 2> model;
  test::write_random(model, 3, 2, 3);
  core::solve::read_model(work, model.view(), work.current);
  Model<3, 2> again;
  CHECK(core::solve::write_model(work, work.current, again.store()));
  for (std::uint32_t t = 0; t < 150; ++t) {
    const test::Opinion before = test::consult(model.view(), rows.row(t).data());
    const test::Opinion after = test::consult(again.view(), rows.row(t).data());
    for (std::uint32_t i = 0; i < 2; ++i) {
      CHECK(support::apart(after.value[i], before.value[i]) <= 1e-5 * (1.0 + std::fabs(before.value[i])));
      CHECK(support::apart(after.probability[i], before.probability[i]) <= 2e-5);
    }
  }
}

TEST_CASE("a number that is not finite is not written: the model keeps every byte") {
  Learnt stage(test::make_settings(5, 3), draw_sized(5, 4));
  core::solve::Workspace& work = stage.work;
  Model<5, 4> model;
  test::write_random(model, 4, 2, 4);
  const support::Snapshot before(model);
  using limits = std::numeric_limits<float>;
  for (const float bad : {limits::quiet_NaN(), limits::infinity(), limits::max()}) {
    test::draw_candidate(work, 3, 4, work.current);
    row_of(work, work.current.expert, 1)[2] = bad;
    CHECK_FALSE(core::solve::write_model(work, work.current, model.store()));
    test::draw_candidate(work, 3, 4, work.current);
    row_of(work, work.current.gate, 2)[0] = bad == limits::max() ? limits::infinity() : bad;
    CHECK_FALSE(core::solve::write_model(work, work.current, model.store()));
    test::draw_candidate(work, 3, 4, work.current);
    work.current.variance[0] = bad == limits::max() ? -1.0f : bad;
    CHECK_FALSE(core::solve::write_model(work, work.current, model.store()));
    CHECK(before.unchanged());
  }
}

TEST_CASE("the distance of two experts is the mean squared difference of their predictions, 5 inputs") {
  Learnt stage(test::make_settings(5, 2), draw_sized(5, 9));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 2, 9, work.current);
  const float* a = row_of(work, work.current.expert, 0);
  const float* b = row_of(work, work.current.expert, 1);
  const test::White white = stage.read();
  double square = 0.0;
  for (std::size_t t = 0; t < white.count; ++t) {
    const double off = test::follow(a, white.row(t), 6) - test::follow(b, white.row(t), 6);
    square += off * off / static_cast<double>(white.count);
  }
  // White x has covariance I to the roundings of 150 terms.
  CHECK(support::apart(core::solve::measure_distance(work, a, b), square) <= 150.0 * support::roundoff * 10.0 * square);
  CHECK(core::solve::measure_distance(work, a, a) == 0.0f);
}

TEST_CASE("clear leaves slopes, gate and weights at zero and the variances at the large start") {
  Settings settings = test::make_settings(5, 4);
  settings.sigma_start = 0.75f;
  Learnt stage(settings, draw_sized(5, 5));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 4, 5, work.current);
  core::solve::clear(work, 3, work.current);
  CHECK(work.current.experts == 3);
  CHECK(work.current.loglik == 0.0f);
  for (std::uint32_t at = 0; at < 3 * work.row(); ++at) {
    CHECK(work.current.expert[at] == 0.0f);
    CHECK(work.current.gate[at] == 0.0f);
  }
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(work.current.variance[i] == 0.75f * 0.75f);
    CHECK(work.current.weight[i] == 0.0f);
  }
}

TEST_CASE("a copy is the same to the bit") {
  Learnt stage(test::make_settings(4, 4), draw_sized(4, 6));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 4, 6, work.current);
  work.current.loglik = -1.5f;
  core::solve::copy(work, work.current, work.best);
  check_same(work, work.current, work.best, 0.0);
  CHECK(work.best.loglik == -1.5f);
  for (std::uint32_t i = 0; i < 4; ++i) CHECK(work.best.weight[i] == work.current.weight[i]);
}

TEST_CASE("the gauge takes the last gate row from all and leaves the probabilities, 4 inputs x 3 experts") {
  Learnt stage(test::make_settings(4, 3), draw_sized(4, 7));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 3, 7, work.current);
  for (std::uint32_t j = 0; j < 5; ++j) row_of(work, work.current.gate, 2)[j] = 0.5f - 0.25f * static_cast<float>(j);
  const test::White white = stage.read();
  std::vector<test::Share> before;
  for (std::size_t t = 0; t < white.count; ++t) before.push_back(test::share_out(work, work.current, white.row(t), white.y[t]));
  core::solve::fix_gauge(work, work.current);
  for (std::uint32_t j = 0; j < work.row(); ++j) CHECK(row_of(work, work.current.gate, 2)[j] == 0.0f);
  for (std::size_t t = 0; t < white.count; ++t) {
    const test::Share after = test::share_out(work, work.current, white.row(t), white.y[t]);
    for (std::uint32_t i = 0; i < 3; ++i)
      CHECK(support::apart(after.probability[i], before[t].probability[i]) <= 50.0 * support::roundoff);
  }
}

TEST_CASE("dropping an expert closes the ranks and leaves the odds of the others, each of 4 experts") {
  for (std::uint32_t gone = 0; gone < 4; ++gone) {
    Learnt stage(test::make_settings(3, 4), draw_sized(3, 8));
    core::solve::Workspace& work = stage.work;
    test::draw_candidate(work, 4, 8, work.current);
    core::solve::copy(work, work.current, work.best);
    core::solve::drop_expert(work, gone, work.current);
    CHECK(work.current.experts == 3);
    const test::White white = stage.read();
    for (std::uint32_t i = 0; i < 3; ++i) {
      const std::uint32_t from = i < gone ? i : i + 1;
      for (std::uint32_t j = 0; j < work.row(); ++j) {
        CHECK(row_of(work, work.current.expert, i)[j] == row_of(work, work.best.expert, from)[j]);
        CHECK(row_of(work, work.current.gate, 2)[j] == 0.0f);
      }
      CHECK(work.current.variance[i] == work.best.variance[from]);
      CHECK(work.current.weight[i] == work.best.weight[from]);
      const test::Share before = test::share_out(work, work.best, white.row(0), white.y[0]);
      const test::Share after = test::share_out(work, work.current, white.row(0), white.y[0]);
      const std::uint32_t last = gone == 3 ? 2 : 3;
      CHECK(support::apart(std::log(after.probability[i] / after.probability[2]),
                           std::log(before.probability[from] / before.probability[last])) <= 100.0 * support::roundoff);
    }
  }
}

TEST_CASE("the pair most alike is found wherever it stands, each pair of 4 experts") {
  for (std::uint32_t second = 1; second < 4; ++second) {
    for (std::uint32_t first = 0; first < second; ++first) {
      Learnt stage(test::make_settings(3, 4), draw_sized(3, 11));
      core::solve::Workspace& work = stage.work;
      test::draw_candidate(work, 4, 11, work.current);
      for (std::uint32_t j = 0; j < 4; ++j) {
        row_of(work, work.current.expert, second)[j] = row_of(work, work.current.expert, first)[j] + 0.01f;
      }
      const core::solve::Pair alike = core::solve::find_alike(work, work.current);
      CHECK(alike.first == first);
      CHECK(alike.second == second);
      const float* a = row_of(work, work.current.expert, first);
      CHECK(alike.distance == core::solve::measure_distance(work, a, row_of(work, work.current.expert, second)));
    }
  }
}

TEST_CASE("the halves of a split expert lie as far above as below it, behind one gate, 3 experts") {
  for (std::uint32_t from = 0; from < 3; ++from) {
    const std::uint32_t to = (from + 1) % 3;
    Learnt stage(test::make_settings(3, 3), draw_sized(3, 12));
    core::solve::Workspace& work = stage.work;
    test::draw_candidate(work, 3, 12, work.current);
    core::solve::copy(work, work.current, work.best);
    core::solve::split_expert(work, from, to, 0.5f, false, work.current);
    const float* whole = row_of(work, work.best.expert, from);
    const float* above = row_of(work, work.current.expert, to);
    const float* below = row_of(work, work.current.expert, from);
    CHECK(above[0] == whole[0] + 0.5f);
    CHECK(below[0] == whole[0] - 0.5f);
    for (std::uint32_t j = 1; j < 4; ++j) {
      CHECK(above[j] == whole[j]);
      CHECK(below[j] == whole[j]);
    }
    for (std::uint32_t j = 0; j < 4; ++j) {
      CHECK(row_of(work, work.current.gate, to)[j] == row_of(work, work.current.gate, from)[j]);
      CHECK(row_of(work, work.current.gate, 2)[j] == 0.0f);
    }
  }
}

TEST_SUITE_END();
