// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>

#include "descent/rig.hpp"
#include "motet/descent.hpp"

using namespace motet;

TEST_SUITE_BEGIN("descent/push_descent");

TEST_CASE("what is no number, too large or of the wrong length is refused, counted, and changes nothing else, 3 inputs") {
  Descent<3, 2> descent(test::make_descent_settings(3, 2, 1600)), twin(test::make_descent_settings(3, 2, 1600));
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  support::Random random(1);
  for (int n = 0; n < 120; ++n) {
    float x[3];
    test::draw_row(random, 3, x);
    const float bad[3] = {x[0], nan, x[2]}, endless[3] = {infinity, x[1], x[2]}, large[3] = {x[0], x[1], -2e15f};
    CHECK(descent.push(bad, 1.0f) == Status::not_finite);
    CHECK(descent.push(endless, 1.0f) == Status::not_finite);
    CHECK(descent.push(x, nan) == Status::not_finite);
    CHECK(descent.push(large, 1.0f) == Status::out_of_range);
    CHECK(descent.push(x, 2e15f) == Status::out_of_range);
    CHECK(descent.push({x, 2}, 1.0f) == Status::wrong_length);
    CHECK(descent.push(x, x[0] * x[1]) == Status::ok);
    CHECK(twin.push(x, x[0] * x[1]) == Status::ok);
  }
  CHECK(descent.counters().accepted == 120);
  CHECK(descent.counters().not_finite == 360);
  CHECK(descent.counters().out_of_range == 240);
  CHECK(descent.counters().wrong_length == 120);
  CHECK(descent.stage() == DescentStage::directions);
  CHECK(twin.stage() == descent.stage());
}

TEST_SUITE_END();
