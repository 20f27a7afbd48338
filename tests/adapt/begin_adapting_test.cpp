// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "adapt/adapter.hpp"
#include "adapt/stage.hpp"
#include "model/handmade.hpp"
#include "support/dense.hpp"
#include "support/effort.hpp"
#include "tensor/inverse.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

constexpr double ridge = 1e-9;

/// What begin should have read from the window about one expert, in double.
struct Information {
  double weight = 0.0;
  support::Symmetric expert, gate;
};

template <std::size_t Dim, std::size_t Experts, std::size_t Window>
std::vector<Information> read_window(test::Stage<Dim, Experts, Window>& stage) {
  const std::uint32_t dim = stage.samples.dim, order = dim + 1;
  const core::AdapterView a = stage.adapter.view();
  const core::EstimatorView e = stage.estimator.view();
  const std::uint32_t kept = e.state->kept;
  std::vector<Information> all(stage.model.experts(), {0.0, support::Symmetric(order), support::Symmetric(order)});
  for (std::uint32_t s = 0; s < kept; ++s) {
    const float* row = e.block + e.plan->reservoir + s * order;
    const test::Opinion o = test::consult(stage.model.view(), row);
    double r[Experts], total = 0.0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const double off = (wide(row[dim]) - o.value[i]) / wide(stage.model.sigma(i));
      total += r[i] = o.probability[i] * std::exp(-0.5 * off * off) / wide(stage.model.sigma(i));
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i].weight += r[i] / total / kept;
      for (std::uint32_t j = 0; j < order; ++j) {
        for (std::uint32_t l = 0; l < order; ++l) {
          const auto z = [&](std::uint32_t c) {
            return c < dim ? (wide(row[c]) - wide(stage.model.centre(c))) * wide(a.block[a.plan->scale + c]) : 1.0;
          };
          all[i].expert(j, l) += r[i] / total * z(j) * z(l) / kept;
          all[i].gate(j, l) += o.probability[i] * (1.0 - o.probability[i]) * z(j) * z(l) / kept;
        }
      }
    }
  }
  for (Information& each : all) {
    for (double& entry : each.expert.entries) entry /= each.weight;
    for (std::uint32_t j = 0; j < order; ++j) {
      each.expert(j, j) += ridge;
      each.gate(j, j) += ridge;
    }
  }
  return all;
}

/// |P v - S^-1 v| / |S^-1 v| for a random v.
double distance(const float* p, const support::Symmetric& s, std::uint64_t seed) {
  const std::uint32_t order = static_cast<std::uint32_t>(s.order);
  support::Random random(seed);
  std::vector<float> v(core::padded(order)), out(core::padded(order));
  std::vector<double> rhs(order);
  for (std::uint32_t j = 0; j < order; ++j) rhs[j] = wide(v[j] = support::narrow(random.normal()));
  core::tensor::apply_inverse(order, p, v.data(), out.data());
  const std::vector<double> solved = support::solve_definite(s, rhs, 0.0);
  double sum = 0.0, size = 0.0;
  for (std::uint32_t j = 0; j < order; ++j) {
    sum += (wide(out[j]) - solved[j]) * (wide(out[j]) - solved[j]);
    size += solved[j] * solved[j];
  }
  return std::sqrt(sum / size);
}

/// A plant of two regimes that may rest before it lives, and an adapter of two experts at it.
struct Rested {
  support::Random random;
  Estimator<3, 2, 128> estimator;
  Adapter<3, 2> adapter;
  Model<3, 2> model;

  explicit Rested(std::uint64_t seed) : random(seed) {
    Settings settings;
    settings.dim = 3;
    REQUIRE(estimator.reset(settings) == Status::ok);
  }

  float draw(float (&x)[3]) {
    for (float& each : x) each = static_cast<float>(random.normal());
    return (x[0] > 0.0f ? 2.0f * x[0] + 0.5f * x[1] : -1.5f * x[0] - x[1] + x[2]) + 0.1f * static_cast<float>(random.normal());
  }
  void rest(int count) {
    support::Random noise(1);
    for (int t = 0; t < count; ++t) {
      float x[3];
      for (float& each : x) each = 0.5f + 1e-4f * static_cast<float>(noise.normal());
      static_cast<void>(adapter.learn(x, 2.0f + 1e-4f * static_cast<float>(noise.normal()), model, estimator));
    }
  }
  void live(int count) {
    for (int t = 0; t < count; ++t) {
      float x[3];
      const float y = draw(x);
      static_cast<void>(adapter.learn(x, y, model, estimator));
    }
  }
  /// A model that was fitted elsewhere.
  void load() {
    Rested other(9);
    other.live(500);
    REQUIRE(other.estimator.fit(model) == Status::ok);
  }
  /// RMSE of the next thousand predictions.
  double measure() {
    double squares = 0.0;
    for (int t = 0; t < 1000; ++t) {
      float x[3];
      const float y = draw(x);
      Prediction<2> said;
      REQUIRE(adapter.predict(x, model, said) == Status::ok);
      squares += std::pow(wide(y) - wide(said.mean), 2);
    }
    return std::sqrt(squares / 1000.0);
  }
};

}  // namespace

