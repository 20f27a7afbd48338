// SPDX-License-Identifier: MIT
#include "stream/moments.hpp"

#include "stream/frame.hpp"
#include "stream/watch.hpp"
#include "tensor/staircase.hpp"

namespace motet::core::stream {

namespace {

[[gnu::noinline, gnu::cold]] void fold(const EstimatorView& e) noexcept {
  tensor::fold(order_of(e), old_level(e), young_level(e), e.plan->degree);
  e.state->squares += static_cast<float>(e.state->young);
  e.state->young = 0;
}

void age(const EstimatorView& e, std::uint32_t count) noexcept {
  e.state->young += count;
  if (e.state->young >= fold_length) fold(e);
}

/// A sample of a batch leaves the frame. A watch that it begins is longer than any batch.
[[gnu::noinline, gnu::cold]] void add_one_by_one(const EstimatorView& e, const float* x, const float* y,
                                                 std::uint32_t count) noexcept {
  const std::uint32_t dim = e.state->settings.dim;
  for (std::uint32_t s = 0; s < count; ++s) {
    if (e.state->watch.count > 0) follow_watch(e, y[s]);
    add_sample(e, standardise(e, x + s * dim, y[s], sample_z(e)));
  }
}

}  // namespace

void add_sample(const EstimatorView& e, float y) noexcept {
  add_to(e, y, young_level(e));
  age(e, 1);
}

std::uint32_t batch_capacity(const EstimatorView& e) noexcept {
  const std::uint32_t room = (e.plan->scratch_floats - 1u) / (padded(order_of(e)) + 1u);
  const std::uint32_t until_fold = fold_length - e.state->young;
  const std::uint32_t most = room < 64u ? room : 64u;
  return most < until_fold ? most : until_fold;
}

void add_samples(const EstimatorView& e, const float* x, const float* y, std::uint32_t count) noexcept {
  const std::uint32_t dim = e.state->settings.dim;
  const std::uint32_t stride = padded(order_of(e));
  float* z = e.block + e.plan->scratch;
  float* targets = z + count * stride + 1;  // behind the float that the last row may write too far
  bool inside = true;
  for (std::uint32_t s = 0; s < count; ++s) {
    inside = place(e, x + s * dim, y[s], z + s * stride, targets[s]) && inside;
  }
  if (!inside) return add_one_by_one(e, x, y, count);
  if (e.plan->degree == Degree::third) {
    tensor::accumulate_batch(order_of(e), count, z, targets, sample_pairs(e), young_level(e));
  } else {
    for (std::uint32_t s = 0; s < count; ++s) {
      tensor::accumulate_second(order_of(e), z + s * stride, targets[s], young_level(e));
    }
  }
  age(e, count);
}

void widen_input(const EstimatorView& e, std::uint32_t c, float factor) noexcept {
  ++e.state->widenings;
  tensor::scale_input(order_of(e), c, factor, old_level(e), e.plan->degree);
  tensor::scale_input(order_of(e), c, factor, young_level(e), e.plan->degree);
}

void widen_target(const EstimatorView& e, float factor) noexcept {
  ++e.state->widenings;
  tensor::scale_target(order_of(e), factor, old_level(e), e.plan->degree);
  tensor::scale_target(order_of(e), factor, young_level(e), e.plan->degree);
}

}  // namespace motet::core::stream
