// SPDX-License-Identifier: MIT
#include "climb/expect.hpp"

#include <doctest/doctest.h>

#include "tensor/vector.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

constexpr double no_share = 1e-7;  // responsibilities below add nothing, as expect.cpp says

using Learnt = test::Stage<5, 4, 200>;

Settings settled(std::uint32_t dim, std::uint32_t experts) { return test::make_settings(dim, experts); }

test::Rows draw_mixed(std::uint32_t dim, std::uint64_t seed) {
  support::Random random(seed);
  return test::draw_rows(support::make_general(random, 3, dim, 0.3), 200, seed);
}

/// The sums of one pass in double, with the sizes of their terms; a term that may be left out counts as `absent`.
struct WideSums {
  double weight = 0.0, energy = 0.0, energy_size = 0.0;
  std::vector<double> normal, normal_size, moment, moment_size, gradient, gradient_size;

  WideSums(const core::solve::Workspace& work, const core::solve::Candidate& c, const test::White& white, std::uint32_t i,
           double absent) {
    const std::uint32_t order = white.order;
    for (std::vector<double>* each : {&normal, &normal_size}) each->resize(core::pair_count(order));
    for (std::vector<double>* each : {&moment, &moment_size, &gradient, &gradient_size}) each->resize(order);
    for (std::size_t t = 0; t < white.count; ++t) {
      const double* w = white.row(t);
      const test::Share s = test::share_out(work, c, w, white.y[t]);
      const double r = s.responsibility[i];
      const double e = s.residual[i];
      weight += r;
      energy += r * e * e;
      for (std::uint32_t b = 0; b < order; ++b) {
        for (std::uint32_t a = 0; a <= b; ++a) {
          normal[core::pair_index(a, b)] += r * w[a] * w[b];
          normal_size[core::pair_index(a, b)] += (r + absent) * std::fabs(w[a] * w[b]);
        }
        moment[b] += r * e * w[b];
        moment_size[b] += (r + absent) * (std::fabs(e) + 1.0) * std::fabs(w[b]);
        gradient[b] += (r - s.probability[i]) * w[b];
        gradient_size[b] += (r + s.probability[i]) * std::fabs(w[b]);
      }
      energy_size += (r + absent) * (e * e + 1.0);
    }
  }
};

/// Roundings behind a term: those of the logs, of size up to `largest`, and one a sample in the sum.
double roundings(double largest, std::size_t count) {
  return (12.0 * largest + 64.0 + static_cast<double>(count)) * support::roundoff;
}

/// Largest |log| that the E-step meets.
double measure_logs(const core::solve::Workspace& work, const core::solve::Candidate& c, const test::White& white) {
  double largest = 1.0;
  for (std::size_t t = 0; t < white.count; ++t) {
    for (std::uint32_t i = 0; i < c.experts; ++i) {
      const double e = white.y[t] - test::follow(row_of(work, c.expert, i), white.row(t), white.order);
      const double gate = test::follow(row_of(work, c.gate, i), white.row(t), white.order);
      largest = std::fmax(largest, 0.5 * e * e / wide(c.variance[i]) + std::fabs(gate));
    }
  }
  return largest;
}

/// Spoils the scratch, lays the sums and does the E-step.
core::solve::Sums expect_afresh(core::solve::Workspace& work) {
  for (std::uint32_t at = 0; at < work.estimator.plan->scratch_floats; ++at) work.scratch[at] = support::sentinel;
  const core::solve::Sums sums = core::solve::lay_sums(work);
  CHECK(test::expect(work, sums));
  return sums;
}

