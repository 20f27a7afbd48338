// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "motet/adapter.hpp"
#include "support/bits.hpp"

// The law of adaptation in double: plain symmetric matrices, the matrix inversion lemma, no carry and no lag.

namespace motet::test {

/// One affine function over z = (inputs in units, 1), its average, and the inverse of its information.
struct MirrorRow {
  explicit MirrorRow(std::size_t order) : value(order), average(order), inverse(order * order), gradient(order) {}
  std::vector<double> value, average, inverse, gradient;
  double averaged = 0.0;
};

class Mirror {
 public:
  /// Begins where an adapter has begun, before its first sample.
  template <std::size_t Dim, std::size_t Experts>
  Mirror(const Model<Dim, Experts>& model, Adapter<Dim, Experts>& adapter)
      : settings_(adapter.settings()), dim_(model.dim()), experts_(model.experts()), order_(dim_ + 1) {
    const core::AdapterView a = adapter.view();
    shared_ = a.state->shared_sigma;
    memory_ = support::wide(a.state->memory);
    target_ = support::wide(model.view().parameters[model.view().shape.target()]);
    for (std::size_t j = 0; j < dim_; ++j) {
      centre_.push_back(support::wide(model.centre(j)));
      scale_.push_back(support::wide(a.block[a.plan->scale + j]));
    }
    for (std::size_t i = 0; i < 2 * experts_; ++i) {
      MirrorRow row(order_);
      const bool expert = i < experts_;
      const std::size_t e = expert ? i : i - experts_;
      for (std::size_t j = 0; j < dim_; ++j) {
        row.value[j] = support::wide(expert ? model.slope(e, j) : model.gate_slope(e, j)) / scale_[j];
      }
      const core::ModelView v = model.view();
      const std::uint32_t at = static_cast<std::uint32_t>(e);
      row.value[dim_] = support::wide(v.parameters[expert ? v.shape.intercept(at) : v.shape.gate_intercept(at)]);
      row.average = row.value;
      read_inverse(a, i, row);
      rows_.push_back(row);
    }
    for (std::size_t i = 0; i < experts_; ++i) {
      sigma_.push_back(support::wide(model.sigma(i)));
      weight_.push_back(support::wide(a.state->weight[i]));
      doubt_.push_back(0.0);
    }
  }

  /// Learns one sample; returns its log density before.
  double learn(const float* x, float y) {
    std::vector<double> z(order_, 1.0), error(experts_), p(experts_), r(experts_);
    for (std::size_t j = 0; j < dim_; ++j) z[j] = (support::wide(x[j]) - centre_[j]) * scale_[j];
    const double loglik = consult(z, support::wide(y) - target_, error, p, r);
    judge(z, error, p, r);
    // The step of this sample is chosen after it was consulted, as the library does.
    if (turn_ == 0) {
      const double falling = std::pow(samples_ + support::wide(settings_.step_delay), -support::wide(settings_.step_power));
      step_ = std::fmax(falling, least());
    }
    ++samples_;
    learn_experts(z, error, r);
    if (experts_ > 1) learn_gate(z, p, r);
    return loglik;
  }

  [[nodiscard]] double slope(std::size_t i, std::size_t j) const { return rows_[i].value[j] * scale_[j]; }
  [[nodiscard]] double value(std::size_t i) const { return rows_[i].value[dim_] + target_; }
  [[nodiscard]] double gate_slope(std::size_t i, std::size_t j) const { return rows_[experts_ + i].value[j] * scale_[j]; }
  [[nodiscard]] double gate_value(std::size_t i) const { return rows_[experts_ + i].value[dim_]; }
  [[nodiscard]] double sigma(std::size_t i) const { return sigma_[i]; }
  [[nodiscard]] double average_slope(std::size_t i, std::size_t j) const { return rows_[i].average[j] * scale_[j]; }
  [[nodiscard]] double average_value(std::size_t i) const { return rows_[i].average[dim_] + target_; }

 private:
  [[nodiscard]] double least() const { return memory_ > 0.0 ? 1.0 / memory_ : 0x1p-18; }

