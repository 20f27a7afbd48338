// SPDX-License-Identifier: MIT
#include "start/partition.hpp"

#include <doctest/doctest.h>

#include "support/dense.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Stage<4, 4, 600>;

test::Rows draw_bent(std::uint32_t dim, std::uint64_t seed) {
  return test::draw_rows(support::make_opposite(dim, 0.1), 600, seed);
}

/// The cuts, read from the gate: logits i - 1 and i cross where (g_i - g_{i-1})'w = 0, along one unit direction.
struct Cuts {
  std::vector<double> direction;  ///< over w, of length 1
  std::vector<double> at;         ///< rising
};

Cuts read_cuts(const core::solve::Workspace& work) {
  const core::solve::Candidate& c = work.current;
  Cuts cuts{std::vector<double>(work.white_order()), {}};
  for (std::uint32_t i = 1; i < c.experts; ++i) {
    double square = 0.0;
    for (std::uint32_t j = 1; j < work.white_order(); ++j) {
      cuts.direction[j] = wide(row_of(work, c.gate, i)[j]) - wide(row_of(work, c.gate, i - 1)[j]);
      square += cuts.direction[j] * cuts.direction[j];
    }
    for (double& each : cuts.direction) each /= std::sqrt(square);
    cuts.at.push_back((wide(row_of(work, c.gate, i - 1)[0]) - wide(row_of(work, c.gate, i)[0])) / std::sqrt(square));
  }
  return cuts;
}

double project(const Cuts& cuts, const double* w) {
  double sum = 0.0;
  for (std::size_t j = 0; j < cuts.direction.size(); ++j) sum += cuts.direction[j] * w[j];
  return sum;
}

/// Cell of each kept sample. A cut ends up on a sample: such a one lies above where its bit of `above` is set.
std::vector<int> find_cells(const Cuts& cuts, const test::White& white, unsigned above) {
  std::vector<int> cells(white.count);
  for (std::size_t t = 0; t < white.count; ++t) {
    const double along = project(cuts, white.row(t));
    for (std::size_t c = 0; c < cuts.at.size(); ++c) {
      const bool on_the_cut = std::fabs(along - cuts.at[c]) < 4e-6;
      cells[t] += on_the_cut ? static_cast<int>(above >> c & 1u) : (along > cuts.at[c] ? 1 : 0);
    }
  }
  return cells;
}

/// Least squares in every cell, and the mean square of what is left.
struct Lines {
  std::vector<std::vector<double>> row;
  double variance = 0.0;

  Lines(const test::White& white, const std::vector<int>& cells, int count) {
    for (int cell = 0; cell < count; ++cell) {
      support::Symmetric normal(white.order);
      std::vector<double> rhs(white.order);
      for (std::size_t t = 0; t < white.count; ++t) {
        if (cells[t] != cell) continue;
        for (std::uint32_t a = 0; a < white.order; ++a) {
          rhs[a] += white.y[t] * white.row(t)[a];
          for (std::uint32_t b = 0; b < white.order; ++b) normal(a, b) += white.row(t)[a] * white.row(t)[b];
        }
      }
      row.push_back(support::solve_definite(normal, rhs, 1e-6 * static_cast<double>(white.count)));
    }
    for (std::size_t t = 0; t < white.count; ++t) {
      double error = white.y[t];
      for (std::uint32_t j = 0; j < white.order; ++j) error -= row[static_cast<std::size_t>(cells[t])][j] * white.row(t)[j];
      variance += error * error / static_cast<double>(white.count);
    }
  }
  /// Largest difference from the experts of a candidate.
  [[nodiscard]] double compare(const core::solve::Workspace& work, const core::solve::Candidate& candidate) const {
    double worst = 0.0;
    for (std::uint32_t i = 0; i < candidate.experts; ++i) {
      worst = std::fmax(worst, support::apart(candidate.variance[i], variance));
      for (std::uint32_t j = 0; j < work.white_order(); ++j) {
        worst = std::fmax(worst, support::apart(row_of(work, candidate.expert, i)[j], row[i][j]));
      }
    }
    return worst;
  }
};

}  // namespace

TEST_SUITE_BEGIN("start/partition");

