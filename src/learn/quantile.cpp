// SPDX-License-Identifier: MIT
#include "learn/quantile.hpp"

#include "tensor/student.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

namespace {

constexpr float near = 1e-3f;  // of the tail asked for
constexpr std::uint32_t secants = 8;
constexpr std::uint32_t ceiling = secants + 40;  // halvings

/// What a quantile lies between.
struct Bracket {
  float inner, outer;
  float centre, guess;  // of the members, by weight: their means, and their quantiles

  [[nodiscard]] float middle() const noexcept { return 0.5f * inner + 0.5f * outer; }
  [[nodiscard]] bool holds(float y) const noexcept { return (inner < y && y < outer) || (outer < y && y < inner); }
};

/// The quantile of a mixture lies between those of its parts; `reach` widths, with its sign, is the bound of each.
[[nodiscard]] Bracket enclose(const Spread& spread, float reach) noexcept {
  const float first = spread.members[0].mean;
  Bracket bracket{first, first, 0.0f, 0.0f};
  for (std::uint32_t m = 0; m < spread.count; ++m) {
    const MemberState& member = spread.members[m];
    const float far = simd::fused(reach, member.width, member.mean);
    if (reach < 0.0f ? member.mean > bracket.inner : member.mean < bracket.inner) bracket.inner = member.mean;
    if (reach < 0.0f ? far < bracket.outer : far > bracket.outer) bracket.outer = far;
    bracket.centre = simd::fused(member.weight, member.mean - first, bracket.centre);
    bracket.guess = simd::fused(member.weight, far - first, bracket.guess);
  }
  bracket.centre += first;
  bracket.guess += first;
  return bracket;
}

/// About 1 - cbrt(tail / beyond): 0 where they are equal, and right to 3 % within a factor of 2.
[[nodiscard]] float gap_of(float beyond, float tail) noexcept { return (beyond - tail) / (2.0f * beyond + tail); }

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
  const float reach = tensor::bound_student_quantile(tail);
  Bracket bracket = enclose(spread, below ? -reach : reach);
  // The tail of t falls as the cube of the distance: the gap is nearly a line in y, at the centre 1. Its secants take about
  // four passes; halving, where they fail, is sure to end.
  float before = bracket.centre;
  float gap_before = 1.0f;
  float at = bracket.guess;
  for (std::uint32_t pass = 0; pass < ceiling; ++pass) {
    const float beyond = weigh_tail(spread, below, at);
    const float over = beyond - tail;
    (over > 0.0f ? bracket.inner : bracket.outer) = at;
    if ((over < 0.0f ? -over : over) <= near * tail) return at;
    const float gap = gap_of(beyond, tail);
    const float next = simd::fused(at - before, gap / (gap_before - gap), at);
    before = at;
    gap_before = gap;
    at = pass < secants && bracket.holds(next) ? next : bracket.middle();
  }
  return bracket.middle();
}

}  // namespace motet::core::learn
