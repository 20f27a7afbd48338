// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"

namespace motet {

/// What a public call returns. Anything but `ok`, `changed` and `unfinished` means that nothing was changed.
enum class Status : std::uint8_t {
  ok,
  bad_dim,          ///< Settings::dim lies outside 1..Dim
  bad_experts,      ///< Settings::experts lies outside 1..Experts
  bad_setting,      ///< another setting lies outside its range, or may not change now
  wrong_length,     ///< a span is shorter or longer than the call needs
  bad_level,        ///< the probability of an interval lies outside .001 to .999999
  not_finite,       ///< an input, the target or a time is NaN or infinite
  out_of_range,     ///< an input or the target is larger than Settings::range, or a time is negative
  too_few_samples,  ///< the stream is too short for this many experts and inputs
  constant_inputs,  ///< no input has varied
  constant_target,  ///< the target has not varied
  ill_conditioned,  ///< the inputs are collinear and Settings::drop_collinear is off
  window_needed,    ///< more than two experts, errors, a challenge or a general fit need a Window that holds samples
  no_gate,          ///< without a Window: the moments do not separate the two experts
  no_fit,           ///< no start led to a finite model
  not_determined,   ///< the samples kept leave a parameter of the model open
  no_model,         ///< the model has not been fitted yet, or is not the one that the adapter has begun with
  no_image,         ///< the bytes are no saved object of this kind
  damaged,          ///< a saved state has changed since it was written, was not written to the end, or is of two saves
  other_version,    ///< its kind was saved by a version of the library that this one does not read
  other_bounds,     ///< it was saved, or learnt, with other Dim, Experts or Window, another form, or other inputs
  impossible,       ///< it is whole, but no stream leaves such numbers
  same_stream,      ///< an estimator can not be merged with itself
  other_memory,     ///< the other forgets at another rate, or what has forgotten cannot become what does not
  flash_failed,     ///< the flash did not erase, or does not hold what was written to it
  outlier,          ///< the target lies farther from every expert than AdaptSettings::outlier_limit
  stuck_sensor,     ///< an input or the target has repeated itself too often
  changed,          ///< not a refusal: the sample was learnt, but the stream is no longer what it was
  bad_form,         ///< the decisions of a form do not separate its experts one by one
  no_transform,     ///< an activation has no label transform: no moment shows its experts
  unfinished,       ///< the fit goes on with the next slice
  not_begun,        ///< no fit is under way
  bad_pointer,      ///< from C: a pointer is null or misaligned, or no such object lies there
  too_small,        ///< from C: the memory is smaller than the object

  not_constructed = 255,  ///< the object is memory of zeros: no constructor has run, or it was made `zeroed` and not yet reset
};

/// The status in words, for a log or a console: one short sentence, never null.
[[nodiscard]] constexpr const char* describe(Status status) noexcept {
  switch (status) {
    case Status::ok: return "ok";
    case Status::bad_dim: return "the number of inputs lies outside 1..Dim";
    case Status::bad_experts: return "the number of experts lies outside 1..Experts";
    case Status::bad_setting: return "a setting lies outside its range, or may not change while the stream runs";
    case Status::wrong_length: return "a span is shorter or longer than the call needs";
    case Status::bad_level: return "the probability of an interval lies outside .001 to .999999";
    case Status::not_finite: return "an input, the target or a time is not a finite number";
    case Status::out_of_range: return "an input or the target is larger than the range allows, or a time is negative";
    case Status::too_few_samples: return "too few samples for this many experts and inputs";
    case Status::constant_inputs: return "no input has varied";
    case Status::constant_target: return "the target has not varied";
    case Status::ill_conditioned: return "the inputs are collinear";
    case Status::window_needed: return "this needs a window of samples";
    case Status::no_gate: return "the moments do not separate the two experts";
    case Status::no_fit: return "no start led to a finite model";
    case Status::not_determined: return "the samples kept leave a parameter of the model open";
    case Status::no_model: return "the model has not been fitted yet, or is not the one that the adapter began with";
    case Status::no_image: return "these bytes are no saved state of this kind";
    case Status::damaged: return "the saved state has changed since it was written, or was not written to the end";
    case Status::other_version: return "the state was saved by another version of the library";
    case Status::other_bounds: return "the other has other bounds, another form, or another number of inputs";
    case Status::impossible: return "the saved state holds numbers that no stream leaves";
    case Status::same_stream: return "an estimator can not be merged with itself";
    case Status::other_memory: return "the other forgets at another rate, or the stream has forgotten and cannot stop";
    case Status::flash_failed: return "the flash did not erase, or does not hold what was written to it";
    case Status::outlier: return "the target lies too far from every expert";
    case Status::stuck_sensor: return "an input or the target has repeated itself too often";
    case Status::changed: return "the sample was learnt, but the stream is no longer what it was";
    case Status::bad_form: return "the decisions of the form do not separate its experts one by one";
    case Status::no_transform: return "an activation has no label transform";
    case Status::unfinished: return "the fit is not done yet; it goes on with the next slice";
    case Status::not_constructed: return "the object has not been constructed, or reset has not been called";
    case Status::bad_pointer: return "a pointer is null or misaligned, or there is no such object";
    case Status::too_small: return "the memory is smaller than the object";
    case Status::not_begun: return "no fit has been begun, or it was abandoned";
  }
  return "unknown status";
}

}  // namespace motet
