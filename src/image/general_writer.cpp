// SPDX-License-Identifier: MIT
#include "image/crc.hpp"
#include "image/general_form.hpp"
#include "motet/state.hpp"

namespace motet::core {

GeneralWriter::GeneralWriter(const GeneralView& model, std::uint32_t dim) noexcept : parameters_(model.model, dim) {
  const image::FormCode form = image::code_form(*model.form);
  const std::uint32_t kind = static_cast<std::uint32_t>(ImageKind::general), version = image_version;
  image::Encoder code(head_.data());
  image::pass_form(code, kind, version, form);
  code(image::crc_of(std::span(head_).first(form_bytes - 4)));
}

void GeneralWriter::write(std::span<std::byte> piece) noexcept {
  std::size_t filled = 0;
  while (at_ < form_bytes && filled < piece.size()) piece[filled++] = head_[at_++];
  parameters_.write(piece.subspan(filled));
}

Status save(const GeneralView& from, std::uint32_t dim, std::span<std::byte> to) noexcept {
  if (to.size() != general_bytes(from.model.shape, dim)) return Status::wrong_length;
  GeneralWriter(from, dim).write(to);
  return Status::ok;
}

}  // namespace motet::core
