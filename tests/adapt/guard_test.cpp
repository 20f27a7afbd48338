// SPDX-License-Identifier: MIT
#include "adapt/guard.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "adapt/stage.hpp"
#include "motet/state.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;

namespace {

[[nodiscard]] test::Stage<4, 2, 64> make_stage(const AdaptSettings& settings = {}) {
  return {test::draw_mixture(2, 3, 0.1), 500, 2000, settings};
}

/// All that a device keeps.
struct Learner {
  explicit Learner(const AdaptSettings& settings) : adapter(settings) {
    Settings of_fit;
    of_fit.dim = 3;
    REQUIRE(estimator.reset(of_fit) == Status::ok);
  }
  Status learn(std::span<const float> x, float y) { return adapter.learn(x, y, model, estimator); }
  [[nodiscard]] std::vector<std::byte> save() const {
    std::vector<std::byte> bytes(image_bytes<Estimator<4, 2, 64>>);
    REQUIRE(motet::save(estimator, bytes) == Status::ok);
    return bytes;
  }

  Estimator<4, 2, 64> estimator;
  Model<4, 2> model;
  Adapter<4, 2> adapter;
};

/// Many samples of each kind that is refused; `x` and `y` have just been learnt.
void send_rubbish(Learner& learner, std::span<const float> x, float y) {
  const auto send = [&](std::vector<float> values, float target, Status expected) {
    for (int n = 0; n < 50; ++n) CHECK(learner.learn(values, target) == expected);
  };
  send({x[0], test::nan_value, x[2]}, y, Status::not_finite);
  send({x[0], x[1], x[2]}, test::infinite, Status::not_finite);
  send({x[0], x[1]}, y, Status::wrong_length);
  send({x[0], x[1], -1e16f}, y, Status::out_of_range);
  send({x[0], 1e6f, x[2]}, y, Status::outlier);
  send({x[0], x[1], x[2]}, 1e14f, Status::outlier);
  send({x[0] + 0.1f, x[1], x[2]}, 1e3f, Status::outlier);
  for (const float dt : {-1.0f, test::nan_value}) {
    CHECK(learner.adapter.adapt(x, y, dt, learner.model) == (dt < 0.0f ? Status::out_of_range : Status::not_finite));
  }
  learner.adapter.view().state->settings.stuck_limit = 1;  // as if this one had come four times
  send({x[0], x[1], x[2]}, y, Status::stuck_sensor);
  learner.adapter.view().state->settings.stuck_limit = 4;
}

}  // namespace

TEST_SUITE_BEGIN("adapt/guard");

TEST_CASE("a bad sample is refused by name and counted, and nothing else changes") {
  test::Stage<4, 2, 64> stage = make_stage();
  REQUIRE(stage.run(100) == 100);
  struct Case {
    std::vector<float> x;
    float y;
    Status status;
    std::uint32_t AdaptCounters::*counter;
  };
  const Case cases[] = {
      {{0, 0}, 0, Status::wrong_length, &AdaptCounters::wrong_length},
      {{0, 0, 0, 0}, 0, Status::wrong_length, &AdaptCounters::wrong_length},
      {{0, test::nan_value, 0}, 0, Status::not_finite, &AdaptCounters::not_finite},
      {{0, 0, -test::infinite}, 0, Status::not_finite, &AdaptCounters::not_finite},
      {{0, 0, 0}, test::nan_value, Status::not_finite, &AdaptCounters::not_finite},
      {{1e16f, 0, 0}, 0, Status::out_of_range, &AdaptCounters::out_of_range},
      {{0, 0, 0}, -1e16f, Status::out_of_range, &AdaptCounters::out_of_range},
  };
  for (const Case& c : cases) {
    CAPTURE(&c - cases);
    const test::Unchanged before(stage.adapter, stage.model);
    const std::uint32_t counted = stage.adapter.counters().*c.counter;
    CHECK(stage.adapter.adapt(c.x, c.y, stage.model) == c.status);
    CHECK(stage.adapter.counters().*c.counter == counted + 1);
    CHECK(before.holds());
  }
  CHECK(stage.adapter.counters().accepted == 100);
}

