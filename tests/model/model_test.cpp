// SPDX-License-Identifier: MIT
#include "motet/model.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>

#include "model/handmade.hpp"

using namespace motet;
using support::wide;

static_assert(std::is_trivially_copyable_v<Model<3, 2>>);
static_assert(std::is_standard_layout_v<Model<3, 2>>);

TEST_SUITE_BEGIN("model/model");

TEST_CASE("every parameter is read where it was written, 5 of 7 inputs x 3 of 4 experts") {
  Model<7, 4> model;
  test::write_random(model, 5, 3, 1);
  const core::ModelView m = model.view();
  CHECK(model.fitted());
  CHECK(model.dim() == 5);
  CHECK(model.experts() == 3);
  for (std::uint32_t i = 0; i < 3; ++i) {
    CHECK(model.value_at_centre(i) == m.parameters[m.shape.intercept(i)] + m.parameters[m.shape.target()]);
    CHECK(model.gate_at_centre(i) == m.parameters[m.shape.gate_intercept(i)]);
    CHECK(model.sigma(i) == m.parameters[m.shape.sigma(i)]);
    for (std::uint32_t j = 0; j < 5; ++j) {
      CHECK(model.slope(i, j) == m.parameters[m.shape.slope(i) + j]);
      CHECK(model.gate_slope(i, j) == m.parameters[m.shape.gate_slope(i) + j]);
    }
  }
  for (std::uint32_t j = 0; j < 5; ++j) CHECK(model.centre(j) == m.parameters[j]);
}

TEST_CASE("an intercept is what the expert says at the origin, 5 inputs x 3 experts") {
  Model<5, 3> model;
  test::write_random(model, 5, 3, 2);
  const float origin[5] = {};
  for (std::uint32_t i = 0; i < 3; ++i) {
    const core::ModelView m = model.view();
    const test::Bounded value = test::follow(m, m.shape.intercept(i), m.shape.slope(i), origin);
    const test::Bounded gate = test::follow(m, m.shape.gate_intercept(i), m.shape.gate_slope(i), origin);
    const double centre = wide(m.parameters[m.shape.target()]);
    CHECK(support::apart(model.intercept(i), value.value + centre) <=
          2.0 * value.error + support::roundoff * std::fabs(value.value + centre));
    CHECK(support::apart(model.gate_intercept(i), gate.value) <= 2.0 * gate.error);
  }
}

TEST_CASE("an expert or an input beyond the model is 0, and so is everything before a fit") {
  Model<7, 4> model;
  const auto all_zero = [&](std::size_t expert, std::size_t input) {
    return model.slope(expert, input) == 0.0f && model.gate_slope(expert, input) == 0.0f;
  };
  CHECK_FALSE(model.fitted());
  CHECK(model.dim() == 0);
  CHECK(model.experts() == 0);
  CHECK(all_zero(0, 0));
  CHECK(model.intercept(0) == 0.0f);
  CHECK(model.centre(0) == 0.0f);
  test::write_random(model, 5, 3, 3);
  CHECK(all_zero(3, 0));
  CHECK(all_zero(0, 5));
  volatile std::size_t far = SIZE_MAX / 2 + 1;  // 0 in the lower half of its bits
  CHECK(all_zero(far, 0));
  CHECK(all_zero(0, far));
  CHECK(model.intercept(3) == 0.0f);
  CHECK(model.gate_intercept(3) == 0.0f);
  CHECK(model.value_at_centre(3) == 0.0f);
  CHECK(model.gate_at_centre(3) == 0.0f);
  CHECK(model.sigma(3) == 0.0f);
  CHECK(model.centre(5) == 0.0f);
}

TEST_SUITE_END();
