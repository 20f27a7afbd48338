// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/adapters.hpp"
#include "motet/detail/adapter_image.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/adapter_reader");

using namespace motet;

namespace {

using Small = Adapter<2, 2>;

/// What an image is worth to an adapter that has a life of its own, which it must not notice.
Status refused(const test::Bytes& image, Small& adapter) {
  const support::Snapshot before(adapter);
  const Status status = load(image, adapter);
  CHECK(before.unchanged());
  return status;
}

/// Interrupts a stream after `first` of `count` samples, loads all three into learners with another past, and goes on with both.
template <std::size_t Dim, std::size_t Experts>
void check_resumption(std::uint32_t dim, std::uint32_t first, std::uint32_t count, float memory) {
  CAPTURE(dim);
  CAPTURE(first);
  CAPTURE(memory);
  using Learners = test::Learners<Dim, Experts, 24>;
  Settings settings;
  settings.dim = dim;
  settings.memory = memory;
  settings.shared_sigma = first % 2 == 0;
  settings.refine_iterations = 5;
  AdaptSettings of_adapter;
  of_adapter.stuck_limit = 9;
  of_adapter.gate_hold = 10;
  test::IntegerStream stream(dim, count);
  stream.spike(count - 30);
  Learners whole(settings, of_adapter), loaded;
  const std::uint32_t past = static_cast<std::uint32_t>(Dim);
  REQUIRE(loaded.learn(test::IntegerStream(past, 150), 0, 150) == 150);
  REQUIRE(whole.learn(stream, 0, first) == first);
  REQUIRE(load(test::saved(whole.estimator), loaded.estimator) == Status::ok);
  REQUIRE(load(test::saved(whole.model), loaded.model) == Status::ok);
  REQUIRE(load(test::saved(whole.adapter), loaded.adapter) == Status::ok);
  CHECK(loaded.save_all() == whole.save_all());
  for (std::uint32_t t = first; t < count; t += 20) {
    const std::uint32_t last = t + 20 < count ? t + 20 : count;
    CHECK(whole.learn(stream, t, last) == loaded.learn(stream, t, last));
    REQUIRE(loaded.save_all() == whole.save_all());
  }
  CHECK(whole.adapter.counters().accepted > count - 70);
  CHECK(loaded.adapter.average(loaded.model) == Status::ok);
  CHECK(whole.adapter.average(whole.model) == Status::ok);
  CHECK(loaded.save_all() == whole.save_all());
}

/// From one byte, bit or word to the next that is tried: hosts try them all.
constexpr bool exhaustive = support::effort == support::Effort::full;
constexpr std::size_t stride = exhaustive ? 1 : 61;

}  // namespace

TEST_CASE("learner, model and adapter go on as if never interrupted, to the bit: 1 to 8 inputs, every phase" *
          support::needs(support::Effort::some)) {
  for (const std::uint32_t first : {0u, 1u, 63u, 64u, 65u, 70u, 101u, 250u}) {
    if (exhaustive || first == 65 || first == 250) check_resumption<2, 2>(2, first, 400, 0.0f);
    if (exhaustive || first == 101) check_resumption<5, 3>(3, first, 400, 200.0f);
    if (exhaustive) check_resumption<8, 3>(8, first, 400, 0.0f);
    if (exhaustive) check_resumption<3, 1>(1, first, 400, 50.0f);
  }
}

TEST_CASE("settings and counters come back, and the model is known by its mark") {
  test::Learners<2, 2, 16> learners;
  REQUIRE(learners.learn(test::IntegerStream(2, 200), 0, 200) == 200);
  Small other;
  const float x[2] = {0.5f, 0.25f};
  CHECK(learners.adapter.adapt(std::span(x).first(1), 1.0f, learners.model) == Status::wrong_length);
  REQUIRE(load(test::saved(learners.adapter), other) == Status::ok);
  CHECK(other.counters().wrong_length == 1);
  CHECK(other.counters().accepted == learners.adapter.counters().accepted);
  CHECK(other.settings().step_power == learners.adapter.settings().step_power);
  CHECK(other.loglik() == learners.adapter.loglik());
  CHECK(other.effective_samples() == learners.adapter.effective_samples());
  Model<2, 2> stranger;
  CHECK(other.adapt(x, 1.0f, stranger) == Status::no_model);
  CHECK(other.adapt(x, 1.0f, learners.model) == Status::ok);
}