TEST_CASE("the cuts are the quantiles of the projection, 2 to 4 cells x 600 samples") {
  for (std::uint32_t experts = 2; experts <= 4; ++experts) {
    Learnt stage(test::make_settings(4, experts), draw_bent(4, experts));
    test::start_from_partition(stage.work, 0);
    const test::White white = stage.read();
    const Cuts cuts = read_cuts(stage.work);
    CHECK(cuts.at.size() == experts - 1);
    for (std::size_t c = 0; c < cuts.at.size(); ++c) {
      int below = 0;
      for (std::size_t t = 0; t < white.count; ++t) below += project(cuts, white.row(t)) < cuts.at[c];
      CHECK(std::abs(below - static_cast<int>(600 * (c + 1) / experts)) <= 1);
      if (c > 0) CHECK(cuts.at[c] > cuts.at[c - 1]);
    }
  }
}

TEST_CASE("each expert is least squares in its cell, as in double, 4 inputs x 3 cells") {
  Learnt stage(test::make_settings(4, 3), draw_bent(4, 5));
  core::solve::Workspace& work = stage.work;
  test::start_from_partition(work, 0);
  const test::White white = stage.read();
  double least = 1e300;
  for (unsigned above = 0; above < 4; ++above) {
    least = std::fmin(least, Lines(white, find_cells(read_cuts(work), white, above), 3).compare(work, work.current));
  }
  // Sums of 200 terms, solved with a condition of some tens.
  CHECK(least <= 200.0 * support::roundoff * 10.0);
}

TEST_CASE("the gate is linear logits of one steepness, the last row zero, 4 inputs x 4 cells") {
  Learnt stage(test::make_settings(4, 4), draw_bent(4, 6));
  core::solve::Workspace& work = stage.work;
  test::start_from_partition(work, 0);
  for (std::uint32_t j = 0; j < work.row(); ++j) {
    CHECK(row_of(work, work.current.gate, 3)[j] == 0.0f);
    if (j == 0) continue;
    const double step = wide(row_of(work, work.current.gate, 0)[j]) / 3.0;
    for (std::uint32_t i = 0; i < 3; ++i) {
      CHECK(support::apart(row_of(work, work.current.gate, i)[j], (3.0 - i) * step) <= 20.0 * support::roundoff);
    }
  }
}

TEST_CASE("the direction is the one along which |x| bends, 1 to 4 inputs") {
  for (std::uint32_t dim = 1; dim <= 4; ++dim) {
    Learnt stage(test::make_settings(dim, 2), draw_bent(dim, 10 + dim));
    core::solve::Workspace& work = stage.work;
    test::start_from_partition(work, 0);
    Model<4, 4> model;
    CHECK(core::solve::write_model(work, work.current, model.store()));
    double along = 0.0, square = 0.0;
    for (std::uint32_t j = 0; j < dim; ++j) {
      const double slope = wide(model.gate_slope(0, j));
      along += j == 0 ? std::fabs(slope) : 0.0;
      square += slope * slope;
    }
    // Off by some sqrt(dim / 600) = 0.08 rad.
    CHECK(along / std::sqrt(square) > std::cos(3.0 * 0.08));
    CHECK(std::fabs(wide(model.slope(0, 0)) + wide(model.slope(1, 0))) < 0.3);
    CHECK(std::fabs(wide(model.slope(0, 0))) > 0.7);
  }
}