void check_sums(std::uint32_t dim, std::uint32_t experts) {
  CAPTURE(dim);
  CAPTURE(experts);
  Learnt stage(settled(dim, experts), draw_mixed(dim, dim));
  core::solve::Workspace& work = stage.work;
  core::solve::Candidate& c = work.current;
  test::draw_candidate(work, experts, dim + experts, c);
  const core::solve::Sums sums = expect_afresh(work);
  const test::White white = stage.read();
  const double relative = roundings(measure_logs(work, c, white), white.count);
  const std::uint32_t order = white.order;
  const std::uint32_t packed = core::packed_floats(order);
  support::Worst worst;
  for (std::uint32_t i = 0; i < experts; ++i) {
    const WideSums exact(work, c, white, i, no_share / relative);
    worst.add(support::apart(sums.weight[i], exact.weight), relative * exact.weight + no_share * 200.0);
    worst.add(support::apart(sums.energy[i], exact.energy), relative * exact.energy_size);
    worst.add(support::apart(c.weight[i], exact.weight / 200.0), relative * exact.weight / 200.0 + no_share);
    for (std::uint32_t at = 0; at < core::pair_count(order); ++at) {
      worst.add(support::apart(sums.normal[i * packed + at], exact.normal[at]), relative * exact.normal_size[at]);
    }
    for (std::uint32_t j = 0; j < order; ++j) {
      worst.add(support::apart(row_of(work, sums.moment, i)[j], exact.moment[j]), relative * exact.moment_size[j]);
      if (i + 1 == experts) continue;
      worst.add(support::apart(row_of(work, sums.gradient, i)[j], exact.gradient[j]), relative * exact.gradient_size[j]);
    }
  }
  CHECK(worst.ratio <= 1.0);
  CHECK(support::apart(c.loglik, test::measure_loglik(work, c, white)) <= relative * 3.0);
}

/// Sum of log P(y|x) with one entry of the gate moved by `step`.
double move_gate(const core::solve::Workspace& work, core::solve::Candidate& c, const test::White& white, std::uint32_t at,
                 float step) {
  const float before = c.gate[at];
  c.gate[at] += step;
  const double loglik = test::measure_loglik(work, c, white) * static_cast<double>(white.count);
  c.gate[at] = before;
  return loglik;
}

}  // namespace

TEST_SUITE_BEGIN("climb/expect");

TEST_CASE("every sum is that of a loop in double, 1 to 5 inputs x 1 to 4 experts") {
  for (std::uint32_t dim = 1; dim <= 5; ++dim) {
    for (std::uint32_t experts = 1; experts <= 4; ++experts) check_sums(dim, experts);
  }
}

TEST_CASE("curvature is the sum of p_i (d_ij - p_j) w w', 4 inputs x 4 experts") {
  Learnt stage(settled(4, 4), draw_mixed(4, 9));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 4, 9, work.current);
  const core::solve::Sums sums = expect_afresh(work);
  const test::White white = stage.read();
  const double relative = roundings(measure_logs(work, work.current, white), white.count);
  const std::uint32_t packed = core::packed_floats(white.order);
  support::Worst worst;
  for (std::uint32_t i = 0; i < 3; ++i) {
    for (std::uint32_t j = 0; j <= i; ++j) {
      for (std::uint32_t b = 0; b < white.order; ++b) {
        for (std::uint32_t a = 0; a <= b; ++a) {
          double sum = 0.0, size = 0.0;
          for (std::size_t t = 0; t < white.count; ++t) {
            const double* w = white.row(t);
            const test::Share s = test::share_out(work, work.current, w, white.y[t]);
            sum += s.probability[i] * ((i == j ? 1.0 : 0.0) - s.probability[j]) * w[a] * w[b];
            size += (s.probability[i] + no_share / relative) * std::fabs(w[a] * w[b]);
          }
          worst.add(support::apart(sums.curvature[core::pair_index(j, i) * packed + core::pair_index(a, b)], sum),
                    relative * size);
        }
      }
    }
  }
  CHECK(worst.ratio <= 1.0);
}

TEST_CASE("the gate's gradient is the slope of the likelihood, by differences in double, 3 inputs x 3 experts") {
  Learnt stage(settled(3, 3), draw_mixed(3, 11));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 3, 11, work.current);
  const core::solve::Sums sums = expect_afresh(work);
  const test::White white = stage.read();
  const double relative = roundings(measure_logs(work, work.current, white), white.count);
  const float step = 0x1p-10f;
  for (std::uint32_t i = 0; i < 2; ++i) {
    for (std::uint32_t j = 0; j < white.order; ++j) {
      const std::uint32_t at = i * work.row() + j;
      const float rounded = (work.current.gate[at] + step) - work.current.gate[at];
      const float below = work.current.gate[at] - (work.current.gate[at] - step);
      const double slope = (move_gate(work, work.current, white, at, step) - move_gate(work, work.current, white, at, -step)) /
                           (wide(rounded) + wide(below));
      // A central difference is off by step^2 / 6 times the third derivative, at most sum |w|^3 <= 200 x 30.
      CHECK(support::apart(sums.gradient[at], slope) <= relative * 400.0 + 1000.0 * wide(step) * wide(step));
    }
  }
}

