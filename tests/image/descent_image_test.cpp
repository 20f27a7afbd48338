// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/descents.hpp"
#include "image/trials.hpp"

TEST_SUITE_BEGIN("image/descent_image");

using namespace motet;

namespace {

using Small = Descent<3, 2>;

/// A sample count in each stage: spread, directions, experts, lengths, gate.
constexpr std::uint32_t stages[] = {0, 60, 700, 1200, 1500, 2500};

}  // namespace

TEST_CASE("a descent goes on as if never interrupted, in every stage, 3 of 5 inputs") {
  using Wide = Descent<5, 3>;
  for (const std::uint32_t first : stages) {
    CAPTURE(first);
    Wide whole = test::descended<5, 3>(3, first), loaded = test::descended<5, 3>(4, 1300);
    REQUIRE(load(test::saved(whole), loaded) == Status::ok);
    CHECK(test::saved(loaded) == test::saved(whole));
    CHECK(loaded.stage() == whole.stage());
    REQUIRE(test::push_lines(whole, first, 4000) == Status::ok);
    REQUIRE(test::push_lines(loaded, first, 4000) == Status::ok);
    CHECK(test::saved(loaded) == test::saved(whole));
    Model<5, 3> one, two;
    CHECK(whole.read(one) == loaded.read(two));
    CHECK(test::saved(one) == test::saved(two));
  }
}

TEST_CASE("the stages of this test are all stages") {
  bool seen[5] = {};
  for (const std::uint32_t count : stages) seen[static_cast<std::size_t>(test::descended<3, 2>(3, count).stage())] = true;
  for (const bool each : seen) CHECK(each);
}

TEST_CASE("every truncation, every excess and every flip of one bit is refused") {
  Small descent = test::descended<3, 2>(2, 900);
  for (const std::uint32_t count : {0u, 2500u}) {
    const test::Bytes image = test::saved(test::descended<3, 2>(3, count));
    CHECK(test::refuses_other_lengths(image, descent));
    CHECK(test::refuses_flips(image, descent));
  }
}

TEST_CASE("another kind, another version, other bounds have a status each") {
  Small descent = test::descended<3, 2>(2, 900);
  const test::Bytes good = test::saved(descent);
  CHECK(test::refused(test::saved(Model<3, 2>()), descent) == Status::no_image);
  CHECK(test::refused(test::edited(good, 4, 2), descent) == Status::other_version);
  CHECK(test::refused(test::saved(Descent<4, 2>()), descent) == Status::other_bounds);
  CHECK(test::refused(test::saved(Descent<3, 3>()), descent) == Status::other_bounds);
}

TEST_CASE("whole bytes with impossible numbers are refused") {
  Small descent = test::descended<3, 2>(2, 900);
  const test::Bytes good = test::saved(test::descended<3, 2>(3, 2500));
  CHECK(test::refused(test::edited(good, 28, 4), descent) == Status::impossible);                 // inputs
  CHECK(test::refused(test::edited(good, 28 + 29, 0x00050000u), descent) == Status::impossible);  // a stage that does not exist
  for (std::size_t at = 28 + 117; at + 4 < good.size(); at += 4 * test::stride) {
    REQUIRE(test::refused(test::edited(good, at, 0x7fc00000u), descent) == Status::impossible);
    REQUIRE(test::refused(test::edited(good, at, 0x7f800000u), descent) == Status::impossible);
  }
}

TEST_CASE("pieces of any length are alike; what changes between check and load leaves a new descent") {
  const Small from = test::descended<3, 2>(3, 2500);
  test::Bytes image = test::saved(from);
  Small to = test::descended<3, 2>(2, 900);
  CHECK(test::written_in_pieces<core::DescentImage>(image, from));
  CHECK(test::read_in_pieces<core::DescentImage>(image, to));
  image[300] ^= std::byte{1};
  CHECK(test::take_over<core::DescentImage>(image, to) == Status::damaged);
  CHECK(test::saved(to) == test::saved(Small(to.settings())));
}

TEST_CASE("range, step and the floor of the noise may change on loading; another course is refused") {
  const Small from = test::descended<3, 2>(3, 2500);
  const test::Bytes image = test::saved(from);
  Small to;
  DescentSettings settings = from.settings();
  settings.range = 100.0f;
  settings.step = 0.01f;
  settings.sigma_floor = 0.05f;
  REQUIRE(load(image, to, settings) == Status::ok);
  CHECK(to.settings().range == 100.0f);
  CHECK(to.settings().sigma_floor == 0.05f);
  CHECK(test::push_lines(to, 2500, 2600) == Status::ok);
  const support::Snapshot before(to);
  settings = from.settings();
  settings.samples = 3200;
  CHECK(load(image, to, settings) == Status::bad_setting);
  settings = from.settings();
  settings.dim = 2;
  CHECK(load(image, to, settings) == Status::bad_dim);
  settings = from.settings();
  settings.range = 1e-3f;
  CHECK(load(image, to, settings) == Status::out_of_range);
  CHECK(before.unchanged());
}

TEST_SUITE_END();
