// SPDX-License-Identifier: MIT
#include "stream/forget.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "stream/frame.hpp"
#include "stream/long_stream.hpp"
#include "stream/mirror.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

using limits = std::numeric_limits<float>;

Settings with_memory(float memory) {
  Settings settings;
  settings.memory = memory;
  return settings;
}

int push_timed(const core::EstimatorView& e, const test::Rows& rows, const std::vector<float>& times, std::size_t first,
               std::size_t last) {
  int refused = 0;
  for (std::size_t s = first; s < last; ++s) {
    refused += core::push_after(e, rows.row(s).data(), rows.dim, rows.y[s], times[s]) != Status::ok;
  }
  return refused;
}

/// The largest error of a moment against the naive sum, relative to the sum of the sizes of its terms.
double moment_error(const core::EstimatorView& e, const test::Rows& rows, const std::vector<double>& weights) {
  const std::uint32_t order = rows.dim + 1;
  std::vector<double> z(rows.count() * order), y(rows.count());
  for (std::size_t s = 0; s < rows.count(); ++s) {
    z[s * order] = 1.0;
    for (std::uint32_t j = 0; j < rows.dim; ++j) {
      z[s * order + 1 + j] =
          (wide(rows.row(s)[j]) - wide(core::stream::frame_shift(e)[j])) * wide(core::stream::frame_scale(e)[j]);
    }
    y[s] = (wide(rows.y[s]) - wide(e.state->target_shift)) * wide(e.state->target_scale);
  }
  support::Worst worst;
  test::for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    double sum = 0.0, size = 0.0;
    for (std::size_t s = 0; s < rows.count(); ++s) {
      const double* row = &z[s * order];
      const double term = weights[s] * std::pow(y[s], p) * row[i] * row[j] * row[l];
      sum += term;
      size += std::fabs(term);
    }
    worst.add(support::apart(core::tensor::moment(core::stream::levels_of(e), p, i, j, l), sum), size);
  });
  return worst.ratio;
}

double effective(const std::vector<double>& weights) {
  double sum = 0.0, squares = 0.0;
  for (const double each : weights) {
    sum += each;
    squares += each * each;
  }
  return sum * sum / squares;
}

/// Whether all that two streams have left is the same.
template <class Learner>
bool same_stream(Learner& a, Learner& b) {
  const std::uint32_t order = core::stream::order_of(a.view());
  const core::State& first = *a.view().state;
  const core::State& second = *b.view().state;
  return test::count_different(order, core::stream::old_level(a.view()), core::stream::old_level(b.view())) == 0 &&
         test::count_different(order, core::stream::young_level(a.view()), core::stream::young_level(b.view())) == 0 &&
         std::memcmp(core::stream::kept_row(a.view(), 0), core::stream::kept_row(b.view(), 0),
                     first.kept * order * sizeof(float)) == 0 &&
         first.random == second.random && first.kept == second.kept && first.young == second.young && first.age == second.age &&
         first.squares == second.squares && first.widenings == second.widenings;
}

}  // namespace

TEST_SUITE_BEGIN("stream/forget");

TEST_CASE("moments are the naive sums with the stated weights, memories of 10 to 5000, even and uneven times") {
  for (const std::uint32_t dim : {1u, 3u}) {
    for (const float memory : {10.0f, 16.0f, 100.0f, 777.7f, 5000.0f}) {
      CAPTURE(dim);
      CAPTURE(memory);
      const std::size_t count = 64 + support::trials(4000);
      const test::Rows rows = test::draw_rows(dim, count, dim);
      const std::vector<float> even(count, 1.0f), uneven = test::draw_times(count, 1.0, 5);
      for (const std::vector<float>& times : {even, uneven}) {
        Settings settings = with_memory(memory);
        settings.dim = dim;
        Estimator<3, 1, 4> learner(settings);
        REQUIRE(push_timed(learner.view(), rows, times, 0, count) == 0);
        const std::vector<double> weights = test::weigh(times, core::stream::calibration_length(learner.view()), wide(memory));
        // A block of up to 313 sums, sixteen blocks that count, three roundings each.
        CHECK(moment_error(learner.view(), rows, weights) < 4e-6);
        CHECK(wide(learner.effective_samples()) == doctest::Approx(effective(weights)).epsilon(1e-5));
      }
    }
  }
}

