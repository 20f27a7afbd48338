// SPDX-License-Identifier: MIT
#include "stream/frame.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "stream/mirror.hpp"

using namespace motet;
using support::wide;

namespace {

/// Mean and deviation of a column of the first `count` rows; column dim is the target.
struct Column {
  double mean = 0.0;
  double deviation = 0.0;
};

Column measure(const test::Rows& rows, std::uint32_t column, std::size_t count) {
  const auto value = [&](std::size_t s) { return wide(column < rows.dim ? rows.row(s)[column] : rows.y[s]); };
  Column result;
  for (std::size_t s = 0; s < count; ++s) result.mean += value(s) / static_cast<double>(count);
  for (std::size_t s = 0; s < count; ++s) {
    result.deviation += (value(s) - result.mean) * (value(s) - result.mean) / static_cast<double>(count);
  }
  result.deviation = std::sqrt(result.deviation);
  return result;
}

bool is_power_of_two(float value) { return value > 0.0f && (support::bits(value) & 0x7fffffu) == 0; }

float shift_of(const core::EstimatorView& e, std::uint32_t column) {
  return column < e.state->settings.dim ? core::stream::frame_shift(e)[column] : e.state->target_shift;
}
float scale_of(const core::EstimatorView& e, std::uint32_t column) {
  return column < e.state->settings.dim ? core::stream::frame_scale(e)[column] : e.state->target_scale;
}

/// Checks the frame of every column against the rows that chose it.
void check_frame(const core::EstimatorView& e, const test::Rows& rows, std::size_t calibration) {
  for (std::uint32_t c = 0; c <= rows.dim; ++c) {
    const Column column = measure(rows, c, calibration);
    // The shift is rounded at its own size and its sum of differences at theirs; neither moves a result.
    const double rounding = 0x1p-23 * std::fabs(column.mean) + 1e-5 * column.deviation;
    CHECK(support::apart(shift_of(e, c), column.mean) <= rounding);
    CHECK(is_power_of_two(scale_of(e, c)));
    // The power of two next to the deviation, below it or above; a thousandth for the roundings at the ends.
    const double ratio = column.deviation * wide(scale_of(e, c));
    CHECK(ratio >= 0.999 * std::sqrt(0.5));
    CHECK(ratio <= 1.001 * std::sqrt(2.0));
  }
}

}  // namespace

TEST_SUITE_BEGIN("stream/frame");

TEST_CASE("the frame is the mean and the power of two next to the deviation, 5 inputs of many sizes") {
  test::Rows rows = test::draw_rows(5, 64, 1);
  const float size[5] = {1e-6f, 1e6f, 1.0f, 0.01f, 37.0f};
  const float offset[5] = {0.0f, -1e9f, 1000.0f, 500.0f, 0.5f};
  for (std::size_t s = 0; s < rows.count(); ++s) {
    for (std::uint32_t j = 0; j < 5; ++j) rows.at(s)[j] = rows.at(s)[j] * size[j] + offset[j];
  }
  Settings settings;
  settings.calibration = 40;
  Estimator<5, 1, 0> estimator(settings);
  CHECK(test::push_rows(estimator.view(), rows, 0, 39) == 0);
  CHECK_FALSE(estimator.view().state->framed);
  CHECK(test::push_rows(estimator.view(), rows, 39, 64) == 0);
  CHECK(estimator.view().state->framed);
  check_frame(estimator.view(), rows, 40);
}

TEST_CASE("samples held back are in the moments as if the frame had been known, 3 inputs x 20 held x 50 more") {
  Settings settings;
  settings.calibration = 20;
  Estimator<3, 2, 4> estimator(settings);
  const test::Rows rows = test::draw_rows(3, 70, 2);
  CHECK(test::push_rows(estimator.view(), rows, 0, 70) == 0);
  CHECK(test::count_different(estimator.view(), test::rebuild(estimator.view(), rows, 20)) == 0);
}

