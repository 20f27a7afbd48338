// SPDX-License-Identifier: MIT
#include "motet/detail/contest_image.hpp"

#include "image/image_reader.hpp"
#include "image/image_writer.hpp"
#include "image/laws.hpp"

namespace motet::core {

namespace image {

namespace {

template <class Coder, class AnyState>
void pass_state(Coder& code, AnyState& s) noexcept {
  pass(code, s.fitted_at, s.entered, s.length, s.full, s.in_block, s.in_run, s.from);
}

/// Whether blocks and candidates agree with each other and with the bound.
[[nodiscard]] bool lawful(std::uint32_t candidates, const ContestState& s) noexcept {
  const bool begun = (s.length & (s.length - 1u)) == 0 && s.length >= contest_first_length && s.full <= contest_blocks &&
                     s.in_block < s.length && s.in_run < contest_run_length && s.in_run <= s.in_block;
  bool good = s.entered <= candidates && (begun || (s.length | s.full | s.in_block | s.in_run) == 0);
  for (std::uint32_t i = 0; i < max_experts; ++i) good &= s.from[i] <= (i < candidates ? s.full + 1u : 0u);
  return good;
}

}  // namespace

template <>
struct Subject<ContestImage> {
  static const float* block(const ContestSource& from) noexcept { return from.sums; }
  static float* block(const ContestView& to) noexcept { return to.sums; }

  static void write_fields(Encoder& code, const ContestSource& from) noexcept { pass_state(code, *from.state); }

  static Status read_fields(Decoder& code, std::uint32_t candidates, ContestState& state) noexcept {
    pass_state(code, state);
    return lawful(candidates, state) ? Status::ok : Status::impossible;
  }

  static bool is_number(const ContestSource&, std::uint32_t, std::uint32_t) noexcept { return true; }

  static Status judge(std::uint32_t, const ContestState&, std::uint32_t, std::uint32_t, float value) noexcept {
    return finite(value) ? Status::ok : Status::impossible;
  }

  static void take_over(std::uint32_t, const ContestView& to, const ContestState& state) noexcept { *to.state = state; }
  static void empty(const ContestView& to) noexcept { begin_contest(to); }
};

}  // namespace image

template class ImageReader<ContestImage>;
template class ImageWriter<ContestImage>;

}  // namespace motet::core
