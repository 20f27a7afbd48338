// SPDX-License-Identifier: MIT
#pragma once

#include "motet/report.hpp"
#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// Tells what a fit saw and did: of the stream, of its starts (work.found), of the winner (work.best).
///
/// shape   window: samples that were kept while it went on
/// unit    likelihoods and noise in the user's units
void write_report(const Workspace& work, std::uint32_t window, Report& report) noexcept;

}  // namespace motet::core::solve
