// SPDX-License-Identifier: MIT
#include "adapt/influence.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "adapt/stage.hpp"
#include "support/mixture.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using Stage = test::Stage<4, 2, 128>;

/// The opinion about sample `t`, its target moved by so many deviations, bounded.
core::adapting::Opinion bound(Stage& stage, std::size_t t, float deviations) {
  core::adapting::Opinion o;
  const core::AdapterView a = stage.adapter.view();
  const float y = stage.samples.y[t] + deviations * stage.model.sigma(0);
  REQUIRE(core::adapting::consult(a, stage.samples.row(t).data(), y, 0.0f, stage.model.view(), o) == Status::ok);
  core::adapting::bound_influence(a, stage.model.view(), o);
  return o;
}

/// Distance of the slopes from the truth after `count` samples of a line; a share of the targets lies `off` deviations out.
double contaminate(double share, double off, std::uint64_t seed) {
  support::Random random(seed);
  Estimator<3, 1, 64> estimator;
  Adapter<3, 1> adapter;
  Model<3, 1> model;
  double squares = 0.0;
  for (int t = 0; t < 4000; ++t) {
    float x[3];
    for (float& each : x) each = support::narrow(random.normal());
    const double noise = 0.1 * random.normal(),
                 wild = random.uniform() < share ? 0.1 * off * (random.uniform() < 0.5 ? -1.0 : 1.0) : 0.0;
    REQUIRE(adapter.learn(x, support::narrow(1.0 + wide(x[0]) - wide(x[1]) + noise + wild), model, estimator) !=
            Status::out_of_range);
    if (t < 1000) continue;
    for (std::size_t j = 0; j < 3; ++j) squares += std::pow(wide(model.slope(0, j)) - (j == 0 ? 1.0 : j == 1 ? -1.0 : 0.0), 2);
  }
  return std::sqrt(squares / 3000.0);
}

/// Samples until the error has fallen to twice the noise after the line has jumped by `jump` deviations.
int recover(double jump) {
  support::Random random(5);
  Estimator<3, 1, 64> estimator;
  Adapter<3, 1> adapter;
  Model<3, 1> model;
  double late = 0.0;
  for (int t = 0; t < 8000; ++t) {
    float x[3];
    for (float& each : x) each = support::narrow(random.normal());
    const double sign = t < 4000 ? 1.0 : -1.0;
    const double y = sign * jump * 0.05 * (1.0 + wide(x[0]) - wide(x[1])) + 0.1 * random.normal();
    static_cast<void>(adapter.learn(x, support::narrow(y), model, estimator));
    late += (wide(adapter.error()) * wide(adapter.error()) - late) / 20.0;
    if (t > 4020 && late < 0.04) return t - 4000;
  }
  return 4000;
}

}  // namespace

TEST_SUITE_BEGIN("adapt/influence");

TEST_CASE("a target within six deviations has all its influence") {
  Stage stage(test::draw_mixture(2, 3, 0.2), 500, 600);
  for (std::size_t t = 500; t < 600; ++t) {
    core::adapting::Opinion plain;
    const core::AdapterView a = stage.adapter.view();
    REQUIRE(core::adapting::consult(a, stage.samples.row(t).data(), stage.samples.y[t], 0.0f, stage.model.view(), plain) ==
            Status::ok);
    const core::adapting::Opinion o = bound(stage, t, 0.0f);
    for (std::size_t i = 0; i < 2; ++i) CHECK(o.error[i] == plain.error[i]);
    for (std::size_t i = 0; i < 2; ++i) CHECK(o.responsibility[i] == plain.responsibility[i]);
    CHECK(o.surprised == core::adapting::nobody);
  }
}

TEST_CASE("one far off is drawn in, and parts the experts no more sharply than one six deviations off") {
  Stage stage(test::draw_mixture(2, 3, 0.2), 500, 600);
  const core::adapting::Opinion o = bound(stage, 510, 1e4f);
  double total = 0.0;
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(std::fabs(wide(o.error[i])) <= 6.0001 * wide(stage.model.sigma(i)) * std::sqrt(wide(o.variance[i])));
    total += wide(o.responsibility[i]);
    CHECK(o.responsibility[i] > 0.01f * o.probability[i]);
  }
  CHECK(total == doctest::Approx(1.0));
  CHECK(o.surprised == core::adapting::nobody);
}

TEST_CASE("from the third in a row on the expert is surprised, until one is near again") {
  Stage stage(test::draw_mixture(2, 3, 0.2), 500, 600);
  static_cast<void>(bound(stage, 510, 1e4f));
  CHECK(bound(stage, 510, 1e4f).surprised == core::adapting::nobody);
  const core::adapting::Opinion o = bound(stage, 510, 1e4f);
  REQUIRE(o.surprised < 2);
  CHECK(stage.adapter.view().state->far[o.surprised] == 2);
  static_cast<void>(bound(stage, 510, 0.0f));
  CHECK((stage.adapter.view().state->far[0] == 0 || stage.adapter.view().state->far[1] == 0));
}

TEST_CASE("one target in a hundred a hundred deviations off: the slopes are within twice the clean error" *
          needs(Effort::some)) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) CHECK(contaminate(0.01, 100.0, seed) < 2.0 * contaminate(0.0, 0.0, seed));
}

TEST_CASE("after a jump of the plant the line is soon there, not after a thousand samples" * needs(Effort::some)) {
  for (const double jump : {10.0, 100.0, 1000.0}) CHECK(recover(jump) < 300);
}

TEST_SUITE_END();
