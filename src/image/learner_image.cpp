// SPDX-License-Identifier: MIT
#include "motet/detail/learner_image.hpp"

#include "image/image_reader.hpp"
#include "image/image_writer.hpp"
#include "image/laws.hpp"
#include "image/learner_laws.hpp"

namespace motet::core::image {

namespace {

template <class Coder, class AnyState>
void pass_state(Coder& code, AnyState& state) noexcept {
  auto& s = state.settings;
  pass(code, s.dim, s.work_per_sample, s.seed, s.range);
  pass(code, state.turn, state.asked, state.since, state.fit_at, state.lowest, state.highest, state.last, state.mean,
       state.variance, state.miss_rate, state.covered, state.log_density, state.loglik, state.usual, state.spread, state.drop,
       state.p_value, state.watched);
  auto& c = state.counters;
  pass_counters(code, c);
  pass(code, c.changes, c.fits, c.replaced, c.renewed);
}

/// What is foretold of a sample is made anew for each.
template <class Coder, class AnyOrder, class AnyMember>
void pass_member(Coder& code, AnyOrder& order, AnyMember& member) noexcept {
  pass(code, order, member.residual, member.along, member.square, member.variance, member.weight, member.loglik, member.misses);
}

/// Goes on with the settings wanted.
///
/// error   bad_dim, bad_setting; out_of_range: targets of the stream lie outside the new range
[[nodiscard]] Status change_settings(const LearnerPlan& plan, LearnerSettings wanted, LearnerState& state) noexcept {
  if (wanted.dim == 0) wanted.dim = plan.dim;
  if (wanted.dim != state.settings.dim) return Status::bad_dim;
  if (!lawful(plan, wanted)) return Status::bad_setting;
  state.settings = wanted;
  return within_range(state) ? Status::ok : Status::out_of_range;
}

}  // namespace

template <>
struct Subject<LearnerImage> : PlannedSubject<LearnerImage, configure_learner> {
  static void write_fields(Encoder& code, const LearnerSource& from) noexcept { pass_state(code, *from.state); }

  /// A fit that was under way begins anew.
  static Status read_fields(Decoder& code, const Like& like, LearnerState& state) noexcept {
    pass_state(code, state);
    state.configured = Status::ok;
    if (!lawful(*like.plan, state)) return Status::impossible;
    return like.wanted == nullptr ? Status::ok : change_settings(*like.plan, *like.wanted, state);
  }

  static bool is_number(const LearnerSource& from, std::uint32_t run, std::uint32_t index) noexcept {
    return is_learner_float(from.state->settings.dim, run, index);
  }

  static Status judge(const Like& like, const LearnerState& state, std::uint32_t run, std::uint32_t index,
                      float value) noexcept {
    if (lawful(state, run, index, value)) return Status::ok;
    return like.wanted == nullptr ? Status::impossible : Status::out_of_range;
  }

  static void take_over(const Like&, const LearnerView& to, const LearnerState& state) noexcept { *to.state = state; }
};

template <>
struct Subject<MemberImage> {
  using Like = MemberImage::Like;
  using Fields = MemberImage::Fields;

  static const float* block(const MemberImage::Source& from) noexcept { return from.block; }
  static float* block(const MemberImage::Target& to) noexcept { return to.block; }

  static void write_fields(Encoder& code, const MemberImage::Source& from) noexcept {
    pass_member(code, from.order, *from.state);
  }

  static Status read_fields(Decoder& code, const Like& like, Fields& fields) noexcept {
    pass_member(code, fields.order, fields.state);
    const bool good = fields.order >= 1u && fields.order <= like.order && lawful(fields.state);
    return good ? Status::ok : Status::impossible;
  }

  /// A float that has run out of range is forgotten.
  static bool is_number(const MemberImage::Source& from, std::uint32_t, std::uint32_t index) noexcept {
    return index < line_floats(from.order) && finite(from.block[index]);
  }

  static Status judge(const Like&, const Fields& fields, std::uint32_t, std::uint32_t index, float value) noexcept {
    return lawful_line(fields.order, index, value) ? Status::ok : Status::impossible;
  }

  static void take_over(const Like&, const MemberImage::Target& to, const Fields& fields) noexcept { *to.state = fields.state; }

  /// The learner that it is of is emptied as well, and all members with it.
  static void empty(const MemberImage::Target&) noexcept {}
};

}  // namespace motet::core::image

namespace motet::core {

template class ImageReader<LearnerImage>;
template class ImageWriter<LearnerImage>;
template class ImageReader<MemberImage>;
template class ImageWriter<MemberImage>;

}  // namespace motet::core
