// SPDX-License-Identifier: MIT
#include "stream/moments.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "simd/word.hpp"
#include "stream/frame.hpp"
#include "stream/mirror.hpp"
#include "support/effort.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// An estimator past its calibration, whose moments are then emptied.
template <std::uint32_t Dim>
Estimator<Dim, 2, 16> framed() {
  Estimator<Dim, 2, 16> estimator;
  const test::Rows rows = test::draw_rows(Dim, 100, 1);
  CHECK(test::push_rows(estimator.view(), rows, 0, core::stream::calibration_length(estimator.view())) == 0);
  for (std::size_t at = 0; at < test::staircase_floats(Dim + 1); ++at) core::stream::old_level(estimator.view())[at] = 0.0f;
  return estimator;
}

/// Whether two estimators have the same bytes in their moments and frame, and the same state.
bool same_stream(const core::EstimatorView& a, const core::EstimatorView& b) {
  const std::uint32_t dim = a.state->settings.dim;
  bool same = a.state->young == b.state->young && a.state->widenings == b.state->widenings && a.state->kept == b.state->kept &&
              a.state->random == b.state->random && a.state->counters.accepted == b.state->counters.accepted &&
              a.state->target_scale == b.state->target_scale;
  for (std::uint32_t j = 0; j < dim; ++j) {
    same = same && core::stream::frame_shift(a)[j] == core::stream::frame_shift(b)[j] &&
           core::stream::frame_scale(a)[j] == core::stream::frame_scale(b)[j];
  }
  return same && test::count_different(dim + 1, core::stream::old_level(a), core::stream::old_level(b)) == 0 &&
         test::count_different(dim + 1, core::stream::young_level(a), core::stream::young_level(b)) == 0;
}

/// The software multiply-add is slow.
bool quick() { return std::strcmp(core::simd::back_end, "scalar") != 0; }

}  // namespace

TEST_SUITE_BEGIN("stream/moments");

TEST_CASE("two levels keep a long float sum to the roundings of two short ones, order 2 x up to 10 million samples" *
          needs(Effort::some)) {
  auto estimator = framed<1>();
  const core::EstimatorView e = estimator.view();
  const std::uint32_t count = support::trials(quick() ? 10000000 : 500000);
  std::uint32_t state = 1;
  double exact[4] = {};  // of y^p z
  double size[4] = {};
  float* z = core::stream::sample_z(e);
  for (std::uint32_t s = 0; s < count; ++s) {
    state = state * 1664525u + 1013904223u;
    z[0] = 1.0f;
    z[1] = static_cast<float>(state >> 8) * 0x1p-23f - 0.75f;
    const float y = static_cast<float>(state >> 20) * 0x1p-11f - 0.25f;
    core::stream::add_sample(e, y);
    double term = wide(z[1]);
    for (int p = 0; p < 4; ++p, term *= wide(y)) {
      exact[p] += term;
      size[p] += std::fabs(term);
    }
  }
  CHECK(core::tensor::moment(core::stream::levels_of(e), 0, 0, 0, 0) == static_cast<float>(count));
  for (std::uint32_t p = 0; p < 4; ++p) {
    // fold_length roundings below, one a fold above, four in the product.
    const double roundings = core::stream::fold_length + count / core::stream::fold_length + 5;
    CHECK(support::apart(core::tensor::moment(core::stream::levels_of(e), p, 0, 0, 1), exact[p]) <=
          roundings * support::roundoff * size[p]);
  }
}

TEST_CASE("a sum of equal addends does not stall at 2^24") {
  auto estimator = framed<1>();
  const core::EstimatorView e = estimator.view();
  float* z = core::stream::sample_z(e);
  z[0] = z[1] = 1.0f;
  core::stream::old_level(e)[0] = 0x1p24f;  // the count: one more would be lost in it
  for (std::uint32_t s = 0; s < 3 * core::stream::fold_length; ++s) core::stream::add_sample(e, 1.0f);
  CHECK(e.state->young == 0);
  CHECK(core::tensor::moment(core::stream::levels_of(e), 0, 0, 0, 0) == 0x1p24f + 3.0f * core::stream::fold_length);
}