  /// P = U D U' as the adapter holds it.
  void read_inverse(const core::AdapterView& a, std::size_t i, MirrorRow& row) const {
    const std::uint32_t order = static_cast<std::uint32_t>(order_);
    const float* p = a.block + a.plan->inverse + i * core::inverse_floats(order);
    std::vector<double> u(order_ * order_);
    const float* column = p + core::padded(order);
    for (std::uint32_t j = 0; j < order; ++j) {
      for (std::uint32_t l = 0; l < j; ++l) u[l * order_ + j] = support::wide(column[l]);
      u[j * order_ + j] = 1.0;
      column += core::padded(j);
    }
    for (std::size_t l = 0; l < order_; ++l) {
      for (std::size_t m = 0; m < order_; ++m) {
        for (std::size_t j = 0; j < order_; ++j) {
          row.inverse[l * order_ + m] += u[l * order_ + j] * support::wide(p[j]) * u[m * order_ + j];
        }
      }
    }
  }

  [[nodiscard]] double dot(const std::vector<double>& u, const std::vector<double>& v) const {
    double sum = 0.0;
    for (std::size_t j = 0; j < order_; ++j) sum += u[j] * v[j];
    return sum;
  }

  [[nodiscard]] std::vector<double> apply(const MirrorRow& row, const std::vector<double>& v) const {
    std::vector<double> out(order_);
    for (std::size_t j = 0; j < order_; ++j) {
      for (std::size_t l = 0; l < order_; ++l) out[j] += row.inverse[j * order_ + l] * v[l];
    }
    return out;
  }

  /// S <- keep S + weight z z' on the inverse; returns P z of the P after.
  std::vector<double> absorb(MirrorRow& row, double weight, double keep, const std::vector<double>& z) const {
    for (double& entry : row.inverse) entry /= keep;
    const std::vector<double> gain = apply(row, z);
    const double grown = 1.0 + weight * dot(gain, z);
    for (std::size_t j = 0; j < order_; ++j) {
      for (std::size_t l = 0; l <= j; ++l) {
        const double next = row.inverse[j * order_ + l] - weight * gain[j] * gain[l] / grown;
        row.inverse[j * order_ + l] = row.inverse[l * order_ + j] = next;
      }
    }
    return apply(row, z);
  }

  void move(MirrorRow& row, double factor, const std::vector<double>& step) const {
    const double weight = 1.0 + support::wide(settings_.average_power);
    const double share = std::fmax(weight / (row.averaged + weight), least());
    row.averaged += 1.0;
    for (std::size_t j = 0; j < order_; ++j) {
      row.value[j] += factor * step[j];
      row.average[j] += share * (row.value[j] - row.average[j]);
    }
  }

  static double softmax(std::vector<double>& v) {
    double highest = v[0], sum = 0.0;
    for (const double each : v) highest = std::fmax(highest, each);
    for (double& each : v) sum += each = std::exp(each - highest);
    for (double& each : v) each /= sum;
    return highest + std::log(sum);
  }

  double consult(const std::vector<double>& z, double y, std::vector<double>& error, std::vector<double>& p,
                 std::vector<double>& r) const {
    for (std::size_t i = 0; i < experts_; ++i) {
      error[i] = y - dot(rows_[i].value, z);
      p[i] = dot(rows_[experts_ + i].value, z);
      double squared = error[i] * error[i] / (sigma_[i] * sigma_[i]);
      const double variance = 1.0 + last_step_ / weight_[i] * dot(z, apply(rows_[i], z));
      squared /= variance;
      const double log_density = -std::log(sigma_[i]) - 0.5 * std::log(variance);
      r[i] = p[i] + log_density - 0.5 * squared;
    }
    const double before = softmax(p);
    return softmax(r) - before - 0.918938533204672742;
  }

  void learn_experts(const std::vector<double>& z, const std::vector<double>& error, const std::vector<double>& r) {
    last_step_ = step_;
    double surplus = 0.0;
    for (std::size_t i = 0; i < experts_; ++i) {
      weight_[i] = std::fmax(weight_[i] + step_ * (r[i] - weight_[i]), 1e-4);
      if (r[i] < 1e-4) continue;
      const double rho = std::fmin(step_ * r[i] / weight_[i], 0.5);
      const double grown = 1.0 + rho / (1.0 - rho) * dot(z, apply(rows_[i], z));
      move(rows_[i], rho * error[i], absorb(rows_[i], rho, 1.0 - rho, z));
      const double left = error[i] * error[i] / (sigma_[i] * sigma_[i]) / grown;
      surplus += r[i] * left;
      if (!shared_) sigma_[i] *= std::sqrt(1.0 + std::fmin(rho * (left - 1.0), 1.0));
    }
    if (!shared_) return;
    for (double& sigma : sigma_) sigma *= std::sqrt(1.0 + std::fmin(step_ * (surplus - 1.0), 1.0));
  }

