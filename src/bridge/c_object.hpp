// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "motet/detail/plan.hpp"
#include "motet/detail/view.hpp"
#include "motet/learner.hpp"
#include "motet/motet.h"
#include "motet/status.hpp"

// Objects whose bounds are known at run time, in memory of a C caller: a head, then the floats of the block. A head has the
// floor plan that a C++ object has as a constant.

namespace motet::core::bridge {

/// The first word of an object: what it is.
enum class Mark : std::uint32_t { none = 0, learner = 0x4c746f6du, model = 0x4d746f6du, estimator = 0x45746f6du };

/// Floats begin on a cache line if the object does.
[[nodiscard]] constexpr std::size_t head_bytes(std::size_t bytes) noexcept { return (bytes + 63u) & ~std::size_t{63}; }

/// Bytes of an object with so many floats, whole words of 8.
template <class Head>
[[nodiscard]] constexpr std::size_t object_bytes(std::size_t floats) noexcept {
  return head_bytes(sizeof(Head)) + ((sizeof(float) * floats + 7u) & ~std::size_t{7});
}

/// Most inputs: as many as the constants of motet/detail/sizes.h are for.
inline constexpr std::uint32_t max_inputs = max_cubic_dim;
inline constexpr std::uint32_t max_window = 1u << 24;

/// The members of a learner: those of SmallBank, whose mixtures have as many experts as the learner.
inline constexpr const auto& bank = SmallBank<2>::members;
inline constexpr std::uint32_t bank_members = sizeof(bank) / sizeof(bank[0]);
inline constexpr std::uint32_t bank_mixtures = make_learner_plan(1, bank).mixtures;
static_assert(!make_learner_plan(1, bank).lagged, "motet: a learner in C has one estimator");

[[nodiscard]] constexpr LearnerPlan plan_learner(std::uint32_t dim, std::uint32_t experts) noexcept {
  Member members[bank_members];
  for (std::uint32_t m = 0; m < bank_members; ++m) {
    members[m] = bank[m];
    if (members[m].experts != 0) members[m].experts = experts;
  }
  return make_learner_plan(dim, members);
}

struct LearnerHead {
  static constexpr Mark mark = Mark::learner;
  Mark kind;
  LearnerPlan plan;
  Plan window;
  LearnerState state;
  State estimator;
  MemberState members[bank_members];
  AdaptState adapters[bank_mixtures];
  ModelSize sizes[bank_mixtures];
};

struct ModelHead {
  static constexpr Mark mark = Mark::model;
  Mark kind;
  std::uint32_t dim;  ///< bound on the inputs
  ModelShape shape;
  ModelSize size;
};

struct EstimatorHead {
  static constexpr Mark mark = Mark::estimator;
  Mark kind;
  Plan plan;
  State state;
};

/// The floats behind a head.
template <class Head>
[[nodiscard]] float* floats_of(Head* head) noexcept {
  return reinterpret_cast<float*>(reinterpret_cast<unsigned char*>(head) + head_bytes(sizeof(Head)));
}
template <class Head>
[[nodiscard]] const float* floats_of(const Head* head) noexcept {
  return reinterpret_cast<const float*>(reinterpret_cast<const unsigned char*>(head) + head_bytes(sizeof(Head)));
}

[[nodiscard]] inline bool aligned(const void* memory) noexcept {
  return memory != nullptr && reinterpret_cast<std::uintptr_t>(memory) % 8u == 0;
}

/// The head of an object; null if it is none of this kind.
template <class Head, class Object>
[[nodiscard]] Head* open(Object* object) noexcept {
  if (!aligned(object)) return nullptr;
  Head* const head = reinterpret_cast<Head*>(object);
  return head->kind == Head::mark ? head : nullptr;
}

[[nodiscard]] inline LearnerView view(LearnerHead* l) noexcept {
  float* const block = floats_of(l);
  return {&l->plan,
          &l->state,
          l->members,
          l->adapters,
          l->sizes,
          block,
          {&l->window, &l->estimator, block + l->plan.floats},
          {nullptr, nullptr, nullptr}};
}
[[nodiscard]] inline LearnerSource view(const LearnerHead* l) noexcept {
  const float* const block = floats_of(l);
  return {&l->plan,
          &l->state,
          l->members,
          l->sizes,
          block,
          l->adapters,
          {&l->window, &l->estimator, block + l->plan.floats},
          {nullptr, nullptr, nullptr}};
}
[[nodiscard]] inline EstimatorView view(EstimatorHead* e) noexcept { return {&e->plan, &e->state, floats_of(e)}; }
[[nodiscard]] inline ModelStore store(ModelHead* m) noexcept { return {m->shape, &m->size, floats_of(m)}; }
[[nodiscard]] inline ModelView view(const ModelHead* m) noexcept { return {m->shape, m->size, floats_of(m)}; }

/// A status as C has it.
[[nodiscard]] constexpr motet_status tell(Status status) noexcept { return static_cast<motet_status>(status); }

/// What stands in the way of an object in `memory`: no place for it or for its handle, its bounds, or too few bytes.
[[nodiscard]] inline motet_status check_memory(const void* memory, std::size_t bytes, const void* handle, Status bounds,
                                               std::size_t needed) noexcept {
  if (!aligned(memory) || handle == nullptr) return MOTET_BAD_POINTER;
  if (bounds != Status::ok) return tell(bounds);
  return bytes < needed ? MOTET_TOO_SMALL : MOTET_OK;
}

/// Which of the bounds of an object is wrong.
[[nodiscard]] inline Status check_bounds(std::uint32_t dim, std::uint32_t least, std::uint32_t experts) noexcept {
  if (dim < 1u || dim > max_inputs) return Status::bad_dim;
  return experts >= least && experts <= max_experts ? Status::ok : Status::bad_experts;
}
[[nodiscard]] inline Status check_learner(std::uint32_t dim, std::uint32_t experts, std::uint32_t window) noexcept {
  const Status status = check_bounds(dim, 2, experts);
  if (status != Status::ok) return status;
  return window >= 1u && window <= max_window ? Status::ok : Status::bad_setting;
}

/// Whether a model was made with the bounds of an estimator.
[[nodiscard]] inline bool as_large(const ModelHead& model, const Plan& plan) noexcept {
  return model.dim == plan.dim && model.shape.bound == plan.experts;
}

}  // namespace motet::core::bridge
