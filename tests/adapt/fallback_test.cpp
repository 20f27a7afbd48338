// SPDX-License-Identifier: MIT
#include "adapt/fallback.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <memory>

#include "adapt/influence.hpp"
#include "adapt/stage.hpp"
#include "support/mixture.hpp"

TEST_SUITE_BEGIN("adapt/fallback");

using namespace motet;
using core::Judgement;
using support::Effort;
using support::needs;

namespace {

using Stage = test::Stage<4, 2, 128>;

/// What the judge makes of the next sample, were the mixture off by so many deviations of the line.
void judge(Stage& stage, float deviations, float of_line) {
  const core::AdapterView a = stage.adapter.view();
  const std::span<const float> x = stage.samples.row(stage.next++);
  core::adapting::Opinion o;
  REQUIRE(core::adapting::consult(a, x.data(), 0.0f, 0.0f, stage.model.view(), o) == Status::ok);
  const float usual = core::adapting::judgement_of(a, Judgement::usual);
  const float line = -core::adapting::ask_line(a, -stage.model.view().parameters[stage.model.shape.target()]);
  const float y = line + of_line * usual;
  o.surprise = deviations * usual;
  a.state->step = 0x1p-18f;
  core::adapting::learn_line(a, y, o, stage.model.store());
}

[[nodiscard]] float lead(Stage& stage) { return core::adapting::judgement_of(stage.adapter.view(), Judgement::lead); }

/// A stage whose targets may lie anywhere.
[[nodiscard]] std::unique_ptr<Stage> make_stage() {
  auto stage = std::make_unique<Stage>(test::draw_mixture(2, 4, 0.2), 300, 2000);
  REQUIRE(stage->begun == Status::ok);
  core::adapting::see_target(stage->adapter.view(), 1e4f, false);
  core::adapting::see_target(stage->adapter.view(), -1e4f, false);
  return stage;
}

/// Adapters of four experts and of one at a plant, and their RMSE.
struct Plant {
  support::Random random{5};
  Estimator<3, 4, 128> estimator;
  Adapter<3, 4> adapter;
  Model<3, 4> model;
  Estimator<3, 1, 128> estimator_of_one;
  Adapter<3, 1> adapter_of_one;
  Model<3, 1> line;
  double rmse = 0.0, of_one = 0.0;

  explicit Plant(float memory) {
    Settings settings = test::remember(memory);
    settings.dim = 3;
    REQUIRE(estimator.reset(settings) == Status::ok);
    REQUIRE(estimator_of_one.reset(settings) == Status::ok);
  }

  template <class Target>
  void run(int count, const Target& target) {
    rmse = of_one = 0.0;
    for (int t = 0; t < count; ++t) {
      std::array<float, 3> x;
      for (float& each : x) each = static_cast<float>(random.normal());
      const float y = target(x) + 0.1f * static_cast<float>(random.normal());
      Prediction<4> said;
      Prediction<1> by_one;
      if (adapter.predict(x, model, said) == Status::ok) rmse += std::pow(static_cast<double>(y - said.mean), 2);
      if (adapter_of_one.predict(x, line, by_one) == Status::ok) of_one += std::pow(static_cast<double>(y - by_one.mean), 2);
      static_cast<void>(adapter.learn(x, y, model, estimator));
      static_cast<void>(adapter_of_one.learn(x, y, line, estimator_of_one));
    }
    rmse = std::sqrt(rmse / count);
    of_one = std::sqrt(of_one / count);
  }
};

constexpr auto one_line = [](const std::array<float, 3>& x) { return 3.0f + x[0] - 0.7f * x[1] + x[2]; };
constexpr auto its_opposite = [](const std::array<float, 3>& x) { return -one_line(x); };
constexpr auto two_lines = [](const std::array<float, 3>& x) { return x[0] > 0.0f ? one_line(x) : 1.0f - 2.0f * x[1]; };

}  // namespace

TEST_CASE("one expert has no line beside, a member of a learner no standing either") {
  static_assert(Adapter<4, 1>::plan.line == Adapter<4, 1>::plan.judgement);
  static_assert(Adapter<4, 2>::plan.judgement > Adapter<4, 2>::plan.line);
  constexpr core::AdapterPlan bare = core::make_adapter_plan(4, 2, false);
  static_assert(bare.line == bare.floats);
  CHECK_FALSE(Adapter<4, 1>().on_line());
}