TEST_CASE("further places cut along further directions, each of less bend, the last for good, 4 inputs") {
  // y = 4 |x0| - 3 |x1| + 2 |x2| - |x3|: all directions bend, two up and two down.
  test::Rows rows = test::draw_rows(4, 600, 30);
  for (std::size_t s = 0; s < 600; ++s) {
    float* x = rows.at(s);
    for (std::uint32_t j = 0; j < 4; ++j) x[j] -= 0.5f;
    rows.y[s] = 4.0f * std::fabs(x[0]) - 3.0f * std::fabs(x[1]) + 2.0f * std::fabs(x[2]) - std::fabs(x[3]) + 0.1f * rows.y[s];
  }
  Learnt stage(test::make_settings(4, 2), rows);
  std::vector<Cuts> cuts;
  for (std::uint32_t place = 0; place < 6; ++place) {
    test::start_from_partition(stage.work, place);
    cuts.push_back(read_cuts(stage.work));
  }
  const test::White white = stage.read();
  double before = 1e300;
  for (std::size_t place = 0; place < 4; ++place) {
    for (std::size_t other = 0; other < place; ++other) {
      double along = 0.0;
      for (std::uint32_t j = 1; j < 5; ++j) along += cuts[place].direction[j] * cuts[other].direction[j];
      CHECK(std::fabs(along) <= 1e-5);
    }
    // u'Hu, with the residual of least squares.
    double line[5] = {}, bend = 0.0;
    for (std::size_t t = 0; t < white.count; ++t) {
      for (std::uint32_t j = 1; j < 5; ++j) line[j] += white.y[t] * white.row(t)[j] / 600.0;
    }
    for (std::size_t t = 0; t < white.count; ++t) {
      double residual = white.y[t];
      for (std::uint32_t j = 1; j < 5; ++j) residual -= line[j] * white.row(t)[j];
      bend += residual * project(cuts[place], white.row(t)) * project(cuts[place], white.row(t)) / 600.0;
    }
    CHECK(std::fabs(bend) <= before + 1e-4);
    before = std::fabs(bend);
  }
  for (std::size_t place = 4; place < 6; ++place) {
    for (std::uint32_t j = 1; j < 5; ++j) CHECK(cuts[place].direction[j] == cuts[3].direction[j]);
  }
}

TEST_CASE("cells that a cut does not tell apart are parted by height, behind one gate, 1 input x 2 cells") {
  // Each x comes with y = x and with y = -x: lines that cross, which no cut of x can part.
  test::Rows rows = test::draw_rows(1, 600, 31);
  for (std::size_t s = 0; s < 600; ++s) {
    if (s % 2 == 1) rows.x[s] = rows.x[s - 1];
    rows.y[s] = s % 2 == 0 ? rows.x[s] - 0.5f : 0.5f - rows.x[s];
  }
  Learnt stage(test::make_settings(1, 2), rows);
  core::solve::Workspace& work = stage.work;
  test::start_from_partition(work, 0);
  const float* first = row_of(work, work.current.expert, 0);
  const float* second = row_of(work, work.current.expert, 1);
  const double sigma = std::sqrt(wide(work.current.variance[0]));
  CHECK(std::fabs(wide(second[0]) - wide(first[0]) - 2.0 * sigma) <= 1e-6);
  CHECK(first[1] == second[1]);
  for (std::uint32_t j = 0; j < 2; ++j) CHECK(row_of(work, work.current.gate, 0)[j] == 0.0f);
}

TEST_CASE("samples that all fall on two points leave every number finite, 1 input x 4 cells") {
  test::Rows rows = test::draw_rows(1, 100, 21);
  for (std::size_t s = 0; s < 100; ++s) rows.x[s] = s % 2 == 0 ? 1.0f : -1.0f;
  test::Stage<1, 4, 100> stage({}, rows);
  CHECK(stage.status == Status::ok);
  core::solve::Workspace& work = stage.work;
  test::start_from_partition(work, 0);
  for (std::uint32_t at = 0; at < 4 * work.row(); ++at) {
    CHECK(work.current.expert[at] - work.current.expert[at] == 0.0f);
    CHECK(work.current.gate[at] - work.current.gate[at] == 0.0f);
  }
}

TEST_CASE("the start writes nowhere but in its regions, 3 of 4 inputs x 4 cells") {
  Learnt stage(test::make_settings(3, 4), draw_bent(3, 22));
  const core::EstimatorView e = stage.work.estimator;
  const support::Snapshot moments(e.block, e.plan->sample * sizeof(float));
  const support::Snapshot frame(e.block + e.plan->frame, (e.plan->solve - e.plan->frame) * sizeof(float));
  const support::Snapshot reservoir(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  const support::Snapshot white(stage.work.white.forward, 2 * 3 * stage.work.row() * sizeof(float));
  test::start_from_partition(stage.work, 0);
  CHECK(moments.unchanged());
  CHECK(frame.unchanged());
  CHECK(reservoir.unchanged());
  CHECK(white.unchanged());
}

TEST_SUITE_END();
