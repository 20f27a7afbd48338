// SPDX-License-Identifier: MIT
#pragma once

#include "motet/contest.hpp"
#include "motet/detail/model_image.hpp"

namespace motet::core {

/// The scores of a contest as an image; its models have images of their own behind it.
///
///     fields: how far it has come
///     floats: the scores of each candidate by block, then of the run
struct ContestImage {
  using Like = std::uint32_t;  ///< bound on the candidates
  using Source = ContestSource;
  using Target = ContestView;
  using Fields = ContestState;
  static constexpr std::uint32_t field_bytes = 28 + 4 * max_experts;
  using Runs = std::array<FloatRun, 1>;

  [[nodiscard]] static constexpr Runs runs(Like candidates) noexcept { return {{{0, candidates * (contest_blocks + 1)}}}; }
  [[nodiscard]] static constexpr ImageShape shape(Like candidates) noexcept {
    return {image_kind('C'), 1, 0, candidates, 0, field_bytes, count_floats(runs(candidates))};
  }
};

template <std::size_t Dim, std::size_t Experts>
struct ImageOf<Contest<Dim, Experts>> {
  using Object = Contest<Dim, Experts>;
  static constexpr std::uint32_t candidates = static_cast<std::uint32_t>(Experts);
  static constexpr std::uint32_t images = 1 + candidates;
  static constexpr std::size_t bytes = ContestImage::shape(candidates).bytes() + Experts * ImageOf<Model<Dim, Experts>>::bytes;

  template <class Walk>
  static void visit(const Object& contest, Walk& walk) noexcept {
    walk(ImageFrom<ContestImage>{candidates, contest.view()});
    for (const auto& model : contest.models()) ImageOf<Model<Dim, Experts>>::visit(model, walk);
  }
  template <class Walk>
  static void visit(Object& contest, Walk& walk) noexcept {
    walk(ImageInto<ContestImage>{candidates, contest.view()});
    for (auto& model : contest.models()) ImageOf<Model<Dim, Experts>>::visit(model, walk);
  }
};

}  // namespace motet::core
