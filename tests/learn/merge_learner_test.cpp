// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <vector>

#include "learn/stage.hpp"
#include "motet/state.hpp"
#include "support/effort.hpp"
#include "support/planted.hpp"

using namespace motet;
using learning_stage::draw_line;
using learning_stage::draw_regimes;
using learning_stage::Sample;
using learning_stage::Small;
using support::Effort;
using support::needs;
using support::wide;

namespace {

template <class Any>
std::vector<std::byte> saved(const Any& learner) {
  std::vector<std::byte> bytes(image_bytes<Any>);
  REQUIRE(save(bytes, learner) == Status::ok);
  return bytes;
}

/// Root mean square of the errors of the samples from `from` on, each predicted and then learnt.
double measure(Small& learner, const support::Samples& samples, std::size_t from = 0) {
  double squares = 0.0;
  for (std::size_t t = from; t < samples.count; ++t) {
    Forecast forecast;
    REQUIRE(learner.predict(samples.row(t), forecast) == Status::ok);
    squares += std::pow(wide(forecast.mean) - wide(samples.y[t]), 2);
    static_cast<void>(learner.learn(samples.row(t), samples.y[t]));
  }
  return std::sqrt(squares / static_cast<double>(samples.count - from));
}

/// Samples of two regimes.
support::Samples draw_many(std::uint64_t seed, std::size_t count) {
  support::Random random(seed);
  support::Samples samples{3, 0, {}, {}};
  for (; samples.count < count; ++samples.count) {
    const Sample sample = draw_regimes(random);
    samples.x.insert(samples.x.end(), sample.x.begin(), sample.x.end());
    samples.y.push_back(sample.y);
  }
  return samples;
}

}  // namespace

TEST_SUITE_BEGIN("learn/merge_learner");

TEST_CASE("two halves of a planted stream merged predict as one learner that has seen it all, within 1.1" *
          needs(Effort::full)) {
  double worst = 0.0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const auto whole = std::make_unique<Small>();
    const auto first = std::make_unique<Small>();
    const auto second = std::make_unique<Small>();
    support::Random random(seed);
    const support::Parameters truth = support::plant_mixture(random, 2, 3, 0.3);
    const support::Samples samples = support::draw_samples(truth, random, 4500);
    for (std::size_t t = 0; t < 4000; ++t) {
      static_cast<void>(whole->learn(samples.row(t), samples.y[t]));
      static_cast<void>((t % 2 == 0 ? first : second)->learn(samples.row(t), samples.y[t]));
    }
    REQUIRE(first->merge(*second) == Status::ok);
    CHECK(first->counters().accepted == 4000);
    worst = std::fmax(worst, measure(*first, samples, 4000) / measure(*whole, samples, 4000));
  }
  CHECK(worst < 1.1);
}

TEST_CASE("learners that have seen a regime each know both once they are merged and fitted" * needs(Effort::full)) {
  const support::Samples samples = draw_many(8, 3000);
  const auto first = std::make_unique<Small>();
  const auto second = std::make_unique<Small>();
  for (std::size_t t = 0; t < samples.count; ++t) {
    static_cast<void>((samples.row(t)[0] > 0.0f ? first : second)->learn(samples.row(t), samples.y[t]));
  }
  const auto alone = std::make_unique<Small>(*first);
  REQUIRE(first->merge(*second) == Status::ok);
  REQUIRE(first->work(1) == Status::unfinished);
  while (first->work(10000) == Status::unfinished) {
  }
  const support::Samples later = draw_many(9, 300);
  CHECK(measure(*first, later) < 0.7 * measure(*alone, later));
}

TEST_CASE("the information of lines adds up, wherever each has its centre") {
  using Lines = Learner<3, 2, 64, SmallBank<2>>;
  const auto whole = std::make_unique<Lines>();
  const auto first = std::make_unique<Lines>();
  const auto second = std::make_unique<Lines>();
  support::Random random(3);
  for (int t = 0; t < 20; ++t) {
    Sample sample = draw_line(random, 0.5);
    sample.x[0] += t < 10 ? 5.0f : -5.0f;
    sample.y += t < 10 ? 10.0f : -10.0f;
    static_cast<void>(whole->learn(sample.x, sample.y));
    static_cast<void>((t < 10 ? first : second)->learn(sample.x, sample.y));
  }
  REQUIRE(first->merge(*second) == Status::ok);
  // The line with a memory for ever, which sees the inputs.
  const core::MemberPlan& place = Lines::plan.member[2];
  REQUIRE(place.member.experts == 0);
  REQUIRE(place.member.memory == 0);
  const float* ours = first->view().block + place.block;
  const float* wanted = whole->view().block + place.block;
  for (std::uint32_t i = 0; i < 4; ++i) CHECK(ours[i] == doctest::Approx(wide(wanted[i])).epsilon(1e-3));
  // Behind row 0, which holds the means: each learner measures them from a centre of its own.
  for (std::uint32_t i = 8 + 4; i < core::line_floats(4); ++i) CHECK(ours[i] == doctest::Approx(wide(wanted[i])).epsilon(1e-3));
}

TEST_CASE("a learner without samples becomes the other; one without samples adds nothing" * needs(Effort::some)) {
  const auto learnt = std::make_unique<Small>();
  const auto empty = std::make_unique<Small>();
  support::Random random(4);
  learning_stage::teach(*learnt, random, 600);
  REQUIRE(empty->merge(*learnt) == Status::ok);
  CHECK(empty->counters().accepted == 600);
  const Sample sample = draw_regimes(random);
  Forecast a, b;
  REQUIRE(empty->predict(sample.x, a) == Status::ok);
  REQUIRE(learnt->predict(sample.x, b) == Status::ok);
  CHECK(a.mean == b.mean);
  CHECK(a.lower == b.lower);
  const Small none;
  const auto before = std::make_unique<Small>(*learnt);
  REQUIRE(learnt->merge(none) == Status::ok);
  REQUIRE(learnt->predict(sample.x, a) == Status::ok);
  REQUIRE(before->predict(sample.x, b) == Status::ok);
  CHECK(a.mean == b.mean);
}

TEST_CASE("a merged learner is saved, loaded and goes on to the bit; all its numbers are lawful" * needs(Effort::some)) {
  const auto first = std::make_unique<Small>();
  const auto second = std::make_unique<Small>();
  support::Random random(5);
  learning_stage::teach(*first, random, 700);
  learning_stage::teach(*second, random, 150);
  REQUIRE(first->merge(*second) == Status::ok);
  const std::vector<std::byte> image = saved(*first);
  REQUIRE(load(image, *second) == Status::ok);
  const support::Samples later = draw_many(6, 300);
  CHECK(measure(*first, later) == measure(*second, later));
  CHECK(saved(*first) == saved(*second));
}

TEST_CASE("what cannot be merged changes nothing") {
  const auto learner = std::make_unique<Small>();
  support::Random random(7);
  learning_stage::teach(*learner, random, 300);
  const std::vector<std::byte> before = saved(*learner);
  CHECK(learner->merge(*learner) == Status::same_stream);
  const Small narrow(LearnerSettings{.dim = 2});
  CHECK(learner->merge(narrow) == Status::other_bounds);
  const Small broken(LearnerSettings{.dim = 9});
  CHECK(learner->merge(broken) == Status::bad_dim);
  CHECK(saved(*learner) == before);
  Small bad(LearnerSettings{.dim = 9});
  CHECK(bad.merge(*learner) == Status::bad_dim);
}

TEST_SUITE_END();
