// SPDX-License-Identifier: MIT
#include "learn/vote.hpp"

#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core::learn {

void begin_vote(std::uint32_t count, MemberState* members) noexcept {
  const float even = -tensor::logarithm(static_cast<float>(count));
  for (std::uint32_t m = 0; m < count; ++m) members[m].log_weight = even;
}

float weight_of(const MemberState& member) noexcept { return tensor::exponential(member.log_weight); }

float settle_vote(float share, std::uint32_t count, MemberState* members) noexcept {
  float joint[max_members];  // log w p
  for (std::uint32_t m = 0; m < count; ++m) joint[m] = members[m].log_weight + members[m].log_density;
  float log_posterior[max_members];
  for (std::uint32_t m = 0; m < count; ++m) log_posterior[m] = joint[m];
  tensor::Exponentials found;
  tensor::exponentiate(count, joint, found);
  const float log_sum = tensor::logarithm(found.sum);
  const float dealt = share / static_cast<float>(count);
  for (std::uint32_t m = 0; m < count; ++m) {
    const float posterior = log_posterior[m] - found.largest - log_sum;
    members[m].log_weight =
        share > 0.0f ? tensor::logarithm(simd::fused(1.0f - share, joint[m] / found.sum, dealt)) : posterior;
  }
  return found.largest + log_sum;
}

}  // namespace motet::core::learn
