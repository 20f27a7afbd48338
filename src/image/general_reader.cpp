// SPDX-License-Identifier: MIT
#include "image/general_form.hpp"
#include "image/walk.hpp"
#include "motet/state.hpp"

namespace motet::core {

namespace {

/// What stands before the parameters, and how many of them the model has.
struct Head {
  std::uint32_t kind = 0, version = 0, crc = 0;
  image::FormCode form;
  ModelSize size;

  explicit Head(std::span<const std::byte> bytes) noexcept {
    image::Decoder code(bytes.data());
    image::pass_form(code, kind, version, form);
    code(crc);
    image::Decoder fields(bytes.data() + form_bytes + ImageShape::header);
    image::pass_sizes(fields, size);
  }
};

/// error   no_image, damaged, other_version
[[nodiscard]] Status check_head(const Head& head, std::span<const std::byte> bytes) noexcept {
  if (head.kind != static_cast<std::uint32_t>(ImageKind::general)) return Status::no_image;
  if (head.crc != image::crc_of(bytes.first(form_bytes - 4))) return Status::damaged;
  return head.version == image_version ? Status::ok : Status::other_version;
}

/// Gives `form` the pairing of one that is like it.
///
/// error   other_bounds, impossible: `form` is as it was
[[nodiscard]] Status take_pairing(const Head& head, Form& form) noexcept {
  if (!head.form.is_like(image::code_form(form))) return Status::other_bounds;
  Form found = form;
  for (std::uint32_t node = 0; form.tree() && node + 1 < form.experts; ++node) {
    const std::uint16_t sides = head.form.decision[node];
    found.decision[node] = {static_cast<std::uint8_t>(sides & 0xffu), static_cast<std::uint8_t>(sides >> 8)};
  }
  const bool whole =
      image::code_form(found).decision == head.form.decision && (head.size.experts == 0 || head.size.experts == form.experts);
  if (!whole || check_form(found, max_experts, nullptr) != Status::ok) return Status::impossible;
  form = found;
  return Status::ok;
}

}  // namespace

GeneralReader::GeneralReader(const GeneralView& like, std::uint32_t dim) noexcept
    : like_(like.form), parameters_(like.model.shape, dim) {}

GeneralReader::GeneralReader(const GeneralStore& to, std::uint32_t dim) noexcept
    : like_(to.form), form_(to.form), size_(to.model.size), parameters_(to.model, dim) {}

void GeneralReader::read(std::span<const std::byte> piece) noexcept {
  for (const std::byte& byte : piece) {
    if (at_ < head_.size()) head_[at_] = byte;
    if (at_ >= form_bytes) parameters_.read(std::span(&byte, 1));
    ++at_;
  }
}

Status GeneralReader::finish() noexcept {
  const Head head(head_);
  Form form = *like_;
  Status status = at_ >= head_.size() ? check_head(head, head_) : Status::wrong_length;
  const Status of_parameters = parameters_.finish();
  if (status == Status::ok) status = of_parameters;
  if (status == Status::ok) status = take_pairing(head, form);
  if (status != Status::ok && size_ != nullptr) *size_ = ModelSize{};
  if (status == Status::ok && form_ != nullptr) *form_ = form;
  return status;
}

Status load(std::span<const std::byte> from, const GeneralStore& to, std::uint32_t dim) noexcept {
  const GeneralView like{{to.model.shape, *to.model.size, to.model.parameters}, to.form};
  const Status status = image::read_through<GeneralReader>(from, like, dim);
  return status == Status::ok ? image::read_through<GeneralReader>(from, to, dim) : status;
}

}  // namespace motet::core
