// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/adapter_laws.hpp"
#include "image/adapters.hpp"
#include "image/trials.hpp"

TEST_SUITE_BEGIN("image/adapter_image");

using namespace motet;

namespace {

using Small = Adapter<2, 2>;

static_assert(image_bytes<Small> == 28 + core::AdapterImage::field_bytes + 4 * (3 * 4 + 2 * 4 + 4 * 12 + 2 * 4 * 8 + 24) + 4);
static_assert(image_bytes<Adapter<8, 3>> == 3007);

/// Interrupts a stream after `first` of `count` samples, loads all three into learners with another past, and
/// goes on with both.
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

}  // namespace

TEST_CASE("learner, model and adapter go on as if never interrupted, to the bit: 1 to 8 inputs, every phase" *
          support::needs(support::Effort::some)) {
  for (const std::uint32_t first : {0u, 1u, 63u, 64u, 65u, 70u, 101u, 250u}) {
    if (test::exhaustive || first == 65 || first == 250) check_resumption<2, 2>(2, first, 400, 0.0f);
    if (test::exhaustive || first == 101) check_resumption<5, 3>(3, first, 400, 200.0f);
    if (test::exhaustive) check_resumption<8, 3>(8, first, 400, 0.0f);
    if (test::exhaustive) check_resumption<3, 1>(1, first, 400, 50.0f);
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

TEST_CASE("every truncation, every excess and every flip of one bit is refused") {
  Small adapter = test::adapted<2, 2>(2, 150);
  CHECK(test::refuses_other_lengths(test::saved(test::adapted<2, 2>(2, 200)), adapter));
  for (const std::uint32_t samples : {0u, 200u})
    CHECK(test::refuses_flips(test::saved(test::adapted<2, 2>(2, samples)), adapter));
}

TEST_CASE("another kind, another version, other bounds have a status each") {
  Small adapter = test::adapted<2, 2>(2, 150);
  Model<2, 2> model;
  CHECK(test::refused(test::saved(model), adapter) == Status::no_image);
  CHECK(load(test::saved(adapter), model) == Status::no_image);
  CHECK(test::refused(test::Bytes(image_bytes<Small>), adapter) == Status::no_image);
  CHECK(test::refused(test::edited(test::saved(adapter), 4, 6), adapter) == Status::other_version);
  CHECK(test::refused(test::saved(test::adapted<3, 2>(2, 150)), adapter) == Status::other_bounds);
  CHECK(test::refused(test::saved(test::adapted<2, 1>(2, 150)), adapter) == Status::other_bounds);
}

TEST_CASE("whole bytes with impossible numbers are refused") {
  Small adapter = test::adapted<2, 2>(2, 150);
  const test::Bytes good = test::saved(test::adapted<2, 2>(1, 200));
  CHECK(load(test::edited(good, 28 + 327, 1000), adapter) == Status::ok);                // more accepted since
  CHECK(test::refused(test::edited(good, 28 + 55, 3), adapter) == Status::impossible);   // inputs
  CHECK(test::refused(test::edited(good, 28 + 59, 0), adapter) == Status::impossible);   // not begun
  CHECK(test::refused(test::edited(good, 28 + 327, 7), adapter) == Status::impossible);  // fewer than were watched
  test::Bytes neither = good;
  neither[28 + 52] = std::byte{2};  // a bool
  test::repair(neither);
  CHECK(test::refused(neither, adapter) == Status::impossible);
  for (const std::uint32_t none : {0x7fc00000u, 0x7f800000u, 0xff800000u}) {
    for (std::size_t at = 28 + core::AdapterImage::field_bytes; at + 4 < good.size(); at += 4) {
      REQUIRE(test::refused(test::edited(good, at, none), adapter) == Status::impossible);
    }
  }
}

TEST_CASE("pieces of any length are read alike; what changes between check and load leaves an empty adapter") {
  const test::Bytes image = test::saved(test::adapted<2, 2>(2, 200));
  Small to = test::adapted<2, 2>(1, 100);
  CHECK(test::read_in_pieces<core::AdapterImage>(image, to));
  const AdaptSettings settings = to.settings();
  test::Bytes spoilt = image;
  spoilt[600] ^= std::byte{4};
  CHECK(test::take_over<core::AdapterImage>(spoilt, to) == Status::damaged);
  CHECK(test::saved(to) == test::saved(Small(settings)));
}

TEST_CASE("the header says kind, version, bounds and length, little-endian") {
  const test::Bytes image = test::saved(test::adapted<2, 2>(2, 200));
  CHECK(test::read_word(image, 0) == 0x41544f4du);
  CHECK(test::read_word(image, 4) == 5);
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
  std::size_t at = 28 + core::AdapterImage::field_bytes;
  std::uint32_t covered = 0;
  const core::AdapterImage::Runs runs = core::AdapterImage::runs({a.plan});
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
  CHECK(digest(Small()) == 2222245267u);
  CHECK(digest(test::adapted<2, 2>(2, 200)) == 326810625u);
  CHECK(digest(test::adapted<5, 3>(3, 400)) == 1153704658u);
}

TEST_CASE("pieces of any length make the same image, and 0xff comes after it") {
  const Small adapter = test::adapted<2, 2>(2, 200);
  CHECK(test::written_in_pieces<core::AdapterImage>(test::saved(adapter), adapter));
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

TEST_CASE("the settings of an adapter may change on loading, and it goes on") {
  test::Learners<2, 2, 16> learners;
  REQUIRE(learners.learn(test::IntegerStream(2, 200), 0, 200) == 200);
  const test::Bytes image = test::saved(learners.adapter);
  AdaptSettings settings = learners.adapter.settings();
  settings.step_power = 0.9f;
  settings.change_threshold = 1.0f;
  settings.renew_threshold = 1.0f;
  settings.stuck_limit = 5;
  Small other;
  REQUIRE(load(image, other, settings) == Status::ok);
  CHECK(other.settings().step_power == 0.9f);
  CHECK(other.settings().stuck_limit == 5);
  CHECK(other.loglik() == learners.adapter.loglik());
  Small again;
  CHECK(load(test::saved(other), again) == Status::ok);  // its numbers are those of an adapter
  const float x[2] = {0.5f, 0.25f};
  for (int t = 0; t < 4; ++t) CHECK(other.adapt(x, 1.0f, learners.model) != Status::stuck_sensor);
  settings.stuck_limit = 0;
  REQUIRE(load(test::saved(other), again, settings) == Status::ok);
  CHECK(load(test::saved(again), other) == Status::ok);
  const support::Snapshot before(again);
  settings.step_power = 2.0f;
  CHECK(load(image, again, settings) == Status::bad_setting);
  CHECK(before.unchanged());
}

TEST_SUITE_END();
