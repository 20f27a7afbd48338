// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/generals.hpp"
#include "motet/detail/general_image.hpp"

TEST_SUITE_BEGIN("image/general_writer");

using namespace motet;

namespace {

static_assert(core::form_bytes == 78);
static_assert(image_bytes<GeneralModel<8, 3>> == 78 + image_bytes<Model<8, 3>>);

[[nodiscard]] std::uint32_t read_short(const test::Bytes& image, std::size_t at) {
  return std::to_integer<std::uint32_t>(image[at]) | std::to_integer<std::uint32_t>(image[at + 1]) << 8;
}

}  // namespace

TEST_CASE("the form stands before the model's own image: experts, activations by name, parameters, decisions") {
  Form form = make_tree(4, sigmoid());
  form.activation[1] = linear();
  form.activation[2] = leaky_rectifier(0.25f);
  form.activation[3] = {test::cube, test::cube_derivative, 7.0f};
  const auto model = test::filled<3, 4>(form, 2, 1);
  REQUIRE(model.fitted());
  const test::Bytes image = test::saved(model);
  CHECK(test::read_word(image, 0) == 0x47544f4du);  // "MOTG"
  CHECK(test::read_word(image, 4) == core::image_version);
  CHECK(test::read_word(image, 8) == 4);
  const std::uint32_t names[] = {1, 0, 3, 4, 0, 0, 0, 0};
  const float parameters[] = {0, 0, 0.25f, 7.0f, 0, 0, 0, 0};
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(read_short(image, 12 + 2 * i) == names[i]);
    CHECK(test::read_float(image, 28 + 4 * i) == parameters[i]);
  }
  for (std::size_t n = 0; n < 3; ++n) {
    CHECK(read_short(image, 60 + 2 * n) == form.decision[n].first + 256u * form.decision[n].second);
  }
  for (std::size_t n = 3; n < 7; ++n) CHECK(read_short(image, 60 + 2 * n) == 0);
  CHECK(test::read_word(image, 74) == test::plain_crc(std::span(image).first(74)));
  test::Bytes parameters_alone(image_bytes<Model<3, 4>>);
  CHECK(core::save(model.view().model, 3, parameters_alone) == Status::ok);
  CHECK(test::Bytes(image.begin() + 78, image.end()) == parameters_alone);
}

TEST_CASE("pieces of any length make the same image, and 0xff comes after it") {
  const auto model = test::filled<2, 3>(make_gated_recurrent_unit(), 2, 2);
  CHECK(test::pieces_agree(test::saved(model), [&] { return core::GeneralWriter(model.view(), 2); }));
}

TEST_CASE("a span of another length, and a form that is none, are refused; the span stays as it was") {
  using Small = GeneralModel<2, 2>;
  for (const std::size_t length : {std::size_t{0}, image_bytes<Small> - 1, image_bytes<Small> + 1}) {
    test::Bytes bytes(length, std::byte{0x5a});
    CHECK(save(test::filled<2, 2>(make_mixture(2, sigmoid()), 2, 3), bytes) == Status::wrong_length);
    CHECK(bytes == test::Bytes(length, std::byte{0x5a}));
  }
  test::Bytes bytes(image_bytes<Small>, std::byte{0x5a});
  CHECK(save(Small(make_mixture(3, linear())), bytes) == Status::bad_experts);
  CHECK(bytes == test::Bytes(image_bytes<Small>, std::byte{0x5a}));
}

TEST_SUITE_END();
