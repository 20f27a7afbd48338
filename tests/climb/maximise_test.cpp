// SPDX-License-Identifier: MIT
#include "climb/maximise.hpp"

#include <doctest/doctest.h>

#include "support/dense.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Stage<4, 4, 400>;

constexpr double expert_ridge = 1e-6;  // a sample, as maximise.cpp says
constexpr double gate_stiffness = 1e-7;

test::Rows draw_mixed(std::uint64_t seed) {
  support::Random random(seed);
  return test::draw_rows(support::make_general(random, 3, 4, 0.3), 400, seed);
}

/// A stage after one E-step of a random candidate.
struct Begun {
  Learnt stage;
  core::solve::Workspace& work;
  core::solve::Candidate& candidate;
  core::solve::Sums sums;

  Begun(const Settings& settings, std::uint64_t seed)
      : stage(settings, draw_mixed(seed)), work(stage.work), candidate(work.current), sums() {
    test::draw_candidate(work, settings.experts, seed, candidate);
    sums = core::solve::lay_sums(work);
    CHECK(test::expect(work, sums));
  }
};

/// (S + ridge I)^-1 rhs in double, S packed.
std::vector<double> solve_packed(const float* packed, const float* rhs, std::uint32_t order, double ridge) {
  support::Symmetric matrix(order);
  std::vector<double> wide_rhs(order);
  for (std::uint32_t b = 0; b < order; ++b) {
    wide_rhs[b] = wide(rhs[b]);
    for (std::uint32_t a = 0; a <= b; ++a) matrix(a, b) = matrix(b, a) = wide(packed[core::pair_index(a, b)]);
  }
  return support::solve_definite(matrix, wide_rhs, ridge);
}

/// sum r (y - row'w)^2 with the responsibilities of `c`.
double measure_energy(const core::solve::Workspace& work, const core::solve::Candidate& c, const test::White& white,
                      std::uint32_t i, const std::vector<double>& row) {
  double energy = 0.0;
  for (std::size_t t = 0; t < white.count; ++t) {
    const test::Share s = test::share_out(work, c, white.row(t), white.y[t]);
    double error = white.y[t];
    for (std::uint32_t j = 0; j < white.order; ++j) error -= row[j] * white.row(t)[j];
    energy += s.responsibility[i] * error * error;
  }
  return energy;
}

/// Known sums for the variance.
core::solve::Sums make_sums(std::vector<float>& energy, std::vector<float>& weight) {
  core::solve::Sums sums;
  sums.energy = energy.data();
  sums.weight = weight.data();
  return sums;
}

void maximise_experts(const core::solve::Workspace& work, core::solve::Candidate& candidate, const core::solve::Sums& sums) {
  for (std::uint32_t i = 0; i < candidate.experts; ++i) core::solve::maximise_expert(work, i, candidate, sums);
}

void maximise_gate(const core::solve::Workspace& work, core::solve::Candidate& candidate, const core::solve::Sums& sums) {
  bool positive = true;
  for (std::uint32_t row = 0; row < (candidate.experts - 1) * work.white_order(); ++row) {
    positive = positive && core::solve::form_gate_row(work, row, candidate, sums);
  }
  if (positive) core::solve::step_gate(work, candidate, sums);
}

}  // namespace

TEST_SUITE_BEGIN("climb/maximise");

TEST_CASE("experts become weighted least squares, as in double, 4 inputs x 1 to 4 experts") {
  for (std::uint32_t experts = 1; experts <= 4; ++experts) {
    Begun b(test::make_settings(4, experts), experts);
    const test::White white = b.stage.read();
    std::vector<std::vector<double>> wanted;
    std::vector<double> energy;
    for (std::uint32_t i = 0; i < experts; ++i) {
      const float* normal = b.sums.normal + i * core::packed_floats(5);
      std::vector<double> row = solve_packed(normal, row_of(b.work, b.sums.moment, i), 5, expert_ridge * 400.0);
      for (std::uint32_t j = 0; j < 5; ++j) row[j] += wide(row_of(b.work, b.candidate.expert, i)[j]);
      energy.push_back(measure_energy(b.work, b.candidate, white, i, row));
      wanted.push_back(row);
    }
    std::vector<float> before(b.sums.energy, b.sums.energy + experts);
    maximise_experts(b.work, b.candidate, b.sums);
    for (std::uint32_t i = 0; i < experts; ++i) {
      // A Cholesky solution of order 5 whose matrix has a condition of some tens.
      for (std::uint32_t j = 0; j < 5; ++j) {
        CHECK(support::apart(row_of(b.work, b.candidate.expert, i)[j], wanted[i][j]) <= 20.0 * 100.0 * support::roundoff);
      }
      // What is left of the energy is a difference of sums of 400 terms.
      CHECK(support::apart(b.sums.energy[i], energy[i]) <= 400.0 * support::roundoff * wide(before[i]) + 1e-4 * energy[i]);
      CHECK(b.sums.energy[i] <= before[i]);
    }
  }
}

