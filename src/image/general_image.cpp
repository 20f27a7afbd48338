// SPDX-License-Identifier: MIT
#include "motet/detail/general_image.hpp"

#include "image/image_reader.hpp"
#include "image/image_writer.hpp"
#include "image/model_laws.hpp"

namespace motet::core {

namespace image {

namespace {

[[nodiscard]] std::uint16_t name_activation(const Activation& activation) noexcept {
  if (activation.linear()) return 0;
  if (activation.value == core::sigmoid && activation.derivative == core::sigmoid_derivative) return 1;
  if (activation.value == core::hyperbolic_tangent && activation.derivative == core::hyperbolic_tangent_derivative) return 2;
  if (activation.value == core::leaky_rectifier && activation.derivative == core::leaky_rectifier_derivative) return 3;
  return 4;
}

[[nodiscard]] FormCode code_form(const Form& form) noexcept {
  FormCode code;
  code.experts = form.experts;
  for (std::uint32_t i = 0; i < form.experts; ++i) {
    code.activation[i] = name_activation(form.activation[i]);
    code.parameter[i] = form.activation[i].parameter;
    if (!form.tree() || i + 1 == form.experts) continue;
    code.decision[i] = static_cast<std::uint16_t>(form.decision[i].first | form.decision[i].second << 8);
  }
  return code;
}

template <class Coder, class AnyForm, class AnySize>
void pass_general(Coder& code, AnyForm& form, AnySize& size) noexcept {
  pass(code, form.experts, form.activation, form.parameter, form.decision, size.dim, size.experts);
}

/// Element by element: a comparison of arrays would call memcmp.
template <class Array>
[[nodiscard]] bool are_equal(const Array& a, const Array& b) noexcept {
  bool equal = true;
  for (std::size_t i = 0; i < a.size(); ++i) equal &= a[i] == b[i];
  return equal;
}

/// Whether both are the same but for the pairing of a tree.
[[nodiscard]] bool are_alike(const FormCode& a, const FormCode& b) noexcept {
  bool same = a.experts == b.experts && are_equal(a.activation, b.activation) && (a.decision[0] == 0) == (b.decision[0] == 0);
  for (std::uint32_t i = 0; i < max_experts; ++i) {
    same &= std::bit_cast<std::uint32_t>(a.parameter[i]) == std::bit_cast<std::uint32_t>(b.parameter[i]);
  }
  return same;
}

/// `form` with the pairing of one that is like it.
[[nodiscard]] Form paired(Form form, const FormCode& code) noexcept {
  for (std::uint32_t node = 0; form.tree() && node + 1 < form.experts; ++node) {
    const std::uint16_t sides = code.decision[node];
    form.decision[node] = {static_cast<std::uint8_t>(sides & 0xffu), static_cast<std::uint8_t>(sides >> 8)};
  }
  return form;
}

}  // namespace

template <>
struct Subject<GeneralImage> {
  using Like = GeneralImage::Like;
  using Fields = GeneralImage::Fields;

  static const float* block(const GeneralView& from) noexcept { return from.model.parameters; }
  static float* block(const GeneralStore& to) noexcept { return to.model.parameters; }

  static void write_fields(Encoder& code, const GeneralView& from) noexcept {
    const FormCode form = code_form(*from.form);
    pass_general(code, form, from.model.size);
  }

  /// error   other_bounds: of another form; impossible
  static Status read_fields(Decoder& code, const Like& like, Fields& fields) noexcept {
    pass_general(code, fields.form, fields.size);
    if (!are_alike(fields.form, code_form(*like.form))) return Status::other_bounds;
    const Form form = paired(*like.form, fields.form);
    const std::uint32_t experts = fields.size.experts;
    const bool whole = are_equal(code_form(form).decision, fields.form.decision) && (experts == 0 || experts == form.experts) &&
                       lawful(like.bounds.shape, like.bounds.dim, fields.size);
    return whole && check_form(form, max_experts, nullptr) == Status::ok ? Status::ok : Status::impossible;
  }

  static bool is_number(const GeneralView& from, std::uint32_t, std::uint32_t index) noexcept {
    return is_parameter(from.model.shape, from.model.size, index);
  }

  static Status judge(const Like& like, const Fields& fields, std::uint32_t, std::uint32_t index, float value) noexcept {
    return lawful(like.bounds.shape, fields.size, index, value) ? Status::ok : Status::impossible;
  }

  static void take_over(const Like&, const GeneralStore& to, const Fields& fields) noexcept {
    *to.form = paired(*to.form, fields.form);
    *to.model.size = fields.size;
  }
  static void empty(const GeneralStore& to) noexcept { *to.model.size = ModelSize{}; }
};

}  // namespace image

template class ImageReader<GeneralImage>;
template class ImageWriter<GeneralImage>;

}  // namespace motet::core
