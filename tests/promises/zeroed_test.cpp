// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstring>
#include <span>

#include "motet/adapter.hpp"
#include "motet/contest.hpp"
#include "motet/descent.hpp"
#include "motet/estimator.hpp"
#include "motet/general_model.hpp"
#include "motet/learner.hpp"
#include "motet/state.hpp"
#include "support/bits.hpp"

using namespace motet;

TEST_SUITE_BEGIN("promises/zeroed");

namespace {

using Learnt = Estimator<2, 2, 16>;

constinit Learnt estimator_in_bss(zeroed);
constinit Adapter<2, 2> adapter_in_bss(zeroed);
constinit Descent<2, 2> descent_in_bss(zeroed);
constinit Learner<2, 2> learner_in_bss(zeroed);
constinit Contest<2, 2> contest_in_bss;
constinit Model<2, 2> model_in_bss;

/// Memory of zeros where start-up code has run no constructor.
template <class Object>
struct Unconstructed {
  alignas(Object) unsigned char bytes[sizeof(Object)] = {};
  [[nodiscard]] Object& object() noexcept { return *reinterpret_cast<Object*>(bytes); }
};

template <class Object>
[[nodiscard]] bool all_zero(const Object& object) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(&object);
  std::size_t count = 0;
  for (std::size_t i = 0; i < sizeof(Object); ++i) count += bytes[i] != 0;
  return count == 0;
}

constexpr float x[2] = {1.0f, 2.0f};
constexpr Status none = Status::not_constructed;

/// The calls of an estimator that is none.
void refuse_all(Learnt& estimator) {
  Model<2, 2> model;
  const float y[1] = {1.0f};
  CHECK(estimator.status() == none);
  CHECK(estimator.push(x, 1.0f) == none);
  CHECK(estimator.push(x, 1.0f, 1.0f) == none);
  CHECK(estimator.push(x, y, 1) == none);
  CHECK(estimator.fit(model) == none);
  CHECK(estimator.begin_fit() == none);
  CHECK(estimator.step_fit(1, model) == none);
  CHECK(estimator.adjust({}) == none);
  CHECK(recentre(estimator) == none);
  Learnt whole;
  CHECK(merge(whole, estimator) == none);
  CHECK(merge(estimator, whole) == none);
  std::byte image[image_bytes<Learnt>];
  CHECK(save(estimator, image) == none);
  Adapter<2, 2> adapter;
  CHECK(adapter.begin(model, estimator) == none);
  CHECK(adapter.learn(x, 1.0f, model, estimator) == none);
  GeneralModel<2, 2> general(make_mixture(2, sigmoid()));
  CHECK(estimator.fit(general) == none);
  CHECK(all_zero(estimator));
}

void refuse_all(Adapter<2, 2>& adapter) {
  Model<2, 2> model;
  Learnt estimator;
  CHECK(adapter.status() == none);
  CHECK(adapter.adapt(x, 1.0f, model) == none);
  CHECK(adapter.begin(model, estimator) == none);
  CHECK(adapter.learn(x, 1.0f, model, estimator) == none);
  CHECK(adapter.challenge(model, model, estimator) == none);
  CHECK(adapter.average(model) == none);
  std::byte image[image_bytes<Adapter<2, 2>>];
  CHECK(save(adapter, image) == none);
  CHECK(all_zero(adapter));
}

void refuse_all(Descent<2, 2>& descent) {
  Model<2, 2> model;
  CHECK(descent.status() == none);
  CHECK(descent.push(x, 1.0f) == none);
  CHECK(descent.read(model) == none);
  CHECK(all_zero(descent));
}

void refuse_all(Learner<2, 2>& learner) {
  Forecast forecast;
  CHECK(learner.status() == none);
  CHECK(learner.predict(x, forecast) == none);
  CHECK(learner.learn(x, 1.0f) == none);
  CHECK(learner.work(1) == none);
  CHECK(all_zero(learner));
}