TEST_CASE("the young level is folded after 4096 samples and not before, 2 inputs") {
  auto estimator = framed<2>();
  const core::EstimatorView e = estimator.view();
  float* z = core::stream::sample_z(e);
  z[0] = z[1] = z[2] = 1.0f;
  for (std::uint32_t s = 1; s < core::stream::fold_length; ++s) core::stream::add_sample(e, 1.0f);
  CHECK(e.state->young == core::stream::fold_length - 1);
  CHECK(core::stream::old_level(e)[0] == 0.0f);
  core::stream::add_sample(e, 1.0f);
  CHECK(e.state->young == 0);
  CHECK(core::stream::old_level(e)[0] == static_cast<float>(core::stream::fold_length));
  CHECK(core::stream::young_level(e)[0] == 0.0f);
}

TEST_CASE("a block has the bits of its samples one by one, past calibration and fold, 3 inputs x 9000 samples" *
          needs(Effort::some)) {
  const test::Rows rows = test::draw_rows(3, 9000, 2);
  Estimator<3, 2, 16> single;
  CHECK(test::push_rows(single.view(), rows, 0, 9000) == 0);
  for (const std::size_t step : {1u, 2u, 3u, 64u, 1000u, 9000u}) {
    Estimator<3, 2, 16> block;
    for (std::size_t s = 0; s < 9000; s += step) {
      CHECK(test::push_block(block.view(), rows, s, s + step < 9000 ? s + step : 9000) == Status::ok);
    }
    CHECK(same_stream(block.view(), single.view()));
  }
  // And both are what the frame says of the whole stream.
  CHECK(test::count_different(single.view(),
                              test::rebuild(single.view(), rows, core::stream::calibration_length(single.view()))) == 0);
}

TEST_CASE("a sample that widens the frame in the middle of a block leaves the bits of one by one, 4 inputs") {
  test::Rows rows = test::draw_rows(4, 400, 3);
  rows.at(60)[1] = 100.0f;
  rows.at(61)[1] = -3000.0f;
  rows.at(77)[3] = 20.0f;
  rows.y[77] = 1e5f;
  rows.y[200] = -1e8f;
  rows.at(399)[0] = 50.0f;
  Estimator<4, 2, 16> single;
  CHECK(test::push_rows(single.view(), rows, 0, 400) == 0);
  CHECK(single.view().state->widenings == 6);
  for (const std::size_t step : {7u, 64u, 400u}) {
    Estimator<4, 2, 16> block;
    for (std::size_t s = 0; s < 400; s += step) {
      CHECK(test::push_block(block.view(), rows, s, s + step < 400 ? s + step : 400) == Status::ok);
    }
    CHECK(same_stream(block.view(), single.view()));
  }
  CHECK(test::count_different(single.view(),
                              test::rebuild(single.view(), rows, core::stream::calibration_length(single.view()))) == 0);
}

TEST_CASE("blocks have the bits of single samples for every extent, 1 to 32 inputs" * needs(Effort::some)) {
  static Estimator<32, 1, 0> single;
  static Estimator<32, 1, 0> block;
  for (const std::uint32_t dim : support::awkward_extents) {
    CAPTURE(dim);
    Settings settings;
    settings.dim = dim;
    CHECK(single.reset(settings) == Status::ok);
    CHECK(block.reset(settings) == Status::ok);
    const test::Rows rows = test::draw_rows(dim, 150, dim);
    CHECK(test::push_rows(single.view(), rows, 0, 150) == 0);
    CHECK(test::push_block(block.view(), rows, 0, 150) == Status::ok);
    CHECK(same_stream(block.view(), single.view()));
  }
}

TEST_CASE("moments are written nowhere but in the regions of the plan, 5 of 9 inputs") {
  Settings settings;
  settings.dim = 5;
  Estimator<9, 2, 8> estimator(settings);
  const core::EstimatorView e = estimator.view();
  const test::Rows rows = test::draw_rows(5, 300, 4);
  CHECK(test::push_rows(e, rows, 0, 100) == 0);
  const support::Snapshot solve(e.block + e.plan->solve, (e.plan->scratch - e.plan->solve) * sizeof(float));
  const std::size_t used = test::staircase_floats(6);
  const support::Snapshot beyond(core::stream::old_level(e) + used, (e.plan->young - e.plan->moments - used) * sizeof(float));
  const std::size_t kept = e.plan->reservoir + 8 * 6;
  const support::Snapshot end(e.block + kept, (e.plan->floats - kept) * sizeof(float));
  CHECK(test::push_rows(e, rows, 100, 200) == 0);
  CHECK(test::push_block(e, rows, 200, 300) == Status::ok);
  CHECK(solve.unchanged());
  CHECK(beyond.unchanged());
  CHECK(end.unchanged());
}

TEST_SUITE_END();
