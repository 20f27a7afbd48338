// SPDX-License-Identifier: MIT
#include "motet/detail/model_image.hpp"

#include "image/image_reader.hpp"
#include "image/image_writer.hpp"
#include "image/model_laws.hpp"

namespace motet::core {

template <>
struct image::Subject<ModelImage> {
  using Like = ModelImage::Like;

  static const float* block(const ModelView& from) noexcept { return from.parameters; }
  static float* block(const ModelStore& to) noexcept { return to.parameters; }

  static void write_fields(Encoder& code, const ModelView& from) noexcept { pass(code, from.size.dim, from.size.experts); }

  static Status read_fields(Decoder& code, const Like& like, ModelSize& size) noexcept {
    pass(code, size.dim, size.experts);
    return lawful(like.shape, like.dim, size) ? Status::ok : Status::impossible;
  }

  /// It is none in the padding, or of an expert that the model has not.
  static bool is_number(const ModelView& from, std::uint32_t, std::uint32_t index) noexcept {
    return is_parameter(from.shape, from.size, index);
  }

  static Status judge(const Like& like, const ModelSize& size, std::uint32_t, std::uint32_t index, float value) noexcept {
    return lawful(like.shape, size, index, value) ? Status::ok : Status::impossible;
  }

  static void take_over(const Like&, const ModelStore& to, const ModelSize& size) noexcept { *to.size = size; }
  static void empty(const ModelStore& to) noexcept { *to.size = ModelSize{}; }
};

template class ImageReader<ModelImage>;
template class ImageWriter<ModelImage>;

}  // namespace motet::core
