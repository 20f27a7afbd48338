// SPDX-License-Identifier: MIT
#include "image/model_laws.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "model/handmade.hpp"

TEST_SUITE_BEGIN("image/model_laws");

using namespace motet;

TEST_CASE("a model by hand is lawful, and each impossible parameter of it is told, 3 of 5 inputs, 2 of 3 experts") {
  Model<5, 3> model;
  test::write_random(model, 3, 2, 1);
  const core::ModelStore m = model.store();
  const auto lawful = [&m](std::uint32_t index, float value) { return core::image::lawful(m.shape, *m.size, index, value); };
  std::uint32_t parameters = 0;
  for (std::uint32_t i = 0; i < m.shape.floats(); ++i) {
    const bool parameter = core::image::is_parameter(m.shape, *m.size, i);
    parameters += parameter;
    CHECK(parameter == (support::bits(m.parameters[i]) != support::bits(support::sentinel)));
    CHECK(lawful(i, parameter ? m.parameters[i] : 0.0f));
    CHECK_FALSE(lawful(i, std::numeric_limits<float>::quiet_NaN()));
    if (!parameter) CHECK_FALSE(lawful(i, 1.0f));
  }
  CHECK(parameters == 3 + 2 * 3 * 2 + 2 * 3 + 1);
  CHECK_FALSE(lawful(m.shape.sigma(1), 0.0f));
  CHECK_FALSE(lawful(m.shape.gate_slope(1) + 2, 1.0f));
  CHECK_FALSE(lawful(m.shape.gate_intercept(1), 1.0f));
  CHECK(lawful(m.shape.gate_intercept(0), 1.0f));
  CHECK(core::image::lawful(m.shape, 5, {5, 3}));
  CHECK(core::image::lawful(m.shape, 5, {0, 0}));
  CHECK_FALSE(core::image::lawful(m.shape, 5, {6, 3}));
  CHECK_FALSE(core::image::lawful(m.shape, 5, {5, 4}));
  CHECK_FALSE(core::image::lawful(m.shape, 5, {0, 1}));
  CHECK_FALSE(core::image::lawful(m.shape, 5, {1, 0}));
}

TEST_SUITE_END();
