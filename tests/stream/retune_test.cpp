// SPDX-License-Identifier: MIT
#include "stream/retune.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "image/trials.hpp"

TEST_SUITE_BEGIN("stream/retune");

using namespace motet;

namespace {

using Small = Estimator<2, 2, 16>;

/// What an estimator of `count` samples becomes under other settings; its own image, if it can be.
struct Outcome {
  Status status;
  Small estimator;
};
template <class Change>
Outcome retuned(const Small& from, Change change) {
  Settings settings = from.settings();
  change(settings);
  Outcome outcome{Status::ok, test::begun<Small>(1, 40, 5)};
  const support::Snapshot before(outcome.estimator);
  outcome.status = load(test::saved(from), outcome.estimator, settings);
  if (outcome.status != Status::ok) {
    CHECK(before.unchanged());
    return outcome;
  }
  Small again;
  CHECK(load(test::saved(outcome.estimator), again) == Status::ok);  // its numbers are those of a stream
  return outcome;
}

}  // namespace

TEST_CASE("with its own settings a stream comes back as it was") {
  for (const std::size_t count : {0u, 10u, 500u}) {
    for (const float memory : {0.0f, 80.0f}) {
      const Small from = test::begun<Small>(2, count, 1, memory);
      const Outcome same = retuned(from, [](Settings&) {});
      CHECK(same.status == Status::ok);
      CHECK(test::saved(same.estimator) == test::saved(from));
    }
  }
}

TEST_CASE("settings of the fit, and the seed, change without a trace in the moments") {
  const Small from = test::begun<Small>(2, 500);
  const Outcome other = retuned(from, [](Settings& s) {
    s.seed = 99;
    s.experts = 1;
    s.shared_sigma = false;
    s.calibration = 5;
  });
  CHECK(other.status == Status::ok);
  CHECK(other.estimator.settings().seed == 99);
  CHECK(other.estimator.view().state->random == 99);
  const test::Bytes a = test::saved(from), b = test::saved(other.estimator);
  constexpr std::ptrdiff_t floats = 28 + core::EstimatorImage::field_bytes;
  CHECK(std::equal(a.begin() + floats, a.end() - 4, b.begin() + floats));
}

TEST_CASE("a memory that begins takes all samples so far as of now; the rows kept change their order alone") {
  Small from = test::begun<Small>(2, 12);  // the window has room
  for (const std::size_t count : {12u, 500u}) {
    from = test::begun<Small>(2, count);
    Outcome now = retuned(from, [](Settings& s) { s.memory = 50.0f; });
    REQUIRE(now.status == Status::ok);
    CHECK(now.estimator.effective_samples() == from.effective_samples());
    const core::EstimatorView a = from.view(), b = now.estimator.view();
    CHECK(a.state->kept == b.state->kept);
    double before = 0.0, after = 0.0;
    for (std::uint32_t i = 0; i < 3 * a.state->kept; ++i) {
      before += support::wide(a.block[a.plan->reservoir + i]);
      after += support::wide(b.block[b.plan->reservoir + i]);
    }
    CHECK(std::fabs(before - after) <= 1e-4 * (1.0 + std::fabs(before)));
    CHECK(test::push_block(now.estimator.view(), test::draw_rows(2, 800, 4), 0, 800) == Status::ok);
    CHECK(now.estimator.effective_samples() < 110.0f);  // it forgets
  }
}

TEST_CASE("a memory that changes ends the block at hand, and fades at the new rate") {
  const Small from = test::begun<Small>(2, 500, 1, 80.0f);
  for (const float memory : {1.0f, 20.0f, 2000.0f}) {
    CAPTURE(memory);
    Outcome now = retuned(from, [memory](Settings& s) { s.memory = memory; });
    REQUIRE(now.status == Status::ok);
    CHECK(now.estimator.view().state->age == 0.0f);
    CHECK(now.estimator.settings().memory == memory);
    CHECK(std::fabs(now.estimator.effective_samples() / from.effective_samples() - 1.0f) < 0.1f);
    CHECK(test::push_block(now.estimator.view(), test::draw_rows(2, 200, 4), 0, 200) == Status::ok);
  }
}

TEST_CASE("what cannot change is named") {
  const Small from = test::begun<Small>(2, 500), forgets = test::begun<Small>(2, 500, 1, 80.0f);
  const auto status = [](const Small& estimator, auto change) { return retuned(estimator, change).status; };
  CHECK(status(from, [](Settings& s) { s.dim = 1; }) == Status::bad_dim);
  CHECK(status(from, [](Settings& s) { s.dim = 3; }) == Status::bad_dim);
  CHECK(status(from, [](Settings& s) { s.experts = 3; }) == Status::bad_experts);
  CHECK(status(from, [](Settings& s) { s.gate_ridge = 2.0f; }) == Status::bad_setting);
  CHECK(status(forgets, [](Settings& s) { s.memory = 0.0f; }) == Status::other_memory);
  CHECK(status(test::begun<Small>(2, 12), [](Settings& s) { s.calibration = 12; }) == Status::bad_setting);
  CHECK(status(test::begun<Small>(2, 12), [](Settings& s) { s.calibration = 13; }) == Status::ok);
}

TEST_CASE("a range may change where every sample kept lies within it, and none would overflow") {
  const auto status = [](std::size_t count, float range) {
    return retuned(test::begun<Small>(2, count), [range](Settings& s) { s.range = range; }).status;
  };
  CHECK(status(500, 1e20f) == Status::ok);
  CHECK(status(500, 1e5f) == Status::ok);
  CHECK(status(500, 1e-3f) == Status::out_of_range);
  CHECK(status(12, 1e-3f) == Status::out_of_range);
  Settings settings;
  settings.range = 1e-20f;
  Small tiny(settings);
  const float x[2] = {1e-21f, -2e-21f};
  for (int t = 0; t < 100; ++t) {
    const float moved[2] = {x[0] * static_cast<float>(t % 7), x[1] * static_cast<float>(t % 5)};
    REQUIRE(tiny.push(moved, x[0] * static_cast<float>(t % 3)) == Status::ok);
  }
  CHECK(retuned(tiny, [](Settings& s) { s.range = 1e-15f; }).status == Status::ok);
  CHECK(retuned(tiny, [](Settings& s) { s.range = 1e30f; }).status == Status::out_of_range);
}

TEST_SUITE_END();