TEST_CASE("after a burst of refused samples of every kind adapter, model and estimator are as if they had not come" *
          needs(Effort::some)) {
  AdaptSettings settings;
  settings.outlier_limit = 8.0f;
  settings.stuck_limit = 4;
  const support::Mixture truth = test::draw_mixture(2, 3, 0.1);
  support::Random random(1);
  const support::Samples samples = support::draw_samples(truth, random, 2000);
  Learner undisturbed(settings), disturbed(settings);
  for (std::size_t t = 0; t < samples.count; ++t) {
    const std::span<const float> x = samples.row(t);
    REQUIRE(undisturbed.learn(x, samples.y[t]) == disturbed.learn(x, samples.y[t]));
    if (t == 500) {
      REQUIRE(undisturbed.estimator.fit(undisturbed.model) == Status::ok);
      REQUIRE(disturbed.estimator.fit(disturbed.model) == Status::ok);
    }
    if (t == 1200) send_rubbish(disturbed, x, samples.y[t]);
    if (t == 1200 || t == 1999) {
      CHECK(test::same(test::cleared(undisturbed.adapter), test::cleared(disturbed.adapter)));
      CHECK(std::memcmp(&undisturbed.model, &disturbed.model, sizeof disturbed.model) == 0);
      CHECK(undisturbed.save() == disturbed.save());
    }
  }
  CHECK(disturbed.adapter.counters().accepted == undisturbed.adapter.counters().accepted);
}

TEST_CASE("an outlier is refused where the limit is on, and only beyond it" * needs(Effort::some)) {
  AdaptSettings settings;
  settings.outlier_limit = 8.0f;
  test::Stage<4, 2, 64> stage = make_stage(settings);
  REQUIRE(stage.run(1000) >= 999);
  Prediction<2> at;
  const std::span<const float> x = stage.samples.row(0);
  CHECK(stage.model.predict(x, at) == Status::ok);
  const test::Unchanged before(stage.adapter, stage.model);
  const std::uint32_t counted = stage.adapter.counters().outliers;
  CHECK(stage.adapter.adapt(x, 1000.0f, stage.model) == Status::outlier);
  CHECK(stage.adapter.adapt(x, -1000.0f, stage.model) == Status::outlier);
  CHECK(before.holds());
  CHECK(stage.adapter.counters().outliers == counted + 2);
  CHECK(stage.adapter.adapt(x, at.mean, stage.model) == Status::ok);

  test::Stage<4, 2, 64> open = make_stage();
  CHECK(open.adapter.adapt(x, 1000.0f, open.model) == Status::ok);
}

TEST_CASE("a sensor that repeats its bits is stuck after so many samples, until it moves") {
  AdaptSettings settings;
  settings.stuck_limit = 5;
  test::Stage<4, 2, 64> stage = make_stage(settings);
  float x[3] = {};
  const auto learn = [&](std::size_t t, float held) {
    for (std::size_t j = 0; j < 3; ++j) x[j] = stage.samples.row(t)[j];
    x[1] = held;
    return stage.adapter.adapt(x, stage.samples.y[t], stage.model);
  };
  for (std::size_t t = 0; t < 4; ++t) CHECK(learn(t, 0.25f) == Status::ok);
  const test::Unchanged before(stage.adapter, stage.model);
  for (std::size_t t = 4; t < 10; ++t) CHECK(learn(t, 0.25f) == Status::stuck_sensor);
  CHECK(before.holds());
  CHECK(stage.adapter.counters().stuck == 6);
  CHECK(learn(10, 0.5f) == Status::ok);
  CHECK(learn(11, 0.25f) == Status::ok);
  CHECK(learn(12, 0.25f) == Status::ok);
}

TEST_CASE("a target can be stuck too, and nothing is stuck where the limit is off") {
  for (const std::uint32_t limit : {3u, 0u}) {
    AdaptSettings settings;
    settings.stuck_limit = limit;
    test::Stage<4, 2, 64> stage = make_stage(settings);
    for (std::size_t t = 0; t < 10; ++t) {
      const Status wanted = limit != 0 && t >= 2 ? Status::stuck_sensor : Status::ok;
      CHECK(stage.adapter.adapt(stage.samples.row(t), 0.125f, stage.model) == wanted);
    }
  }
}

TEST_SUITE_END();
