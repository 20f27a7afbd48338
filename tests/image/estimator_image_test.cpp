// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>

#include "image/trials.hpp"
#include "support/samples.hpp"

TEST_SUITE_BEGIN("image/estimator_image");

using namespace motet;

namespace {

using Small = Estimator<2, 2, 8>;
/// Sizes are known to the compiler.
static_assert(image_bytes<Small> == 28 + 175 + 4 * (2 * 4 * 16 + 2 * 4 + 8 * 3) + 4);
static_assert(image_bytes<Estimator<8, 3, 64>> < 9000);

/// A stream of whole numbers, the same on every machine.
Small whole_numbers(int count) {
  Small estimator;
  for (int s = 0; s < count; ++s) {
    const float x[2] = {static_cast<float>((s * 7) % 23 - 11), static_cast<float>((s * 5) % 17 - 3)};
    REQUIRE(estimator.push(x, static_cast<float>((s * s) % 29) * 0.25f) == Status::ok);
  }
  return estimator;
}

/// Interrupts a stream after `first` samples, loads it into an estimator with another past, and goes on with both.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
void check_resumption(std::uint32_t dim, std::size_t first) {
  CAPTURE(dim);
  CAPTURE(first);
  using Learner = Estimator<Dim, Experts, Window>;
  support::Random random(dim);
  const support::Samples samples = draw_samples(support::make_general(random, Experts, dim, 0.2), random, first + 700);
  Settings settings;
  settings.dim = dim;
  static Learner whole, loaded;
  REQUIRE(whole.reset(settings) == Status::ok);
  loaded = test::begun<Learner>(static_cast<std::uint32_t>(Dim), 900, 99);
  Model<Dim, Experts> model, model_loaded;
  static_cast<void>(loaded.fit(model_loaded));  // spoils its scratch
  model_loaded = {};
  for (std::size_t s = 0; s < first; ++s) REQUIRE(whole.push(samples.row(s), samples.y[s]) == Status::ok);
  static_cast<void>(whole.fit(model));
  REQUIRE(load(test::saved(model), model_loaded) == Status::ok);
  REQUIRE(load(test::saved(whole), loaded) == Status::ok);
  CHECK(test::saved(loaded) == test::saved(whole));
  for (std::size_t s = first; s < first + 300; ++s) {
    REQUIRE(whole.push(samples.row(s), samples.y[s]) == Status::ok);
    REQUIRE(loaded.push(samples.row(s), samples.y[s]) == Status::ok);
  }
  const std::span<const float> x(samples.x), y(samples.y);
  for (Learner* each : {&whole, &loaded}) {
    REQUIRE(each->push(x.subspan((first + 300) * dim), y.subspan(first + 300), 400) == Status::ok);
  }
  CHECK(test::saved(loaded) == test::saved(whole));
  Report report, report_loaded;
  CHECK(whole.fit(model, report) == Status::ok);
  CHECK(loaded.fit(model_loaded, report_loaded) == Status::ok);
  CHECK(test::saved(model) == test::saved(model_loaded));
  CHECK(support::bits(report.loglik) == support::bits(report_loaded.loglik));
  CHECK(report.iterations_last == report_loaded.iterations_last);
}

}  // namespace

TEST_CASE("a loaded stream goes on and fits as if never interrupted: 1 to 8 inputs, every phase" *
          support::needs(support::Effort::some)) {
  for (const std::size_t first : {0u, 1u, 20u, 63u, 64u, 200u, 4159u, 4160u, 6000u}) {
    if (test::exhaustive || first == 20 || first == 64) check_resumption<4, 3, 64>(4, first);
  }
  for (const std::size_t first : {10u, 500u}) {
    check_resumption<8, 2, 100>(5, first);
    if (test::exhaustive) check_resumption<8, 2, 1000>(8, first);
    check_resumption<1, 2, 16>(1, first);
    check_resumption<3, 2, 0>(3, first);
  }
}