TEST_CASE("an expert whose matrix is not positive keeps its row and its energy") {
  Begun b(test::make_settings(4, 3), 5);
  const std::vector<float> before(b.candidate.expert, b.candidate.expert + 3 * b.work.row());
  const float energy = b.sums.energy[1];
  b.sums.normal[core::packed_floats(5)] = -1.0f;
  maximise_experts(b.work, b.candidate, b.sums);
  for (std::uint32_t j = 0; j < b.work.row(); ++j) CHECK(row_of(b.work, b.candidate.expert, 1)[j] == before[b.work.row() + j]);
  CHECK(b.sums.energy[1] == energy);
  CHECK(row_of(b.work, b.candidate.expert, 0)[0] != before[0]);
  CHECK(row_of(b.work, b.candidate.expert, 2)[0] != before[2 * b.work.row()]);
}

TEST_CASE("an expert without samples stays where it is, finite") {
  Begun b(test::make_settings(4, 2), 6);
  for (std::uint32_t at = 0; at < core::packed_floats(5); ++at) b.sums.normal[at] = 0.0f;
  for (std::uint32_t j = 0; j < b.work.row(); ++j) b.sums.moment[j] = 0.0f;
  b.sums.energy[0] = 0.0f;
  const std::vector<float> before(b.candidate.expert, b.candidate.expert + b.work.row());
  maximise_experts(b.work, b.candidate, b.sums);
  for (std::uint32_t j = 0; j < b.work.row(); ++j) CHECK(b.candidate.expert[j] == before[j]);
  CHECK(b.sums.energy[0] == 0.0f);
}

TEST_CASE("a shared variance is all energy over all weight, one of its own is drawn to it by two samples") {
  Settings settings = test::make_settings(4, 3);
  std::vector<float> energy{10.0f, 2.0f, 0.5f}, weight{300.0f, 98.0f, 2.0f};
  const core::solve::Sums sums = make_sums(energy, weight);
  {
    Begun b(settings, 7);
    core::solve::maximise_variance(b.work, b.candidate, sums);
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(support::apart(b.candidate.variance[i], 12.5 / 400.0) <= 1e-8);
  }
  settings.shared_sigma = false;
  Begun b(settings, 7);
  core::solve::maximise_variance(b.work, b.candidate, sums);
  for (std::uint32_t i = 0; i < 3; ++i) {
    const double own = (wide(sums.energy[i]) + 2.0 * 12.5 / 400.0) / (wide(sums.weight[i]) + 2.0);
    CHECK(support::apart(b.candidate.variance[i], own) <= 8.0 * support::roundoff * own);
  }
}

TEST_CASE("a variance never falls below the square of the floor, shared or its own") {
  Settings settings = test::make_settings(4, 2);
  settings.sigma_floor = 0.05f;
  for (const bool shared : {true, false}) {
    settings.shared_sigma = shared;
    Begun b(settings, 8);
    std::vector<float> energy{0.0f, 0.0f}, weight{200.0f, 200.0f};
    core::solve::maximise_variance(b.work, b.candidate, make_sums(energy, weight));
    CHECK(b.candidate.variance[0] == 0.05f * 0.05f);
    CHECK(b.candidate.variance[1] == 0.05f * 0.05f);
  }
}

TEST_CASE("the gate takes one Newton step with its ridge, as in double, 4 inputs x 2 to 4 experts") {
  for (std::uint32_t experts = 2; experts <= 4; ++experts) {
    Settings settings = test::make_settings(4, experts);
    settings.gate_ridge = 0.5f;
    Begun b(settings, 10 + experts);
    const std::uint32_t rows = experts - 1;
    support::Symmetric hessian(rows * 5);
    std::vector<double> rhs(rows * 5);
    for (std::uint32_t i = 0; i < rows; ++i) {
      for (std::uint32_t a = 0; a < 5; ++a) {
        rhs[i * 5 + a] = wide(row_of(b.work, b.sums.gradient, i)[a]) - 0.5 * wide(row_of(b.work, b.candidate.gate, i)[a]);
        for (std::uint32_t j = 0; j < rows; ++j) {
          const float* block =
              b.sums.curvature + core::packed_floats(5) * (i < j ? core::pair_index(i, j) : core::pair_index(j, i));
          for (std::uint32_t c = 0; c < 5; ++c)
            hessian(i * 5 + a, j * 5 + c) = wide(block[a < c ? core::pair_index(a, c) : core::pair_index(c, a)]);
        }
      }
    }
    const std::vector<double> step = support::solve_definite(hessian, rhs, 0.5 + gate_stiffness * 400.0);
    const std::vector<float> before(b.candidate.gate, b.candidate.gate + experts * b.work.row());
    maximise_gate(b.work, b.candidate, b.sums);
    for (std::uint32_t i = 0; i < experts; ++i) {
      for (std::uint32_t j = 0; j < b.work.row(); ++j) {
        const std::uint32_t at = i * b.work.row() + j;
        const double wanted = wide(before[at]) + (i < rows && j < 5 ? step[i * 5 + j] : 0.0);
        // A Cholesky solution of order up to 15, with a ridge that keeps the condition below a hundred or so.
        CHECK(support::apart(b.candidate.gate[at], wanted) <= 50.0 * 200.0 * support::roundoff);
      }
    }
  }
}

