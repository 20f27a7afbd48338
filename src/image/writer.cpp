// SPDX-License-Identifier: MIT
#include "image/laws.hpp"
#include "image/walk.hpp"

namespace motet::core {

using image::Encoder;
using image::write_header;

ImageWriter::ImageWriter(const EstimatorSource& estimator) noexcept
    : shape_(image_shape(*estimator.plan)), runs_(float_runs(*estimator.plan)), floats_(estimator.block) {
  if (estimator.state->framed) order_ = estimator.state->settings.dim + 1u;
  kept_ = estimator.state->kept * (estimator.state->settings.dim + 1u);
  Encoder code = write_header(shape_, head_);
  image::pass_fields(code, *estimator.state);
}

ImageWriter::ImageWriter(const ModelView& model, std::uint32_t dim) noexcept
    : shape_(image_shape(model.shape, dim)), runs_{{{0, model.shape.floats()}}}, floats_(model.parameters), size_(model.size) {
  Encoder code = write_header(shape_, head_);
  image::pass_sizes(code, model.size);
}

/// Whether the float at hand is a number; it is none in the padding, behind the rows in use, or of an expert that the model
/// has not.
bool ImageWriter::is_number() const noexcept {
  if (shape_.kind == ImageKind::model) return image::is_parameter({shape_.experts, padded(shape_.dim)}, size_, at_.index);
  if (at_.run == image::reservoir_run) return at_.index < kept_;
  return order_ == 0 || at_.run > image::young_run || image::locate(order_, at_.index).moment;
}

/// The bits of the float at hand; 0 if it is no number.
std::uint32_t ImageWriter::current() const noexcept {
  return is_number() ? std::bit_cast<std::uint32_t>(floats_[runs_[at_.run].begin + at_.index]) : 0u;
}

void ImageWriter::write(std::span<std::byte> piece) noexcept {
  image::write_bytes(piece, shape_, head_, runs_, at_, [this] { return current(); });
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
