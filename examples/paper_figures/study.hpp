// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "plot.hpp"

/// Whether a sentence of the papers or their talks holds here; decided by numbers of this run.
struct Claim {
  std::string source;
  std::string words;
  std::string verdict;   ///< yes, no, in part
  std::string evidence;  ///< with the numbers
  std::string figure;
};

/// What a study has found.
struct Study {
  Figure figure;
  std::vector<Claim> claims{};
};

/// Runs task(0) .. task(count - 1) on both cores, and shows how far they are.
using Runner = std::function<void(const std::string& words, std::size_t count, const std::function<void(std::size_t)>& task)>;

/// Parameter error against the iterations of EM, from the tensor start and from random ones.
[[nodiscard]] Study study_iterations(bool quick, const Runner& run);
/// Error of the tensor start against the number of samples, for each activation.
[[nodiscard]] Study study_tensor(bool quick, const Runner& run);
/// How often each way finds all experts, against samples an input.
[[nodiscard]] Study study_success(bool quick, const Runner& run);
/// The rate at which EM for the gate converges, against the noise.
[[nodiscard]] Study study_gate(bool quick, const Runner& run);
