// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/image.hpp"
#include "motet/model.hpp"

namespace motet::core {

/// A model as an image.
///
///     fields: inputs and experts
///     floats: parameters
struct ModelImage {
  struct Like {
    ModelShape shape;
    std::uint32_t dim;
  };
  using Source = ModelView;
  using Target = ModelStore;
  using Fields = ModelSize;
  static constexpr std::uint32_t field_bytes = 8;
  using Runs = std::array<FloatRun, 1>;

  [[nodiscard]] static constexpr Runs runs(const Like& like) noexcept { return {{{0, like.shape.floats()}}}; }
  [[nodiscard]] static constexpr ImageShape shape(const Like& like) noexcept {
    return {image_kind('M'), 3, like.dim, like.shape.bound, 0, field_bytes, like.shape.floats()};
  }
};

template <std::size_t Dim, std::size_t Experts>
struct ImageOf<Model<Dim, Experts>> {
  using Object = Model<Dim, Experts>;
  static constexpr ModelImage::Like like{Object::shape, static_cast<std::uint32_t>(Dim)};
  static constexpr std::uint32_t images = 1;
  static constexpr std::size_t bytes = ModelImage::shape(like).bytes();

  template <class Walk>
  static void visit(const Object& model, Walk& walk) noexcept {
    walk(ImageFrom<ModelImage>{like, model.view()});
  }
  template <class Walk>
  static void visit(Object& model, Walk& walk) noexcept {
    walk(ImageInto<ModelImage>{like, model.store()});
  }
};

}  // namespace motet::core
