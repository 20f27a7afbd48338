// SPDX-License-Identifier: MIT
#include "motet/detail/descent_image.hpp"

#include "image/descent_laws.hpp"
#include "image/image_reader.hpp"
#include "image/image_writer.hpp"
#include "tensor/vector.hpp"

namespace motet::core::image {

namespace {

/// All fields but outcome and stage, which are numbers in the image.
template <class Coder, class AnyState, class Number>
void pass_state(Coder& code, AnyState& state, Number& outcome, Number& stage) noexcept {
  auto& s = state.settings;
  pass(code, s.dim, s.experts, s.samples, s.range, s.condition_limit, s.step, s.sigma_floor, s.project, outcome, stage,
       state.count, state.wanted, state.rank, state.order, state.target_deviation, state.third, state.variance);
  pass_counters(code, state.counters);
  pass_watch(code, state.watch);
}

/// Goes on with the settings wanted.
///
/// error   bad_dim, bad_experts, bad_setting: they are none, or another course
[[nodiscard]] Status change_settings(const DescentImage::Like& like, DescentState& state) noexcept {
  DescentPlan empty;  // without a float, for configure clears them
  empty.dim = like.plan->dim;
  empty.experts = like.plan->experts;
  DescentState fresh;
  float none = 0.0f;
  if (const Status status = configure({&empty, &fresh, &none}, *like.wanted); status != Status::ok) return status;
  const DescentSettings& wanted = fresh.settings;
  if (wanted.dim != state.settings.dim) return Status::bad_dim;
  if (wanted.experts != state.settings.experts) return Status::bad_experts;
  if (wanted.samples != state.settings.samples || wanted.project != state.settings.project) return Status::bad_setting;
  state.settings = wanted;
  const float least = wanted.sigma_floor * wanted.sigma_floor;
  if (state.variance < least) state.variance = least;
  return Status::ok;
}

}  // namespace

template <>
struct Subject<DescentImage> : PlannedSubject<DescentImage, configure> {
  static void write_fields(Encoder& code, const DescentSource& from) noexcept {
    const auto outcome = static_cast<std::uint16_t>(from.state->outcome);
    const auto stage = static_cast<std::uint16_t>(from.state->stage);
    pass_state(code, *from.state, outcome, stage);
  }

  static Status read_fields(Decoder& code, const Like& like, DescentState& state) noexcept {
    std::uint16_t outcome = 0, stage = 0;
    pass_state(code, state, outcome, stage);
    if (outcome > 0xff || stage > 0xff) return Status::impossible;
    state.configured = Status::ok;
    state.outcome = static_cast<Status>(outcome);
    state.stage = static_cast<DescentStage>(stage);
    if (!lawful(*like.plan, state)) return Status::impossible;
    return like.wanted == nullptr ? Status::ok : change_settings(like, state);
  }

  static bool is_number(const DescentSource&, std::uint32_t, std::uint32_t) noexcept { return true; }

  static Status judge(const Like& like, const DescentState& state, std::uint32_t run, std::uint32_t index,
                      float value) noexcept {
    if (lawful(*like.plan, state, DescentImage::runs(like)[run].begin + index, value)) return Status::ok;
    return like.wanted == nullptr ? Status::impossible : Status::out_of_range;
  }

  /// Nothing stands where the next sample goes.
  static void take_over(const Like& like, const DescentView& to, const DescentState& state) noexcept {
    const DescentPlan& plan = *like.plan;
    tensor::fill(plan.vector - plan.sample, 0.0f, to.block + plan.sample);
    tensor::fill(plan.average - plan.next, 0.0f, to.block + plan.next);
    tensor::fill(plan.along - plan.gram, 0.0f, to.block + plan.gram);
    *to.state = state;
  }
};

}  // namespace motet::core::image

namespace motet::core {

template class ImageReader<DescentImage>;
template class ImageWriter<DescentImage>;

}  // namespace motet::core
