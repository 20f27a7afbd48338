// SPDX-License-Identifier: MIT
#include "image/crc.hpp"

#include <doctest/doctest.h>

#include "image/tools.hpp"

TEST_SUITE_BEGIN("image/crc");

using namespace motet;

namespace {

test::Bytes letters(const char* text) {
  test::Bytes bytes;
  for (; *text != '\0'; ++text) bytes.push_back(static_cast<std::byte>(*text));
  return bytes;
}

}  // namespace

TEST_CASE("the check value of the standard comes out") {
  CHECK(core::image::crc_of(letters("123456789")) == 0xcbf43926u);
  CHECK(core::image::crc_of(letters("")) == 0u);
}

TEST_CASE("every byte after every other gives what a bit at a time gives") {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const test::Bytes bytes = {std::byte{1}, static_cast<std::byte>(first), static_cast<std::byte>(second)};
      REQUIRE(core::image::crc_of(bytes) == test::plain_crc(bytes));
    }
  }
}

TEST_SUITE_END();