  /// Where an average explains the samples worse than the parameters in force it begins anew.
  void judge(const std::vector<double>& z, const std::vector<double>& error, const std::vector<double>& p,
             const std::vector<double>& r) {
    double prior[2] = {}, posterior[2] = {};
    for (std::size_t i = 0; i < experts_; ++i) {
      const auto lag = [&](const MirrorRow& row) { return dot(row.average, z) - dot(row.value, z); };
      const double logit = std::fmin(std::fmax(lag(rows_[experts_ + i]), -1.0), 1.0);
      for (int n = 0; n < 2; ++n) {
        prior[n] += p[i] * std::pow(logit, n + 1);
        posterior[n] += r[i] * std::pow(logit, n + 1);
      }
      if (r[i] < 1e-4) continue;
      const double with_average = error[i] - lag(rows_[i]);
      const double ratio = r[i] * (with_average * with_average - error[i] * error[i]) / (2.0 * sigma_[i] * sigma_[i]);
      if (gather(ratio, doubt_[i])) renew(i);
    }
    const auto exponent = [](const double(&power)[2]) { return power[0] + 0.5 * (power[1] - power[0] * power[0]); };
    if (!gather(exponent(prior) - exponent(posterior), gate_doubt_)) return;
    for (std::size_t g = 0; g + 1 < experts_; ++g) renew(rows_[experts_ + g]);
    samples_ -= std::floor(samples_ / 4.0);
  }

  [[nodiscard]] bool gather(double ratio, double& doubt) const {
    doubt = std::fmax(doubt + ratio, 0.0);
    const bool enough = doubt >= support::wide(settings_.renew_threshold);
    if (enough) doubt = 0.0;
    return enough;
  }

  static void renew(MirrorRow& row) {
    row.average = row.value;
    row.averaged = 0.0;
  }

  void renew(std::size_t i) {
    renew(rows_[i]);
    for (std::size_t g = 0; g + 1 < experts_; ++g) {
      if (g == i || i + 1 == experts_) renew(rows_[experts_ + g]);
    }
    samples_ -= std::floor(samples_ / 4.0);
  }

  void learn_gate(const std::vector<double>& z, const std::vector<double>& p, const std::vector<double>& r) {
    for (std::size_t i = 0; i < experts_; ++i) {
      for (std::size_t j = 0; j < order_; ++j) rows_[experts_ + i].gradient[j] += (r[i] - p[i]) * z[j];
    }
    const std::size_t i = turn_ / 2;
    MirrorRow& row = rows_[experts_ + i];
    if (turn_ % 2 == 0) {
      static_cast<void>(absorb(row, step_ * p[i] * (1.0 - p[i]), 1.0 - step_, z));
    } else {
      step_gate(i, row);
    }
    turn_ = (turn_ + 1) % (2 * experts_);
  }

  void step_gate(std::size_t i, MirrorRow& row) {
    const std::vector<double> gain = apply(row, row.gradient);
    const double stride = step_ * dot(gain, row.gradient);
    const double limit = support::wide(settings_.gate_stride);
    double factor = stride > limit ? step_ * limit / stride : step_;
    if (samples_ <= settings_.gate_hold) factor = 0.0;
    for (double& each : row.gradient) each = 0.0;
    for (std::size_t g = 0; g + 1 < experts_; ++g) {
      if (i + 1 == experts_) move(rows_[experts_ + g], -factor, gain);
      if (i == g) move(row, factor, gain);
    }
  }

  AdaptSettings settings_;
  std::size_t dim_, experts_, order_;
  bool shared_ = true;
  double gate_doubt_ = 0.0;
  double memory_ = 0.0, target_ = 0.0, samples_ = 0.0, step_ = 0.0, last_step_ = 0.0;
  std::size_t turn_ = 0;
  std::vector<double> centre_, scale_, sigma_, weight_, doubt_;
  std::vector<MirrorRow> rows_;
};

}  // namespace motet::test