TEST_CASE("calibration is as long as the settings ask or the order holds, 1, 4 and 16 inputs") {
  const auto length = [](std::uint32_t dim, std::uint32_t asked) {
    Settings settings;
    settings.dim = dim;
    settings.calibration = asked;
    static Estimator<16, 1, 0> estimator;
    CHECK(estimator.reset(settings) == Status::ok);
    const test::Rows rows = test::draw_rows(dim, 300, dim);
    std::uint32_t count = 0;
    while (!estimator.view().state->framed && count < 300) {
      CHECK(test::push_rows(estimator.view(), rows, count, count + 1) == 0);
      ++count;
    }
    CHECK(count == (asked < 65535 ? asked : core::tile_count(dim + 1) * core::tile_floats / (dim + 1)));
    CHECK(count == core::stream::calibration_length(estimator.view()));
  };
  for (const std::uint32_t dim : {1u, 4u, 16u}) {
    length(dim, 2);
    length(dim, 13);
    length(dim, 65535);
  }
}

TEST_CASE("the shortest calibration takes two samples, of one value or of two") {
  Settings settings;
  settings.calibration = 2;
  for (const float second : {3.0f, 5.0f}) {
    Estimator<1, 1, 0> estimator(settings);
    const test::Rows rows{1, {3.0f, second}, {1.0f, 1.0f}};
    CHECK(test::push_rows(estimator.view(), rows, 0, 2) == 0);
    CHECK(estimator.view().state->framed);
    CHECK(test::count_different(estimator.view(), test::rebuild(estimator.view(), rows, 2)) == 0);
  }
}

TEST_CASE("a value far out widens its unit, and the moments are as if it had been wide from the start, 4 inputs") {
  for (const float jump : {30.0f, -1e3f, 1e7f}) {
    Estimator<4, 2, 4> estimator;
    test::Rows rows = test::draw_rows(4, 90, 3);
    rows.at(70)[2] = jump;
    rows.y[80] = -jump;
    CHECK(test::push_rows(estimator.view(), rows, 0, 90) == 0);
    const core::EstimatorView e = estimator.view();
    CHECK(e.state->widenings == 2);
    // Back at 8 units, to the next power of two.
    const double input = std::fabs(wide((jump - core::stream::frame_shift(e)[2]) * core::stream::frame_scale(e)[2]));
    CHECK(input > 4.0);
    CHECK(input <= 8.0);
    CHECK(is_power_of_two(core::stream::frame_scale(e)[2]));
    const double target = std::fabs(wide((-jump - e.state->target_shift) * e.state->target_scale));
    CHECK(target > 4.0);
    CHECK(target <= 8.0);
    const std::uint32_t held = core::stream::calibration_length(e);
    CHECK(test::count_different(e, test::rebuild(e, rows, held)) == 0);
  }
}

TEST_CASE("strays among the samples held back are dropped, and choose no frame, 16 inputs x 200 held") {
  Settings settings;
  settings.calibration = 200;
  static Estimator<16, 1, 0> estimator;
  CHECK(estimator.reset(settings) == Status::ok);
  test::Rows rows = test::draw_rows(16, 210, 4);
  for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[5] = 1e-3f * rows.at(s)[5];
  rows.at(60)[5] = 1000.0f;
  rows.y[90] = -1e4f;
  CHECK(test::push_rows(estimator.view(), rows, 0, 210) == 0);
  const core::EstimatorView e = estimator.view();
  CHECK(e.state->counters.accepted == 210);
  CHECK(core::stream::frame_scale(e)[5] > 100.0f);
  CHECK(e.state->target_scale >= 0.5f);
  // The moments are those of the other rows.
  test::Rows others{16, {}, {}};
  for (std::size_t s = 0; s < rows.count(); ++s) {
    if (s == 60 || s == 90) continue;
    others.x.insert(others.x.end(), rows.at(s), rows.at(s) + 16);
    others.y.push_back(rows.y[s]);
  }
  CHECK(test::count_different(e, test::rebuild(e, others, 198)) == 0);
}