TEST_SUITE_BEGIN("adapt/begin_adapting");

TEST_CASE("begin reads weights and curvature from the window, 5 of 8 inputs, 3 of 4 experts" * needs(Effort::some)) {
  test::Stage<8, 4, 256> stage(test::draw_mixture(3, 5, 0.2), 2000, 2000);
  REQUIRE(stage.begun == Status::ok);
  const std::vector<Information> all = read_window(stage);
  const core::AdapterView a = stage.adapter.view();
  const std::uint32_t floats = core::inverse_floats(6);
  for (std::uint32_t i = 0; i < 3; ++i) {
    CAPTURE(i);
    CHECK(support::apart(a.state->weight[i], all[i].weight) < 1e-3);
    CHECK(distance(a.block + a.plan->inverse + i * floats, all[i].expert, i) < 2e-3);
    CHECK(distance(a.block + a.plan->inverse + (3 + i) * floats, all[i].gate, i) < 2e-3);
  }
  CHECK(stage.adapter.effective_samples() == doctest::Approx(256.0));
}

TEST_CASE("units are those of the frame, powers of two") {
  test::Stage<4, 2, 64> stage(test::draw_mixture(2, 3, 0.1), 500, 500);
  REQUIRE(stage.begun == Status::ok);
  const core::AdapterView a = stage.adapter.view();
  for (std::uint32_t j = 0; j < 3; ++j) {
    int exponent = 0;
    CHECK(std::frexp(a.block[a.plan->scale + j], &exponent) == 0.5f);
    CHECK(std::abs(exponent) <= 2);  // x ~ N(0, 1)
  }
  CHECK(a.block[a.plan->scale + 3] == 0.0f);
}

TEST_CASE("without a window every direction has the information of one unit" * needs(Effort::some)) {
  const support::Mixture truth = test::draw_mixture(2, 3, 0.1);
  test::Stage<4, 2, 0> stage(truth, 20000, 20000);
  REQUIRE(stage.fitted == Status::ok);
  REQUIRE(stage.begun == Status::ok);
  const core::AdapterView a = stage.adapter.view();
  for (std::uint32_t j = 0; j < 4; ++j) {
    CHECK(a.block[a.plan->inverse + j] == 1.0f);
    CHECK(a.block[a.plan->inverse + 2 * core::inverse_floats(4) + j] == 4.0f);
  }
}

TEST_CASE("one noise level is pooled where the settings want one") {
  test::Stage<4, 2, 64> stage(test::draw_mixture(2, 3, 0.1), 500, 500);
  const core::ModelStore store = stage.model.store();
  store.parameters[store.shape.sigma(0)] = 3.0f;
  store.parameters[store.shape.sigma(1)] = 4.0f;
  CHECK(stage.adapter.begin(stage.model, stage.estimator) == Status::ok);
  CHECK(stage.model.sigma(0) == doctest::Approx(std::sqrt(12.5)));
  CHECK(stage.model.sigma(1) == stage.model.sigma(0));
}

