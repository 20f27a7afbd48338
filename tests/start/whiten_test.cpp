// SPDX-License-Identifier: MIT
#include "start/whiten.hpp"

#include <doctest/doctest.h>

#include "support/effort.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::Effort;
using support::needs;
using support::wide;

namespace {

/// Rows whose inputs lean on each other: x_j += 0.6 x_{j-1}.
test::Rows draw_leaning(std::uint32_t dim, std::size_t count, std::uint64_t seed) {
  test::Rows rows = test::draw_rows(dim, count, seed);
  for (std::size_t s = 0; s < count; ++s) {
    for (std::uint32_t j = 1; j < dim; ++j) rows.at(s)[j] += 0.6f * rows.at(s)[j - 1];
    for (std::uint32_t j = 0; j < dim; ++j) rows.y[s] += rows.at(s)[j] / static_cast<float>(j + 1);
  }
  return rows;
}

/// Largest entry of |mean| and |covariance - I| of the white samples, the target with them.
double measure_colour(const test::White& white) {
  const double n = static_cast<double>(white.count);
  double worst = 0.0;
  for (std::uint32_t a = 0; a < white.order; ++a) {
    for (std::uint32_t b = 1; b <= a; ++b) {
      double product = a == b ? -1.0 : 0.0;
      for (std::size_t t = 0; t < white.count; ++t) product += white.row(t)[a] * white.row(t)[b] / n;
      worst = std::fmax(worst, std::fabs(product));
    }
    double mean = a == 0 ? -1.0 : 0.0;
    for (std::size_t t = 0; t < white.count; ++t) mean += white.row(t)[a] / n;
    worst = std::fmax(worst, std::fabs(mean));
  }
  double mean = 0.0;
  double square = -1.0;
  for (const double y : white.y) {
    mean += y / n;
    square += y * y / n;
  }
  return std::fmax(worst, std::fmax(std::fabs(mean), std::fabs(square)));
}

/// A moment of n samples is off by n roundings, which fall at random: three deviations of them, times the condition.
double colour_bound(std::size_t count, double condition) {
  return 3.0 * std::sqrt(static_cast<double>(count) + 100.0) * support::roundoff * condition;
}

template <std::uint32_t Dim, std::uint32_t Window>
void check_white(const test::Rows& rows, std::uint32_t rank) {
  const test::Stage<Dim, 1, Window> stage(test::make_settings(rows.dim, 1), rows);
  CHECK(stage.status == Status::ok);
  CHECK(stage.work.white.rank == rank);
  CHECK(measure_colour(stage.read()) <= colour_bound(rows.count(), wide(stage.work.white.condition)));
}

/// The last input is the sum of the others; on a grid, if asked, as settings of a machine are.
test::Rows draw_collinear(std::uint32_t dim, std::size_t count, bool on_grid, std::uint64_t seed) {
  test::Rows rows = test::draw_rows(dim, count, seed);
  for (std::size_t s = 0; s < count; ++s) {
    float* x = rows.at(s);
    x[dim - 1] = 0.0f;
    for (std::uint32_t j = 0; j + 1 < dim; ++j) {
      if (on_grid) x[j] = std::round(3.0f * x[j]);
      x[dim - 1] += x[j];
    }
    rows.y[s] += x[0];
  }
  return rows;
}

}  // namespace

TEST_SUITE_BEGIN("start/whiten");

TEST_CASE("white coordinates have mean 0 and covariance I, 1 to 9 inputs x 1000 samples" * needs(Effort::some)) {
  check_white<9, 1000>(draw_leaning(1, 1000, 1), 1);
  check_white<9, 1000>(draw_leaning(3, 1000, 2), 3);
  check_white<9, 1000>(draw_leaning(4, 1000, 3), 4);
  check_white<9, 1000>(draw_leaning(5, 1000, 4), 5);
  check_white<9, 1000>(draw_leaning(8, 1000, 5), 8);
  check_white<9, 1000>(draw_leaning(9, 1000, 6), 9);
}

