// SPDX-License-Identifier: MIT
#include "stream/reservoir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "stream/forget.hpp"
#include "stream/frame.hpp"
#include "stream/mirror.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;

namespace {

/// Sample number s, recognisable: x = s, y = -s.
template <class Learner>
void push_numbers(Learner& learner, std::uint32_t first, std::uint32_t last) {
  for (std::uint32_t s = first; s < last; ++s) {
    const float x[1] = {static_cast<float>(s)};
    CHECK(learner.push(x, -x[0]) == Status::ok);
  }
}

template <class Learner>
float kept(Learner& learner, std::uint32_t place) {
  return core::stream::kept_row(learner.view(), place)[0];
}

Settings seeded(std::uint64_t seed) {
  Settings settings;
  settings.seed = seed;
  return settings;
}

/// Pearson's statistic of how often each of `count` samples was kept, over `trials` seeds.
template <std::uint32_t Window>
double measure_chi_square(std::uint32_t count, std::uint32_t trials) {
  std::vector<double> times(count);
  static Estimator<1, 1, Window> learner;
  for (std::uint32_t seed = 0; seed < trials; ++seed) {
    CHECK(learner.reset(seeded(seed)) == Status::ok);
    push_numbers(learner, 0, count);
    for (std::uint32_t place = 0; place < Window; ++place) times[static_cast<std::size_t>(kept(learner, place))] += 1.0;
  }
  // A sample is kept with probability p, and the counts of a trial add up to Window: count - 1 degrees of freedom.
  const double p = static_cast<double>(Window) / count;
  double statistic = 0.0;
  for (const double each : times) {
    statistic += (each - trials * p) * (each - trials * p) / (trials * p * (1.0 - p)) * (count - 1.0) / count;
  }
  return statistic;
}

/// Pearson's statistic, and its degrees of freedom, of how often each sample was kept over `trials` seeds, where each should
/// be with probability min(1, Window / sum w) w. Samples of fewer than 8 expected times are left out.
struct Statistic {
  double value = 0.0;
  double freedom = 0.0;
};

template <std::uint32_t Window>
Statistic measure_ages(float memory, const std::vector<float>& times, std::uint32_t trials) {
  std::vector<double> count(times.size());
  static Estimator<1, 1, Window> learner;
  int refused = 0;
  for (std::uint32_t seed = 0; seed < trials; ++seed) {
    Settings settings = seeded(seed);
    settings.memory = memory;
    REQUIRE(learner.reset(settings) == Status::ok);
    for (std::size_t s = 0; s < times.size(); ++s) {
      const float x[1] = {static_cast<float>(s)};
      refused += learner.push(x, -x[0], times[s]) != Status::ok;
    }
    for (std::uint32_t place = 0; place < learner.view().state->kept; ++place) {
      count[static_cast<std::size_t>(kept(learner, place))] += 1.0;
    }
  }
  const std::vector<double> weights =
      test::weigh(times, core::stream::calibration_length(learner.view()), support::wide(memory));
  CHECK(refused == 0);
  double sum = 0.0;
  for (const double each : weights) sum += each;
  const double share = std::min(1.0, Window / sum);
  Statistic statistic;
  for (std::size_t s = 0; s < times.size(); ++s) {
    const double p = share * weights[s];
    if (trials * p < 8.0) continue;
    if (p > 1.0 - 1e-9) {
      CHECK(count[s] == trials);
      continue;
    }
    statistic.value += (count[s] - trials * p) * (count[s] - trials * p) / (trials * p * (1.0 - p));
    statistic.freedom += 1.0;
  }
  return statistic;
}

bool plausible(const Statistic& statistic) {
  return statistic.freedom > 10.0 && std::fabs(statistic.value - statistic.freedom) <= 4.0 * std::sqrt(2.0 * statistic.freedom);
}

/// Spoils what lies behind the last row, streams, and looks whether it is still spoilt.
template <std::uint32_t Window>
void check_end() {
  Estimator<2, 1, Window> learner;
  const core::EstimatorView e = learner.view();
  const std::size_t used = e.plan->reservoir + Window * 3;
  for (std::size_t at = used; at < e.plan->floats; ++at) e.block[at] = support::sentinel;
  CHECK(test::push_rows(e, test::draw_rows(2, 200, Window), 0, 200) == 0);
  for (std::size_t at = used; at < e.plan->floats; ++at) CHECK(support::bits(e.block[at]) == support::bits(support::sentinel));
}

}  // namespace

TEST_SUITE_BEGIN("stream/reservoir");

