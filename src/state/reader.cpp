// SPDX-License-Identifier: MIT
#include "state/header.hpp"
#include "state/laws.hpp"
#include "stream/stream.hpp"

namespace motet::core {

using state::Decoder;

ImageReader::ImageReader(const Plan& plan) noexcept : shape_(image_shape(plan)), runs_(float_runs(plan)), plan_(&plan) {}

ImageReader::ImageReader(const ModelShape& shape, std::uint32_t dim) noexcept
    : shape_(image_shape(shape, dim)), runs_{{{0, shape.floats()}}}, model_(shape) {}

ImageReader::ImageReader(const EstimatorView& to) noexcept : ImageReader(*to.plan) {
  state_ = to.state;
  floats_ = to.block;
}

ImageReader::ImageReader(const ModelStore& to, std::uint32_t dim) noexcept : ImageReader(to.shape, dim) {
  size_ = to.size;
  floats_ = to.parameters;
}

void ImageReader::read(std::span<const std::byte> piece) noexcept {
  for (const std::byte byte : piece) take(byte);
}

void ImageReader::take(std::byte byte) noexcept {
  const std::size_t at = at_++;
  if (at >= ImageShape::header && header_ != Status::ok) return;
  if (at < shape_.checked()) crc_ = state::add_crc(crc_, byte);
  if (at < shape_.head()) {
    head_[at] = byte;
    if (at + 1 == ImageShape::header) header_ = state::check_header(shape_, head_);
    if (at + 1 == shape_.head()) read_fields();
    return;
  }
  word_ = (word_ >> 8) | (std::to_integer<std::uint32_t>(byte) << 24);
  if (at < shape_.checked() && (at - shape_.head()) % 4 == 3) take_float(word_);
}

void ImageReader::read_fields() noexcept {
  Decoder code(head_.data() + ImageShape::header);
  if (shape_.kind == ImageKind::estimator) {
    state::pass_fields(code, fields_);
    fields_.configured = Status::ok;
    possible_ = code.good() && state::lawful(*plan_, fields_);
  } else {
    state::pass_sizes(code, sizes_);
    possible_ = state::lawful(model_, shape_.dim, sizes_);
  }
}

void ImageReader::take_float(std::uint32_t bits) noexcept {
  while (index_ == runs_[run_].count) {
    ++run_;
    index_ = 0;
  }
  const float value = std::bit_cast<float>(bits);
  if (floats_ != nullptr) {
    floats_[runs_[run_].begin + index_] = value;
  } else if (possible_) {
    possible_ = shape_.kind == ImageKind::estimator ? state::lawful(fields_, run_, index_, value)
                                                    : state::lawful(model_, sizes_, index_, value);
  }
  ++index_;
}

/// What the bytes are worth, now that all are there.
Status ImageReader::judge() const noexcept {
  if (header_ != Status::ok) return header_;
  if (at_ != shape_.bytes()) return Status::wrong_length;
  if (word_ != crc_) return Status::damaged;
  return possible_ ? Status::ok : Status::impossible;
}

void ImageReader::empty() noexcept {
  if (state_ != nullptr) static_cast<void>(configure({plan_, state_, floats_}, state_->settings));
  if (size_ != nullptr) *size_ = ModelSize{};
}

Status ImageReader::finish() noexcept {
  const Status status = judge();
  if (status != Status::ok) {
    empty();
  } else if (state_ != nullptr) {
    *state_ = fields_;
    stream::set_framed(*state_, fields_.framed);
  } else if (size_ != nullptr) {
    *size_ = sizes_;
  }
  return status;
}

namespace {

/// Checks an image, or takes it over. A call of its own, so that the two readers are not on the stack together.
template <class... Shape>
[[gnu::noinline]] Status read_through(std::span<const std::byte> from, const Shape&... shape) noexcept {
  ImageReader reader(shape...);
  reader.read(from);
  return reader.finish();
}

}  // namespace

Status load(std::span<const std::byte> from, const EstimatorView& to) noexcept {
  const Status status = read_through(from, *to.plan);
  return status == Status::ok ? read_through(from, to) : status;
}

Status load(std::span<const std::byte> from, const ModelStore& to, std::uint32_t dim) noexcept {
  const Status status = read_through(from, to.shape, dim);
  return status == Status::ok ? read_through(from, to, dim) : status;
}

}  // namespace motet::core
