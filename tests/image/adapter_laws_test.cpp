// SPDX-License-Identifier: MIT
#include "image/adapter_laws.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <limits>

#include "image/adapters.hpp"
#include "motet/detail/adapter_image.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/adapter_laws");

using namespace motet;

namespace {

constexpr float endless = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

/// How many numbers of an adapter break a law.
template <std::size_t Dim, std::size_t Experts>
int count_unlawful(const Adapter<Dim, Experts>& adapter) {
  const core::AdapterSource a = adapter.view();
  int unlawful = core::image::lawful(*a.plan, *a.state) ? 0 : 1;
  const core::AdapterImage::Runs runs = core::AdapterImage::runs({a.plan});
  for (std::uint32_t run = 0; run < runs.size(); ++run) {
    for (std::uint32_t i = 0; i < runs[run].count; ++i) {
      unlawful += !core::image::lawful(*a.state, run, i, a.block[runs[run].begin + i]);
    }
  }
  return unlawful;
}

/// Whether the state of an adapter passes once `change` has been made to it.
template <class Change>
bool passes(std::uint32_t samples, Change change) {
  const Adapter<3, 3> adapter = test::adapted<3, 3>(2, samples);
  core::AdaptState state = *adapter.view().state;
  change(state);
  return core::image::lawful(Adapter<3, 3>::plan, state);
}

/// Learns a stream whose inputs and target are multiplied by `unit`; says how often the adapter broke a law.
template <std::size_t Dim, std::size_t Experts>
int count_along(float unit, const Settings& settings, const AdaptSettings& of_adapter, float elapsed) {
  constexpr std::uint32_t dim = static_cast<std::uint32_t>(Dim);
  const test::IntegerStream stream(dim, 600);
  test::Learners<Dim, Experts, 16> learners(settings, of_adapter);
  int unlawful = 0;
  for (std::uint32_t t = 0; t < stream.count(); ++t) {
    float x[Dim];
    for (std::uint32_t j = 0; j < dim; ++j) x[j] = unit * stream.row(t)[j];
    if (t % 5 < 3) x[0] = unit;  // hardly excited
    const float y = unit * stream.target(t) * (t % 97 == 96 ? 1e3f : 1.0f);
    static_cast<void>(learners.adapter.learn(x, y, elapsed, learners.model, learners.estimator));
    if (t % 7 == 0) unlawful += count_unlawful(learners.adapter);
  }
  CHECK(learners.adapter.counters().accepted > 300);
  return unlawful;
}

}  // namespace

TEST_CASE("every float of an adapter has its place, 1 to 8 inputs") {
  for (const std::uint32_t dim : {1u, 2u, 3u, 4u, 5u, 7u, 8u}) {
    CAPTURE(dim);
    const core::ModelSize size{dim, 2};
    const std::uint32_t order = dim + 1;
    std::uint32_t numbers = 0, diagonals = 0;
    for (std::uint32_t i = 0; i < 5 * core::inverse_floats(order); ++i) {
      const core::image::AdapterPlace at = core::image::locate_float(size, core::image::inverse_run, i);
      numbers += at.number;
      diagonals += at.number && at.diagonal;
    }
    CHECK(numbers == 4 * core::pair_count(order));
    CHECK(diagonals == 4 * order);
    numbers = 0;
    for (std::uint32_t i = 0; i < 5 * core::parameter_row(dim); ++i)
      numbers += core::image::locate_float(size, core::image::lag_run, i).number;
    CHECK(numbers == 4 * order);
    CHECK_FALSE(core::image::locate_float(size, core::image::unit_run, dim).number);
    CHECK(core::image::locate_float(size, core::image::last_run, dim).number);
    CHECK_FALSE(core::image::locate_float({0, 0}, core::image::unit_run, 0).number);
  }
}