TEST_CASE("the inverse undoes the forward map, 5 inputs") {
  const test::Stage<5, 1, 300> stage(test::make_settings(5, 1), draw_leaning(5, 300, 7));
  const core::solve::Workspace& work = stage.work;
  float z[9];
  float w[8];
  for (std::uint32_t t = 0; t < 300; ++t) {
    static_cast<void>(core::solve::read_frame(work, t, z));
    static_cast<void>(core::solve::read_sample(work, t, w));
    for (std::uint32_t j = 1; j <= 5; ++j) {
      double sum = wide(core::tensor::moment(work.levels(), 0, 0, 0, j)) / wide(work.white.samples);
      for (std::uint32_t e = 0; e < work.white.rank; ++e) sum += wide(w[1 + e]) * wide(work.white.inverse[e * work.row() + j]);
      // V V' = I to some roundings of the eigenvectors, over the condition of the map.
      CHECK(support::apart(sum, z[j]) <= 60.0 * support::roundoff * std::sqrt(wide(work.white.condition)) * 8.0);
    }
  }
}

TEST_CASE("condition is the ratio of the eigenvalues of the correlation, 2 inputs of correlation 0.6 and 0.96") {
  for (const float lean : {0.75f, 3.42857f}) {
    test::Rows rows = test::draw_rows(2, 2000, 8);
    for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[1] += lean * rows.at(s)[0];
    double mean[2] = {}, square[3] = {};
    for (std::size_t s = 0; s < 2000; ++s) {
      mean[0] += wide(rows.at(s)[0]) / 2000.0;
      mean[1] += wide(rows.at(s)[1]) / 2000.0;
    }
    for (std::size_t s = 0; s < 2000; ++s) {
      const double a = wide(rows.at(s)[0]) - mean[0];
      const double b = wide(rows.at(s)[1]) - mean[1];
      square[0] += a * a;
      square[1] += a * b;
      square[2] += b * b;
    }
    const double correlation = square[1] / std::sqrt(square[0] * square[2]);
    const double condition = (1.0 + correlation) / (1.0 - correlation);
    const test::Stage<2, 1, 8> stage({}, rows);
    CHECK(support::apart(stage.work.white.condition, condition) <= colour_bound(2000, condition) * condition);
  }
}

TEST_CASE("whiten_matrix is F G F' in double, 5 inputs x rank 4") {
  test::Rows rows = draw_leaning(5, 200, 9);
  for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[4] = 2.5f;
  test::Stage<5, 1, 8> stage(test::make_settings(5, 1), rows);
  const core::solve::Workspace& work = stage.work;
  CHECK(work.white.rank == 4);
  support::Random random(9);
  support::Fenced g(core::pair_count(6)), matrix(core::pair_count(4)), image(6);
  for (std::uint32_t at = 0; at < core::pair_count(6); ++at) g[at] = support::narrow(random.normal());
  core::solve::whiten_matrix(work, g.data(), matrix.data(), image.data());
  CHECK(matrix.intact());
  CHECK(image.intact());
  for (std::uint32_t b = 0; b < 4; ++b) {
    for (std::uint32_t a = 0; a <= b; ++a) {
      double sum = 0.0, size = 0.0;
      for (std::uint32_t i = 0; i < 6; ++i) {
        for (std::uint32_t j = 0; j < 6; ++j) {
          const double term = wide(work.white.forward[a * work.row() + i]) *
                              wide(g[i < j ? core::pair_index(i, j) : core::pair_index(j, i)]) *
                              wide(work.white.forward[b * work.row() + j]);
          sum += term;
          size += std::fabs(term);
        }
      }
      CHECK(support::apart(matrix[core::pair_index(a, b)], sum) <= 16.0 * support::roundoff * size);
    }
  }
}

