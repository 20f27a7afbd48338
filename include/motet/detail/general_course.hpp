// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"
#include "motet/settings.hpp"

// Where the fit of a general model stands between two of its slices, beside the Course of the estimator. It lies in the model:
// an estimator that fits none has no room for it. A user has no need to read it.

namespace motet::core {

/// Which piece, an expert that was found, takes which place of a form: expert i takes piece source[i].
struct Placement {
  std::uint8_t source[max_experts];
  float score;  ///< nats: about what the tree's decisions explain
};

/// Placements that are refined, and that are looked at before.
inline constexpr std::uint32_t most_placed = 6;
inline constexpr std::uint32_t most_screened = 1024;

/// The placements of the pieces that are tried, best first.
struct Placements {
  Placement best[most_placed];
  Placement next;              ///< the one that is looked at
  std::uint16_t screened = 0;  ///< looked at so far
  std::uint8_t count = 0;      ///< of best
  bool gathered = false;       ///< the samples have been read for them
  bool listed = false;         ///< best is final
};

struct GeneralCourse {
  Placements placements;
  const GeneralCourse* self = nullptr;  ///< where it lies; a copy is no fit
  std::uint16_t serial = 0;             ///< that of the Course
  std::uint8_t tried = 0;               ///< of them
  std::uint8_t held[max_experts];       ///< the piece that expert i of the likeliest candidate is
  bool placed = false;                  ///< the likeliest candidate is of the form, no more of pieces behind a softmax
  bool again = false;                   ///< the experts are placed a second time
};

}  // namespace motet::core