TEST_CASE("every sample of the stream is kept equally often, 16 of 64 and 5 of 37 over 3000 seeds" * needs(Effort::some)) {
  // Chi-square with f degrees of freedom has mean f and deviation sqrt(2 f); four of them either way.
  const double wide = measure_chi_square<16>(64, 3000);
  CHECK(std::fabs(wide - 63.0) <= 4.0 * std::sqrt(2.0 * 63.0));
  const double narrow = measure_chi_square<5>(37, 3000);
  CHECK(std::fabs(narrow - 36.0) <= 4.0 * std::sqrt(2.0 * 36.0));
}

TEST_CASE("samples that come while a fit is under way are missed, and of the others each is kept equally often" *
          needs(Effort::some)) {
  const std::uint32_t trials = 3000;
  double times[60] = {};
  static Estimator<1, 1, 8> learner;
  for (std::uint32_t seed = 0; seed < trials; ++seed) {
    CHECK(learner.reset(seeded(seed)) == Status::ok);
    push_numbers(learner, 0, 20);
    learner.view().state->course.attempt = core::Attempt::linear;
    core::stream::set_framed(*learner.view().state, learner.view().state->framed);
    const support::Snapshot before(core::stream::kept_row(learner.view(), 0), 8 * 2 * sizeof(float));
    push_numbers(learner, 20, 40);
    CHECK(before.unchanged());
    CHECK(learner.view().state->missed == 20);
    core::stream::release(learner.view());
    push_numbers(learner, 40, 60);
    for (std::uint32_t place = 0; place < 8; ++place) times[static_cast<std::size_t>(kept(learner, place))] += 1.0;
  }
  const double wanted = trials * 8.0 / 40.0;
  double statistic = 0.0;
  for (std::uint32_t s = 0; s < 60; ++s) {
    if (s >= 20 && s < 40) {
      CHECK(times[s] == 0.0);
    } else {
      statistic += (times[s] - wanted) * (times[s] - wanted) / (wanted * 0.8) * 39.0 / 40.0;
    }
  }
  CHECK(statistic < 39.0 + 4.0 * std::sqrt(2.0 * 39.0));
}

TEST_CASE("the same seed keeps the same samples, another seed others") {
  Estimator<1, 1, 8> first(seeded(5)), again(seeded(5)), other(seeded(6));
  push_numbers(first, 0, 500);
  push_numbers(again, 0, 500);
  push_numbers(other, 0, 500);
  int different = 0;
  for (std::uint32_t place = 0; place < 8; ++place) {
    CHECK(kept(first, place) == kept(again, place));
    different += kept(first, place) != kept(other, place);
  }
  CHECK(different > 4);
}

TEST_CASE("the kept rows are samples of the stream, none twice, to the bit") {
  Estimator<3, 1, 31> learner;
  const test::Rows rows = test::draw_rows(3, 400, 1);
  CHECK(test::push_rows(learner.view(), rows, 0, 400) == 0);
  CHECK(learner.view().state->kept == 31);
  std::vector<int> times(400);
  for (std::uint32_t place = 0; place < 31; ++place) {
    const float* row = core::stream::kept_row(learner.view(), place);
    for (std::size_t s = 0; s < 400; ++s) {
      times[s] += std::memcmp(row, rows.row(s).data(), 12) == 0 && support::bits(row[3]) == support::bits(rows.y[s]);
    }
  }
  int found = 0;
  for (const int each : times) {
    CHECK(each <= 1);
    found += each;
  }
  CHECK(found == 31);
}

TEST_CASE("a window longer than the stream keeps all of it in order and nothing more, 7 of 32") {
  Estimator<1, 1, 32> learner;
  push_numbers(learner, 1, 8);
  CHECK(learner.view().state->kept == 7);
  for (std::uint32_t place = 0; place < 7; ++place) CHECK(kept(learner, place) == static_cast<float>(place + 1));
  for (std::uint32_t place = 7; place < 32; ++place) CHECK(kept(learner, place) == 0.0f);
}

TEST_CASE("a window of 0 keeps nothing and has no room to") {
  Estimator<1, 1, 0> learner;
  push_numbers(learner, 0, 100);
  CHECK(learner.view().state->kept == 0);
  CHECK(learner.plan.reservoir == learner.plan.floats);
}

