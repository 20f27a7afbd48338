// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/adapter.hpp"
#include "motet/detail/adapter_image.hpp"
#include "motet/detail/general_image.hpp"
#include "motet/detail/image.hpp"
#include "motet/detail/view.hpp"
#include "motet/estimator.hpp"
#include "motet/model.hpp"
#include "motet/status.hpp"

// What outlives a reset: saving, loading, pooling what several devices have learnt, and following a stream that drifts
// far. A program that calls none of it links none of it.

namespace motet {

namespace core {

[[nodiscard]] Status save(const EstimatorSource& from, std::span<std::byte> to) noexcept;
[[nodiscard]] Status save(const ModelView& from, std::uint32_t dim, std::span<std::byte> to) noexcept;
[[nodiscard]] Status save(const AdapterSource& from, std::span<std::byte> to) noexcept;
[[nodiscard]] Status load(std::span<const std::byte> from, const EstimatorView& to) noexcept;
[[nodiscard]] Status load(std::span<const std::byte> from, const ModelStore& to, std::uint32_t dim) noexcept;
[[nodiscard]] Status load(std::span<const std::byte> from, const AdapterView& to) noexcept;
[[nodiscard]] Status save(const GeneralView& from, std::uint32_t dim, std::span<std::byte> to) noexcept;
[[nodiscard]] Status load(std::span<const std::byte> from, const GeneralStore& to, std::uint32_t dim) noexcept;
[[nodiscard]] Status merge(const EstimatorView& into, const EstimatorSource& from) noexcept;
[[nodiscard]] Status recentre(const EstimatorView& estimator) noexcept;

template <class Object>
inline constexpr std::size_t image_bytes_of = 0;
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
inline constexpr std::size_t image_bytes_of<Estimator<Dim, Experts, Window>> =
    image_shape(Estimator<Dim, Experts, Window>::plan).bytes();
template <std::size_t Dim, std::size_t Experts>
inline constexpr std::size_t image_bytes_of<Model<Dim, Experts>> =
    image_shape(Model<Dim, Experts>::shape, static_cast<std::uint32_t>(Dim)).bytes();
template <std::size_t Dim, std::size_t Experts>
inline constexpr std::size_t image_bytes_of<Adapter<Dim, Experts>> = image_shape(Adapter<Dim, Experts>::plan).bytes();

template <std::size_t Dim, std::size_t Experts>
inline constexpr std::size_t image_bytes_of<GeneralModel<Dim, Experts>> = general_bytes(GeneralModel<Dim, Experts>::shape,
                                                                                        static_cast<std::uint32_t>(Dim));

}  // namespace core

/// Bytes of a saved Estimator, Model, GeneralModel or Adapter.
template <class Object>
requires(core::image_bytes_of<Object> > 0) inline constexpr std::size_t image_bytes = core::image_bytes_of<Object>;

/// Saves all that `estimator` has learnt. What is loaded from it goes on as this one would: the same samples give the
/// same bits, on any machine.
///
/// shape   to: image_bytes<Estimator<Dim, Experts, Window>>
/// error   wrong_length, or what status() says: `to` is as it was
/// cost    two table look-ups a byte
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] Status save(const Estimator<Dim, Experts, Window>& estimator, std::span<std::byte> to) noexcept {
  return core::save(estimator.view(), to);
}

/// Saves a model, fitted or not.
///
/// shape   to: image_bytes<Model<Dim, Experts>>
/// error   wrong_length: `to` is as it was
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Status save(const Model<Dim, Experts>& model, std::span<std::byte> to) noexcept {
  return core::save(model.view(), static_cast<std::uint32_t>(Dim), to);
}

/// Saves a general model, fitted or not. Its activations are code: they are named, not saved.
///
/// shape   to: image_bytes<GeneralModel<Dim, Experts>>
/// error   wrong_length, or what status() says: `to` is as it was
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Status save(const GeneralModel<Dim, Experts>& model, std::span<std::byte> to) noexcept {
  return model.status() == Status::ok ? core::save(model.view(), static_cast<std::uint32_t>(Dim), to) : model.status();
}

/// Saves an adapter, begun or not. It goes on with the model that it has kept up: save both, and the estimator, and the three
/// go on as these would, to the bit.
///
/// shape   to: image_bytes<Adapter<Dim, Experts>>
/// error   wrong_length, or what status() says: `to` is as it was
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Status save(const Adapter<Dim, Experts>& adapter, std::span<std::byte> to) noexcept {
  return core::save(adapter.view(), to);
}

/// Loads what was saved from an estimator of the same bounds, settings included.
///
/// shape   from: image_bytes<Estimator<Dim, Experts, Window>>
/// error   wrong_length; no_image: these bytes are something else; damaged: a bit is wrong; other_version; other_bounds;
///         impossible: the bytes are whole, but no stream leaves such numbers. `estimator` is as it was
/// cost    two passes over the bytes, no copy of them
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] Status load(std::span<const std::byte> from, Estimator<Dim, Experts, Window>& estimator) noexcept {
  return core::load(from, estimator.view());
}

/// Loads what was saved from a model of the same bounds; refuses as above.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Status load(std::span<const std::byte> from, Model<Dim, Experts>& model) noexcept {
  return core::load(from, model.store(), static_cast<std::uint32_t>(Dim));
}

/// Loads what was saved from a general model of the same bounds and the same form; a tree takes over its pairing. Refuses as
/// above; another form is other_bounds. Of an activation of the user's own the parameter must be the same, and the function is
/// taken on trust.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Status load(std::span<const std::byte> from, GeneralModel<Dim, Experts>& model) noexcept {
  return model.status() == Status::ok ? core::load(from, model.store(), static_cast<std::uint32_t>(Dim)) : model.status();
}

/// Loads what was saved from an adapter of the same bounds, settings included; refuses as above. With another model than that
/// which it kept up, adapt says no_model.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Status load(std::span<const std::byte> from, Adapter<Dim, Experts>& adapter) noexcept {
  return core::load(from, adapter.view());
}

/// Pools: `into` becomes what one estimator would be that had seen both streams, in either order.
///
/// Moments add up exactly but for rounding, whatever the frames. A stream that has not finished its calibration is
/// taken sample by sample. The window becomes a uniform choice of both streams together. Settings stay those of `into`,
/// but for the larger range of the two. Streams that forget are taken as if both had their last sample now; both must
/// have one memory.
///
/// error   moments: 4e-6 of the larger of the entry and the count, in deviations about the pooled mean, whatever the order
///         of many; of two, to the bit. other_bounds: another number of inputs; other_memory; same_stream: `from` is
///         `into`; what status() of either says; then `into` is as it was
/// cost    a dozen multiply-adds a moment and input, one row of the window copied a kept sample
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] Status merge(Estimator<Dim, Experts, Window>& into, const Estimator<Dim, Experts, Window>& from) noexcept {
  return core::merge(into.view(), from.view());
}

/// Moves the frame to where the stream is now: the shift of every column that has drifted by more than half a deviation goes
/// to its mean, and the moments with it. For streams that forget and drift far: float moments lose the digits that the
/// squared distance between mean and shift takes, in deviations; so call it now and then, say before each fit.
///
/// A fit under way is abandoned.
///
/// error   moments about the mean: (1 + distance)^3 roundings, distance in deviations. What status() says; before the
///         calibration is over there is nothing to move
/// cost    less than one push for each input and the target
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
[[nodiscard]] Status recentre(Estimator<Dim, Experts, Window>& estimator) noexcept {
  return core::recentre(estimator.view());
}

}  // namespace motet
