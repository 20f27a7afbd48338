// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "image/tools.hpp"
#include "model/handmade.hpp"
#include "support/effort.hpp"
#include "support/samples.hpp"

TEST_SUITE_BEGIN("image/reader");

using namespace motet;

namespace {

using Small = Estimator<2, 2, 8>;
using SmallModel = Model<2, 2>;

/// Whether two models have the same bits.
template <class Model>
bool same_model(const Model& a, const Model& b) {
  return test::saved(a) == test::saved(b);
}

test::Bytes first(const test::Bytes& image, std::size_t length) {
  test::Bytes part;
  for (std::size_t i = 0; i < length; ++i) part.push_back(image[i]);
  return part;
}

/// What an image is worth to an object that has a life of its own, which it must not notice.
template <class Object>
Status refused(const test::Bytes& image, Object& object) {
  const support::Snapshot before(object);
  const Status status = load(image, object);
  CHECK(before.unchanged());
  return status;
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
  CHECK(same_model(model, model_loaded));
  CHECK(support::bits(report.loglik) == support::bits(report_loaded.loglik));
  CHECK(report.iterations_last == report_loaded.iterations_last);
}

/// From one byte, bit or word to the next that is tried: hosts try them all.
constexpr bool exhaustive = support::effort == support::Effort::full;
constexpr std::size_t stride = exhaustive ? 1 : 61;

SmallModel some_model() {
  SmallModel model;
  test::write_random(model, 2, 2, 5);
  return model;
}

}  // namespace

