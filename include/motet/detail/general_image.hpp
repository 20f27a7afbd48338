// SPDX-License-Identifier: MIT
#pragma once

#include "motet/detail/model_image.hpp"
#include "motet/general_model.hpp"

namespace motet::core {

/// A form as numbers. Lists are as long for every number of experts, zero behind those in use.
struct FormCode {
  std::uint32_t experts = 0;
  std::array<std::uint16_t, max_experts> activation{};  ///< 0 a line, 1 sigmoid, 2 tanh, 3 leaky rectifier, 4 the user's own
  std::array<float, max_experts> parameter{};
  std::array<std::uint16_t, max_experts - 1> decision{};  ///< first side, second side 256 times
};

/// A general model as an image.
///
///     fields: experts, the activation of each and its parameter, the decisions; inputs and experts of the model
///     floats: parameters
///
/// Activations are code, and are not saved but named. What is loaded must have the form that it was saved with; a tree takes
/// over the pairing that its fit chose.
struct GeneralImage {
  struct Like {
    ModelImage::Like bounds;
    const Form* form = nullptr;
  };
  using Source = GeneralView;
  using Target = GeneralStore;
  struct Fields {
    FormCode form;
    ModelSize size;
  };
  static constexpr std::uint32_t field_bytes = 4 + (2 + 4) * max_experts + 2 * (max_experts - 1) + ModelImage::field_bytes;
  using Runs = ModelImage::Runs;

  [[nodiscard]] static constexpr Runs runs(const Like& like) noexcept { return ModelImage::runs(like.bounds); }
  [[nodiscard]] static constexpr ImageShape shape(const Like& like) noexcept {
    return {image_kind('G'), 4, like.bounds.dim, like.bounds.shape.bound, 0, field_bytes, like.bounds.shape.floats()};
  }
};

template <std::size_t Dim, std::size_t Experts>
struct ImageOf<GeneralModel<Dim, Experts>> {
  using Object = GeneralModel<Dim, Experts>;
  static constexpr ModelImage::Like bounds = ImageOf<Model<Dim, Experts>>::like;
  static constexpr std::uint32_t images = 1;
  static constexpr std::size_t bytes = GeneralImage::shape({bounds}).bytes();

  template <class Walk>
  static void visit(const Object& model, Walk& walk) noexcept {
    walk(ImageFrom<GeneralImage>{{bounds, &model.form()}, model.view()});
  }
  template <class Walk>
  static void visit(Object& model, Walk& walk) noexcept {
    walk(ImageInto<GeneralImage>{{bounds, &model.form()}, model.store()});
  }
};

}  // namespace motet::core