TEST_CASE("skewness is the sum of squared third moments of the white samples, 4 inputs") {
  test::Rows rows = draw_leaning(4, 800, 10);
  for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[1] = rows.at(s)[1] * rows.at(s)[1];
  const test::Stage<4, 1, 800> stage(test::make_settings(4, 1), rows);
  const test::White white = stage.read();
  double exact = 0.0;
  for (std::uint32_t a = 1; a <= 4; ++a) {
    for (std::uint32_t b = 1; b <= 4; ++b) {
      for (std::uint32_t c = 1; c <= 4; ++c) {
        double moment = 0.0;
        for (std::size_t t = 0; t < white.count; ++t) moment += white.row(t)[a] * white.row(t)[b] * white.row(t)[c];
        exact += moment * moment / (800.0 * 800.0);
      }
    }
  }
  CHECK(exact > 1.0);
  CHECK(support::apart(test::measure_skewness(stage.work), exact) <=
        10.0 * colour_bound(800, wide(stage.work.white.condition)) * exact);
}

TEST_CASE("Gaussian inputs have the skewness that chance gives them, 6 inputs x 4000 samples") {
  const test::Stage<6, 1, 0> stage({}, test::draw_rows(6, 4000, 11));
  // n b1 / 6 is chi-square with 56 degrees of freedom: mean 56, deviation 10.6.
  const double statistic = wide(test::measure_skewness(stage.work)) * 4000.0 / 6.0;
  CHECK(statistic > 56.0 - 3.0 * 10.6);
  CHECK(statistic < 56.0 + 3.0 * 10.6);
}

TEST_CASE("inputs and target that do not vary are refused by name") {
  test::Rows still = test::draw_rows(3, 100, 12);
  for (std::size_t s = 0; s < 100; ++s) {
    for (std::uint32_t j = 0; j < 3; ++j) still.at(s)[j] = 500.25f;
  }
  CHECK(test::Stage<3, 1, 8>({}, still).status == Status::constant_inputs);
  test::Rows flat = test::draw_rows(3, 100, 13);
  for (float& y : flat.y) y = -1e6f;
  CHECK(test::Stage<3, 1, 8>({}, flat).status == Status::constant_target);
  for (float& y : flat.y) y = 0.0f;
  CHECK(test::Stage<3, 1, 8>({}, flat).status == Status::constant_target);
}

TEST_CASE("an input that does not vary is left out, the others are whitened, 4 of 5 inputs") {
  for (const float constant : {0.0f, 1.0f, -1e7f, 1e-12f}) {
    test::Rows rows = draw_leaning(5, 500, 14);
    for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[2] = constant;
    check_white<5, 500>(rows, 4);
  }
}

TEST_CASE("an input that moved far from where it was calibrated still varies, 1 input") {
  // Calibrated about 0 with deviation 1, then 9.9 to 10.1: a mean of 35 deviations in the frame.
  test::Rows rows = test::draw_rows(1, 20000, 21);
  for (std::size_t s = 16; s < rows.count(); ++s) rows.x[s] = 10.0f + 0.05f * rows.x[s];
  const test::Stage<1, 1, 8> stage({}, rows);
  CHECK(stage.status == Status::ok);
  CHECK(stage.work.white.rank == 1);
}

TEST_CASE("an exactly collinear input is left out whatever the length of the stream, 4 inputs of rank 3" *
          needs(Effort::full)) {
  int wrong = 0;
  for (const std::size_t count : {200u, 1000u, 4000u, 20000u}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const test::Stage<4, 1, 8> stage({}, draw_collinear(4, count, seed % 2 == 0, seed));
      wrong += stage.status != Status::ok || stage.work.white.rank != 3;
    }
  }
  CHECK(wrong == 0);
  check_white<3, 900>(draw_collinear(3, 900, false, 15), 2);
}

TEST_CASE("collinear inputs of many sizes are left out, 8 inputs of rank 6" * needs(Effort::some)) {
  test::Rows rows = draw_leaning(8, 3000, 16);
  for (std::size_t s = 0; s < rows.count(); ++s) {
    float* x = rows.at(s);
    x[3] = 1000.0f * x[0];
    x[7] = 1e-3f * (x[1] - 2.0f * x[2] + x[4]);
  }
  const test::Stage<8, 1, 8> stage({}, rows);
  CHECK(stage.status == Status::ok);
  CHECK(stage.work.white.rank == 6);
}

