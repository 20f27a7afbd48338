// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "climb/refine.hpp"
#include "motet/estimator.hpp"
#include "start/bend.hpp"
#include "start/experts_from_tensor.hpp"
#include "start/gate_from_moments.hpp"
#include "start/partition.hpp"
#include "start/whiten.hpp"
#include "stream/mirror.hpp"
#include "support/bits.hpp"
#include "support/mixture.hpp"
#include "workspace/candidate.hpp"
#include "workspace/workspace.hpp"

// A fit that is stopped between two stages, and the same samples in double.

namespace motet::test {

using core::solve::row_of;
using support::wide;

/// Samples of a mixture.
[[nodiscard]] inline Rows draw_rows(const support::Mixture& mixture, std::size_t count, std::uint64_t seed) {
  support::Random random(seed);
  Rows rows{mixture.dim, std::vector<float>(count * mixture.dim), std::vector<float>(count)};
  for (std::size_t s = 0; s < count; ++s) rows.y[s] = support::draw_sample(mixture, random, rows.at(s));
  return rows;
}

/// The kept samples in white coordinates as the library reads them.
struct White {
  std::size_t count = 0;
  std::uint32_t order = 0;  ///< rank + 1
  std::vector<double> w;    ///< count x order, w_0 = 1
  std::vector<double> y;    ///< deviations

  [[nodiscard]] const double* row(std::size_t s) const { return w.data() + s * order; }
};

/// row'w in double.
[[nodiscard]] inline double follow(const float* row, const double* w, std::uint32_t order) {
  double sum = 0.0;
  for (std::uint32_t j = 0; j < order; ++j) sum += wide(row[j]) * w[j];
  return sum;
}

/// An estimator that has seen `rows`, with its workspace laid out and whitened.
template <std::uint32_t Dim, std::uint32_t Experts, std::uint32_t Window>
struct Stage {
  Estimator<Dim, Experts, Window> learner;
  core::solve::Workspace work;
  Status status;

  Stage(const Settings& settings, const Rows& rows) : learner(settings) {
    CHECK(learner.push(rows.x, rows.y, rows.count()) == Status::ok);
    work = core::solve::lay_out(learner.view());
    status = core::solve::whiten(work);
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  [[nodiscard]] White read() const {
    White white{work.samples(), work.white_order(), {}, {}};
    std::vector<float> w(work.row());
    for (std::uint32_t t = 0; t < work.samples(); ++t) {
      white.y.push_back(wide(core::solve::read_sample(work, t, w.data())));
      for (std::uint32_t j = 0; j < white.order; ++j) white.w.push_back(wide(w[j]));
    }
    return white;
  }
};

[[nodiscard]] inline float measure_skewness(core::solve::Workspace work) {
  CHECK(core::solve::measure_skewness(work));
  return work.white.skewness;
}

// The stages of a fit from what they read of the moments to the end, with no budget.

inline void start_from_tensor(core::solve::Workspace& work) {
  CHECK(core::solve::form_tensors(work, core::solve::label_linear(work)));
  CHECK(core::solve::start_from_tensor(work));
}

inline void start_from_partition(core::solve::Workspace& work, std::uint32_t place) {
  CHECK(core::solve::measure_bend(work, true));
  CHECK(core::solve::start_from_partition(work, place));
}

[[nodiscard]] inline Status find_gate(core::solve::Workspace& work) {
  CHECK(core::solve::measure_bend(work, false));
  return core::solve::find_gate(work);
}

// EM of lines, each to its end.

[[nodiscard]] inline bool expect(core::solve::Workspace& work, const core::solve::Sums& sums) {
  core::solve::Lines lines{work};
  return core::solve::expect(lines, sums);
}

[[nodiscard]] inline bool measure_loglik(core::solve::Workspace& work) {
  core::solve::Lines lines{work};
  return core::solve::measure_loglik(lines);
}

[[nodiscard]] inline bool reassign(core::solve::Workspace& work, std::uint32_t failed) {
  core::solve::Lines lines{work};
  return core::solve::reassign(lines, failed);
}

inline core::Climb refine(core::solve::Workspace& work, core::solve::Scope scope, std::uint32_t ceiling) {
  work.course().climb = {};
  core::solve::Lines lines{work};
  CHECK(core::solve::refine(lines, scope, ceiling, work.settings().tolerance));
  return work.course().climb;
}

/// Settings for `dim` inputs and `experts` experts.
[[nodiscard]] inline Settings make_settings(std::uint32_t dim, std::uint32_t experts) {
  Settings settings;
  settings.dim = dim;
  settings.experts = experts;
  return settings;
}

/// Fills the candidate with experts of about unit slopes and a gate, and the rest of its rows with zeros.
inline void draw_candidate(const core::solve::Workspace& work, std::uint32_t experts, std::uint64_t seed,
                           core::solve::Candidate& candidate) {
  support::Random random(seed);
  core::solve::clear(work, experts, candidate);
  for (std::uint32_t i = 0; i < experts; ++i) {
    for (std::uint32_t j = 0; j < work.white_order(); ++j) {
      row_of(work, candidate.expert, i)[j] = support::narrow(random.normal());
      if (i + 1 < experts) row_of(work, candidate.gate, i)[j] = support::narrow(random.normal());
    }
    candidate.variance[i] = support::narrow(0.1 + 0.5 * random.uniform());
    candidate.weight[i] = support::narrow(random.uniform());
  }
}

/// What a candidate says of one sample, in double.
struct Share {
  double residual[max_experts]{};
  double probability[max_experts]{};
  double responsibility[max_experts]{};
  double log_density = 0.0;
};

/// values become exp(values) / sum; returns the log of the sum.
inline double normalise(std::uint32_t count, double* values) {
  double highest = values[0];
  for (std::uint32_t i = 1; i < count; ++i) highest = std::fmax(highest, values[i]);
  double total = 0.0;
  for (std::uint32_t i = 0; i < count; ++i) total += values[i] = std::exp(values[i] - highest);
  for (std::uint32_t i = 0; i < count; ++i) values[i] /= total;
  return highest + std::log(total);
}

[[nodiscard]] inline Share share_out(const core::solve::Workspace& work, const core::solve::Candidate& candidate,
                                     const double* w, double y) {
  Share share;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    const double variance = wide(candidate.variance[i]);
    const double e = y - follow(row_of(work, candidate.expert, i), w, work.white_order());
    share.residual[i] = e;
    share.probability[i] = follow(row_of(work, candidate.gate, i), w, work.white_order());
    share.responsibility[i] = share.probability[i] - 0.5 * e * e / variance - 0.5 * std::log(6.283185307179586 * variance);
  }
  share.log_density = normalise(candidate.experts, share.responsibility) - normalise(candidate.experts, share.probability);
  return share;
}

/// Nats per sample on the kept samples, in double.
[[nodiscard]] inline double measure_loglik(const core::solve::Workspace& work, const core::solve::Candidate& candidate,
                                           const White& white) {
  double sum = 0.0;
  for (std::size_t t = 0; t < white.count; ++t) sum += share_out(work, candidate, white.row(t), white.y[t]).log_density;
  return sum / static_cast<double>(white.count);
}

}  // namespace motet::test