TEST_CASE("the stated weights are those of an exponential memory, but for a common factor and e^(1/16) from one to another") {
  const std::vector<float> times = test::draw_times(3000, 1.0, 7);
  for (const double memory : {16.0, 100.0, 1000.0}) {
    const std::vector<double> weights = test::weigh(times, 28, memory);
    double least = 1e300, most = 0.0, age = 0.0;
    for (std::size_t s = times.size(); s-- > 28;) {
      const double ratio = weights[s] / std::exp(-age / memory);
      least = std::min(least, ratio);
      most = std::max(most, ratio);
      age += wide(times[s]);
    }
    CHECK(most / least <= std::exp(1.0 / 16.0) + 1e-9);
  }
}

TEST_CASE("the effective sample size is the count where nothing is forgotten, and two memories where something is") {
  const test::Rows rows = test::draw_rows(2, 12000, 3);
  Estimator<2, 1, 0> ever;
  CHECK(ever.effective_samples() == 0.0f);
  std::size_t pushed = 0;
  for (const std::size_t count : {1u, 20u, 21u, 22u, 100u, 4116u, 4117u, 4118u, 12000u}) {
    REQUIRE(test::push_rows(ever.view(), rows, pushed, count) == 0);
    pushed = count;
    CHECK(ever.effective_samples() == static_cast<float>(count));
  }
  for (const float memory : {16.0f, 200.0f, 1000.0f}) {
    Estimator<2, 1, 0> learner(with_memory(memory));
    REQUIRE(test::push_rows(learner.view(), rows, 0, 12000) == 0);
    // 2 memories of even weights; those of the last block are alike.
    CHECK(wide(learner.effective_samples()) == doctest::Approx(2.0 * wide(memory)).epsilon(0.04));
  }
  Settings bad;
  bad.dim = 9;
  const Estimator<2, 1, 0> refused(bad);
  CHECK(refused.effective_samples() == 0.0f);
}

TEST_CASE("a push without a time is one with a time of 1, and so is a block") {
  const test::Rows rows = test::draw_rows(3, 700, 4);
  const std::vector<float> times(700, 1.0f);
  for (const float memory : {0.0f, 20.0f, 1000.0f}) {
    Estimator<3, 2, 16> plain(with_memory(memory)), timed(with_memory(memory)), block(with_memory(memory));
    REQUIRE(test::push_rows(plain.view(), rows, 0, 700) == 0);
    REQUIRE(push_timed(timed.view(), rows, times, 0, 700) == 0);
    for (std::size_t s = 0; s < 700; s += 70) REQUIRE(test::push_block(block.view(), rows, s, s + 70) == Status::ok);
    CHECK(same_stream(plain, timed));
    CHECK(same_stream(plain, block));
  }
}

TEST_CASE("the unit of time is the user's: memory and times eight times as long give the same bits") {
  const test::Rows rows = test::draw_rows(2, 500, 4);
  std::vector<float> times = test::draw_times(500, 1.0, 2);
  Estimator<2, 2, 16> seconds(with_memory(50.0f)), eighths(with_memory(400.0f));
  REQUIRE(push_timed(seconds.view(), rows, times, 0, 500) == 0);
  for (float& each : times) each *= 8.0f;
  REQUIRE(push_timed(eighths.view(), rows, times, 0, 500) == 0);
  eighths.view().state->age /= 8.0f;
  CHECK(same_stream(seconds, eighths));
}

TEST_CASE("where nothing is forgotten time has no meaning") {
  const test::Rows rows = test::draw_rows(2, 500, 4);
  Estimator<2, 2, 16> plain, timed;
  REQUIRE(test::push_rows(plain.view(), rows, 0, 500) == 0);
  REQUIRE(push_timed(timed.view(), rows, test::draw_times(500, 1e30, 2), 0, 500) == 0);
  CHECK(same_stream(plain, timed));
}

