// SPDX-License-Identifier: MIT
#include "learner.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <random>

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// -2 log-likelihood plus log n for each parameter: experts and gate with their intercepts, one
/// sigma. n counts the samples kept, for on them the likelihood is known.
double criterion(const motet::Report& report) {
  const double row = static_cast<double>(report.rank) + 1.0;
  const double parameters = row * (2.0 * report.experts - 1.0) + 1.0;
  const double samples = report.window_samples;
  return -2.0 * samples * static_cast<double>(report.loglik) + parameters * std::log(samples);
}

motet::Status fit_experts(Estimator& estimator, std::uint32_t experts, Model& model, motet::Report& report) {
  motet::Settings settings = estimator.settings();
  settings.experts = experts;
  const motet::Status status = estimator.adjust(settings);
  return status == motet::Status::ok ? estimator.fit(model, report) : status;
}

}  // namespace

void Score::add(const Model& model, const Row& row) {
  motet::Prediction<most_experts> prediction;
  motet::Attribution<most_experts> attribution;
  const bool predicted = model.predict(row.inputs, prediction) == motet::Status::ok;
  const bool attributed = model.attribute(row.inputs, row.target, attribution) == motet::Status::ok;
  const double error = predicted ? static_cast<double>(row.target) - static_cast<double>(prediction.mean) : not_a_number;
  ++rows_;
  squares_ += error * error;
  loglik_ += attributed ? static_cast<double>(attribution.log_density) : not_a_number;
}

double Score::rmse() const { return std::sqrt(squares_ / static_cast<double>(rows_)); }

double Score::loglik() const { return loglik_ / static_cast<double>(rows_); }

motet::Status fit_stream(Estimator& estimator, Range range, Fit& fit) {
  fit = Fit{};
  motet::Status status = fit_experts(estimator, 1, fit.linear, fit.linear_report);
  if (status != motet::Status::ok) return status;
  for (std::uint32_t experts = range.least; experts <= range.most; ++experts) {
    Model model;
    motet::Report report;
    status = fit_experts(estimator, experts, model, report);
    if (status != motet::Status::ok) break;
    if (fit.mixture.fitted() && criterion(report) >= criterion(fit.report)) continue;
    fit.mixture = model;
    fit.report = report;
  }
  return fit.mixture.fitted() ? motet::Status::ok : status;
}

std::size_t count_needed(const motet::Settings& settings) {
  constexpr std::size_t ceiling = 100000;
  const auto estimator = std::make_unique<Estimator>();
  std::mt19937 random(1);
  const auto draw = [&] { return static_cast<float>(random() >> 8); };
  motet::Status status = estimator->reset(settings);
  std::vector<float> inputs(settings.dim);
  for (std::size_t rows = 0; status == motet::Status::ok && rows < ceiling; ++rows) {
    Model model;
    if (estimator->fit(model) != motet::Status::too_few_samples) return rows;
    for (float& input : inputs) input = draw();
    status = estimator->push(inputs, draw());
  }
  return ceiling;
}
