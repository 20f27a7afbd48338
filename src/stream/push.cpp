// SPDX-License-Identifier: MIT
#include "stream/forget.hpp"
#include "stream/frame.hpp"
#include "stream/moments.hpp"
#include "stream/reservoir.hpp"
#include "stream/strays.hpp"
#include "stream/stream.hpp"
#include "stream/watch.hpp"
#include "tensor/vector.hpp"

namespace motet::core {

namespace {

/// What is wrong with the first bad value.
[[nodiscard]] [[gnu::noinline, gnu::cold]] Status name_offence(float range, const float* x, std::size_t length,
                                                               const float* y) noexcept {
  while (length > 0 && tensor::within(range, *x)) {
    ++x;
    --length;
  }
  if (length == 0) {
    while (tensor::within(range, *y)) ++y;
    x = y;
  }
  return *x - *x == 0.0f ? Status::out_of_range : Status::not_finite;
}

/// Counts a refusal and hands it on.
[[nodiscard]] [[gnu::noinline, gnu::cold]] Status refuse(const EstimatorView& e, Status status) noexcept {
  Counters& counters = e.state->counters;
  if (status == Status::wrong_length) ++counters.wrong_length;
  if (status == Status::not_finite) ++counters.not_finite;
  if (status == Status::out_of_range) ++counters.out_of_range;
  return status;
}

/// Holds a sample back; false, for it is not to be added.
[[nodiscard]] [[gnu::always_inline]] inline bool calibrate(const EstimatorView& e, const float* x, float y) noexcept {
  stream::hold(e, x, y);
  if (e.state->held == stream::calibration_length(e)) {
    stream::drop_strays(e);
    stream::freeze_frame(e);
  }
  return false;
}

/// The way of a stream that calibrates, forgets, is watched or being fitted, `elapsed` after the sample before: whether the
/// sample is still to be added to the moments.
[[nodiscard]] [[gnu::noinline, gnu::cold]] bool prepare(const EstimatorView& e, const float* x, float y,
                                                        float elapsed) noexcept {
  const bool forgets = e.state->settings.memory > 0.0f;
  if (e.state->watch.count > 0) stream::follow_watch(e, y);
  if (forgets) stream::pass_time(e, elapsed);
  if (stream::fitting(e)) {
    stream::miss(e);
  } else if (forgets) {
    stream::keep_recent(e, x, y);
  } else {
    stream::keep(e, x, y);
  }
  return e.state->framed || calibrate(e, x, y);
}

/// One sample that has been checked.
[[gnu::always_inline]] inline void take(const EstimatorView& e, const float* x, float y, float elapsed) noexcept {
  ++e.state->counters.accepted;
  if (e.state->steady) {
    stream::keep(e, x, y);
  } else if (!prepare(e, x, y, elapsed)) {
    return;
  }
  stream::add_sample(e, stream::standardise(e, x, y, stream::sample_z(e)));
}

/// Refuses a sample for its values.
[[nodiscard]] [[gnu::noinline, gnu::cold]] Status refuse_values(const EstimatorView& e, const float* x, std::size_t length,
                                                                float y) noexcept {
  return refuse(e, name_offence(e.state->settings.range, x, length, &y));
}

/// Refuses a sample that is no good.
[[nodiscard]] [[gnu::always_inline]] inline Status check(const EstimatorView& e, const float* x, std::size_t length,
                                                         float y) noexcept {
  const float range = e.state->settings.range;
  if (length != e.state->settings.dim) return refuse(e, Status::wrong_length);
  return tensor::within(length, range, x) && tensor::within(range, y) ? Status::ok : refuse_values(e, x, length, y);
}

/// Takes up to `count` samples that have been checked; returns how many.
[[nodiscard]] std::size_t take_some(const EstimatorView& e, const float* x, const float* y, std::size_t count) noexcept {
  const std::uint32_t capacity = stream::batch_capacity(e);
  if (!e.state->steady || capacity < 2 || count < 2) {
    take(e, x, *y, 1.0f);
    return 1;
  }
  const std::uint32_t batch = count < capacity ? static_cast<std::uint32_t>(count) : capacity;
  for (std::uint32_t s = 0; s < batch; ++s) {
    ++e.state->counters.accepted;
    stream::keep(e, x + s * e.state->settings.dim, y[s]);
  }
  stream::add_samples(e, x, y, batch);
  return batch;
}

}  // namespace

Status push(const EstimatorView& e, const float* x, std::size_t length, float y) noexcept {
  if (!e.state->steady && e.state->configured != Status::ok) return e.state->configured;
  if (const Status status = check(e, x, length, y); status != Status::ok) return status;
  take(e, x, y, 1.0f);
  return Status::ok;
}

Status push_after(const EstimatorView& e, const float* x, std::size_t length, float y, float elapsed) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  if (const Status status = check(e, x, length, y); status != Status::ok) return status;
  if (!(elapsed - elapsed == 0.0f)) return refuse(e, Status::not_finite);
  if (elapsed < 0.0f) return refuse(e, Status::out_of_range);
  take(e, x, y, elapsed);
  return Status::ok;
}

Status push_block(const EstimatorView& e, const float* x, std::size_t length, const float* y, std::size_t targets,
                  std::size_t count) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  const Settings& settings = e.state->settings;
  if (targets != count || length / settings.dim != count || length % settings.dim != 0) return refuse(e, Status::wrong_length);
  if (!tensor::within(length, settings.range, x) || !tensor::within(count, settings.range, y)) {
    return refuse(e, name_offence(settings.range, x, length, y));
  }
  while (count > 0) {
    const std::size_t taken = take_some(e, x, y, count);
    x += taken * settings.dim;
    y += taken;
    count -= taken;
  }
  return Status::ok;
}

}  // namespace motet::core
