// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "motet/bank.hpp"

namespace motet {

/// How well a member of the bank predicts.
struct MemberReport {
  Member member;
  float weight = 0.0f;  ///< in the vote; they add up to 1
  float loglik = 0.0f;  ///< mean log density of the last 1,000 samples or so, each before it was learnt; nats, user's units
};

/// The state of a learner. Of late: over the last 1,000 samples or so.
struct LearnerReport {
  std::uint64_t samples = 0;
  std::uint32_t members = 0;
  std::array<MemberReport, max_members> member{};
  float loglik = 0.0f;        ///< mean log density of the whole, of late; nats, user's units
  float covered = 0.0f;       ///< share of the targets that lay within their intervals of 95 %, of late
  std::uint32_t experts = 0;  ///< regimes of the mixture in force; 0: none yet
  float gain = 0.0f;          ///< by how much the best mixture is ahead of the best line, of late; nats a sample
  float memory = 0.0f;        ///< samples; the geometric mean of the members' memories, weighted by the vote
  std::uint32_t changes = 0;  ///< noticed
  std::uint32_t fits = 0;
  std::uint32_t replaced = 0;  ///< mixtures replaced by a fit
};

}  // namespace motet