TEST_CASE("a loaded stream that forgets goes on as if never interrupted, in every phase, across gaps") {
  using Learner = Estimator<3, 2, 24>;
  const test::Rows rows = test::draw_rows(3, 900, 3);
  std::vector<float> times = test::draw_times(900, 1.0, 3);
  for (const float memory : {10.0f, 300.0f}) {
    for (const std::size_t first : {1u, 27u, 28u, 29u, 100u, 333u, 600u}) {
      CAPTURE(first);
      times[800] = 20.0f * memory;
      Settings settings;
      settings.memory = memory;
      Learner whole(settings), loaded = test::begun<Learner>(3, 400, 9, 5.0f);
      for (std::size_t s = 0; s < first; ++s) REQUIRE(whole.push(rows.row(s), rows.y[s], times[s]) == Status::ok);
      REQUIRE(load(test::saved(whole), loaded) == Status::ok);
      for (std::size_t s = first; s < 900; ++s) {
        REQUIRE(whole.push(rows.row(s), rows.y[s], times[s]) == Status::ok);
        REQUIRE(loaded.push(rows.row(s), rows.y[s], times[s]) == Status::ok);
        if (s % 100 == 0 || s == 800) CHECK(test::saved(loaded) == test::saved(whole));
      }
      CHECK(loaded.settings().memory == memory);
      CHECK(loaded.effective_samples() == whole.effective_samples());
    }
  }
}

TEST_CASE("counters, settings and refusals counted come back") {
  Settings settings;
  settings.seed = 0x123456789abcdef0u;
  settings.range = 100.0f;
  settings.shared_sigma = false;
  settings.searches = 5;
  Small estimator(settings);
  const float good[2] = {1.0f, 2.0f}, far[2] = {1.0f, 200.0f};
  const float none = std::numeric_limits<float>::quiet_NaN();
  CHECK(estimator.push(good, 1.0f) == Status::ok);
  CHECK(estimator.push(far, 1.0f) == Status::out_of_range);
  CHECK(estimator.push(good, none) == Status::not_finite);
  CHECK(estimator.push(std::span(good).first(1), 1.0f) == Status::wrong_length);
  Small other;
  REQUIRE(load(test::saved(estimator), other) == Status::ok);
  CHECK(other.settings().seed == settings.seed);
  CHECK(other.settings().searches == 5);
  CHECK_FALSE(other.settings().shared_sigma);
  CHECK(other.counters().accepted == 1);
  CHECK(other.counters().out_of_range == 1);
  CHECK(other.counters().not_finite == 1);
  CHECK(other.counters().wrong_length == 1);
  CHECK(other.push(far, 1.0f) == Status::out_of_range);
}

TEST_CASE("an estimator made with bad settings can be loaded") {
  Settings settings;
  settings.dim = 9;
  Small estimator(settings);
  REQUIRE(estimator.status() == Status::bad_dim);
  CHECK(load(test::saved(test::begun<Small>(2, 100)), estimator) == Status::ok);
  CHECK(estimator.status() == Status::ok);
}

TEST_CASE("every truncation, every excess and every flip of one bit is refused") {
  Small estimator = test::begun<Small>(2, 333, 7);
  for (const std::size_t samples : {0u, 5u, 400u}) {
    const test::Bytes image = test::saved(test::begun<Small>(2, samples));
    CHECK(test::refuses_other_lengths(image, estimator));
    CHECK(test::refuses_flips(image, estimator));
  }
}

TEST_CASE("another kind, another version, other bounds have a status each") {
  Small estimator = test::begun<Small>(2, 333, 7);
  CHECK(test::refused(test::Bytes(image_bytes<Small>, std::byte{0xff}), estimator) == Status::no_image);
  CHECK(test::refused(test::Bytes(image_bytes<Small>), estimator) == Status::no_image);
  test::Bytes image = test::saved(estimator);
  for (const std::uint32_t version : {3u, 5u}) {
    test::write_word(image, 4, version);
    test::repair(image);
    CHECK(test::refused(image, estimator) == Status::other_version);
  }
  CHECK(test::refused(test::saved(test::begun<Estimator<3, 2, 8>>(2, 100)), estimator) == Status::other_bounds);
  CHECK(test::refused(test::saved(test::begun<Estimator<2, 1, 8>>(2, 100)), estimator) == Status::other_bounds);
  CHECK(test::refused(test::saved(test::begun<Estimator<2, 2, 9>>(2, 100)), estimator) == Status::other_bounds);
}

