// SPDX-License-Identifier: MIT
#include "learn/vote.hpp"

#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

void begin_vote(std::uint32_t count, MemberState* members) noexcept {
  for (std::uint32_t m = 0; m < count; ++m) members[m].weight = 1.0f / static_cast<float>(count);
}

float settle_vote(float share, std::uint32_t count, MemberState* members) noexcept {
  float joint[max_members];  // w p, of the largest p
  for (std::uint32_t m = 0; m < count; ++m) joint[m] = members[m].log_density;
  tensor::Exponentials found;
  tensor::exponentiate(count, joint, found);
  float sum = 0.0f;
  for (std::uint32_t m = 0; m < count; ++m) sum += joint[m] *= members[m].weight;
  const float kept = (1.0f - share) / sum;
  const float dealt = share / static_cast<float>(count);
  for (std::uint32_t m = 0; m < count; ++m) members[m].weight = simd::fused(kept, joint[m], dealt);
  return found.largest + tensor::logarithm(sum);
}

void restart_weight(float share, std::uint32_t which, std::uint32_t count, MemberState* members) noexcept {
  const float before = members[which].weight;
  const float dealt = share / static_cast<float>(count);
  if (before <= dealt) return;
  const float grown = (1.0f - dealt) / (1.0f - before);
  for (std::uint32_t m = 0; m < count; ++m) members[m].weight *= grown;
  members[which].weight = dealt;
}

}  // namespace motet::core::learn
