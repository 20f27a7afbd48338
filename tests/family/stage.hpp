// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "family/lay_task.hpp"
#include "family/refine_general.hpp"
#include "motet/general_model.hpp"
#include "support/general.hpp"
#include "workspace/stage.hpp"

// The fit of a general model stopped between two stages, and the same in double.

namespace motet::test {

/// Samples of a mixture of any form.
[[nodiscard]] inline Rows draw_rows(const support::GeneralMixture& mixture, std::size_t count, std::uint64_t seed) {
  support::Random random(seed);
  Rows rows{mixture.dim(), std::vector<float>(count * mixture.dim()), std::vector<float>(count)};
  for (std::size_t s = 0; s < count; ++s) rows.y[s] = support::draw_sample(mixture, random, rows.at(s));
  return rows;
}

/// Samples of a mixture of this form with unit slopes.
[[nodiscard]] inline Rows draw_rows(const Form& form, std::uint32_t dim, double sigma, std::size_t count, std::uint64_t seed) {
  support::Random random(seed);
  return draw_rows(support::make_general(random, form, dim, sigma), count, seed);
}

/// An estimator that has seen `rows`, with the task of fitting a form to them.
template <std::uint32_t Dim, std::uint32_t Experts, std::uint32_t Window>
struct Family {
  Stage<Dim, Experts, Window> stage;
  core::family::Task task;

  Family(const Form& form, const Rows& rows, Settings settings)
      : stage(settings, rows), task{core::solve::lay_out(stage.learner.view()), form} {
    CHECK(read_moments(task) == Status::ok);
  }
  Family(const Form& form, const Rows& rows) : Family(form, rows, make_settings(rows.dim, form.experts)) {}

  [[nodiscard]] core::solve::Workspace& work() { return task.work; }
  [[nodiscard]] White read() const { return stage.read(); }
};

/// EM of the task's form, to its end.
inline core::Climb refine(core::family::Task& task, std::uint32_t ceiling, float tolerance) {
  task.work.course().climb = {};
  CHECK(core::solve::refine(task, core::solve::Scope::joint, ceiling, tolerance));
  return task.work.course().climb;
}

/// The likelihood that the library finds for `candidate`; work.current becomes it.
[[nodiscard]] inline float find_loglik(core::family::Task& task, const core::solve::Candidate& candidate) {
  core::solve::copy(task.work, candidate, task.work.current);
  CHECK(core::solve::measure_loglik(task));
  return task.work.current.loglik;
}

/// An expert in double: deviations of y.
[[nodiscard]] inline double follow_expert(const core::family::Task& task, std::uint32_t i, double product) {
  const double mean = wide(task.mean), unit = wide(task.unit);
  return (support::bend(task.form.activation[i], mean + unit * product) - mean) / unit;
}

/// What a candidate of any form says of one sample, in double; `probability` is of the experts, `first` of the decisions.
struct GeneralShare : Share {
  double slope[max_experts]{};
  double first[max_experts]{};
};

[[nodiscard]] inline GeneralShare share_out(const core::family::Task& task, const core::solve::Candidate& candidate,
                                            const double* w, double y) {
  GeneralShare share;
  const std::uint32_t order = task.work.white_order();
  double odds[max_experts]{}, log_gate[max_experts]{};
  for (std::uint32_t n = 0; n + 1 < candidate.experts; ++n) {
    odds[n] = follow(row_of(task.work, candidate.gate, n), w, order);
    share.first[n] = 1.0 / (1.0 + std::exp(-odds[n]));
  }
  support::find_log_gate(task.form, odds, log_gate);
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    const double product = follow(row_of(task.work, candidate.expert, i), w, order);
    const double variance = wide(candidate.variance[i]);
    const double e = y - follow_expert(task, i, product);
    share.residual[i] = e;
    share.slope[i] = support::bend_slope(task.form.activation[i], wide(task.mean) + wide(task.unit) * product);
    share.probability[i] = std::exp(log_gate[i]);
    share.responsibility[i] = log_gate[i] - 0.5 * e * e / variance - 0.5 * std::log(6.283185307179586 * variance);
  }
  share.log_density = normalise(candidate.experts, share.responsibility);
  return share;
}

[[nodiscard]] inline double measure_loglik(const core::family::Task& task, const core::solve::Candidate& candidate,
                                           const White& white) {
  double sum = 0.0;
  for (std::size_t t = 0; t < white.count; ++t) sum += share_out(task, candidate, white.row(t), white.y[t]).log_density;
  return sum / static_cast<double>(white.count);
}

}  // namespace motet::test
