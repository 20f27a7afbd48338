// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"

namespace motet {

/// Settings of a learner. Nothing has to be set.
struct LearnerSettings {
  std::uint32_t dim = 0;               ///< inputs; 1..Dim, 0 = Dim
  std::uint32_t work_per_sample = 64;  ///< elementary steps of a fit that `learn` does; 0..1e9. 0: only `work` does them,
                                       ///< and lets the mixtures begin
  std::uint64_t seed = 1;              ///< any: which samples the window keeps
  float range = 1e15f;                 ///< user's units; 1e-15..1e15: larger inputs and targets are refused
};

}  // namespace motet