TEST_CASE("a loaded stream goes on and fits as if never interrupted: 1 to 8 inputs, every phase" *
          support::needs(support::Effort::some)) {
  for (const std::size_t first : {0u, 1u, 20u, 63u, 64u, 200u, 4159u, 4160u, 6000u}) {
    if (exhaustive || first == 20 || first == 64) check_resumption<4, 3, 64>(4, first);
  }
  for (const std::size_t first : {10u, 500u}) {
    check_resumption<8, 2, 100>(5, first);
    if (exhaustive) check_resumption<8, 2, 1000>(8, first);
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

TEST_CASE("a model comes back, fitted or not") {
  const SmallModel model = some_model();
  SmallModel other;
  CHECK(load(test::saved(model), other) == Status::ok);
  CHECK(same_model(model, other));
  CHECK(load(test::saved(SmallModel()), other) == Status::ok);
  CHECK_FALSE(other.fitted());
}

TEST_CASE("every truncation and every excess is refused") {
  Small estimator = test::begun<Small>(2, 333, 7);
  SmallModel model = some_model();
  for (const std::size_t samples : {5u, 400u}) {
    const test::Bytes image = test::saved(test::begun<Small>(2, samples));
    for (std::size_t length = 0; length < image.size(); length += stride) {
      REQUIRE(refused(first(image, length), estimator) == Status::wrong_length);
    }
    for (const std::size_t excess : {1u, 4u, 1000u}) {
      test::Bytes longer = image;
      for (std::size_t i = 0; i < excess; ++i) longer.push_back(image[i % image.size()]);
      CHECK(refused(longer, estimator) == Status::wrong_length);
    }
  }
  const test::Bytes image = test::saved(some_model());
  for (std::size_t length = 0; length < image.size(); length += stride) {
    REQUIRE(refused(first(image, length), model) == Status::wrong_length);
  }
}

TEST_CASE("every flip of one bit is refused") {
  Small estimator = test::begun<Small>(2, 333, 7);
  SmallModel model = some_model();
  const auto flip_all = [](test::Bytes image, auto& object) {
    for (std::size_t bit = 0; bit < 8 * image.size(); bit += stride) {
      const std::byte mask = std::byte{1} << (bit % 8);
      image[bit / 8] ^= mask;
      REQUIRE(refused(image, object) == (bit < 32 ? Status::no_image : Status::damaged));
      image[bit / 8] ^= mask;
    }
  };
  for (const std::size_t samples : {0u, 5u, 400u}) flip_all(test::saved(test::begun<Small>(2, samples)), estimator);
  flip_all(test::saved(some_model()), model);
}

TEST_CASE("another kind, another version, other bounds have a status each") {
  Small estimator = test::begun<Small>(2, 333, 7);
  SmallModel model = some_model();
  CHECK(refused(test::saved(model), estimator) == Status::no_image);
  CHECK(refused(test::saved(estimator), model) == Status::no_image);
  CHECK(refused(test::Bytes(image_bytes<Small>, std::byte{0xff}), estimator) == Status::no_image);
  CHECK(refused(test::Bytes(image_bytes<Small>), estimator) == Status::no_image);
  test::Bytes image = test::saved(estimator);
  for (const std::uint32_t version : {core::image_version - 1, core::image_version + 1}) {
    test::write_word(image, 4, version);
    test::repair(image);
    CHECK(refused(image, estimator) == Status::other_version);
  }
  CHECK(refused(test::saved(test::begun<Estimator<3, 2, 8>>(2, 100)), estimator) == Status::other_bounds);
  CHECK(refused(test::saved(test::begun<Estimator<2, 1, 8>>(2, 100)), estimator) == Status::other_bounds);
  CHECK(refused(test::saved(test::begun<Estimator<2, 2, 9>>(2, 100)), estimator) == Status::other_bounds);
  CHECK(refused(test::saved(Model<1, 2>()), model) == Status::other_bounds);
  CHECK(refused(test::saved(Model<2, 1>()), model) == Status::other_bounds);
}

TEST_CASE("whole bytes with impossible numbers are refused") {
  Small estimator = test::begun<Small>(2, 333, 7);
  SmallModel model = some_model();
  const test::Bytes good = test::saved(test::begun<Small>(2, 400));
  const auto edited = [](test::Bytes image, std::size_t at, std::uint32_t word) {
    test::write_word(image, at, word);
    test::repair(image);
    return image;
  };
  const std::uint32_t none = 0x7fc00000u;
  CHECK(load(edited(good, 36, 12), estimator) == Status::ok);                     // another seed
  CHECK(refused(edited(good, 28, 3), estimator) == Status::impossible);           // inputs
  CHECK(refused(edited(good, 28 + 119, 7), estimator) == Status::impossible);     // fewer samples than kept
  CHECK(refused(edited(good, 28 + 111, 393), estimator) == Status::impossible);   // fewer offered than kept
  CHECK(refused(edited(good, 28 + 111, 401), estimator) == Status::impossible);   // more missed than there were
  CHECK(refused(edited(good, 28 + 28, 0x02u), estimator) == Status::impossible);  // a bool of 2
  for (std::size_t at = 28 + 139; at + 4 < good.size(); at += 4 * stride) {
    REQUIRE(refused(edited(good, at, none), estimator) == Status::impossible);
    REQUIRE(refused(edited(good, at, 0x7f800000u), estimator) == Status::impossible);
  }
  const test::Bytes good_model = test::saved(model);
  CHECK(refused(edited(good_model, 28, 3), model) == Status::impossible);
  CHECK(refused(edited(good_model, 32, 0), model) == Status::impossible);
  for (std::size_t at = 36; at + 4 < good_model.size(); at += 4) {
    REQUIRE(refused(edited(good_model, at, none), model) == Status::impossible);
  }
}

TEST_CASE("pieces of any length are read alike") {
  const Small from = test::begun<Small>(2, 400);
  const test::Bytes image = test::saved(from);
  for (const std::size_t length : {1u, 3u, 7u, 64u}) {
    Small to;
    core::ImageReader reader(to.view());
    for (std::size_t at = 0; at < image.size(); at += length) {
      reader.read(std::span(image).subspan(at, std::min(length, image.size() - at)));
    }
    CHECK(reader.finish() == Status::ok);
    CHECK(test::saved(to) == image);
  }
}

TEST_CASE("bytes that change between the check and the taking over leave an empty object") {
  test::Bytes image = test::saved(test::begun<Small>(2, 400));
  image[image.size() / 2] ^= std::byte{1};
  Small estimator = test::begun<Small>(1, 300);
  core::ImageReader reader(estimator.view());
  reader.read(image);
  CHECK(reader.finish() == Status::damaged);
  CHECK(estimator.counters().accepted == 0);
  CHECK(estimator.dim() == 1);
  test::Bytes bytes = test::saved(some_model());
  bytes[50] ^= std::byte{1};
  SmallModel model = some_model();
  core::ImageReader second(model.store(), 2);
  second.read(bytes);
  CHECK(second.finish() == Status::damaged);
  CHECK_FALSE(model.fitted());
}

TEST_SUITE_END();