TEST_CASE("collinear inputs are refused where they may not be dropped") {
  Settings settings;
  settings.drop_collinear = false;
  CHECK(test::Stage<3, 1, 8>(settings, draw_collinear(3, 1000, false, 17)).status == Status::ill_conditioned);
  CHECK(test::Stage<3, 1, 8>(settings, test::draw_rows(3, 1000, 17)).status == Status::ok);
}

TEST_CASE("the condition limit decides what is degenerate, 2 inputs of condition 2000") {
  test::Rows rows = test::draw_rows(2, 3000, 18);
  for (std::size_t s = 0; s < rows.count(); ++s) rows.at(s)[1] = rows.at(s)[0] + 0.0447f * rows.at(s)[1];
  Settings settings;
  settings.condition_limit = 1000.0f;
  CHECK(test::Stage<2, 1, 8>(settings, rows).work.white.rank == 1);
  settings.condition_limit = 4000.0f;
  CHECK(test::Stage<2, 1, 8>(settings, rows).work.white.rank == 2);
}

TEST_CASE("inputs scaled by 1e-6 to 1e6 and shifted by 1000 deviations are whitened all the same, 5 inputs") {
  test::Rows rows = draw_leaning(5, 1000, 19);
  const float size[5] = {1e-6f, 1e6f, 1e3f, 1e-3f, 1.0f};
  for (std::size_t s = 0; s < rows.count(); ++s) {
    for (std::uint32_t j = 0; j < 5; ++j) rows.at(s)[j] = size[j] * (rows.at(s)[j] + (j % 2 == 0 ? 1000.0f : -1000.0f));
  }
  check_white<5, 1000>(rows, 5);
}

TEST_CASE("at a limit of 1 the largest direction stays, 3 inputs") {
  Settings settings = test::make_settings(3, 2);
  settings.condition_limit = 1.0f;
  test::Rows rows = test::draw_rows(3, 300, 21);
  for (std::size_t s = 0; s < 300; ++s) rows.at(s)[1] += rows.at(s)[0];
  test::Stage<3, 2, 16> stage(settings, rows);
  CHECK(stage.status == Status::ok);
  CHECK(stage.work.white.rank == 1);
  CHECK(stage.work.white.condition == 1.0f);
}

TEST_CASE("whitening leaves the rows behind the rank empty and writes nowhere beyond, 3 of 7 inputs") {
  const test::Rows rows = draw_collinear(3, 300, false, 20);
  test::Stage<7, 2, 16> stage(test::make_settings(3, 2), rows);
  const core::solve::Workspace& work = stage.work;
  const core::EstimatorView e = stage.learner.view();
  for (std::uint32_t at = e.plan->solve; at < e.plan->reservoir; ++at) e.block[at] = support::sentinel;
  const support::Snapshot stream(e.block, e.plan->sample * sizeof(float));
  const support::Snapshot reservoir(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  CHECK(core::solve::whiten(stage.work) == Status::ok);
  CHECK(stream.unchanged());
  CHECK(reservoir.unchanged());
  for (std::uint32_t d = work.white.rank; d < 3; ++d) {
    for (std::uint32_t j = 0; j < work.row(); ++j) {
      CHECK(work.white.forward[d * work.row() + j] == 0.0f);
      if (j > 0) CHECK(work.white.inverse[d * work.row() + j] == 0.0f);
    }
  }
  for (std::uint32_t j = 0; j < 3; ++j) {
    CHECK(work.white.mean(j, work.row()) == core::tensor::moment(work.levels(), 0, 0, 0, 1 + j) / work.white.samples);
    CHECK(work.white.scale[j] == core::stream::frame_scale(e)[j]);
  }
}

TEST_SUITE_END();
