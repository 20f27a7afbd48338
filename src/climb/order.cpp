// SPDX-License-Identifier: MIT
#include "climb/order.hpp"

#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

/// best = its experts in the order source[0], source[1], ...
void permute(Workspace& work, const Permutation& order) noexcept {
  copy(work, work.best, work.current);
  for (std::uint32_t i = 0; i < work.best.experts; ++i) {
    const std::uint32_t from = order.source[i];
    tensor::copy(work.row(), row_of(work, work.current.expert, from), row_of(work, work.best.expert, i));
    tensor::copy(work.row(), row_of(work, work.current.gate, from), row_of(work, work.best.gate, i));
    work.best.variance[i] = work.current.variance[from];
    work.best.weight[i] = work.current.weight[from];
  }
  fix_gauge(work, work.best);
}

/// w of the point half a deviation above the mean in every input.
void place_probe(const Workspace& work, float* w) noexcept {
  tensor::fill(work.row(), 0.0f, w);
  w[0] = 1.0f;
  for (std::uint32_t j = 1; j < work.order(); ++j) {
    float variance = 0.0f;  // of z_j
    for (std::uint32_t e = 0; e < work.white.rank; ++e) {
      const float part = work.white.inverse[e * work.row() + j];
      variance = simd::fused(part, part, variance);
    }
    for (std::uint32_t e = 0; e < work.white.rank; ++e) {
      w[1 + e] = simd::fused(0.5f * simd::root(variance), work.white.forward[e * work.row() + j], w[1 + e]);
    }
  }
}

}  // namespace

Permutation order_canonically(Workspace& work) noexcept {
  float* probe = work.scratch;
  place_probe(work, probe);
  Permutation order{};
  float key[max_experts];
  for (std::uint32_t i = 0; i < work.best.experts; ++i) {
    const float value = tensor::dot(work.row(), row_of(work, work.best.expert, i), probe);
    std::uint32_t at = i;
    for (; at > 0 && key[at - 1] > value; --at) {
      key[at] = key[at - 1];
      order.source[at] = order.source[at - 1];
    }
    key[at] = value;
    order.source[at] = static_cast<std::uint8_t>(i);
  }
  permute(work, order);
  return order;
}

void keep_labels(Workspace& work, const core::ModelView& model) noexcept {
  read_model(work, model, work.current);
  const std::uint32_t experts = work.best.experts;
  Permutation order{};
  bool labelled[max_experts] = {};
  bool used[max_experts] = {};
  for (std::uint32_t n = 0; n < experts; ++n) {
    float least = 0.0f;
    std::uint32_t label = experts;
    for (std::uint32_t i = 0; i < experts; ++i) {
      for (std::uint32_t j = 0; j < experts; ++j) {
        if (labelled[i] || used[j]) continue;
        const float distance = measure_distance(work, row_of(work, work.current.expert, i), row_of(work, work.best.expert, j));
        if (label != experts && !(distance < least)) continue;
        least = distance;
        label = i;
        order.source[i] = static_cast<std::uint8_t>(j);
      }
    }
    labelled[label] = true;
    used[order.source[label]] = true;
  }
  permute(work, order);
}

}  // namespace motet::core::solve
