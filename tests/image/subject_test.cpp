// SPDX-License-Identifier: MIT
#include "image/subject.hpp"

#include <doctest/doctest.h>

#include "image/golden.hpp"
#include "image/trials.hpp"

TEST_SUITE_BEGIN("image/subject");

using namespace motet;

namespace {

test::Bytes bytes_of(std::string_view text) {
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  test::Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) bytes.push_back(std::byte(16 * digit(text[i]) + digit(text[i + 1])));
  return bytes;
}

/// Whether an image of version 3 loads, and is saved as it was.
template <class Object>
bool comes_back(std::string_view text) {
  Object object;
  const test::Bytes image = bytes_of(text);
  return load(image, object) == Status::ok && test::saved(object) == image;
}

/// The header of an image of this shape.
test::Bytes header_of(const core::ImageShape& shape) {
  test::Bytes head(core::ImageShape::header);
  core::image::Encoder code(head.data());
  core::image::pass_header(code, shape);
  test::write_word(head, 24, test::plain_crc(std::span(head).first(24)));
  return head;
}

}  // namespace

TEST_CASE("a header is worth what differs in it") {
  const core::ImageShape shape{core::image_kind('X'), 7, 3, 2, 9, 11, 5};
  CHECK(shape.bytes() == 28 + 11 + 20 + 4);
  CHECK(core::image::check_header(shape, header_of(shape)) == Status::ok);
  const auto other = [&shape](std::uint32_t core::ImageShape::*member) {
    core::ImageShape changed = shape;
    ++(changed.*member);
    return core::image::check_header(shape, header_of(changed));
  };
  CHECK(other(&core::ImageShape::kind) == Status::no_image);
  CHECK(other(&core::ImageShape::version) == Status::other_version);
  CHECK(other(&core::ImageShape::dim) == Status::other_bounds);
  CHECK(other(&core::ImageShape::experts) == Status::other_bounds);
  CHECK(other(&core::ImageShape::window) == Status::other_bounds);
  CHECK(other(&core::ImageShape::floats) == Status::other_bounds);
}

TEST_CASE("an image of version 3 of a model loads; the other kinds are of another version") {
  CHECK(comes_back<Model<1, 1>>(test::golden_model));
  Estimator<1, 1, 4> estimator;
  CHECK(test::refused(bytes_of(test::golden_estimator), estimator) == Status::other_version);
  Adapter<1, 1> adapter;
  CHECK(test::refused(bytes_of(test::golden_adapter), adapter) == Status::other_version);
  GeneralModel<1, 2> general(make_tree(2, sigmoid()));
  CHECK(test::refused(bytes_of(test::golden_general), general) == Status::other_version);
  // In flash bytes of the new length are read.
  test::Bytes as_long = bytes_of(test::golden_general);
  as_long.resize(image_bytes<GeneralModel<1, 2>>);
  CHECK(test::refused(as_long, general) == Status::other_version);
}

TEST_CASE("a seal is the CRC-32 of CRC-32s") {
  core::ImageSeal seal;
  test::Bytes words(8);
  test::write_word(words, 0, 0x12345678u);
  test::write_word(words, 4, 0xfedcba98u);
  seal.add(0x12345678u);
  seal.add(0xfedcba98u);
  CHECK(seal.value == test::plain_crc(words));
  test::write_word(words, 0, seal.value);
  const auto bytes = seal.bytes();
  CHECK(std::equal(bytes.begin(), bytes.end(), words.begin()));
}

TEST_SUITE_END();
