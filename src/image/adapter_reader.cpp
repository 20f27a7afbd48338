// SPDX-License-Identifier: MIT
#include "image/adapter_laws.hpp"
#include "image/walk.hpp"
#include "motet/detail/adapter_image.hpp"
#include "motet/state.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

AdapterReader::AdapterReader(const AdapterPlan& plan) noexcept : AdapterReader(AdapterView{&plan, nullptr, nullptr}) {}

AdapterReader::AdapterReader(const AdapterView& to) noexcept
    : to_(to), shape_(image_shape(*to.plan)), runs_(float_runs(*to.plan)) {}

void AdapterReader::read(std::span<const std::byte> piece) noexcept {
  image::read_bytes(
      piece, shape_, head_, runs_, at_, [this] { read_fields(); }, [this](float value) { take_float(value); });
}

void AdapterReader::read_fields() noexcept {
  image::Decoder code(head_.data() + ImageShape::header);
  image::pass_adapter(code, fields_);
  fields_.configured = Status::ok;
  at_.possible = code.good() && image::lawful(*to_.plan, fields_);
}

void AdapterReader::take_float(float value) noexcept {
  if (to_.state != nullptr) {
    to_.block[runs_[at_.run].begin + at_.index] = value;
  } else if (at_.possible) {
    at_.possible = image::lawful(fields_, at_.run, at_.index, value);
  }
}

/// The floats are there: the fields, and nothing where the next sample goes.
void AdapterReader::take_over() noexcept {
  const AdapterPlan& plan = *to_.plan;
  tensor::fill(plan.gradient - plan.sample, 0.0f, to_.block + plan.sample);
  tensor::fill(plan.inverse - plan.along, 0.0f, to_.block + plan.along);
  *to_.state = fields_;
}

Status AdapterReader::finish() noexcept {
  const Status status = image::judge_bytes(shape_, at_);
  if (to_.state == nullptr) return status;
  if (status == Status::ok) {
    take_over();
  } else {
    const AdaptSettings settings = to_.state->settings;  // a copy: configure writes over it
    static_cast<void>(configure_adapter(to_, settings));
  }
  return status;
}

Status load(std::span<const std::byte> from, const AdapterView& to) noexcept {
  const Status status = image::read_through<AdapterReader>(from, *to.plan);
  return status == Status::ok ? image::read_through<AdapterReader>(from, to) : status;
}

}  // namespace motet::core