TEST_CASE("before the first fit begin writes the line of least squares through the window, and parallels to it") {
  Estimator<3, 3, 64> estimator;
  Model<3, 3> model;
  Adapter<3, 3> adapter;
  CHECK(adapter.begin(model, estimator) == Status::too_few_samples);
  CHECK_FALSE(model.fitted());
  support::Random random(1);
  const support::Samples samples = support::draw_samples(test::draw_mixture(3, 3, 0.2), random, 64);
  CHECK(estimator.push(samples.x, samples.y, 64) == Status::ok);
  CHECK(adapter.begin(model, estimator) == Status::ok);
  CHECK(model.experts() == 3);
  support::Symmetric normal(4);
  std::vector<double> rhs(4);
  const auto at = [&](std::size_t t, std::size_t j) { return j < 3 ? wide(samples.row(t)[j]) - wide(model.centre(j)) : 1.0; };
  for (std::size_t t = 0; t < 64; ++t) {
    for (std::uint32_t j = 0; j < 4; ++j) {
      for (std::uint32_t l = 0; l < 4; ++l) normal(j, l) += at(t, j) * at(t, l);
      rhs[j] += at(t, j) * wide(samples.y[t]);
    }
  }
  const std::vector<double> line = support::solve_definite(normal, rhs, 0.0);
  double size = 0.0;
  for (std::size_t t = 0; t < 64; ++t) {
    double off = wide(samples.y[t]);
    for (std::size_t j = 0; j < 4; ++j) off -= line[j] * at(t, j);
    size += std::fabs(off) / 64.0;
  }
  const double sigma = wide(model.sigma(0));
  CHECK(sigma > size);
  CHECK(sigma < 2.0 * size);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(model.value_at_centre(i) ==
          doctest::Approx(line[3] + sigma * (2.0 * wide(static_cast<float>(i)) - 2.0) / 3.0).epsilon(1e-3));
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(model.slope(i, j) == doctest::Approx(line[j]).epsilon(1e-3));
      CHECK(model.gate_slope(i, j) == 0.0f);
    }
  }
}

TEST_CASE("begin refuses a model that is none, and changes nothing") {
  test::Stage<4, 2, 64> stage(test::draw_mixture(2, 3, 0.1), 500, 500);
  Estimator<4, 2, 64> other;  // four inputs
  support::Random random(2);
  const support::Samples samples = support::draw_samples(test::draw_mixture(2, 4, 0.1), random, 100);
  CHECK(other.push(samples.x, samples.y, 100) == Status::ok);
  const core::ModelStore store = stage.model.store();
  struct Case {
    std::uint32_t place;
    float value;
  };
  const Case cases[] = {{store.shape.slope(1) + 2, test::nan_value},
                        {store.shape.gate_intercept(0), test::infinite},
                        {store.shape.sigma(1), 0.0f},
                        {store.shape.target(), test::nan_value}};
  {
    const test::Unchanged before(stage.adapter, stage.model);
    CHECK(stage.adapter.begin(stage.model, other) == Status::wrong_length);
    CHECK(before.holds());
  }
  for (const Case& each : cases) {
    CAPTURE(each.place);
    const float kept = store.parameters[each.place];
    store.parameters[each.place] = each.value;
    const test::Unchanged before(stage.adapter, stage.model);
    CHECK(stage.adapter.begin(stage.model, stage.estimator) == Status::not_finite);
    CHECK(before.holds());
    store.parameters[each.place] = kept;
  }
}

TEST_CASE("what began with a plant at rest begins anew when the estimator has forgotten the rest, but for a fitted model") {
  for (const bool fitted : {false, true}) {
    CAPTURE(fitted);
    Rested plant(4);
    if (fitted) plant.load();
    plant.rest(200);
    const float most = static_cast<float>(core::Watch::most_restarts);
    const float& rests = core::adapting::judgement_of(plant.adapter.view(), core::Judgement::rests);
    CHECK(rests == (fitted ? most : 0.0f));
    plant.live(400);
    REQUIRE(plant.estimator.view().state->watch.restarts == 1);
    CHECK(rests == (fitted ? most : 1.0f));
  }
}

TEST_CASE("two experts that began at rest part as those of a fresh plant do" * needs(Effort::full)) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    Rested rested(seed), fresh(seed);
    rested.rest(200);
    rested.live(4000);
    fresh.live(4000);
    CHECK(rested.measure() < 1.2 * fresh.measure());
    CHECK(rested.measure() < 0.5);
  }
}

TEST_CASE("begin keeps the settings and the counters") {
  AdaptSettings settings;
  settings.step_delay = 123.0f;
  settings.outlier_limit = 7.0f;
  test::Stage<4, 2, 64> stage(test::draw_mixture(2, 3, 0.1), 500, 600, settings);
  CHECK(stage.run(50) == 50);
  CHECK(stage.adapter.begin(stage.model, stage.estimator) == Status::ok);
  CHECK(stage.adapter.settings().step_delay == 123.0f);
  CHECK(stage.adapter.settings().outlier_limit == 7.0f);
  CHECK(stage.adapter.counters().accepted == 50);
}

TEST_SUITE_END();