TEST_CASE("one that has not begun comes back, also into one made with bad settings") {
  AdaptSettings settings;
  settings.step_power = 2.0f;
  Small adapter(settings);
  REQUIRE(adapter.status() == Status::bad_setting);
  CHECK(load(test::saved(Small()), adapter) == Status::ok);
  CHECK(adapter.status() == Status::ok);
  CHECK(test::saved(adapter) == test::saved(Small()));
}

TEST_CASE("every truncation and every excess is refused") {
  Small adapter = test::adapted<2, 2>(2, 150);
  const test::Bytes image = test::saved(test::adapted<2, 2>(2, 200));
  for (std::size_t length = 0; length < image.size(); length += stride) {
    REQUIRE(refused(test::Bytes(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(length)), adapter) ==
            Status::wrong_length);
  }
  for (const std::size_t excess : {1u, 4u, 1000u}) {
    test::Bytes longer = image;
    longer.resize(image.size() + excess);
    CHECK(refused(longer, adapter) == Status::wrong_length);
  }
}

TEST_CASE("every flip of one bit is refused") {
  Small adapter = test::adapted<2, 2>(2, 150);
  for (const std::uint32_t samples : {0u, 200u}) {
    test::Bytes image = test::saved(test::adapted<2, 2>(2, samples));
    for (std::size_t bit = 0; bit < 8 * image.size(); bit += stride) {
      const std::byte mask = std::byte{1} << (bit % 8);
      image[bit / 8] ^= mask;
      REQUIRE(refused(image, adapter) == (bit < 32 ? Status::no_image : Status::damaged));
      image[bit / 8] ^= mask;
    }
  }
}

TEST_CASE("another kind, another version, other bounds have a status each") {
  Small adapter = test::adapted<2, 2>(2, 150);
  Model<2, 2> model;
  CHECK(refused(test::saved(model), adapter) == Status::no_image);
  CHECK(load(test::saved(adapter), model) == Status::no_image);
  CHECK(refused(test::Bytes(image_bytes<Small>), adapter) == Status::no_image);
  CHECK(refused(test::edited(test::saved(adapter), 4, core::image_version + 1), adapter) == Status::other_version);
  CHECK(refused(test::saved(test::adapted<3, 2>(2, 150)), adapter) == Status::other_bounds);
  CHECK(refused(test::saved(test::adapted<2, 1>(2, 150)), adapter) == Status::other_bounds);
}

TEST_CASE("whole bytes with impossible numbers are refused") {
  Small adapter = test::adapted<2, 2>(2, 150);
  const test::Bytes good = test::saved(test::adapted<2, 2>(1, 200));
  CHECK(load(test::edited(good, 28 + 327, 1000), adapter) == Status::ok);          // more accepted since
  CHECK(refused(test::edited(good, 28 + 55, 3), adapter) == Status::impossible);   // inputs
  CHECK(refused(test::edited(good, 28 + 59, 0), adapter) == Status::impossible);   // not begun
  CHECK(refused(test::edited(good, 28 + 327, 7), adapter) == Status::impossible);  // fewer than were watched
  test::Bytes neither = good;
  neither[28 + 52] = std::byte{2};  // a bool
  test::repair(neither);
  CHECK(refused(neither, adapter) == Status::impossible);
  for (const std::uint32_t none : {0x7fc00000u, 0x7f800000u, 0xff800000u}) {
    for (std::size_t at = 28 + 367; at + 4 < good.size(); at += 4) {
      REQUIRE(refused(test::edited(good, at, none), adapter) == Status::impossible);
    }
  }
}

TEST_CASE("pieces of any length are read alike; what changes between check and load leaves an empty adapter") {
  const test::Bytes image = test::saved(test::adapted<2, 2>(2, 200));
  for (const std::size_t length : {1u, 3u, 7u, 64u}) {
    Small to = test::adapted<2, 2>(1, 100);
    core::AdapterReader checker(Small::plan), reader(to.view());
    for (std::size_t at = 0; at < image.size(); at += length) {
      const std::span piece = std::span(image).subspan(at, at + length < image.size() ? length : image.size() - at);
      checker.read(piece);
      reader.read(piece);
    }
    CHECK(checker.finish() == Status::ok);
    CHECK(reader.finish() == Status::ok);
    CHECK(test::saved(to) == image);
  }
  Small to = test::adapted<2, 2>(1, 100);
  const AdaptSettings settings = to.settings();
  test::Bytes spoilt = image;
  spoilt[600] ^= std::byte{4};
  core::AdapterReader reader(to.view());
  reader.read(spoilt);
  CHECK(reader.finish() == Status::damaged);
  CHECK(test::saved(to) == test::saved(Small(settings)));
}

TEST_SUITE_END();
