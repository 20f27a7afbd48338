// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "support/parameters.hpp"

namespace motet::bench {

/// The excess log-loss that a model has over the truth on ever more samples: the mean over given inputs of the divergence of
/// its law of y from the true one. The mean over y is taken by quadrature, for over drawn targets the noise of 20,000 of them
/// is a third of the excess itself.
///
///     mean_x sum_i p_i(x) E_i[log p(y|x) - log q(y|x)],   E_i over N(m_i(x), sigma_i^2): nine nodes of Gauss and Hermite
class Divergence {
 public:
  Divergence(const support::Parameters& truth, const support::Design& inputs) {
    std::vector<double> scores(truth.experts);
    for (std::size_t t = 0; t < inputs.count; ++t) {
      const double* z = inputs.row(t);
      support::compute_log_gate(truth, z, scores.data());
      const std::vector<double> log_gate = scores;
      for (std::size_t i = 0; i < truth.experts; ++i) {
        const double share = std::exp(log_gate[i]) / static_cast<double>(inputs.count);
        if (share * static_cast<double>(inputs.count) < 1e-6) continue;
        const double value = support::dot(truth.line(i), z, truth.columns);
        for (const Node& node : nodes) {
          const double y = value + truth.sigma[i] * node.place * 1.41421356237309505;
          support::compute_log_gate(truth, z, scores.data());
          points_.push_back({z, y, share * node.weight, support::add_log_density(truth, z, y, scores.data())});
        }
      }
    }
  }

  [[nodiscard]] double measure(const support::Parameters& model) const {
    std::vector<double> scores(model.experts), log_gate(model.experts);
    const double* at = nullptr;
    double sum = 0.0;
    for (const Point& point : points_) {
      if (point.z != at) support::compute_log_gate(model, point.z, log_gate.data());
      at = point.z;
      scores = log_gate;
      sum += point.weight * (point.log_density - support::add_log_density(model, point.z, point.y, scores.data()));
    }
    return sum;
  }

 private:
  struct Node {
    double place, weight;
  };
  static constexpr Node nodes[] = {
      {-3.190993201781528, 2.234584400774658e-5},
      {-2.266580584531843, 2.789141321231769e-3},
      {-1.468553289216668, 4.991640676521788e-2},
      {-0.723551018752838, 2.440975028949394e-1},
      {0.0, 4.063492063492063e-1},
      {0.723551018752838, 2.440975028949394e-1},
      {1.468553289216668, 4.991640676521788e-2},
      {2.266580584531843, 2.789141321231769e-3},
      {3.190993201781528, 2.234584400774658e-5},
  };

  struct Point {
    const double* z;
    double y, weight, log_density;
  };

  std::vector<Point> points_;
};

}  // namespace motet::bench
