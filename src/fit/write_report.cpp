// SPDX-License-Identifier: MIT
#include "fit/write_report.hpp"

#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

/// How far from Gaussian x is.
void tell_skewness(const Workspace& work, Report& report) noexcept {
  // b1 has mean rank (rank + 1) (rank + 2) / n for Gaussian x
  const float rank = static_cast<float>(work.white.rank);
  const float freedom = rank * (rank + 1.0f) * (rank + 2.0f);
  const float skewness = work.white.skewness;
  report.skewness = skewness * work.white.effective / freedom;
  report.skewness_excess = skewness / freedom - 1.0f / work.white.effective;
}

/// The stream and x.
void tell_stream(const Workspace& work, std::uint32_t window, Report& report) noexcept {
  report.samples = work.course().accepted;
  report.effective_samples = work.white.effective;
  report.window_samples = window;
  report.dim = work.dim();
  report.rank = work.white.rank;
  report.left_out = work.white.left_out;
  report.condition = work.white.condition;
  report.experts_asked = work.settings().experts;
  report.skewness = 0.0f;
  report.skewness_excess = 0.0f;
  if (work.cubic()) tell_skewness(work, report);
}

/// The starts. A likelihood there is in deviations of y: `to_user` makes it one in the user's units.
void tell_starts(const Workspace& work, float to_user, Report& report) noexcept {
  const Findings& found = work.found;
  report.start = found.start;
  report.tensor_state = found.tensor_state;
  report.converged = found.converged;
  report.iterations_tensor = found.iterations_tensor;
  report.iterations_gate_first = found.iterations_gate_first;
  report.iterations_last = found.iterations_last;
  report.loglik_tensor = found.iterations_tensor > 0 ? found.loglik_tensor - to_user : 0.0f;
  report.loglik_gate_first = found.iterations_gate_first > 0 ? found.loglik_gate_first - to_user : 0.0f;
  report.revived = found.revived;
  report.improved = found.improved;
  report.dropped = found.dropped;
  report.spectrum_noise = found.spectrum_noise;
  if (found.tensor_state != TensorState::no_third_order) {
    tensor::copy(work.white.rank, found.spectrum, report.spectrum.data());
  }
  tensor::copy(work.settings().experts, found.residual, report.power_residual.data());
  for (std::uint32_t i = 0; i < work.settings().experts; ++i) {
    report.power_iterations[i] = static_cast<std::uint32_t>(found.passes[i]);
  }
}

/// What the variance of an expert, a mean over the samples it is fitted to, is multiplied by for its degrees of freedom: a
/// line fits rank + 1 of its residuals away.
///
/// source  Seber, Lee, Linear Regression Analysis, 2003, 3.3
[[nodiscard]] float measure_freedom(const Workspace& work, std::uint32_t window, std::uint32_t i) noexcept {
  const bool shared = work.settings().shared_sigma;
  // one line comes from the whole stream, a mixture from the samples kept
  const float samples = window == 0 || work.best.experts == 1 ? work.white.effective : static_cast<float>(window);
  const float share = shared ? samples : samples * work.best.weight[i];
  const float freedom = share - static_cast<float>(shared ? work.best.experts * work.white_order() : work.white_order());
  return freedom >= 1.0f ? share / freedom : 1.0f;
}

/// The model that is now in force.
void tell_winner(const Workspace& work, float unit, float to_user, Report& report) noexcept {
  report.loglik_known = report.window_samples > 0;
  report.loglik = report.loglik_known ? work.best.loglik - to_user : 0.0f;
  report.experts = work.best.experts;
  report.sigma_at_floor = false;
  const float floor = least_variance(work);
  for (std::uint32_t i = 0; i < work.best.experts; ++i) {
    report.sigma_at_floor = report.sigma_at_floor || work.best.variance[i] <= floor;
    report.sigma[i] = simd::root(work.best.variance[i] * measure_freedom(work, report.window_samples, i)) * unit;
    report.weight[i] = work.best.weight[i];
  }
}

}  // namespace

void write_report(const Workspace& work, std::uint32_t window, Report& report) noexcept {
  const float unit = work.white.target_deviation / work.white.target_scale;
  const float to_user = tensor::logarithm(unit);
  report.spectrum.fill(0.0f);
  report.power_residual.fill(0.0f);
  report.power_iterations.fill(0);
  report.sigma.fill(0.0f);
  report.weight.fill(0.0f);
  tell_stream(work, window, report);
  tell_starts(work, to_user, report);
  tell_winner(work, unit, to_user, report);
}

}  // namespace motet::core::solve

namespace motet::core {

void report(const EstimatorView& e, Report& report) noexcept {
  solve::write_report(solve::lay_out(e), e.state->course.sample, report);
}

}  // namespace motet::core
