// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>

#include "image/fields.hpp"
#include "image/tools.hpp"
#include "model/handmade.hpp"

TEST_SUITE_BEGIN("image/writer");

using namespace motet;

namespace {

using Small = Estimator<2, 2, 8>;

/// Sizes are known to the compiler.
static_assert(image_bytes<Model<8, 3>> == 28 + 8 + 4 * (7 * 8 + 3 * 3 + 1) + 4);
static_assert(image_bytes<Small> == 28 + 139 + 4 * (2 * 4 * 16 + 2 * 4 + 8 * 3) + 4);
static_assert(image_bytes<Estimator<8, 3, 64>> < 9000);

/// What the lists of fields come to.
template <class Pass>
constexpr std::ptrdiff_t measure(Pass pass) {
  std::array<std::byte, 256> bytes{};
  core::image::Encoder code(bytes.data());
  pass(code);
  return code.end() - bytes.data();
}
static_assert(measure([](core::image::Encoder& code) {
                core::State state;
                core::image::pass_fields(code, state);
              }) == core::estimator_fields);
static_assert(measure([](core::image::Encoder& code) {
                core::ModelSize size;
                core::image::pass_sizes(code, size);
              }) == core::model_fields);

/// A stream of whole numbers, the same on every machine.
Small whole_numbers(int count) {
  Small estimator;
  for (int s = 0; s < count; ++s) {
    const float x[2] = {static_cast<float>((s * 7) % 23 - 11), static_cast<float>((s * 5) % 17 - 3)};
    REQUIRE(estimator.push(x, static_cast<float>((s * s) % 29) * 0.25f) == Status::ok);
  }
  return estimator;
}

}  // namespace

TEST_CASE("the header says kind, version, bounds and length, little-endian") {
  const test::Bytes image = test::saved(test::begun<Small>(2, 10));
  const std::uint32_t bytes = image_bytes<Small>;
  const unsigned expected[24] = {'M', 'O', 'T', 'E',           3,          0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 8,
                                 0,   0,   0,   bytes & 0xffu, bytes >> 8, 0, 0};
  for (std::size_t i = 0; i < 24; ++i) CHECK(std::to_integer<unsigned>(image[i]) == expected[i]);
  CHECK(test::read_word(image, 24) == test::plain_crc(std::span(image).first(24)));
  CHECK(test::read_word(image, bytes - 4) == test::plain_crc(std::span(image).first(bytes - 4)));
  Model<3, 2> model;
  const test::Bytes second = test::saved(model);
  CHECK(test::read_word(second, 0) == 0x4d544f4du);
  CHECK(test::read_word(second, 8) == 3);
  CHECK(test::read_word(second, 12) == 2);
  CHECK(test::read_word(second, 16) == 0);
}

TEST_CASE("fields and floats stand where they should, and what is no number is zero") {
  const Small estimator = test::begun<Small>(1, 500, 3);
  const core::EstimatorSource e = estimator.view();
  const test::Bytes image = test::saved(estimator);
  CHECK(test::read_word(image, 28) == 1);          // dim
  CHECK(test::read_word(image, 36) == 3);          // seed
  CHECK(test::read_word(image, 28 + 111) == 0);    // missed
  CHECK(test::read_word(image, 28 + 119) == 500);  // accepted
  const std::size_t floats = 28 + 139;
  const std::size_t level = core::tile_count(3) * core::tile_floats;
  test::for_each_moment(2, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    const std::size_t at = test::place(p, i, j, l);
    CHECK(support::same(test::read_float(image, floats + 4 * at), e.block[e.plan->moments + at]));
    CHECK(support::same(test::read_float(image, floats + 4 * (level + at)), e.block[e.plan->young + at]));
  });
  CHECK(test::read_word(image, floats + 4 * 1) == 0);  // padding of M_0(0,0,0)
  CHECK(support::same(test::read_float(image, floats + 4 * (2 * level)), e.block[e.plan->frame]));
  CHECK(support::same(test::read_float(image, floats + 4 * (2 * level + 4)), e.block[e.plan->scale]));
  CHECK(support::same(test::read_float(image, floats + 4 * (2 * level + 8 + 5)), e.block[e.plan->reservoir + 5]));
}

TEST_CASE("a stream of whole numbers gives the same bytes on every machine") {
  // In every phase, behind the settings, whose defaults may change; the digests were taken on x86-64.
  const auto digest = [](const Small& estimator) {
    const test::Bytes image = test::saved(estimator);
    return test::plain_crc(std::span(image).subspan(28 + 70, image.size() - 28 - 70 - 4));
  };
  CHECK(digest(Small()) == 1897226987u);
  CHECK(digest(whole_numbers(20)) == 2351156469u);
  CHECK(digest(whole_numbers(5000)) == 2992006139u);
}

TEST_CASE("pieces of any length make the same image, and 0xff comes after it") {
  const Small estimator = test::begun<Small>(2, 500);
  CHECK(test::pieces_agree(test::saved(estimator), [&] { return core::ImageWriter(estimator.view()); }));
}

TEST_CASE("a span of another length is refused and stays as it was") {
  const Small estimator = test::begun<Small>(2, 50);
  const Model<2, 2> model;
  for (const std::size_t length :
       {std::size_t{0}, image_bytes<Small> - 1, image_bytes<Small> + 1, image_bytes<Model<2, 2>> - 1}) {
    test::Bytes bytes(length, std::byte{0x5a});
    CHECK(save(estimator, bytes) == Status::wrong_length);
    CHECK(save(model, bytes) == Status::wrong_length);
    CHECK(bytes == test::Bytes(length, std::byte{0x5a}));
  }
}

TEST_CASE("an estimator with bad settings is refused with what it says itself") {
  Settings settings;
  settings.dim = 7;
  const Small estimator(settings);
  test::Bytes bytes(image_bytes<Small>, std::byte{0x5a});
  CHECK(save(estimator, bytes) == Status::bad_dim);
  CHECK(bytes == test::Bytes(image_bytes<Small>, std::byte{0x5a}));
}

TEST_CASE("what lies in a model beside its parameters is not saved") {
  Model<5, 3> one, other;
  test::write_random(one, 3, 2, 1);
  test::write_random(other, 5, 3, 2);
  test::write_random(other, 3, 2, 1);
  for (std::uint32_t i = 0; i < one.store().shape.floats(); ++i) {
    if (support::bits(one.store().parameters[i]) == support::bits(support::sentinel)) one.store().parameters[i] = 17.0f;
  }
  CHECK(test::saved(one) == test::saved(other));
}

TEST_SUITE_END();
