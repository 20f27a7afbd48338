// SPDX-License-Identifier: MIT
#include "image/adapter_laws.hpp"
#include "image/walk.hpp"
#include "motet/detail/adapter_image.hpp"
#include "motet/state.hpp"

namespace motet::core {

AdapterWriter::AdapterWriter(const AdapterSource& adapter) noexcept
    : from_(adapter), shape_(image_shape(*adapter.plan)), runs_(float_runs(*adapter.plan)) {
  image::Encoder code = image::write_header(shape_, head_);
  image::pass_adapter(code, *adapter.state);
}

/// The bits of the float at hand; 0 if it is no number.
std::uint32_t AdapterWriter::current() const noexcept {
  const float value = from_.block[runs_[at_.run].begin + at_.index];
  return image::locate_float(from_.state->size, at_.run, at_.index).number ? std::bit_cast<std::uint32_t>(value) : 0u;
}

void AdapterWriter::write(std::span<std::byte> piece) noexcept {
  image::write_bytes(piece, shape_, head_, runs_, at_, [this] { return current(); });
}

Status save(const AdapterSource& from, std::span<std::byte> to) noexcept {
  if (from.state->configured != Status::ok) return from.state->configured;
  if (to.size() != image_shape(*from.plan).bytes()) return Status::wrong_length;
  AdapterWriter(from).write(to);
  return Status::ok;
}

}  // namespace motet::core
