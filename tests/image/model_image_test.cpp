// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/trials.hpp"
#include "model/handmade.hpp"

TEST_SUITE_BEGIN("image/model_image");

using namespace motet;

namespace {

using Small = Model<2, 2>;

static_assert(image_bytes<Model<8, 3>> == 28 + 8 + 4 * (7 * 8 + 3 * 3 + 1) + 4);

Small some_model() {
  Small model;
  test::write_random(model, 2, 2, 5);
  return model;
}

}  // namespace

TEST_CASE("the header says kind, version, bounds and length, and the sizes follow") {
  Model<3, 2> model;
  test::write_random(model, 2, 1, 3);
  const test::Bytes image = test::saved(model);
  CHECK(test::read_word(image, 0) == 0x4d544f4du);  // "MOTM"
  CHECK(test::read_word(image, 4) == 3);
  CHECK(test::read_word(image, 8) == 3);
  CHECK(test::read_word(image, 12) == 2);
  CHECK(test::read_word(image, 16) == 0);
  CHECK(test::read_word(image, 20) == image.size());
  CHECK(test::read_word(image, 28) == 2);
  CHECK(test::read_word(image, 32) == 1);
}

TEST_CASE("a model comes back, fitted or not") {
  const Small model = some_model();
  Small other;
  CHECK(load(test::saved(model), other) == Status::ok);
  CHECK(test::saved(model) == test::saved(other));
  CHECK(load(test::saved(Small()), other) == Status::ok);
  CHECK_FALSE(other.fitted());
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

TEST_CASE("every truncation, every excess and every flip of one bit is refused") {
  Small model = some_model();
  CHECK(test::refuses_other_lengths(test::saved(some_model()), model));
  CHECK(test::refuses_flips(test::saved(some_model()), model));
}

TEST_CASE("another kind, another version, other bounds have a status each") {
  Small model = some_model();
  CHECK(test::refused(test::saved(test::begun<Estimator<2, 2, 8>>(2, 100)), model) == Status::no_image);
  for (const std::uint32_t version : {2u, 4u}) {
    CHECK(test::refused(test::edited(test::saved(model), 4, version), model) == Status::other_version);
  }
  CHECK(test::refused(test::saved(Model<1, 2>()), model) == Status::other_bounds);
  CHECK(test::refused(test::saved(Model<2, 1>()), model) == Status::other_bounds);
}

TEST_CASE("whole bytes with impossible numbers are refused") {
  Small model = some_model();
  const test::Bytes good = test::saved(model);
  CHECK(test::refused(test::edited(good, 28, 3), model) == Status::impossible);
  CHECK(test::refused(test::edited(good, 32, 0), model) == Status::impossible);
  for (std::size_t at = 36; at + 4 < good.size(); at += 4) {
    REQUIRE(test::refused(test::edited(good, at, 0x7fc00000u), model) == Status::impossible);
  }
}

TEST_CASE("pieces of any length are alike; what changes between check and load leaves a model that is not fitted") {
  test::Bytes image = test::saved(some_model());
  CHECK(test::written_in_pieces<core::ModelImage>(image, some_model()));
  CHECK(test::read_in_pieces<core::ModelImage>(image, Small()));
  image[50] ^= std::byte{1};
  Small model = some_model();
  CHECK(test::take_over<core::ModelImage>(image, model) == Status::damaged);
  CHECK_FALSE(model.fitted());
}

TEST_CASE("a span of another length is refused and stays as it was") {
  for (const std::size_t length : {std::size_t{0}, image_bytes<Small> - 1, image_bytes<Small> + 1}) {
    test::Bytes bytes(length, std::byte{0x5a});
    CHECK(save(some_model(), bytes) == Status::wrong_length);
    CHECK(bytes == test::Bytes(length, std::byte{0x5a}));
  }
}

TEST_SUITE_END();
