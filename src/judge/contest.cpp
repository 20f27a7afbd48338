// SPDX-License-Identifier: MIT
#include "motet/contest.hpp"

#include "tensor/vector.hpp"

namespace motet::core {

namespace {

constexpr std::uint32_t least_blocks = 8;  // behind a standard error

/// Blocks of a candidate, then its run.
template <class Contest>
[[nodiscard]] auto* row_of(const Contest& contest, std::uint32_t candidate) noexcept {
  return contest.sums + candidate * (contest_blocks + 1);
}

/// Joins neighbours: half as many blocks, twice as long.
void join_blocks(const ContestView& contest) noexcept {
  ContestState& state = *contest.state;
  state.full /= 2;
  state.length *= 2;
  for (std::uint32_t i = 0; i < contest.candidates; ++i) {
    float* block = row_of(contest, i);
    for (std::uint32_t b = 0; b < state.full; ++b) block[b] = block[2 * b] + block[2 * b + 1];
    tensor::fill(contest_blocks - state.full, 0.0f, block + state.full);
    state.from[i] = (state.from[i] + 1) / 2;
  }
}

/// Mean score a sample over blocks first .. full - 1.
[[nodiscard]] float average(const ContestSource& contest, std::uint32_t first, std::uint32_t candidate) noexcept {
  const float* block = row_of(contest, candidate);
  const float scale = 1.0f / static_cast<float>(contest.state->length);
  float sum = 0.0f;
  for (std::uint32_t b = first; b < contest.state->full; ++b) sum = simd::fused(block[b], scale, sum);
  return sum / static_cast<float>(contest.state->full - first);
}

/// Standard error of `lead`, the mean difference of two candidates over blocks first .. full - 1.
[[nodiscard]] float measure_error(const ContestSource& contest, std::uint32_t first, std::uint32_t best, std::uint32_t other,
                                  float lead) noexcept {
  const float* ahead = row_of(contest, best);
  const float* behind = row_of(contest, other);
  const float scale = 1.0f / static_cast<float>(contest.state->length);
  const float count = static_cast<float>(contest.state->full - first);
  float squares = 0.0f;
  for (std::uint32_t b = first; b < contest.state->full; ++b) {
    const float off = simd::fused(ahead[b] - behind[b], scale, -lead);
    squares = simd::fused(off, off, squares);
  }
  return simd::root(squares / (count * (count - 1.0f)));
}

}  // namespace

void begin_contest(const ContestView& contest) noexcept {
  *contest.state = ContestState{};
  tensor::fill(contest.candidates * (contest_blocks + 1), 0.0f, contest.sums);
}

void join_contest(const ContestView& contest) noexcept {
  ContestState& state = *contest.state;
  state.from[state.entered++] = state.full + (state.in_block > 0 ? 1u : 0u);
}

void add_scores(const ContestView& contest, const float* scores) noexcept {
  ContestState& state = *contest.state;
  if (state.length == 0) state.length = contest_first_length;
  if (state.full == contest_blocks) join_blocks(contest);
  ++state.in_run;
  ++state.in_block;
  const bool end = state.in_block == state.length;
  for (std::uint32_t i = 0; i < contest.candidates; ++i) {
    float* block = row_of(contest, i);
    float& run = block[contest_blocks];
    run += scores[i];
    if (state.in_run < contest_run_length && !end) continue;
    block[state.full] += run;
    run = 0.0f;
  }
  if (state.in_run == contest_run_length || end) state.in_run = 0;
  if (!end) return;
  state.in_block = 0;
  ++state.full;
}

void judge_contest(const ContestSource& contest, Verdict& verdict) noexcept {
  const ContestState& state = *contest.state;
  verdict = Verdict{};
  const std::uint32_t first = state.full / 2;  // older samples were predicted by models of far fewer
  if (state.full - first < least_blocks) return;
  std::uint32_t count = 0;
  while (count < state.entered && state.from[count] <= first) ++count;
  if (count == 0) return;
  std::uint32_t best = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    verdict.score[i] = average(contest, first, i);
    if (verdict.score[i] > verdict.score[best]) best = i;
  }
  verdict.candidates = count;
  verdict.best = best + 1;
  verdict.samples = std::uint64_t{state.full - first} * state.length;
  for (std::uint32_t i = count; i-- > 0;) {
    const float lead = verdict.score[best] - verdict.score[i];
    verdict.error[i] = measure_error(contest, first, best, i, lead);
    if (i <= best && lead <= verdict.error[i]) verdict.experts = i + 1;
  }
}

}  // namespace motet::core
