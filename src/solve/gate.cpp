// SPDX-License-Identifier: MIT
#include "solve/gate.hpp"

#include "solve/candidate.hpp"
#include "solve/transform.hpp"
#include "solve/whiten.hpp"
#include "tensor/elementary.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"

namespace motet::solve {

namespace {

constexpr float longest_gate = 16.0f;  // logits a deviation: steeper looks the same
constexpr std::uint32_t bisections = 24;
constexpr std::uint32_t corrections = 6;

/// Means over Z ~ N(0,1) of the logistic f(length Z + bias) and of its first three derivatives.
struct LogisticMeans {
  float value = 0.0f, slope = 0.0f, curve = 0.0f, jerk = 0.0f;
};

/// Trapezoid rule on -6..6 in steps of 1/4: the integrand is smooth and dies at both ends.
[[nodiscard]] LogisticMeans average_logistic(float length, float bias) noexcept {
  LogisticMeans means;
  for (std::int32_t n = -24; n <= 24; ++n) {
    const float z = 0.25f * static_cast<float>(n);
    const float weight = 0.25f * 0.39894228f * tensor::exponential(-0.5f * z * z);
    const float f = 1.0f / (1.0f + tensor::exponential(-(length * z + bias)));
    const float slope = f * (1.0f - f);
    means.value += weight * f;
    means.slope += weight * slope;
    means.curve += weight * slope * (1.0f - 2.0f * f);
    means.jerk += weight * slope * (1.0f - 6.0f * slope);
  }
  return means;
}

/// The bias at which the mean of the logistic is `share`.
[[nodiscard]] float find_bias(float length, float share) noexcept {
  float low = -4.0f * (1.0f + length);
  float high = -low;
  for (std::uint32_t n = 0; n < bisections; ++n) {
    const float middle = 0.5f * (low + high);
    (average_logistic(length, middle).value < share ? low : high) = middle;
  }
  return 0.5f * (low + high);
}

/// The length at which length x mean slope is `reach`; it rises with the length.
[[nodiscard]] float find_length(float reach, float share) noexcept {
  float low = 0.0f;
  float high = longest_gate;
  for (std::uint32_t n = 0; n < bisections; ++n) {
    const float middle = 0.5f * (low + high);
    (middle * average_logistic(middle, find_bias(middle, share)).slope < reach ? low : high) = middle;
  }
  return 0.5f * (low + high);
}

[[nodiscard]] float clamp(float value, float low, float high) noexcept {
  return value < low ? low : (value > high ? high : value);
}

/// image = E[t (ww' - I)] d.
void multiply_bend(const Workspace& work, const float* d, float* image) noexcept {
  const std::uint32_t rank = work.white.rank;
  Shelf shelf(work.scratch);
  float* matrix = shelf.take(pair_count(work.dim()));
  float* slice = shelf.take(pair_count(work.order()));
  float* row = shelf.take(4 * row_tiles(work.dim()));
  float* scratch = shelf.take(work.order());
  const LabelTransform t = standardise_label(work.white);
  tensor::fill(work.order(), 0.0f, scratch);
  scratch[0] = 1.0f;
  tensor::contract(work.levels(), t.weight, scratch, slice, row);
  whiten_matrix(work, slice, matrix, scratch);
  tensor::multiply(rank, matrix, d, image);
}

/// What E[t^2] = 1 leaves for the noise: less pi_i |a_i|^2 and what the gate's bend adds to each; then more by
/// the mean square of the prediction's own error, as the slopes are good to about 3.6 sqrt(rank / samples).
[[nodiscard]] float leave_variance(const Workspace& work, const float* gate, float share, float curve,
                                   float intercept) noexcept {
  const std::uint32_t rank = work.white.rank;
  float variance = 1.0f + intercept * intercept;
  const float error = 6.5f * static_cast<float>(rank) / work.white.effective;
  for (std::uint32_t i = 0; i < 2; ++i) {
    const float* slope = row_of(work, work.current.expert, i) + 1;
    const float along = tensor::dot(rank, slope, gate);
    const float sign = i == 0 ? 1.0f : -1.0f;
    variance -= (i == 0 ? share : 1.0f - share) * tensor::dot(rank, slope, slope) + sign * curve * along * along;
  }
  return (variance > 0.0f ? variance : 0.0f) + error;
}

}  // namespace

Status find_gate(Workspace& work) noexcept {
  const std::uint32_t rank = work.white.rank;
  Candidate& candidate = work.current;
  float* first = row_of(work, candidate.expert, 0);
  float* second = row_of(work, candidate.expert, 1);
  float* gate = row_of(work, candidate.gate, 0);
  float* difference = work.saved.gate;          // D
  float* reach = work.saved.gate + work.row();  // E[f'] v
  float* bend = work.saved.expert;              // M D

  tensor::copy(rank, first + 1, difference);
  tensor::add_scaled(rank, -1.0f, second + 1, difference);
  const float square = tensor::dot(rank, difference, difference);
  if (!(square > 1e-4f)) return Status::no_gate;

  multiply_bend(work, difference, bend);
  fit_linear(work, gate + 1);
  tensor::add_scaled(rank, -1.0f, second + 1, gate + 1);
  const float lean = tensor::dot(rank, gate + 1, difference) / square;  // (E[t w] - a_2)'D / D'D

  // What a gate along D adds to both is known once the gate is: from none, to a fixed point.
  LogisticMeans means;
  float share = 0.5f;
  float along = 0.0f;  // D'v
  tensor::fill(rank, 0.0f, gate + 1);
  for (std::uint32_t n = 0; n < corrections; ++n) {
    tensor::copy(rank, bend, reach);
    tensor::add_scaled(rank, -means.jerk * along * along, gate + 1, reach);
    tensor::add_scaled(rank, -tensor::dot(rank, difference, reach) / (2.0f * square), difference, reach);
    for (std::uint32_t e = 0; e < rank; ++e) reach[e] /= square;
    share = clamp(lean - means.curve * along * along / square, 0.02f, 0.98f);
    const float size = simd::root(tensor::dot(rank, reach, reach));
    const float length = find_length(size, share);
    gate[0] = find_bias(length, share);
    for (std::uint32_t e = 0; e < rank; ++e) gate[1 + e] = size > 1e-12f ? reach[e] * (length / size) : 0.0f;
    along = tensor::dot(rank, difference, gate + 1);
    means = average_logistic(length, gate[0]);
  }
  tensor::fill(work.row(), 0.0f, row_of(work, candidate.gate, 1));

  const float intercept = -means.slope * along;
  const float floor = work.settings().sigma_floor * work.settings().sigma_floor;
  const float variance = clamp(leave_variance(work, gate + 1, share, means.curve, intercept), floor, 1.0f);
  for (std::uint32_t i = 0; i < 2; ++i) {
    row_of(work, candidate.expert, i)[0] = intercept;
    candidate.variance[i] = variance;
  }
  candidate.weight[0] = share;
  candidate.weight[1] = 1.0f - share;
  return Status::ok;
}

}  // namespace motet::solve
