// SPDX-License-Identifier: MIT
#include "stream/strays.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "stream/frame.hpp"
#include "stream/mirror.hpp"

using namespace motet;
using support::wide;

namespace {

/// 64 rows of 4 inputs of which `strays` lie far out, one after the other.
test::Rows draw_strays(std::size_t strays, float far) {
  test::Rows rows = test::draw_rows(4, 64, 1);
  for (std::size_t k = 0; k < strays; ++k) (k % 2 == 0 ? rows.at(9 * k + 3)[k % 4] : rows.y[9 * k + 3]) = far;
  return rows;
}

Settings calibrate(std::uint32_t samples) {
  Settings settings;
  settings.calibration = samples;
  return settings;
}

}  // namespace

TEST_SUITE_BEGIN("stream/strays");

TEST_CASE("rows far from all others are dropped from moments and window, up to a sixteenth, 4 inputs x 32 held") {
  for (const std::size_t strays : {0u, 1u, 2u}) {
    for (const float far : {100.0f, -1e6f}) {
      const test::Rows rows = draw_strays(strays, far);
      Estimator<4, 1, 32> learner(calibrate(32));
      CHECK(core::stream::calibration_length(learner.view()) == 32);
      CHECK(test::push_rows(learner.view(), rows, 0, 32) == 0);
      const core::EstimatorView e = learner.view();
      CHECK(e.state->framed);
      CHECK(core::stream::old_level(e)[0] == static_cast<float>(32 - strays));
      CHECK(e.state->kept == 32 - strays);
      CHECK(e.state->missed == strays);
      for (std::uint32_t t = 0; t < e.state->kept; ++t) {
        for (std::uint32_t j = 0; j < 5; ++j) CHECK(std::fabs(wide(core::stream::kept_row(e, t)[j])) < 10.0);
      }
    }
  }
}

TEST_CASE("more of them are no strays, and none is dropped, 4 inputs x 32 held") {
  const test::Rows rows = draw_strays(3, 1000.0f);
  Estimator<4, 1, 32> learner(calibrate(32));
  CHECK(test::push_rows(learner.view(), rows, 0, 32) == 0);
  CHECK(core::stream::old_level(learner.view())[0] == 32.0f);
  CHECK(learner.view().state->missed == 0);
}

TEST_CASE("a calibration too short to tell drops nothing, 1 input x 15 held") {
  test::Rows rows = test::draw_rows(1, 15, 2);
  rows.y[3] = 1e6f;
  Estimator<1, 1, 16> learner(calibrate(15));
  CHECK(test::push_rows(learner.view(), rows, 0, 15) == 0);
  CHECK(learner.view().state->missed == 0);
}

TEST_CASE("a small window is a choice of the rows that are left, with a memory too, 4 inputs x 32 held x 8 kept") {
  for (const float memory : {0.0f, 100.0f}) {
    Settings settings = calibrate(32);
    settings.memory = memory;
    const test::Rows rows = draw_strays(2, 1e5f);
    Estimator<4, 1, 8> learner(settings);
    CHECK(test::push_rows(learner.view(), rows, 0, 32) == 0);
    const core::EstimatorView e = learner.view();
    CHECK(e.state->kept == 8);
    for (std::uint32_t t = 0; t < 8; ++t) {
      for (std::uint32_t j = 0; j < 5; ++j) CHECK(std::fabs(wide(core::stream::kept_row(e, t)[j])) < 10.0);
    }
  }
}

TEST_SUITE_END();