template <class Object>
void check_unconstructed() {
  Unconstructed<Object> memory;
  refuse_all(memory.object());
}

/// A stream that both take alike.
template <class Object>
void check_alike(Object& one, Object& two) {
  for (std::uint32_t t = 0; t < 200; ++t) {
    const float input[2] = {static_cast<float>(t * 7u % 16u), static_cast<float>(t * 5u % 11u)};
    const float target = input[0] > 8.0f ? input[0] : input[1];
    REQUIRE(one.push(input, target) == Status::ok);
    REQUIRE(two.push(input, target) == Status::ok);
  }
}

}  // namespace

TEST_CASE("memory of zeros in which no constructor has run says so at every call, and stays as it is") {
  check_unconstructed<Learnt>();
  check_unconstructed<Adapter<2, 2>>();
  check_unconstructed<Descent<2, 2>>();
  check_unconstructed<Learner<2, 2>>();
}

TEST_CASE("a general model of zeros says so") {
  Unconstructed<GeneralModel<2, 2>> memory;
  Prediction<2> prediction;
  Learnt estimator;
  CHECK(memory.object().status() == none);
  CHECK(memory.object().predict(x, prediction) == none);
  CHECK(memory.object().begin(2) == none);
  CHECK(estimator.fit(memory.object()) == none);
  CHECK(all_zero(memory.object()));
}

TEST_CASE("an object made of zeros is memory of zeros") {
  refuse_all(estimator_in_bss);
  refuse_all(adapter_in_bss);
  refuse_all(descent_in_bss);
  refuse_all(learner_in_bss);
  CHECK(all_zero(contest_in_bss));
  CHECK(all_zero(model_in_bss));
  Prediction<2> prediction;
  CHECK(model_in_bss.predict(x, prediction) == Status::no_model);
}

TEST_CASE("settings that are refused leave an object of zeros as it is but for what was wrong; good ones make it as new") {
  Settings bad;
  bad.dim = 3;
  CHECK(estimator_in_bss.reset(bad) == Status::bad_dim);
  CHECK(estimator_in_bss.status() == Status::bad_dim);
  REQUIRE(estimator_in_bss.reset({}) == Status::ok);
  Learnt estimator;
  check_alike(estimator_in_bss, estimator);
  Model<2, 2> model, twin;
  REQUIRE(estimator_in_bss.fit(model) == Status::ok);
  REQUIRE(estimator.fit(twin) == Status::ok);
  CHECK(std::memcmp(&model, &twin, sizeof model) == 0);

  REQUIRE(descent_in_bss.reset({}) == Status::ok);
  Descent<2, 2> descent;
  check_alike(descent_in_bss, descent);

  REQUIRE(adapter_in_bss.reset({}) == Status::ok);
  CHECK(adapter_in_bss.begin(model, estimator) == Status::ok);
  CHECK(adapter_in_bss.reset(adapter_in_bss.settings()) == Status::ok);
  REQUIRE(learner_in_bss.reset({}) == Status::ok);
  CHECK(learner_in_bss.learn(x, 1.0f) == Status::ok);
}

TEST_CASE("a contest of zeros begins with its first score") {
  Learnt estimator;
  std::uint32_t scored = 0;
  for (std::uint32_t t = 0; t < 400; ++t) {
    const float input[2] = {static_cast<float>(t * 7u % 16u), static_cast<float>(t * 5u % 11u)};
    const float target = input[0] > 8.0f ? input[0] : input[1];
    scored += contest_in_bss.score(input, target) == Status::ok;
    REQUIRE(estimator.push(input, target) == Status::ok);
    if (t == 200) REQUIRE(contest_in_bss.fit(estimator) == Status::ok);
  }
  CHECK(scored == 199);
  CHECK(contest_in_bss.verdict().samples > 64);
}

TEST_SUITE_END();
