// SPDX-License-Identifier: MIT
#include "climb/correct_line.hpp"

#include "climb/lines.hpp"
#include "model/softmax.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

constexpr std::uint32_t most_passes = 4;
constexpr float luck = 4.0f;       // times the expected gain of a correction that corrects nothing
constexpr float resolved = 1e-2f;  // deviations squared: a variance that the moments know to a thousandth
constexpr float rounded = 1e-5f;   // deviations squared: below, the roundings of the moments are felt in a line

/// Whether the kept samples are all that the moments hold.
[[nodiscard]] bool keeps_all(const Workspace& work) noexcept {
  return work.settings().memory == 0.0f && work.course().accepted == work.samples();
}

/// Corrects the line; false, and nothing changed, where that is not worth it. sums.energy becomes that of the line.
[[nodiscard]] bool correct(Workspace& work, const Sums& sums) noexcept {
  const bool unseen = work.white.seen < work.white.rank;
  const bool first = work.course().climb.passes == 1 && (unseen || keeps_all(work));
  if (!first && !(work.current.variance[0] < rounded)) return false;
  const float before = sums.energy[0];
  copy(work, work.current, work.saved);
  maximise_expert(work, 0, work.current, sums);
  const float gain = before - sums.energy[0];
  const float expected = sums.energy[0] * (static_cast<float>(work.white_order()) / static_cast<float>(work.samples()));
  if (first || gain > luck * expected) return true;
  copy(work, work.saved, work.current);
  sums.energy[0] = before;
  return false;
}

/// The noise of a line that stands, and its likelihood.
void measure_noise(Workspace& work, float energy) noexcept {
  const float square = energy / static_cast<float>(work.samples());
  float& variance = work.current.variance[0];
  if (work.course().climb.passes > 1 || variance < resolved) {
    const float floor = least_variance(work);
    variance = square > floor ? square : floor;
  }
  work.current.loglik = -0.5f * (tensor::logarithm(variance) + square / variance) - model::half_log_two_pi;
}

}  // namespace

bool correct_line(Workspace& work) noexcept {
  Climb& climb = work.course().climb;
  Lines lines{work};
  while (true) {
    const Sums sums = lay_sums(work);
    if (!expect(lines, sums)) return false;
    ++climb.passes;
    if (climb.passes < most_passes && correct(work, sums)) continue;
    measure_noise(work, sums.energy[0]);
    return true;
  }
}

}  // namespace motet::core::solve
