// SPDX-License-Identifier: MIT
#include <span>

#include "bridge/c_object.hpp"
#include "motet/state.hpp"

namespace motet::core {

namespace bridge {

namespace {

/// A learner of C as what is saved and loaded.
template <class View>
struct Saved {
  View view;
};

/// Images of its estimator included, and the seal.
[[nodiscard]] std::size_t count_bytes(const LearnerPlan& plan, const Plan& window) noexcept {
  return count_learner_bytes(plan) + EstimatorImage::shape({&window}).bytes() + sizeof(ImageSeal::value);
}

}  // namespace

}  // namespace bridge

/// The images of motet::Learner, in its order.
template <class View>
struct ImageOf<bridge::Saved<View>> {
  static constexpr std::uint32_t images = 2;  // and more: how many is known at run time

  template <class Walk>
  static void visit(const bridge::Saved<LearnerSource>& learner, Walk& walk) noexcept {
    visit_learner(learner.view, walk);
    walk(ImageFrom<EstimatorImage>{{learner.view.plain.plan}, learner.view.plain});
  }
  template <class Walk>
  static void visit(const bridge::Saved<LearnerView>& learner, Walk& walk) noexcept {
    visit_learner(learner.view, walk);
    walk(ImageInto<EstimatorImage>{{learner.view.plain.plan}, learner.view.plain});
  }
};

}  // namespace motet::core

using namespace motet::core::bridge;
using motet::Status;

size_t motet_learner_saved_bytes(uint32_t dim, uint32_t experts, uint32_t window) {
  if (check_learner(dim, experts, window) != Status::ok) return 0;
  return count_bytes(plan_learner(dim, experts), motet::core::make_plan(dim, experts, window));
}

motet_status motet_learner_save(const motet_learner* learner, void* to, size_t bytes) {
  const LearnerHead* const head = open<const LearnerHead>(learner);
  if (head == nullptr || to == nullptr) return MOTET_BAD_POINTER;
  if (bytes != count_bytes(head->plan, head->window)) return MOTET_WRONG_LENGTH;
  const Saved<motet::core::LearnerSource> saved{view(head)};
  motet::core::BytesOutput output{{static_cast<std::byte*>(to), bytes}};
  static_cast<void>(write_images(output, saved));
  return MOTET_OK;
}

motet_status motet_learner_load(motet_learner* learner, const void* from, size_t bytes) {
  LearnerHead* const head = open<LearnerHead>(learner);
  if (head == nullptr || from == nullptr) return MOTET_BAD_POINTER;
  Saved<motet::core::LearnerView> loaded{view(head)};
  motet::core::BytesInput input{{static_cast<const std::byte*>(from), bytes}};
  const Status status = motet::core::read_images<motet::core::ImageCheck>(input, 0, loaded);
  if (status != Status::ok) return tell(status);
  if (bytes != count_bytes(head->plan, head->window)) return MOTET_WRONG_LENGTH;
  return tell(take_images(input, 0, loaded));
}