TEST_CASE("measure_loglik has the bits of the E-step's likelihood, and writes nothing but scratch") {
  Learnt stage(settled(5, 3), draw_mixed(5, 12));
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 3, 12, work.current);
  static_cast<void>(expect_afresh(work));
  const core::EstimatorView e = stage.learner.view();
  const support::Snapshot solved(e.block + e.plan->solve, (e.plan->scratch - e.plan->solve) * sizeof(float));
  const support::Snapshot kept(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  const float loglik = work.current.loglik;
  CHECK(test::measure_loglik(work));
  CHECK(work.current.loglik == loglik);
  CHECK(solved.unchanged());
  CHECK(kept.unchanged());
}

TEST_CASE("a sample far from every expert keeps the sums finite, 2 inputs x 2 experts") {
  test::Rows rows = draw_mixed(2, 13);
  Learnt stage(settled(2, 2), rows);
  core::solve::Workspace& work = stage.work;
  test::draw_candidate(work, 2, 13, work.current);
  work.current.variance[0] = 1e-8f;
  work.current.variance[1] = 1e-8f;
  row_of(work, work.current.gate, 0)[1] = 1e5f;
  const core::solve::Sums sums = expect_afresh(work);
  CHECK(work.current.loglik - work.current.loglik == 0.0f);
  CHECK(work.current.loglik < -1e6f);
  const float total = sums.weight[0] + sums.weight[1];
  CHECK(support::apart(total, 200.0) <= 200.0 * support::roundoff * 200.0);
  for (std::uint32_t at = 0; at < 2 * core::packed_floats(3); ++at) CHECK(sums.normal[at] - sums.normal[at] == 0.0f);
}

TEST_CASE("assign gives each sample whole to the cell of its projection, 3 inputs x 4 cells") {
  Learnt stage(settled(3, 4), draw_mixed(3, 14));
  core::solve::Workspace& work = stage.work;
  core::solve::clear(work, 4, work.current);
  const float direction[4] = {0.0f, 0.6f, 0.0f, -0.8f};
  const test::White white = stage.read();
  // The second cut lies on a sample, which belongs above.
  float cuts[3] = {-0.7f, 0.0f, 0.9f};
  float w[4];
  for (std::uint32_t t = 0; t < 200; ++t) {
    static_cast<void>(core::solve::read_sample(work, t, w));
    const float at = core::tensor::dot(4, direction, w);
    if (at > -0.5f && at < 0.5f) cuts[1] = at;
  }
  CHECK(cuts[1] != 0.0f);
  const core::solve::Sums sums = core::solve::lay_sums(work);
  CHECK(core::solve::assign(work, direction, cuts, sums));
  double weight[4] = {}, energy[4] = {}, moment[4][4] = {}, normal[4][10] = {};
  for (std::uint32_t t = 0; t < 200; ++t) {
    static_cast<void>(core::solve::read_sample(work, t, w));
    const float at = core::tensor::dot(4, direction, w);
    const int cell = (at >= cuts[0]) + (at >= cuts[1]) + (at >= cuts[2]);
    weight[cell] += 1.0;
    energy[cell] += white.y[t] * white.y[t];
    for (std::uint32_t b = 0; b < 4; ++b) {
      moment[cell][b] += white.y[t] * white.row(t)[b];
      for (std::uint32_t a = 0; a <= b; ++a) normal[cell][core::pair_index(a, b)] += white.row(t)[a] * white.row(t)[b];
    }
  }
  for (std::uint32_t cell = 0; cell < 4; ++cell) {
    CHECK(weight[cell] > 0.0);
    CHECK(wide(sums.weight[cell]) == weight[cell]);
    CHECK(support::apart(sums.energy[cell], energy[cell]) <= 200.0 * support::roundoff * energy[cell]);
    for (std::uint32_t b = 0; b < 4; ++b) {
      CHECK(support::apart(row_of(work, sums.moment, cell)[b], moment[cell][b]) <= 200.0 * support::roundoff * 200.0);
    }
    for (std::uint32_t at = 0; at < 10; ++at) {
      CHECK(support::apart(sums.normal[cell * core::packed_floats(4) + at], normal[cell][at]) <=
            200.0 * support::roundoff * 200.0);
    }
  }
}

TEST_SUITE_END();