TEST_CASE("the line beside a mixture is an adapter of one expert") {
  for (const float memory : {0.0f, 20.0f, 300.0f}) {
    CAPTURE(memory);
    support::Random random(3);
    Settings settings = test::remember(memory);
    settings.dim = 3;
    Estimator<3, 1, 64> of_one(settings);
    Estimator<3, 3, 64> of_three(settings);
    Adapter<3, 1> one;
    Adapter<3, 3> three;
    Model<3, 1> line;
    Model<3, 3> mixture;
    double worst = 0.0;
    for (int t = 0; t < 600; ++t) {
      std::array<float, 3> x;
      for (float& each : x) each = static_cast<float>(10.0 + 3.0 * random.normal());
      const float y = 2.0f + x[0] - 0.5f * x[1] + (x[2] > 10.0f ? x[0] : 0.0f) + static_cast<float>(random.normal());
      Prediction<1> said;
      static_cast<void>(one.learn(x, y, line, of_one));
      static_cast<void>(three.learn(x, y, mixture, of_three));
      if (t < 70) continue;
      REQUIRE(line.predict(x, said) == Status::ok);
      const core::AdapterView a = three.view();
      core::adapting::Opinion o;
      REQUIRE(core::adapting::consult(a, x.data(), y, 0.0f, mixture.view(), o) == Status::ok);
      const float beside = y - core::adapting::ask_line(a, y - mixture.view().parameters[mixture.shape.target()]);
      worst = std::fmax(worst, std::fabs(static_cast<double>(beside - said.mean)) / static_cast<double>(line.sigma(0)));
    }
    CHECK(worst < 0.1);
  }
}

TEST_CASE("a mixture is left at once where it is far off, and wins no sooner than with the fourth sample") {
  const auto stage = make_stage();
  judge(*stage, 20.0f, 0.5f);
  CHECK(stage->adapter.on_line());
  CHECK(lead(*stage) == -core::deepest);
  core::adapting::judgement_of(stage->adapter.view(), Judgement::lead) = -core::conviction;
  for (int i = 0; i < 3; ++i) judge(*stage, 0.0f, 5.0f);
  CHECK(stage->adapter.on_line());
  judge(*stage, 0.0f, 5.0f);
  CHECK_FALSE(stage->adapter.on_line());
}

TEST_CASE("a stay with a mixture costs no more than 8 nats and one sample") {
  support::Random random(8);
  const auto stage = make_stage();
  double excess = 0.0, most = 0.0, last = 0.0;
  for (int i = 0; i < 1500; ++i) {
    const bool on_line = stage->adapter.on_line();
    const float mixture = static_cast<float>((i / 100 % 2 ? 1.5 : 0.5) * random.normal());
    const float line = static_cast<float>(random.normal());
    judge(*stage, mixture, line);
    if (on_line) excess = 0.0;
    last = on_line ? 0.0 : 0.5 * (static_cast<double>(mixture * mixture) - static_cast<double>(line * line));
    excess = std::fmax(0.0, excess) + last;
    most = std::fmax(most, excess - std::fmax(0.0, last));
  }
  CHECK(most > 2.0);
  CHECK(most <= 2.0 * static_cast<double>(core::conviction) + 0.5);
}

TEST_CASE("a wild target does not widen the range of those seen, a third one in a row does") {
  Stage stage(test::draw_mixture(2, 4, 0.2), 300, 2000);
  REQUIRE(stage.begun == Status::ok);
  stage.run(100);
  const core::AdapterView a = stage.adapter.view();
  const float greatest = core::adapting::judgement_of(a, Judgement::greatest);
  for (int i = 0; i < 3; ++i) {
    CHECK(core::adapting::judgement_of(a, Judgement::greatest) == greatest);
    REQUIRE(stage.adapter.adapt(stage.samples.row(stage.next), 1000.0f, stage.model) == Status::ok);
  }
  CHECK(core::adapting::judgement_of(a, Judgement::greatest) == 1000.0f);
}

TEST_CASE("the judge stays finite whatever it is told") {
  const auto stage = make_stage();
  for (const float off : {1e30f, -1e30f, 0.0f, 1e38f, 1e-38f, std::numeric_limits<float>::infinity()}) {
    judge(*stage, off, 1.0f);
    for (std::uint32_t i = 0; i < core::judgement_floats; ++i) {
      const float each = stage->adapter.view().block[Adapter<4, 2>::plan.judgement + i];
      CHECK(each - each == 0.0f);
    }
  }
}

TEST_CASE("after a jump of the plant the line is believed; where regimes come back, the mixture is" * needs(Effort::some)) {
  for (const float memory : {0.0f, 300.0f}) {
    CAPTURE(memory);
    Plant plant(memory);
    plant.run(3000, one_line);
    plant.run(100, its_opposite);
    CHECK(plant.adapter.on_line());
    CHECK(plant.rmse < 1.1 * plant.of_one);
    plant.run(500, its_opposite);
    CHECK(plant.rmse < 1.05 * plant.of_one);
    plant.run(6000, two_lines);
    plant.run(1000, two_lines);
    CHECK_FALSE(plant.adapter.on_line());
    CHECK(plant.rmse < 0.5 * plant.of_one);
  }
}

TEST_SUITE_END();
