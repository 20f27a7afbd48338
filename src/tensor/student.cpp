// SPDX-License-Identifier: MIT
#include "tensor/student.hpp"

#include "simd/word.hpp"
#include "tensor/elementary.hpp"

namespace motet::core::tensor {

namespace {

using simd::fused;

constexpr float root_three = 1.7320508f;
constexpr float far = 1e12f;                 // the tail there is 1e-36, the last normal floats
constexpr float log_height = -1.000888768f;  // log of 2 / (pi root 3)
constexpr float tail_factor = 1.1026578f;    // 6 root 3 / (3 pi): t^3 P(T > t) of an infinite t

// Both minimise the relative error at Chebyshev's nodes: 2.4e-8 and 7.3e-8.

/// ((atan u) + u / (1 + u^2)) / (pi u) of u^2 <= 1.
[[nodiscard]] float evaluate_middle(float square) noexcept {
  return evaluate_polynomial(square, -0.007919459889324236f, 0.047606086276704145f, -0.13231984424388507f, 0.23305527363264067f,
                             -0.30702696474049923f, 0.34409666736849254f, -0.362416389595438f, 0.381870030844772f,
                             -0.42441017146917165f, 0.636619757391412f);
}

/// ((atan q) - q / (1 + q^2)) / (pi q^3) of q^2 <= 1.
[[nodiscard]] float evaluate_end(float square) noexcept {
  return evaluate_polynomial(square, -0.006904095277795591f, 0.041356937775379826f, -0.11428545370275628f, 0.19929848792669533f,
                             -0.25806568644599615f, 0.2808670559273038f, -0.2817303156618927f, 0.2727467839568716f,
                             -0.2546452417218905f, 0.2122065775198195f);
}

}  // namespace

float evaluate_student_tail(float t) noexcept {
  const float size = t < 0.0f ? -t : t;
  if (!(size <= far)) return t < 0.0f ? 1.0f : 0.0f;
  float tail;
  if (size <= root_three) {
    const float u = size / root_three;
    tail = fused(-u, evaluate_middle(u * u), 0.5f);
  } else {
    const float q = root_three / size;
    const float square = q * q;
    tail = square * q * evaluate_end(square);
  }
  return t < 0.0f ? 1.0f - tail : tail;
}

float evaluate_student_log_density(float t) noexcept {
  constexpr float third = 0.33333333f;
  const float size = t < 0.0f ? -t : t;
  if (size > 1e6f) return log_height - 4.0f * logarithm(size) + 2.0f * 1.09861229f;
  return fused(-2.0f, logarithm(fused(size * size, third, 1.0f)), log_height);
}

float evaluate_student_log_density(float t, float scale) noexcept {
  constexpr float third = 0.33333333f;
  if (!(t <= 1000.0f && t >= -1000.0f)) return evaluate_student_log_density(t) - logarithm(scale);
  const float q = fused(t * t, third, 1.0f);
  return log_height - logarithm(q * q * scale);
}

float bound_student_quantile(float tail) noexcept {
  constexpr float third = 0.33333333f;
  return exponential(third * logarithm(tail_factor / tail));
}

}  // namespace motet::core::tensor