TEST_CASE("whole bytes with impossible numbers are refused") {
  Small estimator = test::begun<Small>(2, 333, 7);
  const test::Bytes good = test::saved(test::begun<Small>(2, 400));
  const std::uint32_t none = 0x7fc00000u;
  CHECK(load(test::edited(good, 36, 12), estimator) == Status::ok);                           // another seed
  CHECK(test::refused(test::edited(good, 28, 3), estimator) == Status::impossible);           // inputs
  CHECK(test::refused(test::edited(good, 28 + 119, 7), estimator) == Status::impossible);     // fewer samples than kept
  CHECK(test::refused(test::edited(good, 28 + 111, 393), estimator) == Status::impossible);   // fewer offered than kept
  CHECK(test::refused(test::edited(good, 28 + 111, 401), estimator) == Status::impossible);   // more missed than there were
  CHECK(test::refused(test::edited(good, 28 + 28, 0x02u), estimator) == Status::impossible);  // a bool of 2
  for (std::size_t at = 28 + 175; at + 4 < good.size(); at += 4 * test::stride) {
    REQUIRE(test::refused(test::edited(good, at, none), estimator) == Status::impossible);
    REQUIRE(test::refused(test::edited(good, at, 0x7f800000u), estimator) == Status::impossible);
  }
}

TEST_CASE("pieces of any length are read alike") {
  const test::Bytes image = test::saved(test::begun<Small>(2, 400));
  CHECK(test::read_in_pieces<core::EstimatorImage>(image, Small()));
}

TEST_CASE("bytes that change between the check and the taking over leave an empty estimator") {
  test::Bytes image = test::saved(test::begun<Small>(2, 400));
  image[image.size() / 2] ^= std::byte{1};
  Small estimator = test::begun<Small>(1, 300);
  CHECK(test::take_over<core::EstimatorImage>(image, estimator) == Status::damaged);
  CHECK(estimator.counters().accepted == 0);
  CHECK(estimator.dim() == 1);
}

TEST_CASE("the header says kind, version, bounds and length, little-endian") {
  const test::Bytes image = test::saved(test::begun<Small>(2, 10));
  const std::uint32_t bytes = image_bytes<Small>;
  const unsigned expected[24] = {'M', 'O', 'T', 'E',           4,          0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 8,
                                 0,   0,   0,   bytes & 0xffu, bytes >> 8, 0, 0};
  for (std::size_t i = 0; i < 24; ++i) CHECK(std::to_integer<unsigned>(image[i]) == expected[i]);
  CHECK(test::read_word(image, 24) == test::plain_crc(std::span(image).first(24)));
  CHECK(test::read_word(image, bytes - 4) == test::plain_crc(std::span(image).first(bytes - 4)));
}

TEST_CASE("fields and floats stand where they should, and what is no number is zero") {
  const Small estimator = test::begun<Small>(1, 500, 3);
  const core::EstimatorSource e = estimator.view();
  const test::Bytes image = test::saved(estimator);
  CHECK(test::read_word(image, 28) == 1);          // dim
  CHECK(test::read_word(image, 36) == 3);          // seed
  CHECK(test::read_word(image, 28 + 111) == 0);    // missed
  CHECK(test::read_word(image, 28 + 119) == 500);  // accepted
  const std::size_t floats = 28 + 175;
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
  CHECK(digest(Small()) == 3374390947u);
  CHECK(digest(whole_numbers(20)) == 343075776u);
  CHECK(digest(whole_numbers(5000)) == 2450391396u);
}

TEST_CASE("pieces of any length make the same image, and 0xff comes after it") {
  const Small estimator = test::begun<Small>(2, 500);
  CHECK(test::written_in_pieces<core::EstimatorImage>(test::saved(estimator), estimator));
}

TEST_CASE("a span of another length is refused and stays as it was") {
  const Small estimator = test::begun<Small>(2, 50);
  for (const std::size_t length : {std::size_t{0}, image_bytes<Small> - 1, image_bytes<Small> + 1}) {
    test::Bytes bytes(length, std::byte{0x5a});
    CHECK(save(estimator, bytes) == Status::wrong_length);
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

TEST_SUITE_END();
