// SPDX-License-Identifier: MIT
#include "image/descent_laws.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "image/descents.hpp"
#include "motet/detail/descent_image.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/descent_laws");

using namespace motet;

namespace {

/// How many numbers of a descent break a law.
template <std::size_t Dim, std::size_t Experts>
int count_unlawful(const Descent<Dim, Experts>& descent) {
  const core::DescentSource d = descent.view();
  int unlawful = core::image::lawful(*d.plan, *d.state) ? 0 : 1;
  for (const core::FloatRun& run : core::DescentImage::runs({d.plan})) {
    for (std::uint32_t i = run.begin; i < run.begin + run.count; ++i) {
      unlawful += !core::image::lawful(*d.plan, *d.state, i, d.block[i]);
    }
  }
  return unlawful;
}

/// Whether the state of a descent passes once `change` has been made to it.
template <class Change>
bool passes(std::uint32_t samples, Change change) {
  const Descent<4, 3> descent = test::descended<4, 3>(3, samples);
  core::DescentState state = *descent.view().state;
  change(state);
  return core::image::lawful(Descent<4, 3>::plan, state);
}

/// Takes a stream whose inputs and target are multiplied by `unit`; says how often the descent broke a law.
template <std::size_t Dim, std::size_t Experts>
int count_along(const DescentSettings& settings, float unit, std::uint32_t hostile) {
  Descent<Dim, Experts> descent(settings);
  support::Random random(7);
  int unlawful = 0;
  for (std::uint32_t t = 0; t < 4000; ++t) {
    float x[Dim];
    for (float& each : x) each = static_cast<float>(random.normal());
    if (hostile == 1 && t % 50 == 49) x[0] = 1e6f;
    if (hostile == 2) x[0] = 1.0f;
    if (hostile == 3 && t > 0) x[0] = 1.0f + 1e-6f * x[0];
    for (float& each : x) each *= unit;
    const float y = (t % 3 == 0 ? 2.0f : -1.0f) * x[0] + 0.1f * x[Dim - 1];
    CHECK(descent.push(x, y) == Status::ok);
    if (t % 37 == 0 || t > 3990) unlawful += count_unlawful(descent);
  }
  return unlawful;
}

}  // namespace

TEST_CASE("no descent breaks a law: ordinary streams and strange ones, in every unit" * support::needs(support::Effort::some)) {
  for (const float unit : {1.0f, 1e-14f, 1e8f}) {
    for (const std::uint32_t hostile : {0u, 1u, 2u, 3u}) {
      CAPTURE(unit);
      CAPTURE(hostile);
      DescentSettings settings;
      settings.samples = 1600;
      CHECK(count_along<3, 2>(settings, unit, hostile) == 0);
      settings.project = false;
      settings.step = 0.1f;
      CHECK(count_along<4, 3>(settings, unit, hostile) == 0);
    }
  }
}

TEST_CASE("states that no descent has are told") {
  CHECK(passes(2500, [](core::DescentState&) {}));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.settings.dim = 5; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.settings.samples = 0; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.rank = 5; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.rank = 1; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.order = 3; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.outcome = Status::no_fit; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.wanted = 1; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.variance = 0.0f; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.variance = std::numeric_limits<float>::quiet_NaN(); }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.target_deviation = 0.0f; }));
  CHECK_FALSE(passes(2500, [](core::DescentState& s) { s.stage = static_cast<DescentStage>(5); }));
  CHECK_FALSE(passes(1200, [](core::DescentState& s) { s.count = s.wanted; }));
  CHECK_FALSE(passes(1200, [](core::DescentState& s) { s.outcome = Status::no_fit; }));
  CHECK_FALSE(passes(700, [](core::DescentState& s) { s.order = 2; }));
  CHECK_FALSE(passes(60, [](core::DescentState& s) { s.rank = 1; }));
  CHECK_FALSE(passes(60, [](core::DescentState& s) { s.counters.accepted = 10; }));
}

TEST_CASE("floats that no descent has are told") {
  const Descent<4, 3> descent = test::descended<4, 3>(3, 2500);
  const core::DescentSource d = descent.view();
  const auto passes_at = [&](std::uint32_t place, float value) { return core::image::lawful(*d.plan, *d.state, place, value); };
  CHECK(passes_at(d.plan->scale, 0.25f));
  CHECK_FALSE(passes_at(d.plan->scale, 0.3f));
  CHECK_FALSE(passes_at(d.plan->scale, -0.25f));
  CHECK_FALSE(passes_at(d.plan->shift, 2e15f));
  CHECK_FALSE(passes_at(d.plan->value, 1e-5f));
  CHECK_FALSE(passes_at(d.plan->vector, 3e4f));
  CHECK_FALSE(passes_at(d.plan->slope, 5.0f));
  const Descent<4, 3> early = test::descended<4, 3>(3, 60);
  const core::DescentSource e = early.view();
  CHECK_FALSE(core::image::lawful(*e.plan, *e.state, e.plan->second + 2, -1.0f));
  CHECK(core::image::lawful(*e.plan, *e.state, e.plan->second + 1, -1.0f));
}

TEST_SUITE_END();