TEST_CASE("a window of 1 keeps one sample, the last of two half of the time over 2000 seeds") {
  static Estimator<1, 1, 1> learner;
  int last = 0;
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    CHECK(learner.reset(seeded(seed)) == Status::ok);
    push_numbers(learner, 0, 2);
    CHECK(learner.view().state->kept == 1);
    last += kept(learner, 0) == 1.0f;
  }
  CHECK(std::abs(last - 1000) <= 4 * 22);  // four deviations
}

TEST_CASE("with a memory a sample is kept by its weight: ages are exponential, window 16, memories of 100 and 1000" *
          needs(Effort::some)) {
  const std::vector<float> even(700, 1.0f), first(150, 1.0f), uneven = test::draw_times(700, 1.0, 3);
  CHECK(plausible(measure_ages<16>(100.0f, even, support::trials(6000))));
  CHECK(plausible(measure_ages<16>(1000.0f, first, support::trials(6000))));  // nearly uniform so far
  CHECK(plausible(measure_ages<16>(100.0f, uneven, support::trials(6000))));
}

TEST_CASE("a memory shorter than the window uses as many rows as its weights add up to, of the same ages, 16 and 40 of 64" *
          needs(Effort::some)) {
  const std::vector<float> even(300, 1.0f), uneven = test::draw_times(300, 1.0, 3);
  CHECK(plausible(measure_ages<64>(16.0f, even, support::trials(6000))));
  CHECK(plausible(measure_ages<64>(40.0f, even, support::trials(6000))));
  CHECK(plausible(measure_ages<64>(40.0f, uneven, support::trials(6000))));
  Settings settings;
  settings.memory = 16.0f;
  Estimator<1, 1, 64> learner(settings);
  push_numbers(learner, 0, 400);
  CHECK(learner.view().state->kept >= 12);
  CHECK(learner.view().state->kept <= 20);
  settings.memory = 1e-3f;  // every sample finds everything forgotten
  CHECK(learner.reset(settings) == Status::ok);
  push_numbers(learner, 0, 100);
  CHECK(learner.view().state->kept == 1);
  CHECK(kept(learner, 0) == 99.0f);
}

TEST_CASE(
    "the rows in use follow the sum of the weights up and down, but for the rounding, memory 64 of 64 rows, uneven times") {
  Settings settings;
  settings.memory = 64.0f;
  static Estimator<1, 1, 64> learner;
  REQUIRE(learner.reset(settings) == Status::ok);
  const core::EstimatorView e = learner.view();
  const std::vector<float> times = test::draw_times(20000, 1.0, 9);
  int refused = 0;
  double furthest = 0.0, least = 64.0, most = 0.0;
  for (std::size_t s = 0; s < times.size(); ++s) {
    const float x[1] = {static_cast<float>(s)};
    refused += learner.push(x, -x[0], times[s]) != Status::ok;
    const double weight = support::wide(core::stream::weight_of(*e.state, core::stream::old_level(e)));
    furthest = std::max(furthest, std::fabs(e.state->kept - std::min(weight, 64.0)));
    least = std::min(least, s < 1000 ? 64.0 : weight);
    most = std::max(most, weight);
  }
  CHECK(refused == 0);
  CHECK(least < 40.0);
  CHECK(most > 70.0);
  CHECK(furthest < 6.0);  // a walk of half a row a block, of which sixteen are remembered
}

TEST_CASE("with a memory the order of the rows is random: the newest of 8 lies in each place equally often") {
  const std::uint32_t trials = 4000;
  int places[8]{};
  static Estimator<1, 1, 8> learner;
  for (std::uint32_t seed = 0; seed < trials; ++seed) {
    Settings settings = seeded(seed);
    settings.memory = 4.0f;
    settings.calibration = 2;
    REQUIRE(learner.reset(settings) == Status::ok);
    push_numbers(learner, 0, 8);
    for (std::uint32_t place = 0; place < learner.view().state->kept; ++place) {
      if (kept(learner, place) == 7.0f) ++places[place];
    }
  }
  // The newest is always kept, of up to 8 rows whose number varies: more often in the first places, alike in the first 3.
  int sum = 0;
  for (const int each : places) sum += each;
  CHECK(sum == static_cast<int>(trials));
  CHECK(std::abs(places[0] - places[1]) < 4 * std::sqrt(places[0] + places[1]));
  CHECK(std::abs(places[0] - places[2]) < 4 * std::sqrt(places[0] + places[2]));
}

TEST_CASE("the last row does not touch what lies behind the reservoir, windows 1, 3, 4 and 5") {
  check_end<1>();
  check_end<3>();
  check_end<4>();
  check_end<5>();
}

TEST_SUITE_END();
