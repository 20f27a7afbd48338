// SPDX-License-Identifier: MIT
#include "adapt/units.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "adapt/consult.hpp"
#include "adapt/stage.hpp"
#include "support/mixture.hpp"
#include "tensor/inverse.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using Stage = test::Stage<4, 2, 64>;

/// Consults about a sample whose second input lies `units` out; its unit as a multiple of what it was.
double widen(Stage& stage, float units) {
  const core::AdapterView a = stage.adapter.view();
  const float before = a.block[a.plan->scale + 1];
  const float x[3] = {stage.model.centre(0), stage.model.centre(1) + units / before, stage.model.centre(2)};
  core::adapting::Opinion o;
  REQUIRE(core::adapting::consult(a, x, 0.0f, 0.0f, stage.model.view(), o) == Status::ok);
  return wide(before) / wide(a.block[a.plan->scale + 1]);
}

/// A plant that may rest before it lives: three inputs and a target in units of their own.
struct Plant {
  explicit Plant(std::uint64_t seed) : random(seed) {}

  float live(float (&x)[3]) {
    const double z[3] = {random.normal(), random.normal(), random.normal()};
    const double off[3] = {2048.0, 1000.0, 20.0}, size[3] = {600.0, 50.0, 0.5};
    for (int j = 0; j < 3; ++j) x[j] = support::narrow(off[j] + size[j] * z[j]);
    return support::narrow(100.0 + 7.0 * truth(z) + 0.7 * random.normal());
  }
  float rest(float (&x)[3], const double (&at)[3], double y, double noise) {
    const double size[3] = {600.0, 50.0, 0.5};
    for (int j = 0; j < 3; ++j) x[j] = support::narrow(at[j] + noise * size[j] * random.normal());
    return support::narrow(y + noise * 7.0 * random.normal());
  }
  [[nodiscard]] static double truth(const double (&z)[3]) { return z[0] + 0.5 * z[1] - 0.7 * z[2]; }

  support::Random random;
};

/// What a learner makes of the first minute.
constexpr int forms = 12;
void begin(int form, Plant& plant, const auto& learn) {
  const double low[3] = {3.0, 5.0, 1.0}, zero[3] = {}, near[3] = {2000.0, 990.0, 20.5}, other[3] = {9.0, 2.0, 4.0};
  float x[3];
  const auto rest = [&](int count, const double(&at)[3], double y, double noise) {
    for (int t = 0; t < count; ++t) {
      const float target = plant.rest(x, at, y, noise);
      learn(x, target);
    }
  };
  const auto live = [&](int count, int idle, double factor) {
    for (int t = 0; t < count; ++t) {
      float y = plant.live(x);
      if (idle < 3) x[idle] = 5.0f;
      if (idle == 3) y = 2.0f;
      for (float& each : x) each *= support::narrow(factor);
      learn(x, y * support::narrow(factor));
    }
  };
  switch (form) {
    case 0: return rest(22, low, 2.0, 0.0);
    case 1: return rest(80, zero, 0.0, 0.0);
    case 2: return rest(200, near, 101.0, 1e-2);
    case 3: return rest(200, near, 101.0, 1e-4);
    case 4: return rest(200, zero, 0.0, 1e-6);
    case 5: return live(200, 1, 1.0);
    case 6: return live(200, 3, 1.0);
    case 7: return rest(100, low, 2.0, 0.0), live(1, 4, 1.0), rest(100, low, 2.0, 0.0);
    case 8: return rest(80, low, 2.0, 0.0), live(30, 4, 1.0), rest(2000, low, 2.0, 0.0);
    case 9: return rest(40, low, 2.0, 0.0), rest(40, other, 5.0, 0.0);
    case 10: return rest(40, near, 101.0, 1e-4), live(1, 4, 1e3), rest(40, near, 101.0, 1e-4);
    default: return rest(5000, zero, 0.0, 1e-4);
  }
}

/// Error of the line after `count` live samples, root mean square, the noise of the plant with it.
double measure(int form, std::uint64_t seed, int count, float memory) {
  Estimator<3, 1, 128> estimator(test::remember(memory));
  Adapter<3, 1> adapter;
  Model<3, 1> model;
  int refused = 0;
  const auto learn = [&](const float(&x)[3], float y) {
    const Status status = adapter.learn(x, y, model, estimator);
    refused += status != Status::ok && status != Status::changed;
  };
  Plant before(seed), plant(seed + 1000);
  if (form < forms) begin(form, before, learn);
  float x[3];
  for (int t = 0; t < count; ++t) {
    const float y = plant.live(x);
    learn(x, y);
  }
  CHECK(refused == 0);
  double squares = 0.0;
  for (int t = 0; t < 1000; ++t) {
    const float y = plant.live(x);
    Prediction<1> said;
    REQUIRE(model.predict(x, said) == Status::ok);
    squares += std::pow(wide(y) - wide(said.mean), 2);
  }
  return std::sqrt(squares / 1000.0);
}

}  // namespace

TEST_SUITE_BEGIN("adapt/units");

TEST_CASE("an input within sixteen units widens nothing, one beyond doubles its unit, and a run of them more and more") {
  Stage stage(test::draw_mixture(2, 3, 0.2), 500, 600);
  CHECK(widen(stage, 15.9f) == 1.0);
  CHECK(widen(stage, 1000.0f) == 2.0);
  CHECK(widen(stage, 1000.0f) == 4.0);
  CHECK(widen(stage, 1000.0f) == 8.0);
  CHECK(widen(stage, 1.0f) == 1.0);
  CHECK(widen(stage, 1000.0f) == 2.0);
  CHECK(widen(stage, 1e9f) > 500.0);
}

TEST_CASE("a unit that widens moves no prediction, and a single outlier forgets nothing") {
  Stage stage(test::draw_mixture(2, 3, 0.2), 500, 600);
  const Model<4, 2> before = stage.model;
  const core::AdapterView a = stage.adapter.view();
  float z[4] = {0.5f, 0.25f, -1.0f, 1.0f}, f[4];
  const float leverage = core::tensor::project(4, core::adapting::inverse_of(a, 0), z, f);
  CHECK(widen(stage, 100.0f) == 2.0);
  z[1] *= 0.5f;
  CHECK(core::tensor::project(4, core::adapting::inverse_of(a, 0), z, f) == leverage);
  CHECK(std::memcmp(&before, &stage.model, sizeof before) == 0);
  CHECK(widen(stage, 100.0f) == 4.0);
  z[1] *= 0.25f;
  CHECK(core::tensor::project(4, core::adapting::inverse_of(a, 0), z, f) == 64.0f * leverage);
}

TEST_CASE("whatever the first minute looked like, a line is as good as a fresh one" * needs(Effort::full)) {
  for (const float memory : {0.0f, 200.0f}) {
    for (int form = 0; form < forms; ++form) {
      CAPTURE(memory);
      CAPTURE(form);
      for (std::uint64_t seed = 1; seed <= 4; ++seed)
        CHECK(measure(form, seed, 500, memory) < 1.1 * measure(forms, seed, 500, memory));
    }
  }
}

TEST_SUITE_END();
