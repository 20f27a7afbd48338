// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "adapt/fallback.hpp"
#include "adapt/stage.hpp"
#include "support/mixture.hpp"

TEST_SUITE_BEGIN("adapt/predict_adapted");

using namespace motet;
using core::Judgement;

namespace {

using Stage = test::Stage<4, 2, 128>;

/// Learns a stream whose regressors `shape` spoils, memory 5; counts the means outside the range of the targets and a tenth,
/// asked anywhere within the inputs seen.
template <std::size_t Experts, class Shape>
int count_beyond(const Shape& shape) {
  support::Random random(2);
  Settings settings = test::remember(5.0f);
  settings.dim = 3;
  Estimator<3, Experts, 64> estimator(settings);
  Adapter<3, Experts> adapter;
  Model<3, Experts> model;
  std::array<float, 3> least{}, greatest{};
  float lowest = 1e30f, highest = -1e30f;
  int beyond = 0;
  for (int t = 0; t < 1500; ++t) {
    std::array<float, 3> x;
    for (float& each : x) each = static_cast<float>(random.normal());
    shape(t, x);
    const float y = x[0] - x[1] + 0.5f * x[2] + 0.1f * static_cast<float>(random.normal());
    lowest = std::fmin(lowest, y);
    highest = std::fmax(highest, y);
    for (std::size_t j = 0; j < 3; ++j) {
      least[j] = t == 0 ? x[j] : std::fmin(least[j], x[j]);
      greatest[j] = t == 0 ? x[j] : std::fmax(greatest[j], x[j]);
    }
    static_cast<void>(adapter.learn(x, y, model, estimator));
    for (std::size_t j = 0; j < 3; ++j) x[j] = least[j] + static_cast<float>(random.uniform()) * (greatest[j] - least[j]);
    Prediction<Experts> said;
    if (adapter.predict(x, model, said) != Status::ok) continue;
    const float more = 0.1001f * (highest - lowest);
    beyond += !(said.mean <= highest + more && said.mean >= lowest - more);
  }
  return beyond;
}

template <std::size_t Experts>
void check_streams() {
  CHECK(count_beyond<Experts>([](int, auto&) {}) == 0);
  CHECK(count_beyond<Experts>([](int t, auto& x) {
          if (t / 100 % 2) x.fill(0.5f);
        }) == 0);
  CHECK(count_beyond<Experts>([](int t, auto& x) {
          if (t / 100 % 2) x[1] = x[0];
        }) == 0);
  CHECK(count_beyond<Experts>([](int t, auto& x) {
          x = {0.01f * static_cast<float>(t % 300), x[0] > 0 ? 1.0f : 0.0f, 0.0f};
        }) == 0);
  CHECK(count_beyond<Experts>([](int t, auto& x) { x[2] = t % 97 == 0 ? 30.0f : 0.0f; }) == 0);
}

}  // namespace

TEST_CASE("while the mixture is believed, it is what predict says; variance and probabilities too") {
  Stage stage(test::draw_mixture(2, 4, 0.2), 300, 600);
  REQUIRE(stage.begun == Status::ok);
  for (int i = 0; i < 200; ++i) {
    const std::span<const float> x = stage.samples.row(stage.next);
    Prediction<2> said, of_model;
    REQUIRE(stage.adapter.predict(x, stage.model, said) == Status::ok);
    REQUIRE(stage.model.predict(x, of_model) == Status::ok);
    const core::AdapterView a = stage.adapter.view();
    const float least = core::adapting::judgement_of(a, Judgement::least);
    const float greatest = core::adapting::judgement_of(a, Judgement::greatest);
    CHECK_FALSE(stage.adapter.on_line());
    CHECK(said.mean == core::adapting::hold_near(least, greatest, of_model.mean));
    CHECK(said.variance == of_model.variance);
    CHECK(said.probability == of_model.probability);
    stage.run(1);
  }
}

TEST_CASE("while the line is believed, mean and variance are of the line") {
  Stage stage(test::draw_mixture(2, 4, 0.2), 300, 600);
  REQUIRE(stage.begun == Status::ok);
  stage.run(100);
  const core::AdapterView a = stage.adapter.view();
  core::adapting::judgement_of(a, Judgement::on_line) = 1.0f;
  const std::span<const float> x = stage.samples.row(stage.next);
  Prediction<2> said;
  REQUIRE(stage.adapter.predict(x, stage.model, said) == Status::ok);
  core::adapting::Opinion o;
  REQUIRE(core::adapting::consult(a, x.data(), 0.0f, 0.0f, stage.model.view(), o) == Status::ok);
  const float line = -core::adapting::ask_line(a, -stage.model.view().parameters[stage.model.shape.target()]);
  CHECK(said.mean == doctest::Approx(line).epsilon(1e-4));
  CHECK(said.variance == doctest::Approx(std::pow(core::adapting::judgement_of(a, Judgement::deviation), 2)));
}

TEST_CASE("what cannot be predicted is refused and nothing is written") {
  Stage stage(test::draw_mixture(2, 4, 0.2), 300, 600);
  REQUIRE(stage.begun == Status::ok);
  Prediction<2> said;
  said.mean = 7.0f;
  const Prediction<2> before = said;
  std::array<float, 4> x{};
  CHECK(Adapter<4, 2>().predict(x, stage.model, said) == Status::no_model);
  CHECK(stage.adapter.predict(x, Model<4, 2>(), said) == Status::no_model);
  CHECK(stage.adapter.predict(std::span<const float>(x).first(3), stage.model, said) == Status::wrong_length);
  x[2] = test::nan_value;
  CHECK(stage.adapter.predict(x, stage.model, said) == Status::not_finite);
  CHECK(std::memcmp(&said, &before, sizeof said) == 0);
}

TEST_CASE("no mean lies farther beyond the targets seen than a tenth of their range") {
  check_streams<1>();
  check_streams<2>();
  check_streams<5>();
}

TEST_SUITE_END();
