// SPDX-License-Identifier: MIT
#include "motet/detail/estimator_image.hpp"

#include "image/estimator_laws.hpp"
#include "image/image_reader.hpp"
#include "image/image_writer.hpp"
#include "stream/retune.hpp"

namespace motet::core::image {

namespace {

template <class Coder, class AnyState>
void pass_state(Coder& code, AnyState& state) noexcept {
  auto& s = state.settings;
  pass(code, s.dim, s.calibration, s.seed, s.range, s.memory, s.experts, s.shared_sigma, s.drop_collinear, s.condition_limit,
       s.sigma_start, s.sigma_floor, s.gate_ridge, s.tolerance, s.power_starts, s.power_iterations, s.gate_iterations,
       s.searches, s.refine_iterations);
  pass(code, state.framed, state.held, state.young, state.kept, state.target_shift, state.target_scale, state.widenings,
       state.age, state.squares, state.random, state.missed);
  pass_counters(code, state.counters);
  pass_watch(code, state.watch);
}

}  // namespace

template <>
struct Subject<EstimatorImage> : PlannedSubject<EstimatorImage, configure> {
  static void write_fields(Encoder& code, const EstimatorSource& from) noexcept { pass_state(code, *from.state); }

  static Status read_fields(Decoder& code, const Like& like, Fields& fields) noexcept {
    State& state = fields.state;
    pass_state(code, state);
    state.configured = Status::ok;
    fields.memory = state.settings.memory;
    if (!lawful(*like.plan, state)) return Status::impossible;
    if (like.wanted == nullptr) return Status::ok;
    const Status status = stream::retune_settings(*like.plan, *like.wanted, state, fields.memory);
    if (status != Status::ok) return status;
    return lawful(*like.plan, state) ? Status::ok : Status::out_of_range;
  }

  /// It is none in the padding and behind the rows in use.
  static bool is_number(const EstimatorSource& from, std::uint32_t run, std::uint32_t index) noexcept {
    const std::uint32_t order = from.state->settings.dim + 1u;
    if (run == reservoir_run) return index < from.state->kept * order;
    return !from.state->framed || run > young_run || locate(order, index, from.plan->degree).moment;
  }

  static Status judge(const Like& like, const Fields& fields, std::uint32_t run, std::uint32_t index, float value) noexcept {
    if (lawful(fields.state, run, index, value, like.plan->degree)) return Status::ok;
    return like.wanted == nullptr ? Status::impossible : Status::out_of_range;
  }

  static void take_over(const Like&, const EstimatorView& to, const Fields& fields) noexcept {
    *to.state = fields.state;
    stream::set_framed(*to.state, fields.state.framed);
    stream::retune_memory(to, fields.memory);
  }
};

}  // namespace motet::core::image

namespace motet::core {

template class ImageReader<EstimatorImage>;
template class ImageWriter<EstimatorImage>;

}  // namespace motet::core
