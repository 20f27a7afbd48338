// SPDX-License-Identifier: MIT
#include "learner.hpp"

#include <cmath>
#include <cstdint>

namespace {

/// -2 log-likelihood plus log n for each parameter: lines, gate, one sigma for all.
double criterion(const motet::Report& report) {
  const double experts = report.experts;
  const double parameters = 2.0 * experts + 2.0 * (experts - 1.0) + 1.0;
  const double samples = report.window_samples;
  return -2.0 * samples * static_cast<double>(report.loglik) + parameters * std::log(samples);
}

}  // namespace

motet::Status learn(Estimator& estimator, Knowledge& knowledge) {
  motet::Status problem = motet::Status::ok;
  bool found = false;
  double best = 0.0;
  for (std::uint32_t experts = 2; experts <= most_experts; ++experts) {
    motet::Settings settings = estimator.settings();
    settings.experts = experts;
    Knowledge tried;
    motet::Status status = estimator.adjust(settings);
    if (status == motet::Status::ok) status = estimator.fit(tried.model, tried.report);
    if (status != motet::Status::ok) {
      if (problem == motet::Status::ok) problem = status;
      continue;
    }
    const double value = criterion(tried.report);
    if (found && value >= best) continue;
    found = true;
    best = value;
    knowledge = tried;
  }
  return found ? motet::Status::ok : problem;
}

motet::Prediction<most_experts> predict(const Model& model, double size) {
  const float input = static_cast<float>(size);
  motet::Prediction<most_experts> prediction;
  static_cast<void>(model.predict({&input, 1}, prediction));
  return prediction;
}

double line(const Model& model, std::size_t expert, double size) {
  return static_cast<double>(model.value_at_centre(expert)) +
         static_cast<double>(model.slope(expert, 0)) * (size - static_cast<double>(model.centre(0)));
}

std::vector<Regime> find_regimes(const Model& model, double from, double to) {
  constexpr int steps = 1024;
  std::vector<Regime> regimes;
  for (int i = 0; i < steps; ++i) {
    const double begin = from + (to - from) * i / steps;
    const double end = from + (to - from) * (i + 1) / steps;
    const std::size_t expert = predict(model, (begin + end) / 2.0).expert;
    if (regimes.empty() || regimes.back().expert != expert) regimes.push_back({expert, begin, end});
    regimes.back().to = end;
  }
  for (Regime& regime : regimes) {
    regime.middle = std::exp2(line(model, regime.expert, (regime.from + regime.to) / 2.0));
    regime.growth = std::exp2(static_cast<double>(model.slope(regime.expert, 0)));
  }
  return regimes;
}
