// SPDX-License-Identifier: MIT
#include "image/laws.hpp"
#include "image/walk.hpp"
#include "stream/stream.hpp"

namespace motet::core {

using image::Decoder;

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
  image::read_bytes(
      piece, shape_, head_, runs_, at_, [this] { read_fields(); }, [this](float value) { take_float(value); });
}

void ImageReader::read_fields() noexcept {
  Decoder code(head_.data() + ImageShape::header);
  if (shape_.kind == ImageKind::estimator) {
    image::pass_fields(code, fields_);
    fields_.configured = Status::ok;
    at_.possible = code.good() && image::lawful(*plan_, fields_);
  } else {
    image::pass_sizes(code, sizes_);
    at_.possible = image::lawful(model_, shape_.dim, sizes_);
  }
}

void ImageReader::take_float(float value) noexcept {
  if (floats_ != nullptr) {
    floats_[runs_[at_.run].begin + at_.index] = value;
  } else if (at_.possible) {
    at_.possible = shape_.kind == ImageKind::estimator ? image::lawful(fields_, at_.run, at_.index, value)
                                                       : image::lawful(model_, sizes_, at_.index, value);
  }
}

void ImageReader::empty() noexcept {
  if (state_ != nullptr) static_cast<void>(configure({plan_, state_, floats_}, state_->settings));
  if (size_ != nullptr) *size_ = ModelSize{};
}

Status ImageReader::finish() noexcept {
  const Status status = image::judge_bytes(shape_, at_);
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

Status load(std::span<const std::byte> from, const EstimatorView& to) noexcept {
  const Status status = image::read_through<ImageReader>(from, *to.plan);
  return status == Status::ok ? image::read_through<ImageReader>(from, to) : status;
}

Status load(std::span<const std::byte> from, const ModelStore& to, std::uint32_t dim) noexcept {
  const Status status = image::read_through<ImageReader>(from, to.shape, dim);
  return status == Status::ok ? image::read_through<ImageReader>(from, to, dim) : status;
}

}  // namespace motet::core