TEST_CASE("no gate step is taken where the Hessian is not positive") {
  Begun b(test::make_settings(4, 3), 20);
  const support::Snapshot gate(b.candidate.gate, 3 * b.work.row() * sizeof(float));
  b.sums.curvature[0] = -1e6f;
  maximise_gate(b.work, b.candidate, b.sums);
  CHECK(gate.unchanged());
}

TEST_CASE("one expert has no gate to move") {
  Begun b(test::make_settings(4, 1), 21);
  const support::Snapshot gate(b.candidate.gate, b.work.row() * sizeof(float));
  maximise_gate(b.work, b.candidate, b.sums);
  CHECK(gate.unchanged());
}

TEST_CASE("the penalty is half the ridge times the squared gate, a sample, and the pull of each variance where it is its own") {
  Settings settings = test::make_settings(4, 3);
  settings.gate_ridge = 0.25f;
  for (const bool shared : {true, false}) {
    settings.shared_sigma = shared;
    const Begun b(settings, 22);
    double loss = 0.0;
    for (std::uint32_t at = 0; at < 3 * b.work.row(); ++at)
      loss += 0.25 * wide(b.candidate.gate[at]) * wide(b.candidate.gate[at]);
    const double common = (wide(b.sums.energy[0]) + wide(b.sums.energy[1]) + wide(b.sums.energy[2])) / 400.0;
    for (std::uint32_t i = 0; i < 3 && !shared; ++i) {
      loss += 2.0 * (std::log(wide(b.candidate.variance[i])) + common / wide(b.candidate.variance[i]));
    }
    const double wanted = 0.5 * loss / 400.0;
    CHECK(support::apart(core::solve::measure_penalty(b.work, b.candidate, b.sums), wanted) <=
          40.0 * support::roundoff * (wanted + 0.1));
  }
}

TEST_CASE("from the true cells the experts come back, 4 inputs x 2 experts x noise 0.1") {
  support::Random random(23);
  support::Mixture truth = support::make_general(random, 2, 4, 0.1);
  for (double& each : truth.gate_slope[0]) each = 0.0;
  for (double& each : truth.gate_slope[1]) each = 0.0;
  truth.gate_slope[1][0] = 1e6;  // expert 1 where x_0 > 0
  truth.gate_intercept[0] = truth.gate_intercept[1] = 0.0;
  Learnt stage(test::make_settings(4, 2), test::draw_rows(truth, 400, 23));
  core::solve::Workspace& work = stage.work;
  core::solve::clear(work, 2, work.current);
  // x_0 as a function of w: the first row of the inverse; the cut lies where x_0 = 0.
  const core::EstimatorView e = work.estimator;
  std::vector<float> direction(work.row(), 0.0f);
  for (std::uint32_t d = 0; d < 4; ++d) direction[1 + d] = work.white.inverse[d * work.row() + 1];
  const float mean = core::tensor::moment(work.levels(), 0, 0, 0, 1) / work.white.samples;
  const float cut = -core::stream::frame_shift(e)[0] * core::stream::frame_scale(e)[0] - mean;
  const core::solve::Sums sums = core::solve::lay_sums(work);
  CHECK(core::solve::assign(work, direction.data(), &cut, sums));
  maximise_experts(work, work.current, sums);
  core::solve::maximise_variance(work, work.current, sums);
  Model<4, 4> model;
  CHECK(core::solve::write_model(work, work.current, model.store()));
  for (std::uint32_t i = 0; i < 2; ++i) {
    CHECK(support::apart(model.sigma(i), 0.1) <= 0.1 * 4.0 / std::sqrt(800.0));
    CHECK(support::apart(model.intercept(i), truth.intercept[i]) <= 5.0 * 0.1 / std::sqrt(0.36 * 200.0));
    // A slope has deviation sigma / sqrt(samples); along the half-normal x_0 more, by 1 / 0.6.
    for (std::uint32_t j = 0; j < 4; ++j)
      CHECK(support::apart(model.slope(i, j), truth.slope[i][j]) <= 5.0 * 0.1 / std::sqrt(0.36 * 200.0));
  }
}

TEST_SUITE_END();
