// SPDX-License-Identifier: MIT
// An object file of its own: not linked unless learners are merged.
#include "bridge/c_object.hpp"

using namespace motet::core::bridge;

motet_status motet_learner_merge(motet_learner* into, const motet_learner* other) {
  LearnerHead* const head = open<LearnerHead>(into);
  const LearnerHead* const from = open<const LearnerHead>(other);
  if (head == nullptr || from == nullptr) return MOTET_BAD_POINTER;
  const motet::core::Plan &ours = head->window, &theirs = from->window;
  const bool alike = ours.dim == theirs.dim && ours.experts == theirs.experts && ours.window == theirs.window;
  return alike ? tell(merge_learner(view(head), view(from))) : MOTET_OTHER_BOUNDS;
}
