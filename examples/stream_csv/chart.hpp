// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "session.hpp"
#include "svg.hpp"

/// What the picture is called.
struct Labels {
  std::string file;
  std::string target;
  double origin;  ///< to be added to targets for the file's units
};

/// A stream as it went through a learner, from left to right: the target within its forecast, the regimes that ruled, the
/// weights of the members; dashed lines where a change was noticed.
[[nodiscard]] Svg draw(const Trace& trace, const Summary& summary, const Labels& labels);
