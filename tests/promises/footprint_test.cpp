// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstddef>
#include <type_traits>

#include "motet/adapter.hpp"
#include "motet/contest.hpp"
#include "motet/descent.hpp"
#include "motet/errors.hpp"
#include "motet/estimator.hpp"
#include "motet/model.hpp"

TEST_SUITE_BEGIN("promises/footprint");

namespace {

template <std::size_t Dim, std::size_t Experts, std::size_t Window>
constexpr std::size_t estimator_bytes = sizeof(motet::Estimator<Dim, Experts, Window>);

template <typename Type>
constexpr bool plain_bytes = std::is_trivially_copyable_v<Type>&& std::is_standard_layout_v<Type>;

// What the README says; a build that breaks it does not compile.
static_assert(estimator_bytes<8, 3, 64> <= 12352);
static_assert(sizeof(motet::Model<8, 3>) <= 512);
static_assert(sizeof(motet::Adapter<8, 3>) <= 4096);
static_assert(sizeof(motet::StandardErrors<8, 3>) == 5304);
static_assert(sizeof(motet::Contest<8, 3>) == 1280);
static_assert(sizeof(motet::Descent<8, 3>) <= 1968);
static_assert(sizeof(motet::Descent<16, 4>) <= 5184);
static_assert(sizeof(motet::Descent<32, 4>) <= 14944);

static_assert(plain_bytes<motet::Estimator<8, 3, 64>>);
static_assert(plain_bytes<motet::Estimator<1, 1, 0>>);
static_assert(plain_bytes<motet::Model<8, 3>>);
static_assert(plain_bytes<motet::Adapter<8, 3>>);
static_assert(plain_bytes<motet::Adapter<1, 1>>);
static_assert(plain_bytes<motet::Descent<8, 3>>);
static_assert(plain_bytes<motet::Report>);
static_assert(plain_bytes<motet::StandardErrors<8, 3>>);
static_assert(plain_bytes<motet::Contest<8, 3>>);
static_assert(plain_bytes<motet::Verdict>);
static_assert(plain_bytes<motet::Settings>);

}  // namespace

TEST_CASE("the size of an estimator is its floor plan and less than 512 bytes more") {
  using Estimator = motet::Estimator<8, 3, 64>;
  CHECK(sizeof(Estimator) >= Estimator::plan.floats * sizeof(float));
  CHECK(sizeof(Estimator) < Estimator::plan.floats * sizeof(float) + 512);
}

TEST_CASE("a kept sample costs its own floats, 8 inputs and a target") {
  CHECK(estimator_bytes<8, 3, 128> - estimator_bytes<8, 3, 64> == 64 * 9 * sizeof(float));
}

TEST_SUITE_END();
