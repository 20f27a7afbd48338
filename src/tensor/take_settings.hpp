// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include "motet/status.hpp"
#include "tensor/vector.hpp"

namespace motet::core::tensor {

/// Whether low <= value <= high; a NaN does not.
template <class Value>
[[nodiscard]] constexpr bool lies(Value value, std::type_identity_t<Value> low, std::type_identity_t<Value> high) noexcept {
  return value >= low && value <= high;
}

/// Begins an object anew with settings that are `judged` ok. With others it stays as it was; one that had none says what is
/// wrong with these.
///
/// shape   object: a view of plan, state and block
/// returns `judged`
template <class View, class Settings>
[[nodiscard]] [[gnu::always_inline]] inline Status take_settings(const View& object, const Settings& settings,
                                                                 Status judged) noexcept {
  auto& state = *object.state;
  if (judged != Status::ok) {
    if (state.configured != Status::ok) state.configured = judged;
    return judged;
  }
  state = {};
  state.settings = settings;
  state.configured = Status::ok;
  fill(object.plan->floats, 0.0f, object.block);
  return Status::ok;
}

}  // namespace motet::core::tensor