TEST_CASE("blocks of more than 4096 samples are folded like a stream that forgets nothing, memories of 10^5 and 10^9" *
          needs(Effort::some)) {
  const std::size_t count = 1000 + support::trials(20000);
  const test::Rows rows = test::draw_rows(1, count, 8);
  const std::vector<float> times(count, 1.0f);
  for (const float memory : {1e5f, 1e9f}) {
    Estimator<1, 1, 0> learner(with_memory(memory));
    REQUIRE(test::push_rows(learner.view(), rows, 0, count) == 0);
    const std::vector<double> weights = test::weigh(times, core::stream::calibration_length(learner.view()), wide(memory));
    CHECK(moment_error(learner.view(), rows, weights) < 2e-5);
    CHECK(wide(learner.effective_samples()) == doctest::Approx(effective(weights)).epsilon(1e-6));
    CHECK(learner.view().state->young < core::stream::fold_length);
  }
}

TEST_CASE("a time that is none is refused by name, counted, and changes nothing else") {
  Estimator<2, 1, 4> learner(with_memory(100.0f));
  REQUIRE(test::push_rows(learner.view(), test::draw_rows(2, 60, 1), 0, 60) == 0);
  const float x[2] = {1.0f, 2.0f};
  const Counters counters = learner.counters();
  const support::Snapshot before(learner);
  for (const float time : {limits::quiet_NaN(), limits::infinity(), -limits::infinity()}) {
    CHECK(learner.push(x, 1.0f, time) == Status::not_finite);
  }
  for (const float time : {-1.0f, -1e-30f, limits::lowest()}) CHECK(learner.push(x, 1.0f, time) == Status::out_of_range);
  CHECK(learner.push(x, limits::infinity(), 1.0f) == Status::not_finite);
  CHECK(learner.push({x, 1}, 1.0f, 1.0f) == Status::wrong_length);
  CHECK(learner.counters().not_finite == 4);
  CHECK(learner.counters().out_of_range == 3);
  CHECK(learner.counters().wrong_length == 1);
  learner.view().state->counters = counters;
  CHECK(before.unchanged());
  CHECK(learner.push(x, 1.0f, -0.0f) == Status::ok);
  CHECK(learner.push(x, 1.0f, 1e-30f) == Status::ok);
  Settings bad;
  bad.memory = -1.0f;
  Estimator<2, 1, 4> wrong(bad);
  CHECK(wrong.push(x, 1.0f, 1.0f) == Status::bad_setting);
}

TEST_CASE("a gap fades what was: fit refuses while too little is left, and the frame stays") {
  Estimator<2, 1, 32> learner(with_memory(200.0f));
  const test::Rows rows = test::draw_rows(2, 1200, 5);
  REQUIRE(test::push_rows(learner.view(), rows, 0, 1000) == 0);
  Model<2, 1> model;
  REQUIRE(learner.fit(model) == Status::ok);
  const float shift = core::stream::frame_shift(learner.view())[0];
  REQUIRE(learner.push(rows.row(1000), rows.y[1000], 1600.0f) == Status::ok);
  // 200 e^-8 = 0.067 samples, and the one that has come: (1.067)^2 / (1 + 100 e^-16)
  CHECK(wide(learner.effective_samples()) == doctest::Approx(1.14).epsilon(0.02));
  CHECK(learner.view().state->framed);
  CHECK(learner.view().state->kept <= 2);
  CHECK(learner.fit(model) == Status::too_few_samples);
  REQUIRE(test::push_rows(learner.view(), rows, 1001, 1020) == 0);
  CHECK(learner.fit(model) == Status::ok);
  CHECK(core::stream::frame_shift(learner.view())[0] == shift);
}

