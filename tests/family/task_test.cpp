// SPDX-License-Identifier: MIT
#include "family/task.hpp"

#include <doctest/doctest.h>

#include "family/stage.hpp"

using namespace motet;
using support::wide;

TEST_SUITE_BEGIN("family/task");

TEST_CASE("y in the user's units is mean + unit t, to the rounding of the frame, 4 inputs") {
  test::Rows rows = test::draw_rows(make_mixture(2, sigmoid()), 4, 0.1, 300, 1);
  test::Family<4, 2, 300> stage(make_mixture(2, sigmoid()), rows);
  const test::White white = stage.read();
  for (std::size_t s = 0; s < 300; ++s) {
    CHECK(support::apart(wide(stage.task.mean) + wide(stage.task.unit) * white.y[s], rows.y[s]) <= 1e-6);
  }
}

TEST_CASE("an expert answers with its curve in deviations of y, and with its slope; a line with itself") {
  const Form forms[] = {make_mixture(2, sigmoid()), make_mixture(2, rectifier()), make_gated_recurrent_unit()};
  for (const Form& form : forms) {
    test::Family<4, 3, 300> stage(form, test::draw_rows(form, 4, 0.1, 300, 2));
    for (std::uint32_t i = 0; i < form.experts; ++i) {
      for (int n = -30; n <= 30; ++n) {
        const float product = 0.1f * static_cast<float>(n) + 0.01f;
        const core::family::Answer said = stage.task.answer(i, product);
        CHECK(support::apart(said.value, test::follow_expert(stage.task, i, wide(product))) <= 2e-6);
        const double difference = (test::follow_expert(stage.task, i, wide(product) + 1e-5) -
                                   test::follow_expert(stage.task, i, wide(product) - 1e-5)) /
                                  2e-5;
        CHECK(support::apart(said.slope, difference) <= 1e-5);
        if (form.activation[i].linear()) CHECK(said.value == product);
      }
    }
  }
}

TEST_SUITE_END();
