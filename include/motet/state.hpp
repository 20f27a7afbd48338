// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/adapter_image.hpp"
#include "motet/detail/contest_image.hpp"
#include "motet/detail/descent_image.hpp"
#include "motet/detail/estimator_image.hpp"
#include "motet/detail/general_image.hpp"
#include "motet/detail/joint_image.hpp"
#include "motet/detail/model_image.hpp"
#include "motet/status.hpp"

// What outlives a reset: saving, loading, pooling what several devices have learnt, and following a stream that drifts
// far. Unused features are not linked.

namespace motet {

namespace core {

[[nodiscard]] Status merge(const EstimatorView& into, const EstimatorSource& from) noexcept;
[[nodiscard]] Status recentre(const EstimatorView& estimator) noexcept;

}  // namespace core

/// What can be saved: Learner, Estimator, Model, GeneralModel, Adapter, Descent, Contest.
template <class Object>
concept Saveable = core::image_count<Object>
!= 0;

/// Bytes of a saved object, or of several that are saved together.
template <Saveable... Objects>
inline constexpr std::size_t image_bytes = core::joint_bytes<Objects...>;

/// An object to be loaded, with the settings that it is to go on with (see load).
template <class Object>
struct Resumed {
  Object& object;
  const typename core::ImageOf<Object>::Settings& settings;
};

/// For load: `object` goes on with `settings` instead of those that it was saved with.
template <Saveable Object>
[[nodiscard]] constexpr Resumed<Object> with(Object& object,
                                             const typename core::ImageOf<Object>::Settings& settings) noexcept {
  return {object, settings};
}

namespace core {

/// The trait of an object that is loaded with other settings.
template <class Object>
struct ImageOf<Resumed<Object>> : ImageOf<Object> {
  template <class Walk>
  struct Wanting {
    Walk& walk;
    const typename ImageOf<Object>::Settings& wanted;

    template <class Kind>
    void operator()(ImageInto<Kind> image) noexcept {
      if constexpr (requires { image.like.wanted = &wanted; }) image.like.wanted = &wanted;  // parts have settings of their own
      walk(image);
    }
  };

  template <class Walk>
  static void visit(const Resumed<Object>& resumed, Walk& walk) noexcept {
    Wanting<Walk> wanting{walk, resumed.settings};
    ImageOf<Object>::visit(resumed.object, wanting);
  }
};

}  // namespace core

/// Saves all that the objects have learnt. What is loaded goes on as these would: the same samples give the same bits, on
/// any machine. Several objects that belong together become one image: it is loaded whole or not at all.
///
///     save(bytes, estimator, model, adapter);
///
/// Of a model its parameters are saved, fitted or not; of a general model its form as well, in which activations are named,
/// not saved. An adapter goes on with the model that it has kept up, so save them together. A fit under way is not saved.
///
/// shape   to: image_bytes<Objects...>
/// error   the status() of an object; wrong_length: `to` is as it was
/// cost    two table look-ups a byte
template <Saveable... Objects>
[[nodiscard]] Status save(std::span<std::byte> to, const Objects&... objects) noexcept {
  if (const Status status = core::status_of_all(objects...); status != Status::ok) return status;
  if (to.size() != image_bytes<Objects...>) return Status::wrong_length;
  core::BytesOutput output{to};
  static_cast<void>(core::write_images(output, objects...));
  return Status::ok;
}
template <Saveable Object>
[[nodiscard]] Status save(const Object& object, std::span<std::byte> to) noexcept {
  return save(to, object);
}

/// Loads what was saved from objects of the same kinds and bounds, in the same order, settings included. A general model must
/// have the form that was saved, but a tree takes over its pairing; of an activation of the user's own the parameter must be
/// the same, and the function is taken on trust. With another model than the one that it kept up an adapter returns no_model.
///
/// shape   from: image_bytes<Objects...>
/// error   wrong_length; no_image: these bytes are something else; damaged: a bit is wrong, or the images were not saved
///         together; other_version; other_bounds: also another form; impossible: the bytes are whole, but no stream leaves such
///         numbers; the status() of a general model. All objects are as they were
/// cost    two passes over the bytes, no copy of them
template <Saveable... Objects>
[[nodiscard]] Status load(std::span<const std::byte> from, Objects&&... objects) noexcept {
  if (const Status status = core::ready_to_load(objects...); status != Status::ok) return status;
  core::BytesInput input{from};
  const Status status = core::read_images<core::ImageCheck>(input, 0, objects...);
  if (status != Status::ok) return status;
  if (from.size() != image_bytes<Objects...>) return Status::wrong_length;
  return core::take_images(input, 0, objects...);
}

/// Loads a Learner, an Estimator, an Adapter or a Descent that goes on with other settings than those that it was saved with.
/// Together with other objects: load(bytes, with(estimator, settings), model).
///
/// Estimator: settings of the fit, seed and range may change; memory may change from one to another, or from 0: all samples so
/// far then count as if the last had come now. Calibration may change once it is over, or while fewer samples have come.
/// Adapter: all may change; the test for stuck sensors restarts if its limit changes. It keeps the range and the
/// memory that it began with until it begins again. Descent: range, step, sigma_floor, and condition_limit. Learner: all but
/// the inputs; its windows and mixtures take over seed and range where they begin again.
///
/// error   as above; bad_dim, bad_experts, bad_setting: the settings are outside their range, or these inputs, this calibration
///         or this course of a Descent cannot follow the saved ones; other_memory: what has forgotten cannot become a stream
///         that forgets nothing (1e9 is as good); out_of_range: samples of the stream lie outside the new range, or would
///         overflow in its frame. Then `object` is as it was
template <Saveable Object>
[[nodiscard]] Status load(std::span<const std::byte> from, Object& object,
                          const typename core::ImageOf<Object>::Settings& settings) noexcept {
  return load(from, with(object, settings));
}

/// Pools: `into` becomes what one estimator would be that had seen both streams, in either order.
///
/// Moments add up exactly, except for rounding, whatever the frames. A stream that has not finished its calibration is
/// taken sample by sample. The window becomes a uniform choice of both streams together. Settings stay those of `into`,
/// except the range: the larger of the two. Streams that forget are taken as if both had their last sample now; both must
/// have one memory.
///
/// error   moments: 4e-6 of the larger of the entry and the count, in deviations about the pooled mean, whatever the order
///         of many; of two, to the bit. other_bounds: another number of inputs; other_memory; same_stream: `from` is
///         `into`; the status() of either; then `into` is as it was
/// cost    a dozen multiply-adds a moment and input, one row of the window copied a kept sample
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] Status merge(Estimator<Dim, Experts, Window>& into, const Estimator<Dim, Experts, Window>& from) noexcept {
  return core::merge(into.view(), from.view());
}

/// Moves the frame to where the stream is now: the shift of every column that has drifted by more than half a deviation goes
/// to its mean, and the moments with it. For streams that forget and drift far: float moments lose the digits that the
/// squared distance between mean and shift takes, in deviations; so call it now and then, for example before each fit.
///
/// A fit under way is abandoned.
///
/// error   moments about the mean: (1 + distance)^3 roundings, distance in deviations. The status(); before the
///         calibration is over there is nothing to move
/// cost    less than one push for each input and the target
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] Status recentre(Estimator<Dim, Experts, Window>& estimator) noexcept {
  return core::recentre(estimator.view());
}

}  // namespace motet
