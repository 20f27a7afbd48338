// SPDX-License-Identifier: MIT
#include "motet/adapter_image.hpp"
#include "motet/state.hpp"
#include "state/adapter_laws.hpp"
#include "state/header.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

AdapterReader::AdapterReader(const AdapterPlan& plan) noexcept : AdapterReader(AdapterView{&plan, nullptr, nullptr}) {}

AdapterReader::AdapterReader(const AdapterView& to) noexcept
    : to_(to), shape_(image_shape(*to.plan)), runs_(float_runs(*to.plan)) {}

void AdapterReader::read(std::span<const std::byte> piece) noexcept {
  for (const std::byte byte : piece) take(byte);
}

void AdapterReader::take(std::byte byte) noexcept {
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
  if (at < shape_.checked() && (at - shape_.head()) % 4 == 3) take_float(std::bit_cast<float>(word_));
}

void AdapterReader::read_fields() noexcept {
  state::Decoder code(head_.data() + ImageShape::header);
  state::pass_adapter(code, fields_);
  fields_.configured = Status::ok;
  possible_ = code.good() && state::lawful(*to_.plan, fields_);
}

void AdapterReader::take_float(float value) noexcept {
  while (index_ == runs_[run_].count) {
    ++run_;
    index_ = 0;
  }
  if (to_.state != nullptr) {
    to_.block[runs_[run_].begin + index_] = value;
  } else if (possible_) {
    possible_ = state::lawful(fields_, run_, index_, value);
  }
  ++index_;
}

/// What the bytes are worth, now that all are there.
Status AdapterReader::judge() const noexcept {
  if (header_ != Status::ok) return header_;
  if (at_ != shape_.bytes()) return Status::wrong_length;
  if (word_ != crc_) return Status::damaged;
  return possible_ ? Status::ok : Status::impossible;
}

/// The floats are there: the fields, and nothing where the next sample goes.
void AdapterReader::take_over() noexcept {
  const AdapterPlan& plan = *to_.plan;
  tensor::fill(plan.gradient - plan.sample, 0.0f, to_.block + plan.sample);
  tensor::fill(plan.inverse - plan.along, 0.0f, to_.block + plan.along);
  *to_.state = fields_;
}

Status AdapterReader::finish() noexcept {
  const Status status = judge();
  if (to_.state == nullptr) return status;
  if (status == Status::ok) {
    take_over();
  } else {
    const AdaptSettings settings = to_.state->settings;  // a copy: configure writes over it
    static_cast<void>(configure_adapter(to_, settings));
  }
  return status;
}

namespace {

/// Checks an image, or takes it over. A call of its own, so that the two readers are not on the stack together.
template <class To>
[[gnu::noinline]] Status read_through(std::span<const std::byte> from, const To& to) noexcept {
  AdapterReader reader(to);
  reader.read(from);
  return reader.finish();
}

}  // namespace

Status load(std::span<const std::byte> from, const AdapterView& to) noexcept {
  const Status status = read_through(from, *to.plan);
  return status == Status::ok ? read_through(from, to) : status;
}

}  // namespace motet::core
