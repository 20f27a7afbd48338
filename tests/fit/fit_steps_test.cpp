// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "motet/estimator.hpp"
#include "motet/state.hpp"
#include "support/effort.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::Effort;
using support::needs;

namespace {

/// What a fit leaves, as bytes.
template <std::size_t Dim, std::size_t Experts>
struct Result {
  Model<Dim, Experts> model;
  Report report;
  Status status = Status::unfinished;
  std::uint32_t slices = 0;

  Result() { std::memset(static_cast<void*>(&report), 0, sizeof report); }
  explicit Result(const Model<Dim, Experts>& in_use) : Result() { model = in_use; }
  [[nodiscard]] bool same(const Result& other) const {
    return status == other.status && std::memcmp(&model, &other.model, sizeof model) == 0 &&
           std::memcmp(&report, &other.report, sizeof report) == 0;
  }
};

/// Fits in slices of next() steps, and calls between() after each.
template <std::size_t Dim, std::size_t Experts, std::size_t Window, class Next, class Between>
void fit_in_slices(Estimator<Dim, Experts, Window>& learner, Result<Dim, Experts>& result, Next next, Between between) {
  CHECK(learner.begin_fit() == Status::ok);
  CHECK(learner.fitting());
  between();
  while (result.status == Status::unfinished) {
    const support::Snapshot model(result.model), report(result.report);
    result.status = learner.step_fit(next(), result.model, result.report);
    ++result.slices;
    if (result.status != Status::unfinished) break;
    CHECK(model.unchanged());
    CHECK(report.unchanged());
    between();
  }
  CHECK(!learner.fitting());
}

/// Checks that any slicing of two fits, the second with the model of the first in force, gives what fit gives.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
void check_slicings(const Settings& settings, const test::Rows& rows) {
  const std::size_t half = rows.count() / 2;
  static Estimator<Dim, Experts, Window> learner, sliced;
  CHECK(learner.reset(settings) == Status::ok);
  Model<Dim, Experts> in_use;
  std::size_t first = 0;
  for (const std::size_t last : {half, rows.count()}) {
    CHECK(test::push_rows(learner.view(), rows, first, last) == 0);
    first = last;
    sliced = learner;
    Result<Dim, Experts> whole(in_use);
    whole.status = learner.fit(whole.model, whole.report);
    support::Random random(last);
    std::uint32_t steps = 0;
    for (const std::uint32_t budget : {1u, 2u, 7u, 64u, 1000u, 0u}) {
      CAPTURE(budget);
      Result<Dim, Experts> result(in_use);
      fit_in_slices(
          sliced, result, [&] { return budget > 0 ? budget : 1 + random.below(200); }, [] {});
      CHECK(result.same(whole));
      if (budget == 1) steps = result.slices;
      // No slice but the last takes more steps than its budget, or fewer.
      if (budget > 0) CHECK(result.slices == (steps + budget - 1) / budget);
    }
    in_use = whole.model;
  }
}

test::Rows draw_mixed(std::uint32_t dim, std::uint32_t experts, std::size_t count, std::uint64_t seed) {
  support::Random random(seed);
  return test::draw_rows(support::make_general(random, experts, dim, 0.2), count, seed);
}

/// Whether the fit under way has yet to read the moments.
template <class Learner>
bool reading(Learner& learner) {
  return learner.view().state->course.attempt <= core::Attempt::tensors;
}

using Small = Estimator<3, 2, 40>;

/// A learner in the middle of a fit, and one that has seen the same.
Small begun(std::uint64_t seed = 1) {
  Small learner;
  CHECK(test::push_rows(learner.view(), draw_mixed(3, 2, 200, seed), 0, 200) == 0);
  Model<3, 2> model;
  CHECK(learner.begin_fit() == Status::ok);
  CHECK(learner.step_fit(500, model) == Status::unfinished);
  return learner;
}

}  // namespace

