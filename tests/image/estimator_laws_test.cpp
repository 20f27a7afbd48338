// SPDX-License-Identifier: MIT
#include "image/estimator_laws.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include "image/tools.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/estimator_laws");

using namespace motet;

namespace {

using Small = Estimator<3, 2, 8>;

/// How many floats of an estimator break a law.
template <class Estimator>
int count_unlawful(Estimator& estimator) {
  const core::EstimatorView e = estimator.view();
  int unlawful = core::image::lawful(*e.plan, *e.state) ? 0 : 1;
  const core::EstimatorImage::Runs runs = core::EstimatorImage::runs({e.plan});
  for (std::uint32_t run = 0; run < runs.size(); ++run) {
    for (std::uint32_t i = 0; i < runs[run].count; ++i) {
      const bool padding =
          run <= core::image::young_run && e.state->framed && !core::image::locate(core::stream::order_of(e), i).moment;
      unlawful += !padding && !core::image::lawful(*e.state, run, i, e.block[runs[run].begin + i]);
    }
  }
  return unlawful;
}

/// Whether a good state passes once `change` has been made to it.
template <class Change>
bool passes(std::size_t samples, Change change) {
  const Small estimator = test::begun<Small>(2, samples);
  core::State state = *estimator.view().state;
  change(state);
  return core::image::lawful(Small::plan, state);
}

constexpr float endless = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

}  // namespace

TEST_CASE("every moment has its place, 1 to 32 inputs") {
  for (const std::uint32_t dim : support::awkward_extents) {
    if (dim > 8 && support::effort != support::Effort::full) continue;
    CAPTURE(dim);
    const std::uint32_t order = dim + 1;
    std::set<std::size_t> places;
    int wrong = 0;
    test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
      const std::size_t at = test::place(p, i, j, l);
      places.insert(at);
      const core::image::Place found = core::image::locate(order, static_cast<std::uint32_t>(at));
      wrong += !found.moment || found.power != p || found.row != l || found.pair != core::pair_index(i, j);
    });
    CHECK(wrong == 0);
    int padding = 0;
    for (std::uint32_t at = 0; at < test::staircase_floats(order) + 64; ++at) {
      padding += core::image::locate(order, at).moment == (places.count(at) == 0);
    }
    CHECK(padding == 0);
  }
}

TEST_CASE("what a stream leaves is lawful in every phase") {
  for (const std::size_t samples : {0u, 1u, 5u, 21u, 63u, 64u, 65u, 400u, 5000u}) {
    CAPTURE(samples);
    Small full = test::begun<Small>(3, samples);
    CHECK(count_unlawful(full) == 0);
    Small partly = test::begun<Small>(2, samples);
    CHECK(count_unlawful(partly) == 0);
    Estimator<1, 1, 0> least = test::begun<Estimator<1, 1, 0>>(1, samples);
    CHECK(count_unlawful(least) == 0);
  }
}

TEST_CASE("what a stream that forgets leaves is lawful in every phase, across gaps") {
  const test::Rows rows = test::draw_rows(3, 3000, 4);
  for (const float memory : {0.01f, 1.0f, 16.0f, 60.0f, 1e5f}) {
    CAPTURE(memory);
    const std::vector<float> times = test::draw_times(3000, 1.0, 4);
    Settings settings;
    settings.memory = memory;
    Small estimator(settings);
    int unlawful = 0;
    for (std::size_t s = 0; s < 3000; ++s) {
      const float elapsed = s % 700 == 699 ? 15.9f * memory : s % 1100 == 1099 ? 17.0f * memory : times[s];
      REQUIRE(estimator.push(rows.row(s), rows.y[s], elapsed) == Status::ok);
      if (s % 50 < 3 || s % 700 == 699) unlawful += load(test::saved(estimator), estimator) != Status::ok;
    }
    CHECK(unlawful == 0);
  }
}

TEST_CASE("a stream of extreme values is lawful") {
  for (const double unit : {1e-12, 1e14}) {
    CAPTURE(unit);
    test::Rows rows = test::draw_rows(3, 500, 4);
    for (float& each : rows.x) each = support::narrow(support::wide(each) * unit);
    for (float& each : rows.y) each = support::narrow(support::wide(each) * unit);
    for (std::size_t s = 0; s < 500; ++s) rows.at(s)[1] = 7.0f;
    rows.at(450)[0] = 1e15f;
    rows.y[460] = -1e15f;
    Small estimator;
    CHECK(test::push_block(estimator.view(), rows, 0, 500) == Status::ok);
    CHECK(count_unlawful(estimator) == 0);
  }
}

