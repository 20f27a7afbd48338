// SPDX-License-Identifier: MIT
#include "pool/choose.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "image/tools.hpp"
#include "pool/chance.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("pool/choose");

using namespace motet;

namespace {

constexpr std::uint32_t window = 12;
using Learner = Estimator<1, 1, window>;

/// A stream whose samples are told apart by their number.
Learner numbered(int first, int count, std::uint64_t seed) {
  Settings settings;
  settings.seed = seed;
  Learner estimator(settings);
  int refused = 0;
  for (int s = first; s < first + count; ++s) {
    const float x[1] = {static_cast<float>(s)};
    refused += estimator.push(x, static_cast<float>(1000 + s)) != Status::ok;
  }
  CHECK(refused == 0);
  return estimator;
}

/// The numbers in a window; each with its own target.
std::set<int> kept(Learner& estimator) {
  std::set<int> numbers;
  const core::EstimatorView e = estimator.view();
  bool whole = true;
  for (std::uint32_t i = 0; i < e.state->kept; ++i) {
    whole = whole && core::stream::kept_row(e, i)[1] == core::stream::kept_row(e, i)[0] + 1000.0f;
    numbers.insert(static_cast<int>(core::stream::kept_row(e, i)[0]));
  }
  CHECK((whole && numbers.size() == e.state->kept));  // none twice
  return numbers;
}

/// Of streams that forget nothing.
template <class Estimator>
void choose(Estimator& into, const Estimator& from) {
  core::pool::choose_rows(into.view(), from.view(), {0.0f, 0.0f});
}

}  // namespace

TEST_CASE("an event of a given share happens so often") {
  std::uint64_t random = 1;
  for (const std::uint64_t scale : {1ull, 0x100000000ull}) {
    int count = 0;
    for (int i = 0; i < 30000; ++i) count += core::pool::happens(random, 3 * scale, 10 * scale);
    CHECK(std::fabs(count - 9000.0) < 4.0 * std::sqrt(30000 * 0.3 * 0.7));
  }
  for (int i = 0; i < 1000; ++i) {
    CHECK(core::pool::happens(random, 7, 7));
    CHECK_FALSE(core::pool::happens(random, 0, 7));
  }
}

TEST_CASE("while all samples have room, all are kept") {
  Learner into = numbered(0, 5, 1);
  const Learner from = numbered(5, 7, 2);
  choose(into, from);
  CHECK(kept(into).size() == 12);
}

TEST_CASE("every sample of both streams is kept equally often, and so is every share of the two" *
          support::needs(support::Effort::full)) {
  struct Sizes {
    int ours, theirs;
  };
  for (const Sizes sizes : {Sizes{30, 10}, Sizes{5, 30}, Sizes{12, 12}, Sizes{0, 30}, Sizes{30, 0}, Sizes{100, 100}}) {
    CAPTURE(sizes.ours);
    CAPTURE(sizes.theirs);
    constexpr int trials = 4000;
    const int seen = sizes.ours + sizes.theirs;
    std::vector<int> count(static_cast<std::size_t>(seen));
    double shares = 0.0, squares = 0.0;
    for (int trial = 0; trial < trials; ++trial) {
      const std::uint64_t seed = static_cast<std::uint64_t>(2 * trial + 1);
      Learner into = numbered(0, sizes.ours, seed);
      const Learner from = numbered(sizes.ours, sizes.theirs, seed + 1);
      choose(into, from);
      int ours = 0;
      for (const int number : kept(into)) {
        ++count[static_cast<std::size_t>(number)];
        ours += number < sizes.ours;
      }
      shares += ours;
      squares += ours * ours;
    }
    const double p = static_cast<double>(window) / seen;
    for (const int each : count) CHECK(std::fabs(each - trials * p) < 4.5 * std::sqrt(trials * p * (1.0 - p)));
    // Hypergeometric: mean and variance of how many come from the first.
    const double q = static_cast<double>(sizes.ours) / seen;
    const double variance = window * q * (1.0 - q) * (seen - static_cast<double>(window)) / (seen - 1.0);
    const double mean = shares / trials;
    CHECK(std::fabs(mean - window * q) <= 4.5 * std::sqrt(variance / trials));
    CHECK(squares / trials - mean * mean == doctest::Approx(variance).epsilon(0.12));
  }
}

TEST_CASE("the choice depends on both seeds and on nothing else") {
  const Learner from = numbered(50, 40, 2), other = numbered(50, 40, 3);
  Learner first = numbered(0, 50, 1), second = numbered(0, 50, 1), third = numbered(0, 50, 1), fourth = numbered(0, 50, 7);
  choose(first, from);
  choose(second, from);
  choose(third, other);
  choose(fourth, from);
  CHECK(kept(first) == kept(second));
  CHECK(kept(first) != kept(third));
  CHECK(kept(first) != kept(fourth));
}

TEST_CASE("streams of the same seed and length still mix") {
  Learner into = numbered(0, 50, 1);
  const Learner from = numbered(50, 50, 1);
  choose(into, from);
  const std::set<int> numbers = kept(into);
  CHECK(*numbers.begin() < 50);
  CHECK(*numbers.rbegin() >= 50);
}

TEST_CASE("streams of more than 2^32 samples keep their proportion" * support::needs(support::Effort::full)) {
  double ours = 0.0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Learner into = numbered(0, 50, seed);
    Learner from = numbered(50, 50, seed + 500);
    into.view().state->counters.accepted = 3ull << 40;
    from.view().state->counters.accepted = 1ull << 40;
    choose(into, from);
    for (const int number : kept(into)) ours += number < 50;
  }
  const double deviation = std::sqrt(0.75 * 0.25 / (500 * window));
  CHECK(std::fabs(ours / (500 * window) - 0.75) < 4.0 * deviation);
}

TEST_CASE("without a window nothing is chosen") {
  Estimator<1, 1, 0> into = test::begun<Estimator<1, 1, 0>>(1, 50);
  const Estimator<1, 1, 0> from = into;
  choose(into, from);
  CHECK(into.view().state->kept == 0);
}

TEST_SUITE_END();
