// SPDX-License-Identifier: MIT
#include "learn/quantile.hpp"

#include "tensor/student.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr float near = 1e-3f;  // of the tail asked for
constexpr std::uint32_t ceiling = 40;

}  // namespace

float weigh_tail(const Spread& spread, bool below, float y) noexcept {
  float sum = 0.0f;
  for (std::uint32_t m = 0; m < spread.count; ++m) {
    const float off = (y - spread.members[m].mean) / spread.members[m].width;
    sum = simd::fused(spread.members[m].weight, tensor::evaluate_student_tail(below ? -off : off), sum);
  }
  return sum;
}

float mean_of(const Spread& spread) noexcept {
  const MemberState* members = spread.members;
  float narrowest = members[0].width;
  for (std::uint32_t m = 1; m < spread.count; ++m) narrowest = members[m].width < narrowest ? members[m].width : narrowest;
  // About one of them, so that a small spread about a large mean keeps its digits.
  const float first = members[0].mean;
  float sum = 0.0f;
  float total = 0.0f;
  for (std::uint32_t m = 0; m < spread.count; ++m) {
    const float part = narrowest / members[m].width;
    const float weight = members[m].weight * part * part;
    total += weight;
    sum = simd::fused(weight, members[m].mean - first, sum);
  }
  return first + sum / total;
}

float deviation_of(const Spread& spread, float mean) noexcept {
  float sum = 0.0f;
  for (std::uint32_t m = 0; m < spread.count; ++m) {
    const float off = spread.members[m].mean - mean;
    const float width = spread.members[m].width;
    sum = simd::fused(spread.members[m].weight, simd::fused(off, off, 3.0f * width * width), sum);
  }
  return simd::root(sum);
}

float find_quantile(const Spread& spread, bool below, float tail) noexcept {
  // The quantile of a mixture lies between those of its parts.
  const float reach = tensor::bound_student_quantile(tail);
  const float sign = below ? -1.0f : 1.0f;
  float inner = spread.members[0].mean;
  float outer = inner;
  for (std::uint32_t m = 0; m < spread.count; ++m) {
    const MemberState& member = spread.members[m];
    const float far = simd::fused(sign * reach, member.width, member.mean);
    if (sign * member.mean < sign * inner) inner = member.mean;
    if (sign * far > sign * outer) outer = far;
  }
  for (std::uint32_t pass = 0; pass < ceiling; ++pass) {
    const float middle = 0.5f * inner + 0.5f * outer;
    const float over = weigh_tail(spread, below, middle) - tail;
    (over > 0.0f ? inner : outer) = middle;
    if ((over < 0.0f ? -over : over) <= near * tail) return middle;
  }
  return 0.5f * inner + 0.5f * outer;
}

}  // namespace motet::core::learn