TEST_SUITE_BEGIN("fit/fit_steps");

TEST_CASE("a fit in slices of any length is the fit, bit for bit, 3 inputs x 2 experts") {
  Settings settings;
  settings.power_starts = 3;
  settings.refine_iterations = 12;
  check_slicings<3, 2, 40>(settings, draw_mixed(3, 2, 200, 1));
}

TEST_CASE("a fit in slices of any length is the fit, bit for bit, 4 inputs x 3 experts, every stage" * needs(Effort::some)) {
  Settings settings;
  settings.searches = 5;
  settings.gate_iterations = 3;
  check_slicings<4, 3, 100>(settings, draw_mixed(4, 3, 600, 2));
  settings.shared_sigma = false;
  check_slicings<4, 3, 100>(settings, draw_mixed(4, 2, 600, 3));
}

TEST_CASE("one expert, and two without a window, are fitted in slices as well") {
  check_slicings<3, 1, 50>({}, draw_mixed(3, 1, 200, 4));
  check_slicings<2, 1, 0>({}, draw_mixed(2, 1, 200, 5));
}

TEST_CASE("two experts without a window are fitted in slices as well" * needs(Effort::some)) {
  check_slicings<2, 2, 0>({}, draw_mixed(2, 2, 500, 6));
}

TEST_CASE("samples pushed once the moments are read do not bear on the fit, and are not lost to the moments" *
          needs(Effort::some)) {
  const test::Rows rows = draw_mixed(4, 3, 400, 7);
  test::Rows later = draw_mixed(4, 2, 2000, 8);
  later.at(100)[2] = 1e4f;  // widens the frame
  later.y[500] = -3e5f;
  Estimator<4, 3, 100> learner, sliced;
  CHECK(test::push_rows(learner.view(), rows, 0, 400) == 0);
  sliced = learner;
  Result<4, 3> whole, result;
  whole.status = learner.fit(whole.model, whole.report);
  std::size_t pushed = 0;
  const core::EstimatorView e = sliced.view();
  const support::Snapshot kept(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  fit_in_slices(
      sliced, result, [] { return 37u; },
      [&] {
        if (reading(sliced) || pushed + 10 > later.count()) return;
        CHECK(test::push_rows(e, later, pushed, pushed + 5) == 0);
        CHECK(test::push_block(e, later, pushed + 5, pushed + 10) == Status::ok);
        pushed += 10;
        CHECK(kept.unchanged());
      });
  CHECK(result.same(whole));
  CHECK(e.state->widenings > 0);
  CHECK(pushed > 1000);
  CHECK(e.state->missed == pushed);
  CHECK(sliced.counters().accepted == 400 + pushed);
  CHECK(test::push_rows(learner.view(), later, 0, pushed) == 0);
  CHECK(test::count_different(5, core::stream::old_level(learner.view()), core::stream::old_level(e)) == 0);
  CHECK(test::count_different(5, core::stream::young_level(learner.view()), core::stream::young_level(e)) == 0);
  CHECK(std::memcmp(learner.view().block + e.plan->frame, e.block + e.plan->frame,
                    (e.plan->solve - e.plan->frame) * sizeof(float)) == 0);
}

TEST_CASE("the model in force answers between the slices, and a copy of the object goes on as the object does") {
  Small learner;
  CHECK(test::push_rows(learner.view(), draw_mixed(3, 2, 200, 9), 0, 200) == 0);
  Result<3, 2> early;
  early.status = learner.fit(early.model, early.report);
  CHECK(test::push_rows(learner.view(), draw_mixed(3, 2, 200, 10), 0, 200) == 0);
  const float x[3] = {0.5f, -0.25f, 1.0f};
  Prediction<2> before, between;
  CHECK(early.model.predict(x, before) == Status::ok);
  Result<3, 2> result(early.model), copied(early.model);
  CHECK(learner.begin_fit() == Status::ok);
  CHECK(learner.step_fit(700, result.model, result.report) == Status::unfinished);
  CHECK(result.model.predict(x, between) == Status::ok);
  CHECK(between.mean == before.mean);
  Small copy = learner;
  do result.status = learner.step_fit(100, result.model, result.report);
  while (result.status == Status::unfinished);
  do copied.status = copy.step_fit(90, copied.model, copied.report);
  while (copied.status == Status::unfinished);
  CHECK(result.status == Status::ok);
  CHECK(copied.same(result));
  CHECK(result.model.predict(x, between) == Status::ok);
  CHECK(between.mean != before.mean);
}

TEST_CASE("a fit that was not begun, or is over, is refused") {
  Small learner;
  Result<3, 2> result;
  const support::Snapshot model(result.model), report(result.report);
  CHECK(learner.step_fit(100, result.model, result.report) == Status::not_begun);
  CHECK(learner.begin_fit() == Status::too_few_samples);
  CHECK(learner.step_fit(100, result.model, result.report) == Status::not_begun);
  learner = begun();
  CHECK(learner.step_fit(0, result.model, result.report) == Status::unfinished);
  CHECK(model.unchanged());
  CHECK(report.unchanged());
  while (learner.step_fit(1000, result.model, result.report) == Status::unfinished) {
  }
  CHECK(result.model.fitted());
  const support::Snapshot fitted(result.model), told(result.report);
  CHECK(learner.step_fit(100, result.model, result.report) == Status::not_begun);
  CHECK(fitted.unchanged());
  CHECK(told.unchanged());
}

TEST_CASE("settings that are wrong are said by every call of a fit") {
  Settings settings;
  settings.dim = 9;
  Small learner(settings);
  Model<3, 2> model;
  CHECK(learner.begin_fit() == Status::bad_dim);
  CHECK(learner.step_fit(1, model) == Status::bad_dim);
}

TEST_CASE("moments that do not tell two experts apart are refused by the last slice, and the fit is over") {
  Estimator<2, 2, 0> learner;
  CHECK(test::push_rows(learner.view(), test::draw_rows(2, 300, 11), 0, 300) == 0);
  Result<2, 2> result;
  fit_in_slices(
      learner, result, [] { return 5u; }, [] {});
  CHECK(result.status == Status::no_gate);
  CHECK(!result.model.fitted());
}

TEST_CASE("reset, adjust, merge, recentre, load and another fit abandon the one under way; a refused call of them does not") {
  Model<3, 2> model;
  Small learner = begun();
  Settings wrong = learner.settings();
  wrong.experts = 7;
  CHECK(learner.adjust(wrong) == Status::bad_experts);
  CHECK(learner.reset(wrong) == Status::bad_experts);
  CHECK(merge(learner, learner) == Status::same_stream);
  CHECK(learner.fitting());
  CHECK(learner.adjust(learner.settings()) == Status::ok);
  CHECK(learner.step_fit(1, model) == Status::not_begun);

  learner = begun();
  CHECK(learner.reset({}) == Status::ok);
  CHECK(!learner.fitting());

  learner = begun();
  const Small other = begun(2);
  CHECK(merge(learner, other) == Status::ok);
  CHECK(!learner.fitting());
  CHECK(other.fitting());

  learner = begun();
  CHECK(recentre(learner) == Status::ok);
  CHECK(!learner.fitting());

  learner = begun();
  std::vector<std::byte> image(image_bytes<Small>);
  CHECK(save(learner, image) == Status::ok);
  CHECK(learner.fitting());
  CHECK(load(image, learner) == Status::ok);
  CHECK(!learner.fitting());
}

TEST_CASE("a stream that forgets is fitted in slices as well, and the window is thinned when the fit is over" *
          needs(Effort::some)) {
  Settings settings;
  settings.memory = 100.0f;
  Estimator<3, 2, 200> learner(settings), sliced;
  CHECK(test::push_rows(learner.view(), draw_mixed(3, 2, 1000, 13), 0, 1000) == 0);
  sliced = learner;
  const std::uint32_t before = sliced.view().state->kept;
  Result<3, 2> whole, result;
  whole.status = learner.fit(whole.model, whole.report);
  CHECK(learner.view().state->kept == before);
  const test::Rows later = draw_mixed(3, 2, 150, 14);
  std::size_t pushed = 0;
  fit_in_slices(
      sliced, result, [] { return 50u; },
      [&] {
        if (reading(sliced) || pushed == later.count()) return;
        CHECK(test::push_rows(sliced.view(), later, pushed, pushed + 1) == 0);
        ++pushed;
        CHECK(sliced.view().state->kept == before);
      });
  CHECK(whole.status == Status::ok);
  CHECK(result.same(whole));
  CHECK(pushed == later.count());
  // A block of up to a sixteenth of the memory has not faded yet.
  const double left = sliced.view().state->kept / (before * std::exp(-1.5));
  CHECK(left > 0.8);
  CHECK(left < 1.3);
  std::vector<std::byte> image(image_bytes<Estimator<3, 2, 200>>);
  CHECK(save(sliced, image) == Status::ok);
  CHECK(load(image, learner) == Status::ok);
}

TEST_CASE("a stream that forgets everything abandons the fit") {
  Settings settings;
  settings.memory = 100.0f;
  Small learner(settings);
  CHECK(test::push_rows(learner.view(), draw_mixed(3, 2, 300, 15), 0, 300) == 0);
  Model<3, 2> model;
  CHECK(learner.begin_fit() == Status::ok);
  const float x[3] = {1.0f, 2.0f, 3.0f};
  CHECK(learner.push(x, 1.0f, 1e6f) == Status::ok);
  CHECK(learner.step_fit(10, model) == Status::not_begun);
}

TEST_CASE("samples pushed from the first slice on, one of which widens the frame, leave a fit as good" * needs(Effort::some)) {
  const test::Rows rows = draw_mixed(4, 3, 400, 16);
  test::Rows later = draw_mixed(4, 3, 400, 16);
  later.at(20)[1] = 900.0f;
  Estimator<4, 3, 100> learner, sliced;
  CHECK(test::push_rows(learner.view(), rows, 0, 400) == 0);
  sliced = learner;
  Result<4, 3> whole, result;
  whole.status = learner.fit(whole.model, whole.report);
  std::size_t pushed = 0;
  fit_in_slices(
      sliced, result, [] { return 1u; },
      [&] {
        if (pushed == 40) return;
        CHECK(test::push_rows(sliced.view(), later, pushed, pushed + 1) == 0);
        ++pushed;
      });
  CHECK(pushed == 40);
  CHECK(sliced.view().state->widenings > learner.view().state->widenings);
  CHECK(result.status == Status::ok);
  CHECK(result.report.loglik >= whole.report.loglik - 0.05f);
}

TEST_CASE("a fit begun twice is the second one" * needs(Effort::some)) {
  Small learner = begun(), plain;
  const test::Rows rows = draw_mixed(3, 2, 200, 1), later = draw_mixed(3, 2, 50, 12);
  CHECK(test::push_rows(learner.view(), later, 0, 50) == 0);
  Result<3, 2> result, whole;
  fit_in_slices(
      learner, result, [] { return 99u; }, [] {});
  // The window missed the fifty, so the other one has to miss them too.
  CHECK(test::push_rows(plain.view(), rows, 0, 200) == 0);
  CHECK(plain.begin_fit() == Status::ok);
  CHECK(test::push_rows(plain.view(), later, 0, 50) == 0);
  whole.status = plain.fit(whole.model, whole.report);
  CHECK(result.same(whole));
  CHECK(result.report.samples == 250);
}

TEST_SUITE_END();
