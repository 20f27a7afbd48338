// SPDX-License-Identifier: MIT
#include <limits>
#include <span>

#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_set_model");

namespace {

// Two regimes of two inputs.
constexpr float slope[] = {0.0f, 2.0f, 0.5f, -1.0f};
constexpr float intercept[] = {1.0f, 0.0f};
constexpr float gate_slope[] = {20.0f, 0.0f, 0.0f, 1.0f};
constexpr float gate_intercept[] = {0.5f, 0.0f};
constexpr float sigma[] = {0.1f, 0.2f};
constexpr float centre[] = {3.0f, -2.0f};
constexpr motet_coefficients good = {2, 2, slope, intercept, gate_slope, gate_intercept, sigma, centre};

}  // namespace

TEST_CASE("a model that is set in C predicts what that of C++ does, to the bit, with a centre and without") {
  for (const bool centred : {false, true}) {
    motet_coefficients from = good;
    if (!centred) from.centre = nullptr;
    const stage::ModelOfC model;
    stage::Model right;
    REQUIRE(motet_model_set(model.object, &from) == MOTET_OK);
    REQUIRE(right.set({slope, intercept, gate_slope, gate_intercept, sigma,
                       centred ? std::span<const float>(centre) : std::span<const float>()}) == motet::Status::ok);
    CHECK(motet_model_dim(model.object) == 2);
    CHECK(motet_model_experts(model.object) == 2);
    image::Stream<stage::dim> stream;
    for (int t = 0; t < 50; ++t) {
      stream.draw();
      motet_prediction prediction{};
      motet::Prediction<stage::experts> same;
      REQUIRE(motet_model_predict(model.object, stream.x, 2, &prediction) == MOTET_OK);
      REQUIRE(right.predict(std::span<const float>(stream.x).first(2), same) == motet::Status::ok);
      CHECK(stage::same(prediction.mean, same.mean));
      CHECK(stage::same(prediction.variance, same.variance));
      CHECK(prediction.expert == same.expert);
    }
  }
}

TEST_CASE("what cannot be a model is refused, and the model stays") {
  stage::ModelOfC model;
  REQUIRE(motet_model_set(model.object, &good) == MOTET_OK);
  const std::vector<std::uint64_t> before(std::begin(model.memory), std::end(model.memory));
  CHECK(motet_model_set(nullptr, &good) == MOTET_BAD_POINTER);
  CHECK(motet_model_set(stage::shifted(model.object), &good) == MOTET_BAD_POINTER);
  CHECK(motet_model_set(model.object, nullptr) == MOTET_BAD_POINTER);
  const auto refuses = [&](const motet_coefficients& from, motet_status status) {
    CHECK(motet_model_set(model.object, &from) == status);
    CHECK(std::memcmp(before.data(), model.memory, sizeof model.memory) == 0);
  };
  using List = const float* motet_coefficients::*;
  for (const List list :
       {List{&motet_coefficients::slope}, List{&motet_coefficients::intercept}, List{&motet_coefficients::gate_slope},
        List{&motet_coefficients::gate_intercept}, List{&motet_coefficients::sigma}}) {
    motet_coefficients from = good;
    from.*list = nullptr;
    refuses(from, MOTET_BAD_POINTER);
  }
  motet_coefficients from = good;
  for (const std::uint32_t dim : {std::uint32_t{0}, std::uint32_t{stage::dim + 1}}) {
    from.dim = dim;
    refuses(from, MOTET_BAD_DIM);
  }
  from = good;
  for (const std::uint32_t experts : {std::uint32_t{0}, std::uint32_t{stage::experts + 1}}) {
    from.experts = experts;
    refuses(from, MOTET_BAD_EXPERTS);
  }
  from = good;
  const float bad[] = {0.1f, 0.0f}, infinite[] = {std::numeric_limits<float>::infinity(), 1.0f};
  from.sigma = bad;
  refuses(from, MOTET_BAD_SETTING);
  from.sigma = infinite;
  refuses(from, MOTET_NOT_FINITE);
  from = good;
  const float far[] = {3e38f, 0.0f};
  from.centre = far;
  refuses(from, MOTET_OUT_OF_RANGE);
}

TEST_SUITE_END();
