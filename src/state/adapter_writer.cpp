// SPDX-License-Identifier: MIT
#include "motet/adapter_image.hpp"
#include "motet/state.hpp"
#include "state/adapter_laws.hpp"
#include "state/header.hpp"

namespace motet::core {

AdapterWriter::AdapterWriter(const AdapterSource& adapter) noexcept
    : from_(adapter), shape_(image_shape(*adapter.plan)), runs_(float_runs(*adapter.plan)) {
  state::Encoder code = state::write_header(shape_, head_);
  state::pass_adapter(code, *adapter.state);
}

/// The bits of the float at hand; 0 if it is no number.
std::uint32_t AdapterWriter::current() const noexcept {
  const float value = from_.block[runs_[run_].begin + index_];
  return state::locate_float(from_.state->size, run_, index_).number ? std::bit_cast<std::uint32_t>(value) : 0u;
}

std::byte AdapterWriter::next() noexcept {
  const std::size_t at = at_++;
  if (at < shape_.head()) return head_[at];
  if (at >= shape_.checked()) return at < shape_.bytes() ? state::byte_of(crc_, at - shape_.checked()) : std::byte{0xff};
  while (index_ == runs_[run_].count) {
    ++run_;
    index_ = 0;
  }
  const std::size_t place = (at - shape_.head()) % 4;
  const std::byte byte = state::byte_of(current(), place);
  if (place == 3) ++index_;
  return byte;
}

void AdapterWriter::write(std::span<std::byte> piece) noexcept {
  for (std::byte& byte : piece) {
    byte = next();
    if (at_ <= shape_.checked()) crc_ = state::add_crc(crc_, byte);
  }
}

Status save(const AdapterSource& from, std::span<std::byte> to) noexcept {
  if (from.state->configured != Status::ok) return from.state->configured;
  if (to.size() != image_shape(*from.plan).bytes()) return Status::wrong_length;
  AdapterWriter(from).write(to);
  return Status::ok;
}

}  // namespace motet::core
