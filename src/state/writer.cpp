// SPDX-License-Identifier: MIT
#include "state/header.hpp"
#include "state/laws.hpp"

namespace motet::core {

using state::byte_of;
using state::Encoder;
using state::write_header;

ImageWriter::ImageWriter(const EstimatorSource& estimator) noexcept
    : shape_(image_shape(*estimator.plan)), runs_(float_runs(*estimator.plan)), floats_(estimator.block) {
  if (estimator.state->framed) order_ = estimator.state->settings.dim + 1u;
  kept_ = estimator.state->kept * (estimator.state->settings.dim + 1u);
  Encoder code = write_header(shape_, head_);
  state::pass_fields(code, *estimator.state);
}

ImageWriter::ImageWriter(const ModelView& model, std::uint32_t dim) noexcept
    : shape_(image_shape(model.shape, dim)), runs_{{{0, model.shape.floats()}}}, floats_(model.parameters), size_(model.size) {
  Encoder code = write_header(shape_, head_);
  state::pass_sizes(code, model.size);
}

/// Whether the float at hand is a number; it is none in the padding, behind the rows in use, or of an expert that the model
/// has not.
bool ImageWriter::is_number() const noexcept {
  if (shape_.kind == ImageKind::model) return state::is_parameter({shape_.experts, padded(shape_.dim)}, size_, index_);
  if (run_ == state::reservoir_run) return index_ < kept_;
  return order_ == 0 || run_ > state::young_run || state::locate(order_, index_).moment;
}

/// The bits of the float at hand; 0 if it is no number.
std::uint32_t ImageWriter::current() const noexcept {
  return is_number() ? std::bit_cast<std::uint32_t>(floats_[runs_[run_].begin + index_]) : 0u;
}

std::byte ImageWriter::next() noexcept {
  const std::size_t at = at_++;
  if (at < shape_.head()) return head_[at];
  if (at >= shape_.checked()) return at < shape_.bytes() ? byte_of(crc_, at - shape_.checked()) : std::byte{0xff};
  while (index_ == runs_[run_].count) {
    ++run_;
    index_ = 0;
  }
  const std::size_t place = (at - shape_.head()) % 4;
  const std::byte byte = byte_of(current(), place);
  if (place == 3) ++index_;
  return byte;
}

void ImageWriter::write(std::span<std::byte> piece) noexcept {
  for (std::byte& byte : piece) {
    byte = next();
    if (at_ <= shape_.checked()) crc_ = state::add_crc(crc_, byte);
  }
}

Status save(const EstimatorSource& from, std::span<std::byte> to) noexcept {
  if (from.state->configured != Status::ok) return from.state->configured;
  if (to.size() != image_shape(*from.plan).bytes()) return Status::wrong_length;
  ImageWriter(from).write(to);
  return Status::ok;
}

Status save(const ModelView& from, std::uint32_t dim, std::span<std::byte> to) noexcept {
  if (to.size() != image_shape(from.shape, dim).bytes()) return Status::wrong_length;
  ImageWriter(from, dim).write(to);
  return Status::ok;
}

}  // namespace motet::core
