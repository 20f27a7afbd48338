// SPDX-License-Identifier: MIT
#include "start/gate_from_moments.hpp"

#include "start/bend.hpp"
#include "tensor/elementary.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

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

[[nodiscard]] float clamp(float value, float low, float high) noexcept {
  return value < low ? low : (value > high ? high : value);
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

/// The numbers of the stage, which outlive a slice: two bisections, one in the other, and what they serve. Places in scratch.
enum Number : std::uint8_t {
  lean,        // (E[t w] - a_2)'D / D'D
  share,       // E[f]
  along,       // D'v
  shorter,     // bracket the length of the gate
  longer,      //
  low,         // bracket its bias at one length
  high,        //
  mean_slope,  // means of the derivatives of the gate so far
  curve,       //
  jerk,        //
};

[[nodiscard]] float* difference_of(const Workspace& work) noexcept { return work.saved.gate; }              // D
[[nodiscard]] float* reach_of(const Workspace& work) noexcept { return work.saved.gate + work.row(); }      // E[f'] v
[[nodiscard]] float* product_of(const Workspace& work) noexcept { return work.saved.expert + work.row(); }  // M D

/// What does not change from correction to correction; false if the experts are too close to be separated.
[[nodiscard]] bool compare_experts(const Workspace& work, float* n) noexcept {
  const std::uint32_t rank = work.white.rank;
  const float* second = row_of(work, work.current.expert, 1);
  float* gate = row_of(work, work.current.gate, 0);
  float* difference = difference_of(work);
  tensor::copy(rank, row_of(work, work.current.expert, 0) + 1, difference);
  tensor::add_scaled(rank, -1.0f, second + 1, difference);
  const float square = tensor::dot(rank, difference, difference);
  if (!(square > 1e-4f)) return false;
  tensor::multiply(rank, work.bend, difference, product_of(work));
  tensor::copy(rank, linear_slope(work), gate + 1);
  tensor::add_scaled(rank, -1.0f, second + 1, gate + 1);
  n[lean] = tensor::dot(rank, gate + 1, difference) / square;
  tensor::fill(work.row(), 0.0f, gate);
  n[along] = n[mean_slope] = n[curve] = n[jerk] = 0.0f;
  return true;
}

/// What a gate along D adds to both is known once the gate is: from none, to a fixed point.
void correct(const Workspace& work, float* n) noexcept {
  const std::uint32_t rank = work.white.rank;
  const float* difference = difference_of(work);
  float* reach = reach_of(work);
  const float square = tensor::dot(rank, difference, difference);
  tensor::copy(rank, product_of(work), reach);
  tensor::add_scaled(rank, -n[jerk] * n[along] * n[along], row_of(work, work.current.gate, 0) + 1, reach);
  tensor::add_scaled(rank, -tensor::dot(rank, difference, reach) / (2.0f * square), difference, reach);
  for (std::uint32_t e = 0; e < rank; ++e) reach[e] /= square;
  n[share] = clamp(n[lean] - n[curve] * n[along] * n[along] / square, 0.02f, 0.98f);
  n[shorter] = 0.0f;
  n[longer] = longest_gate;
}

[[nodiscard]] float measure_reach(const Workspace& work) noexcept {
  return simd::root(tensor::dot(work.white.rank, reach_of(work), reach_of(work)));
}

/// The gate of this length and bias.
void place_gate(const Workspace& work, float length, float bias, const LogisticMeans& means, float* n) noexcept {
  const std::uint32_t rank = work.white.rank;
  float* gate = row_of(work, work.current.gate, 0);
  const float* reach = reach_of(work);
  const float size = measure_reach(work);
  gate[0] = bias;
  for (std::uint32_t e = 0; e < rank; ++e) gate[1 + e] = size > 1e-12f ? reach[e] * (length / size) : 0.0f;
  n[along] = tensor::dot(rank, difference_of(work), gate + 1);
  n[mean_slope] = means.slope;
  n[curve] = means.curve;
  n[jerk] = means.jerk;
}

/// One average of the logistic. Turn by turn: the bias by bisection and then the length at it, by bisection in its turn,
/// and after the last one the gate; and all that for each correction.
void search(const Workspace& work, std::uint32_t turn, float* n) noexcept {
  const std::uint32_t inner = turn % (bisections + 1);
  const std::uint32_t outer = turn / (bisections + 1) % (bisections + 1);
  if (inner == 0 && outer == 0) correct(work, n);
  const float length = 0.5f * (n[shorter] + n[longer]);
  if (inner == 0) {
    n[low] = -4.0f * (1.0f + length);
    n[high] = -n[low];
  }
  const float bias = 0.5f * (n[low] + n[high]);
  const LogisticMeans means = average_logistic(length, bias);
  if (inner < bisections) {
    (means.value < n[share] ? n[low] : n[high]) = bias;
  } else if (outer < bisections) {
    (length * means.slope < measure_reach(work) ? n[shorter] : n[longer]) = length;
  } else {
    place_gate(work, length, bias, means, n);
  }
}

}  // namespace

Status find_gate(Workspace& work) noexcept {
  Candidate& candidate = work.current;
  float* n = work.scratch;
  if (work.course().turn == 0 && !compare_experts(work, n)) return Status::no_gate;
  const std::uint32_t averages = corrections * (bisections + 1) * (bisections + 1);
  if (!take_turns(work, averages, [&](std::uint32_t turn) { search(work, turn, n); })) return Status::unfinished;
  tensor::fill(work.row(), 0.0f, row_of(work, candidate.gate, 1));

  const float intercept = -n[mean_slope] * n[along];
  const float floor = least_variance(work);
  const float* gate = row_of(work, candidate.gate, 0);
  const float variance = clamp(leave_variance(work, gate + 1, n[share], n[curve], intercept), floor, 1.0f);
  for (std::uint32_t i = 0; i < 2; ++i) {
    row_of(work, candidate.expert, i)[0] = intercept;
    candidate.variance[i] = variance;
  }
  candidate.weight[0] = n[share];
  candidate.weight[1] = 1.0f - n[share];
  return Status::ok;
}

}  // namespace motet::core::solve