TEST_CASE("what adaptation leaves is lawful: begun or not, whatever the units, steps and ridges, forgetting or not") {
  CHECK(count_unlawful(Adapter<3, 2>()) == 0);
  for (const std::uint32_t samples : {10u, 64u, 65u, 66u, 300u}) {
    CHECK(count_unlawful(test::adapted<3, 3>(2, samples)) == 0);
    CHECK(count_unlawful(test::adapted<1, 1>(1, samples)) == 0);
  }
  for (const float unit : {1e-12f, 1.0f, 1e11f}) {
    for (const float memory : {0.0f, 30.0f}) {
      CAPTURE(unit);
      CAPTURE(memory);
      Settings settings;
      settings.memory = memory;
      settings.shared_sigma = memory > 0.0f;
      AdaptSettings of_adapter;
      of_adapter.gate_hold = 0;
      of_adapter.stuck_limit = 40;
      CHECK(count_along<3, 2>(unit, settings, of_adapter, 1.0f) == 0);
      of_adapter.expert_ridge = of_adapter.gate_ridge = 1e-5f;
      of_adapter.step_delay = 3.0f;
      CHECK(count_along<2, 3>(unit, settings, of_adapter, 50.0f) == 0);
      of_adapter.expert_ridge = of_adapter.gate_ridge = 1.0f;
      of_adapter.change_threshold = 1.0f;
      CHECK(count_along<2, 1>(unit, settings, of_adapter, 0.0f) == 0);
    }
  }
}

TEST_CASE("settings, sizes, schedules and averages that no adaptation leaves are told") {
  CHECK(passes(300, [](core::AdaptState&) {}));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.settings.step_power = 0.4f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.settings.expert_ridge = not_a_number; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.settings.stuck_limit = 1; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.size.dim = 4; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.size.experts = 4; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.size.dim = 0; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.size.experts = 2; }));  // lists of 3
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.turn = 6; }));
  CHECK(passes(300, [](core::AdaptState& s) { s.turn = 5; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.samples = 301; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.watched = 301; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.averaged[4] = 301; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.averaged[6] = 1; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.sigma_averaged[0] = 301; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.counters.changes = 301; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.weight[1] = 0.9e-4f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.weight[1] = 1.2f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.weight[3] = 0.5f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.doubt[0] = 21.0f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.doubt[0] = -1.0f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.gate_doubt = 21.0f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.sigma_least = 0.0f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.range = 0.0f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.memory = 2e9f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.falling = 1.1f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.step = -0.1f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.step = 0.6f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.falling = 0.6f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.least_step = 0.0f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.least_step = 0.5f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.concentration = 0.0f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.drop = s.settings.change_threshold + 1.0f; }));
  CHECK_FALSE(passes(300, [](core::AdaptState& s) { s.spread = -1.0f; }));
  for (const float none : {not_a_number, endless, -endless}) {
    for (float core::AdaptState::*field :
         {&core::AdaptState::mark, &core::AdaptState::range, &core::AdaptState::sigma_least, &core::AdaptState::memory,
          &core::AdaptState::falling, &core::AdaptState::step, &core::AdaptState::least_step, &core::AdaptState::concentration,
          &core::AdaptState::error, &core::AdaptState::log_density, &core::AdaptState::loglik, &core::AdaptState::spread,
          &core::AdaptState::drop, &core::AdaptState::gate_doubt}) {
      CHECK_FALSE(passes(300, [=](core::AdaptState& s) { s.*field = none; }));
    }
    CHECK_FALSE(passes(300, [=](core::AdaptState& s) { s.weight[2] = none; }));
    CHECK_FALSE(passes(300, [=](core::AdaptState& s) { s.doubt[2] = none; }));
    CHECK_FALSE(passes(300, [=](core::AdaptState& s) { s.sigma_lag[2] = none; }));
  }
}