TEST_CASE("settings, counters and phases that no stream has are told") {
  for (const std::size_t samples : {15u, 500u}) {
    CAPTURE(samples);
    CHECK(passes(samples, [](core::State&) {}));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.dim = 0; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.dim = 4; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.experts = 0; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.experts = 3; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.range = not_a_number; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.tolerance = 1.0f; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.searches = 65; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.calibration = 1; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.framed = !s.framed; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.settings.memory = -1.0f; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.age = 1.0f; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.age = not_a_number; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.kept = 9; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.kept = 7; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.held += 1; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.young = 4096; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.counters.accepted = 1; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.target_scale = 0.0f; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.target_scale = 3.0f; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.target_scale = -1.0f; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.target_scale = endless; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.target_scale = 0x1p100f; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.target_shift = not_a_number; }));
    CHECK_FALSE(passes(samples, [](core::State& s) { s.target_shift = 2e15f; }));
  }
  CHECK_FALSE(passes(15, [](core::State& s) { s.young = 1; }));
  CHECK_FALSE(passes(15, [](core::State& s) { s.widenings = 1; }));
  CHECK_FALSE(passes(15, [](core::State& s) { s.squares = 1.0f; }));
  CHECK_FALSE(passes(15, [](core::State& s) { s.counters.accepted += 1; }));
  CHECK_FALSE(passes(15, [](core::State& s) { s.settings.calibration = 15; }));
}

TEST_CASE("floats that no stream has are told, 2 of 3 inputs") {
  const Small estimator = test::begun<Small>(2, 500);
  const core::State& good = *estimator.view().state;
  const auto lawful = [&good](std::uint32_t run, std::size_t index, float value) {
    return core::image::lawful(good, run, static_cast<std::uint32_t>(index), value);
  };
  const core::EstimatorImage::Runs runs = core::EstimatorImage::runs({&Small::plan});
  for (std::uint32_t run = 0; run < runs.size(); ++run) {
    for (std::uint32_t i = 0; i < runs[run].count; ++i) {
      REQUIRE_FALSE(lawful(run, i, not_a_number));
      REQUIRE_FALSE(lawful(run, i, endless));
      REQUIRE_FALSE(lawful(run, i, -endless));
    }
  }
  CHECK(lawful(core::image::young_run, 0, static_cast<float>(good.young)));
  CHECK_FALSE(lawful(core::image::young_run, 0, static_cast<float>(good.young) + 1.0f));
  CHECK(lawful(core::image::old_run, 0, good.squares));
  CHECK(lawful(core::image::old_run, 0, 1.5f * good.squares));
  CHECK_FALSE(lawful(core::image::old_run, 0, 0.9f * good.squares));   // a weight above 1
  CHECK_FALSE(lawful(core::image::old_run, 0, 20.0f * good.squares));  // of 500 samples
  CHECK_FALSE(lawful(core::image::old_run, 0, 502.0f));
  CHECK_FALSE(lawful(core::image::old_run, 0, 0.0f));
  CHECK_FALSE(lawful(core::image::old_run, test::place(0, 0, 2, 2), -1.0f));
  CHECK(lawful(core::image::old_run, test::place(1, 0, 2, 2), -1.0f));
  CHECK_FALSE(lawful(core::image::old_run, test::place(2, 0, 0, 0), -1.0f));
  CHECK(lawful(core::image::old_run, test::place(3, 0, 1, 2), -8e9f));
  CHECK_FALSE(lawful(core::image::old_run, test::place(3, 0, 1, 2), -9e9f));
  CHECK_FALSE(lawful(core::image::old_run, 1, 1.0f));                                     // padding
  CHECK_FALSE(lawful(core::image::old_run, runs[core::image::old_run].count - 1, 1.0f));  // beyond the inputs
  CHECK_FALSE(lawful(core::image::shift_run, 2, 1.0f));
  CHECK_FALSE(lawful(core::image::shift_run, 1, 1.1e15f));
  CHECK_FALSE(lawful(core::image::scale_run, 1, 1.5f));
  CHECK_FALSE(lawful(core::image::scale_run, 1, 0x1p90f));
  CHECK(lawful(core::image::reservoir_run, 23, -1e15f));
  CHECK_FALSE(lawful(core::image::reservoir_run, 23, -1.1e15f));
  CHECK_FALSE(lawful(core::image::reservoir_run, 24, 1.0f));  // 8 rows of 3
}

TEST_SUITE_END();
