// SPDX-License-Identifier: MIT
#include "family/maximise_general.hpp"

#include <doctest/doctest.h>

#include "family/stage.hpp"
#include "support/dense.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Family<4, 4, 300>;

/// Solves a packed system in double.
std::vector<double> solve_packed(const float* packed, const float* rhs, double ridge) {
  support::Symmetric matrix(5);
  std::vector<double> right(rhs, rhs + 5);
  for (std::uint32_t b = 0; b < 5; ++b) {
    for (std::uint32_t a = 0; a <= b; ++a) matrix(a, b) = matrix(b, a) = wide(packed[core::pair_index(a, b)]);
  }
  return support::solve_definite(matrix, right, ridge);
}

}  // namespace

TEST_SUITE_BEGIN("family/maximise_general");

TEST_CASE("a curved expert takes a damped Gauss-Newton step, a line least squares, 4 inputs, a recurrent unit") {
  const Form form = make_gated_recurrent_unit();
  for (const float damping : {0.0f, 0.1f, 10.0f}) {
    Learnt stage(form, test::draw_rows(form, 4, 0.1, 300, 1));
    core::solve::Workspace& work = stage.work();
    test::draw_candidate(work, 3, 1, work.current);
    for (std::uint32_t at = 0; at < 3 * work.row(); ++at) work.current.expert[at] *= 0.3f;
    const core::solve::Sums sums = core::solve::lay_sums(work);
    CHECK(core::solve::expect(stage.task, sums));
    const std::vector<float> before(work.current.expert, work.current.expert + 3 * work.row());
    std::vector<double> step[3];
    double energy[3];
    for (std::uint32_t i = 0; i < 3; ++i) {
      const float* normal = sums.normal + i * core::packed_floats(5);
      double mean = 0.0;
      for (std::uint32_t j = 0; j < 5; ++j) mean += wide(normal[core::pair_index(j, j)]) / 5.0;
      step[i] = solve_packed(normal, row_of(work, sums.moment, i), 3e-4 + (i == 0 ? 0.0 : wide(damping) * mean));
      energy[i] = wide(sums.energy[i]);
    }
    work.course().climb.damping = damping;
    for (std::uint32_t i = 0; i < 3; ++i) stage.task.maximise_expert(i, sums);
    for (std::uint32_t i = 0; i < 3; ++i) {
      double length = 0.0, size = 0.0;
      for (std::uint32_t j = 0; j < 5; ++j) {
        length += step[i][j] * step[i][j];
        if (j > 0) size += wide(before[i * work.row() + j]) * wide(before[i * work.row() + j]);
      }
      const double most = 0.5 * (1.0 / wide(stage.task.unit) + std::sqrt(size));
      const double part = i > 0 && std::sqrt(length) > most ? most / std::sqrt(length) : 1.0;
      for (std::uint32_t j = 0; j < 5; ++j)
        CHECK(support::apart(work.current.expert[i * work.row() + j], wide(before[i * work.row() + j]) + part * step[i][j]) <=
              1e-4 * (1.0 + std::sqrt(length)));
    }
    CHECK(wide(sums.energy[0]) < energy[0]);
    CHECK(wide(sums.energy[1]) == energy[1]);
  }
}

TEST_CASE("each decision of a tree takes its own Newton step, 4 inputs x 4 experts") {
  const Form form = make_tree(4, linear());
  Learnt stage(form, test::draw_rows(form, 4, 0.2, 300, 2));
  core::solve::Workspace& work = stage.work();
  test::draw_candidate(work, 4, 2, work.current);
  const core::solve::Sums sums = core::solve::lay_sums(work);
  CHECK(core::solve::expect(stage.task, sums));
  const std::vector<float> before(work.current.gate, work.current.gate + 4 * work.row());
  std::vector<double> step[3];
  for (std::uint32_t n = 0; n < 3; ++n) {
    std::vector<float> pull(row_of(work, sums.gradient, n), row_of(work, sums.gradient, n) + 5);
    for (std::uint32_t j = 0; j < 5; ++j) pull[j] -= work.settings().gate_ridge * before[n * work.row() + j];
    step[n] = solve_packed(sums.curvature + n * core::packed_floats(5), pull.data(), wide(work.settings().gate_ridge) + 3e-5);
  }
  for (std::uint32_t n = 0; n < stage.task.gate_parts(); ++n) CHECK(stage.task.maximise_gate_part(n, sums));
  for (std::uint32_t n = 0; n < 3; ++n) {
    for (std::uint32_t j = 0; j < 5; ++j) {
      const double expected = wide(before[n * work.row() + j]) + step[n][j];
      CHECK(support::apart(row_of(work, work.current.gate, n)[j], expected) <= 1e-3 * (1.0 + std::fabs(step[n][j])));
    }
  }
  for (std::uint32_t j = 0; j < work.row(); ++j) CHECK(row_of(work, work.current.gate, 3)[j] == 0.0f);
}

TEST_CASE("an expert that nothing moves keeps its row: a ReLU that is off everywhere") {
  const Form form = make_mixture(2, rectifier());
  Learnt stage(form, test::draw_rows(form, 4, 0.1, 300, 3));
  core::solve::Workspace& work = stage.work();
  core::solve::clear(work, 2, work.current);
  row_of(work, work.current.expert, 1)[0] = -100.0f;
  const core::solve::Sums sums = core::solve::lay_sums(work);
  CHECK(core::solve::expect(stage.task, sums));
  for (std::uint32_t i = 0; i < 2; ++i) stage.task.maximise_expert(i, sums);
  CHECK(row_of(work, work.current.expert, 1)[0] == -100.0f);
  for (std::uint32_t j = 1; j < work.row(); ++j) CHECK(row_of(work, work.current.expert, 1)[j] == 0.0f);
}

TEST_SUITE_END();