TEST_CASE("before begin there are settings and nothing else") {
  CHECK(passes(10, [](core::AdaptState&) {}));
  CHECK_FALSE(passes(10, [](core::AdaptState& s) { s.mark = 1.0f; }));
  CHECK_FALSE(passes(10, [](core::AdaptState& s) { s.turn = 1; }));
  CHECK_FALSE(passes(10, [](core::AdaptState& s) { s.counters.accepted = 1; }));
  CHECK_FALSE(passes(10, [](core::AdaptState& s) { s.counters.stuck = 1; }));
  CHECK_FALSE(passes(10, [](core::AdaptState& s) { s.weight[0] = 1.0f; }));
  CHECK_FALSE(passes(10, [](core::AdaptState& s) { s.averaged[0] = 1; }));
  CHECK_FALSE(passes(10, [](core::AdaptState& s) { s.size.experts = 1; }));
  CHECK_FALSE(passes(10, [](core::AdaptState& s) { s.shared_sigma = false; }));
  CHECK_FALSE(core::image::lawful(*Adapter<3, 3>().view().state, core::image::unit_run, 0, 1.0f));
}

TEST_CASE("floats that no adaptation leaves are told, 2 of 3 inputs") {
  const Adapter<3, 3> adapter = test::adapted<3, 3>(2, 300);
  const core::AdaptState& good = *adapter.view().state;
  const auto lawful = [&good](std::uint32_t run, std::uint32_t index, float value) {
    return core::image::lawful(good, run, index, value);
  };
  const core::AdapterImage::Runs runs = core::AdapterImage::runs({&Adapter<3, 3>::plan});
  for (std::uint32_t run = 0; run < runs.size(); ++run) {
    for (std::uint32_t i = 0; i < runs[run].count; ++i) {
      for (const float none : {not_a_number, endless, -endless}) REQUIRE_FALSE(lawful(run, i, none));
      if (!core::image::locate_float(good.size, run, i).number) REQUIRE_FALSE(lawful(run, i, 1.0f));
    }
  }
  CHECK_FALSE(lawful(core::image::unit_run, 1, 1.5f));
  CHECK_FALSE(lawful(core::image::unit_run, 1, 0.0f));
  CHECK_FALSE(lawful(core::image::unit_run, 1, -1.0f));
  CHECK_FALSE(lawful(core::image::last_run, 0, 1.1e15f));
  CHECK(lawful(core::image::repeat_run, 0, std::bit_cast<float>(49u)));
  CHECK_FALSE(lawful(core::image::repeat_run, 0, std::bit_cast<float>(50u)));
  CHECK(lawful(core::image::gradient_run, 0, 6.0f * 0x1p40f));
  CHECK_FALSE(lawful(core::image::gradient_run, 0, 6.1f * 0x1p40f));
  CHECK_FALSE(lawful(core::image::inverse_run, 0, 0.0f));
  CHECK_FALSE(lawful(core::image::inverse_run, 0, -1.0f));
  CHECK(lawful(core::image::inverse_run, 0, 1e25f));
  CHECK_FALSE(lawful(core::image::inverse_run, 0, 1e27f));
  CHECK(lawful(core::image::inverse_run, 4, -1e25f));
  CHECK_FALSE(lawful(core::image::inverse_run, 4, -1e27f));
  CHECK_FALSE(lawful(core::image::carry_run, 0, 0x1p105f));
  CHECK_FALSE(lawful(core::image::lag_run, 0, 0x1p127f));
  CHECK_FALSE(lawful(core::image::line_run, 0, 0.0f));
  CHECK_FALSE(lawful(core::image::line_run, 4, 1e27f));
  CHECK(lawful(core::image::line_run, core::inverse_floats(3), 1e27f));
  CHECK_FALSE(lawful(core::image::judgement_run, 0, 1e32f));
  CHECK_FALSE(lawful(core::image::judgement_run, 2, 4.0f));
  CHECK_FALSE(lawful(core::image::judgement_run, 3, 0.0f));
  CHECK_FALSE(lawful(core::image::judgement_run, 5, 4.1f));
  CHECK_FALSE(lawful(core::image::judgement_run, 5, -51.0f));
  CHECK_FALSE(lawful(core::image::judgement_run, 6, 0.5f));
  CHECK_FALSE(lawful(core::image::judgement_run, 7, 2.0f));
}

TEST_SUITE_END();
