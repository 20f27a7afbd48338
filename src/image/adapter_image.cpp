// SPDX-License-Identifier: MIT
#include "motet/detail/adapter_image.hpp"

#include "image/adapter_laws.hpp"
#include "image/image_reader.hpp"
#include "image/image_writer.hpp"
#include "tensor/vector.hpp"

namespace motet::core::image {

namespace {

/// Lists by expert are as long for every bound.
template <class Coder, class AnyState>
void pass_state(Coder& code, AnyState& state) noexcept {
  auto& s = state.settings;
  pass(code, s.step_delay, s.step_power, s.average_power, s.renew_threshold, s.gate_hold, s.gate_stride, s.gate_ridge,
       s.expert_ridge, s.outlier_limit, s.stuck_limit, s.change_allowance, s.change_threshold, s.change_memory);
  pass(code, state.shared_sigma, state.turn, state.wide, state.size.dim, state.size.experts, state.mark, state.range,
       state.sigma_least, state.samples, state.memory, state.falling, state.step, state.least_step, state.concentration,
       state.error, state.log_density, state.loglik, state.spread, state.drop, state.watched, state.weight, state.doubt,
       state.gate_doubt, state.averaged, state.sigma_averaged, state.sigma_lag, state.far);
  auto& c = state.counters;
  pass_counters(code, c);
  pass(code, c.outliers, c.stuck, c.changes, c.renewed, c.replaced);
}

void limit(float most, float& value) noexcept {
  if (value > most) value = most;
}

/// Goes on with the settings wanted, but for the limit of stuck sensors.
///
/// error   bad_setting: they are none
[[nodiscard]] Status change_settings(const AdapterImage::Like& like, AdapterImage::Fields& fields) noexcept {
  AdapterPlan empty = *like.plan;
  empty.floats = 0;
  AdaptState fresh;
  if (const Status status = configure_adapter({&empty, &fresh, nullptr}, *like.wanted); status != Status::ok) return status;
  AdaptState& state = fields.state;
  fields.stuck_limit = like.wanted->stuck_limit;
  const std::uint32_t before = state.settings.stuck_limit;
  state.settings = *like.wanted;
  state.settings.stuck_limit = before;
  limit(state.settings.change_threshold, state.drop);
  limit(state.settings.renew_threshold, state.gate_doubt);
  for (float& doubt : state.doubt) limit(state.settings.renew_threshold, doubt);
  return Status::ok;
}

}  // namespace

template <>
struct Subject<AdapterImage> : PlannedSubject<AdapterImage, configure_adapter> {
  static void write_fields(Encoder& code, const AdapterSource& from) noexcept { pass_state(code, *from.state); }

  static Status read_fields(Decoder& code, const Like& like, Fields& fields) noexcept {
    pass_state(code, fields.state);
    fields.state.configured = Status::ok;
    fields.stuck_limit = fields.state.settings.stuck_limit;
    if (!lawful(*like.plan, fields.state)) return Status::impossible;
    return like.wanted == nullptr ? Status::ok : change_settings(like, fields);
  }

  static bool is_number(const AdapterSource& from, std::uint32_t run, std::uint32_t index) noexcept {
    return locate_float(from.state->size, run, index).number;
  }

  static Status judge(const Like&, const Fields& fields, std::uint32_t run, std::uint32_t index, float value) noexcept {
    return lawful(fields.state, run, index, value) ? Status::ok : Status::impossible;
  }

  /// Nothing stands where the next sample goes.
  static void take_over(const Like& like, const AdapterView& to, const Fields& fields) noexcept {
    const AdapterPlan& plan = *like.plan;
    tensor::fill(plan.gradient - plan.sample, 0.0f, to.block + plan.sample);
    tensor::fill(plan.inverse - plan.along, 0.0f, to.block + plan.along);
    *to.state = fields.state;
    if (fields.stuck_limit == fields.state.settings.stuck_limit) return;
    tensor::fill(plan.sample - plan.last, 0.0f, to.block + plan.last);
    to.state->settings.stuck_limit = fields.stuck_limit;
  }
};

}  // namespace motet::core::image

namespace motet::core {

template class ImageReader<AdapterImage>;
template class ImageWriter<AdapterImage>;

}  // namespace motet::core