TEST_CASE("after a gap of 16 memories the stream begins anew and its frame with it, in every phase") {
  for (const std::size_t count : {5u, 1000u}) {
    CAPTURE(count);
    Estimator<2, 1, 8> learner(with_memory(50.0f)), fresh(with_memory(50.0f));
    const test::Rows rows = test::draw_rows(2, count, 5);
    test::Rows more = test::draw_rows(2, 300, 6);
    for (float& each : more.x) each += 1e4f;
    REQUIRE(test::push_rows(learner.view(), rows, 0, count) == 0);
    REQUIRE(learner.push(more.row(0), more.y[0], 799.0f) == Status::ok);
    CHECK(learner.view().state->framed == (count == 1000));
    REQUIRE(learner.push(more.row(0), more.y[0], 800.0f) == Status::ok);
    CHECK_FALSE(learner.view().state->framed);
    CHECK(learner.view().state->held == 1);
    CHECK(learner.view().state->kept == 1);
    CHECK(learner.effective_samples() == 1.0f);
    CHECK(learner.counters().accepted == count + 2);
    REQUIRE(test::push_rows(learner.view(), more, 1, 300) == 0);
    fresh.view().state->random = 77;
    learner.view().state->random = 77;
    REQUIRE(test::push_rows(fresh.view(), more, 0, 300) == 0);
    CHECK(test::count_different(3, core::stream::old_level(learner.view()), core::stream::old_level(fresh.view())) == 0);
    CHECK(core::stream::frame_shift(learner.view())[0] == core::stream::frame_shift(fresh.view())[0]);
    CHECK(core::stream::frame_shift(learner.view())[0] > 9000.0f);
    CHECK(learner.effective_samples() == fresh.effective_samples());
  }
}

TEST_CASE("a memory shorter than the calibration has a frame all the same") {
  Estimator<2, 1, 8> learner(with_memory(1.0f));
  REQUIRE(test::push_rows(learner.view(), test::draw_rows(2, 300, 5), 0, 300) == 0);
  CHECK(learner.view().state->framed);
  CHECK(wide(learner.effective_samples()) ==
        doctest::Approx(std::pow(1.0 / (1.0 - std::exp(-1.0)), 2) * (1.0 - std::exp(-2.0))).epsilon(1e-5));
}

TEST_CASE("an input that stops at its shift leaves no subnormal number behind, however long it lasts") {
  Estimator<2, 1, 4> learner(with_memory(16.0f));
  const core::EstimatorView e = learner.view();
  test::Rows rows = test::draw_rows(2, 200, 5);
  REQUIRE(test::push_rows(e, rows, 0, 200) == 0);
  const float still[2] = {core::stream::frame_shift(e)[0], 0.5f};
  int subnormal = 0;
  for (int s = 0; s < 6000; ++s) {
    REQUIRE(learner.push(still, e.state->target_shift) == Status::ok);
    for (std::size_t at = 0; at < test::staircase_floats(3); ++at) {
      const float value = core::stream::old_level(e)[at];
      subnormal += value != 0.0f && std::fabs(value) < limits::min();
    }
  }
  CHECK(subnormal == 0);
  Model<2, 1> model;
  CHECK(learner.fit(model) == Status::constant_inputs);
}

TEST_CASE("what has changed is learnt where the past is forgotten: a line that turned, memory 300") {
  Estimator<1, 1, 64> forgetful(with_memory(300.0f)), faithful;
  support::Random random(1);
  for (int s = 0; s < 6000; ++s) {
    const float x[1] = {support::narrow(random.normal())};
    const float y = (s < 3000 ? 1.0f : -2.0f) * x[0] + 0.1f * support::narrow(random.normal());
    REQUIRE(forgetful.push(x, y) == Status::ok);
    REQUIRE(faithful.push(x, y) == Status::ok);
  }
  Model<1, 1> model;
  Report report;
  REQUIRE(forgetful.fit(model, report) == Status::ok);
  CHECK(std::fabs(model.slope(0, 0) + 2.0f) < 0.03f);
  CHECK(wide(report.effective_samples) == doctest::Approx(600.0).epsilon(0.05));
  CHECK(report.samples == 6000);
  REQUIRE(faithful.fit(model) == Status::ok);
  CHECK(std::fabs(model.slope(0, 0) + 0.5f) < 0.1f);
}

TEST_CASE("after a long stream that drifts the moments are wrong by less than a tenth of their statistical error" *
          needs(Effort::full)) {
  for (const float memory : {0.0f, 100.0f, 20000.0f}) {
    CAPTURE(memory);
    test::LongStream stream(memory);
    for (int look = 0; look < 5; ++look) {
      REQUIRE(stream.run(60000));
      CHECK(stream.error() < 0.01);  // the bar of the long form, motet_bench_long_moments, is a tenth after 10^8
      CHECK(stream.error_of_weight() < 1e-5);
    }
  }
}

TEST_SUITE_END();
