// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>

#include "image/adapter_laws.hpp"
#include "image/adapters.hpp"
#include "image/fields.hpp"
#include "motet/detail/adapter_image.hpp"

TEST_SUITE_BEGIN("image/adapter_writer");

using namespace motet;

namespace {

using Small = Adapter<2, 2>;

static_assert(image_bytes<Small> == 28 + 367 + 4 * (3 * 4 + 2 * 4 + 4 * 12 + 2 * 4 * 8) + 4);
static_assert(image_bytes<Adapter<8, 3>> == 2687);

/// What the list of fields comes to.
constexpr std::ptrdiff_t measure() {
  std::array<std::byte, 512> bytes{};
  core::image::Encoder code(bytes.data());
  core::AdaptState state;
  core::image::pass_adapter(code, state);
  return code.end() - bytes.data();
}
static_assert(measure() == core::adapter_fields);

}  // namespace

TEST_CASE("the header says kind, version, bounds and length, little-endian") {
  const test::Bytes image = test::saved(test::adapted<2, 2>(2, 200));
  CHECK(test::read_word(image, 0) == 0x41544f4du);
  CHECK(test::read_word(image, 4) == core::image_version);
  CHECK(test::read_word(image, 8) == 2);
  CHECK(test::read_word(image, 12) == 2);
  CHECK(test::read_word(image, 16) == 0);
  CHECK(test::read_word(image, 20) == image_bytes<Small>);
  CHECK(test::read_word(image, 24) == test::plain_crc(std::span(image).first(24)));
  CHECK(test::read_word(image, image.size() - 4) == test::plain_crc(std::span(image).first(image.size() - 4)));
}

TEST_CASE("fields and floats stand where they should, and scratch is not among them, 3 of 5 inputs, 2 of 3 experts") {
  const Adapter<5, 3> adapter = test::adapted<5, 3>(3, 300);
  const core::AdapterSource a = adapter.view();
  const test::Bytes image = test::saved(adapter);
  CHECK(test::read_word(image, 28 + 55) == 3);
  CHECK(test::read_word(image, 28 + 59) == 3);
  CHECK(support::same(test::read_float(image, 28 + 63), a.state->mark));
  CHECK(test::read_word(image, 28 + 327) == a.state->counters.accepted);
  std::size_t at = 28 + 367;
  std::uint32_t covered = 0;
  const core::AdapterRuns runs = core::float_runs(*a.plan);
  for (std::uint32_t run = 0; run < runs.size(); ++run) {
    for (std::uint32_t i = 0; i < runs[run].count; ++i, at += 4) {
      const float value = test::read_float(image, at);
      const bool number = core::image::locate_float(a.state->size, run, i).number;
      REQUIRE(support::bits(value) == (number ? support::bits(a.block[runs[run].begin + i]) : 0u));
    }
    covered += runs[run].count;
  }
  CHECK(at + 4 == image.size());
  const std::uint32_t scratch = (a.plan->gradient - a.plan->sample) + (a.plan->inverse - a.plan->along);
  CHECK(covered + scratch == a.plan->floats);
}

TEST_CASE("a stream of whole numbers gives the same bytes on every machine") {
  // Behind the settings, whose defaults may change; the digests were taken on x86-64.
  const auto digest = [](const auto& adapter) {
    const test::Bytes image = test::saved(adapter);
    return test::plain_crc(std::span(image).subspan(28 + 52, image.size() - 28 - 52 - 4));
  };
  CHECK(digest(Small()) == 2881899371u);
  CHECK(digest(test::adapted<2, 2>(2, 200)) == 1386176260u);
  CHECK(digest(test::adapted<5, 3>(3, 400)) == 2358361275u);
}

TEST_CASE("pieces of any length make the same image, and 0xff comes after it") {
  const Small adapter = test::adapted<2, 2>(2, 200);
  CHECK(test::pieces_agree(test::saved(adapter), [&] { return core::AdapterWriter(adapter.view()); }));
}

TEST_CASE("a span of another length, and an adapter with bad settings, are refused; the span stays as it was") {
  const Small adapter = test::adapted<2, 2>(2, 100);
  for (const std::size_t length : {std::size_t{0}, image_bytes<Small> - 1, image_bytes<Small> + 1}) {
    test::Bytes bytes(length, std::byte{0x5a});
    CHECK(save(adapter, bytes) == Status::wrong_length);
    CHECK(bytes == test::Bytes(length, std::byte{0x5a}));
  }
  AdaptSettings settings;
  settings.step_power = 2.0f;
  test::Bytes bytes(image_bytes<Small>, std::byte{0x5a});
  CHECK(save(Small(settings), bytes) == Status::bad_setting);
  CHECK(bytes == test::Bytes(image_bytes<Small>, std::byte{0x5a}));
}

TEST_SUITE_END();