TEST_CASE("an input that is constant in calibration and then jumps stays finite and exact") {
  for (const float constant : {0.0f, 500.0f, -1e-20f, 1e14f}) {
    CAPTURE(constant);
    Estimator<2, 1, 0> estimator;
    test::Rows rows = test::draw_rows(2, 60, 5);
    for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[1] = s < 40 ? constant : constant * 1.5f + rows.at(s)[0];
    CHECK(test::push_rows(estimator.view(), rows, 0, 60) == 0);
    CHECK(test::all_finite(estimator.view()));
    CHECK(test::count_different(estimator.view(), test::rebuild(estimator.view(), rows,
                                                                core::stream::calibration_length(estimator.view()))) == 0);
  }
}

TEST_CASE("a constant input has a unit of a thousandth of its size") {
  Estimator<2, 1, 0> estimator;
  test::Rows rows = test::draw_rows(2, 40, 6);
  for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[0] = -500.0f;
  CHECK(test::push_rows(estimator.view(), rows, 0, 40) == 0);
  CHECK(core::stream::frame_shift(estimator.view())[0] == -500.0f);
  CHECK(core::stream::frame_scale(estimator.view())[0] == 2.0f);
}

TEST_CASE("N(500, 0.01) keeps its variance, 1 input x 3000 samples") {
  Estimator<1, 1, 0> estimator;
  support::Random random(7);
  test::Rows rows{1, std::vector<float>(3000), std::vector<float>(3000)};
  for (std::size_t s = 0; s < rows.count(); ++s) {
    rows.x[s] = support::narrow(500.0 + 0.01 * random.normal());
    rows.y[s] = support::narrow(random.normal());
  }
  CHECK(test::push_rows(estimator.view(), rows, 0, 3000) == 0);
  const core::EstimatorView e = estimator.view();
  const core::tensor::Levels m = core::stream::levels_of(e);
  const double mean = wide(core::tensor::moment(m, 0, 0, 0, 1)) / 3000.0;
  const double variance = wide(core::tensor::moment(m, 0, 0, 1, 1)) / 3000.0 - mean * mean;
  const double unit = 1.0 / wide(core::stream::frame_scale(e)[0]);
  const Column exact = measure(rows, 0, 3000);
  // The stream itself is rounded, which the exact numbers know of; left are 3000 roundings in the sums.
  CHECK(support::apart(std::sqrt(variance) * unit, exact.deviation) <= 3000 * support::roundoff * exact.deviation);
  CHECK(support::apart(wide(core::stream::frame_shift(e)[0]) + mean * unit, exact.mean) <=
        3000 * support::roundoff * exact.deviation);
}

TEST_CASE("inputs as small as a float can be leave every number finite") {
  for (const float tiny : {1e-36f, 1e-38f, 1e-41f, std::numeric_limits<float>::denorm_min()}) {
    CAPTURE(tiny);
    Estimator<2, 1, 0> estimator;
    test::Rows rows = test::draw_rows(2, 60, 8);
    for (std::size_t s = 0; s < rows.count(); ++s) {
      rows.at(s)[0] *= tiny;
      rows.y[s] *= tiny;
    }
    CHECK(test::push_rows(estimator.view(), rows, 0, 60) == 0);
    CHECK(test::all_finite(estimator.view()));
  }
}

TEST_CASE("a jump from the smallest inputs to the range leaves every number finite") {
  for (const float tiny : {1e-15f, 1e-20f, 1e-25f, 1e-30f}) {
    CAPTURE(tiny);
    Estimator<2, 1, 0> estimator;
    test::Rows rows = test::draw_rows(2, 60, 9);
    for (std::size_t s = 0; s < rows.count(); ++s) {
      rows.at(s)[0] *= tiny;
      rows.y[s] *= tiny;
    }
    rows.at(50)[0] = 1e15f;
    rows.y[55] = -1e15f;
    CHECK(test::push_rows(estimator.view(), rows, 0, 60) == 0);
    CHECK(test::all_finite(estimator.view()));
  }
}

TEST_SUITE_END();
