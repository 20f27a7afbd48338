// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "image/flashes.hpp"
#include "image/learner_laws.hpp"
#include "image/learners.hpp"
#include "image/trials.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/learner_image");

using namespace motet;
using test::FewLearner;
using test::learnt;

namespace {

constexpr core::LearnerPlan plan = FewLearner::plan;
constexpr std::size_t head = core::LearnerImage::shape({&plan}).bytes();
constexpr std::size_t windows = image_bytes<Estimator<2, 2, 16>> + image_bytes<Estimator<3, 2, 16>>;

/// Of a mixture's adapter: it has no line beside and no verdict.
template <std::uint32_t Dim, std::uint32_t Experts>
constexpr core::AdapterPlan bare = core::make_adapter_plan(Dim, Experts, false);

// Two mixtures, and lines of 1, 3 and 4 coefficients.
static_assert(head == 28 + 126 + 4 * (4 + 4 + 32) + 4);
static_assert(image_bytes<FewLearner> == head + 5 * (28 + 32 + 4) + 4 * ((2 + 1) + (6 + 6) + (8 + 10)) +
                                             core::AdapterImage::shape({&bare<2, 2>}).bytes() + image_bytes<Model<2, 2>> +
                                             core::AdapterImage::shape({&bare<3, 2>}).bytes() + image_bytes<Model<3, 2>> +
                                             windows + 4);

/// Banks that are not the one of FewLearner.
struct TwoLines {
  static constexpr Member members[] = {{Sight::inputs, 0, 0}, {Sight::inputs, 0, 500}};
};
struct OtherMemory {
  static constexpr Member members[] = {
      {Sight::inputs, 2, 0},  {Sight::inputs_and_last, 2, 60}, {Sight::nothing, 0, 0},
      {Sight::inputs, 0, 51}, {Sight::inputs_and_last, 0, 0},
  };
};
struct OtherOrder {
  static constexpr Member members[] = {
      {Sight::inputs_and_last, 2, 60}, {Sight::inputs, 2, 0},          {Sight::nothing, 0, 0},
      {Sight::inputs, 0, 50},          {Sight::inputs_and_last, 0, 0},
  };
};

/// A fit is done in one call, so that none is under way between samples.
LearnerSettings whole_fits() {
  LearnerSettings settings;
  settings.work_per_sample = 1000000000u;
  return settings;
}

/// Its own image alone, with a word edited.
Status verdict(const FewLearner& from, std::size_t at, std::uint32_t word) {
  const core::ImageFrom<core::LearnerImage> image = test::image_from<core::LearnerImage>(from);
  test::Bytes bytes(head);
  core::ImageWriter<core::LearnerImage>(image.like, image.from).write(bytes);
  core::ImageReader<core::LearnerImage> reader(image.like);
  reader.read(test::edited(bytes, at, word));
  return reader.finish();
}

}  // namespace

TEST_CASE("a learner goes on to the bit, in every phase" * support::needs(support::Effort::full)) {
  for (const std::size_t first : {0u, 1u, 2u, 7u, 39u, 41u, 64u, 300u, 999u, 1010u, 1300u}) {
    CAPTURE(first);
    const auto whole = learnt(first, whole_fits());
    const auto loaded = learnt(150);
    REQUIRE(load(test::saved(*whole), *loaded) == Status::ok);
    CHECK(test::saved(*loaded) == test::saved(*whole));
    test::teach(*whole, first, 1500);
    test::teach(*loaded, first, 1500);
    CHECK(test::saved(*loaded) == test::saved(*whole));
    CHECK(whole->counters().fits > 0);
    const std::array<float, 2> x{0.5f, -0.25f};
    Forecast one, other;
    REQUIRE(whole->predict(x, one) == Status::ok);
    REQUIRE(loaded->predict(x, other) == Status::ok);
    CHECK(one.mean == other.mean);
    CHECK(one.lower == other.lower);
    CHECK(one.upper == other.upper);
    CHECK(one.deviation == other.deviation);
  }
}

TEST_CASE("saving leaves a fit under way alone; what is loaded begins it anew, and all loaded alike" *
          support::needs(support::Effort::full)) {
  LearnerSettings settings;
  settings.work_per_sample = 0;
  const auto running = learnt(60, settings);
  REQUIRE(running->work(1) == Status::unfinished);
  const support::Snapshot before(*running);
  const test::Bytes bytes = test::saved(*running);
  CHECK(before.unchanged());
  const auto one = learnt(0), other = learnt(500);
  REQUIRE(load(bytes, *one) == Status::ok);
  REQUIRE(load(bytes, *other) == Status::ok);
  CHECK(test::saved(*one) == bytes);
  for (FewLearner* learner : {running.get(), one.get(), other.get()}) {
    while (learner->work(50) == Status::unfinished) {
    }
    CHECK(learner->counters().fits == 1);
    test::teach(*learner, 60, 400);
  }
  CHECK(test::saved(*one) == test::saved(*other));
  // No sample came between, so the fit that began anew was the same.
  CHECK(test::saved(*one) == test::saved(*running));
}

TEST_CASE("fewer inputs than the bound are saved and loaded, into a learner that has more" *
          support::needs(support::Effort::some)) {
  LearnerSettings settings = whole_fits();
  settings.dim = 1;
  const auto whole = learnt(200, settings);
  const auto loaded = learnt(300);
  REQUIRE(load(test::saved(*whole), *loaded) == Status::ok);
  CHECK(loaded->dim() == 1);
  test::teach(*whole, 200, 500);
  test::teach(*loaded, 200, 500);
  CHECK(test::saved(*loaded) == test::saved(*whole));
}

TEST_CASE("a bank of lines has no windows") {
  using Lines = Learner<2, 2, 64, TwoLines>;
  static_assert(core::ImageOf<Lines>::images == 3);
  Lines whole, loaded;
  test::teach(whole, 0, 300);
  REQUIRE(load(test::saved(whole), loaded) == Status::ok);
  test::teach(whole, 300, 600);
  test::teach(loaded, 300, 600);
  CHECK(test::saved(loaded) == test::saved(whole));
}

TEST_CASE("every truncation, every excess and every flip of one bit is refused" * support::needs(support::Effort::full)) {
  const auto learner = learnt(200);
  test::Bytes image = test::saved(*learnt(400));
  for (std::size_t length = 0; length < image.size(); length += test::stride) {
    const test::Bytes part(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(length));
    REQUIRE(test::refused(part, *learner) == Status::wrong_length);
  }
  test::Bytes longer = image;
  longer.push_back(std::byte{0});
  CHECK(test::refused(longer, *learner) == Status::wrong_length);
  for (std::size_t bit = 0; bit < 8 * image.size(); bit += test::stride) {
    image[bit / 8] ^= std::byte{1} << (bit % 8);
    const Status status = test::refused(image, *learner);
    REQUIRE((status == Status::damaged || status == Status::no_image));
    image[bit / 8] ^= std::byte{1} << (bit % 8);
  }
}

TEST_CASE("another kind, other bounds and another bank have a status each" * support::needs(support::Effort::some)) {
  const auto learner = learnt(100);
  CHECK(test::refused(test::saved(Model<2, 2>()), *learner) == Status::no_image);
  CHECK(test::refused(test::saved(Learner<3, 2, 16, test::FewMembers>()), *learner) == Status::other_bounds);
  CHECK(test::refused(test::saved(Learner<2, 2, 17, test::FewMembers>()), *learner) == Status::other_bounds);
  CHECK(test::refused(test::saved(Learner<2, 2, 16, OtherMemory>()), *learner) == Status::other_bounds);
  CHECK(test::refused(test::saved(Learner<2, 2, 16, OtherOrder>()), *learner) == Status::other_bounds);
  CHECK(test::refused(test::saved(Learner<2, 2, 16>()), *learner) == Status::other_bounds);
  LearnerSettings settings;
  settings.range = -1.0f;
  test::Bytes bytes(image_bytes<FewLearner>);
  CHECK(save(FewLearner(settings), bytes) == Status::bad_setting);
}

TEST_CASE("numbers that no stream leaves are impossible" * support::needs(support::Effort::full)) {
  const auto from = learnt(300);
  CHECK(verdict(*from, 28, 2) == Status::ok);
  CHECK(verdict(*from, 28, 0) == Status::impossible);            // inputs
  CHECK(verdict(*from, 28, 3) == Status::impossible);            // likewise
  CHECK(verdict(*from, 32, 0xffffffffu) == Status::impossible);  // work
  CHECK(verdict(*from, 44, 0x7f800000u) == Status::impossible);  // range
  CHECK(verdict(*from, 48, 0x00050005u) == Status::impossible);  // the member in turn
  CHECK(verdict(*from, 62, 0x7fc00000u) == Status::impossible);  // the lowest target
  CHECK(verdict(*from, 78, 0xbf800000u) == Status::impossible);  // variance
  CHECK(verdict(*from, 82, 0x3f400000u) == Status::impossible);  // level
  for (std::size_t at = 28 + 126; at + 4 < head; at += 4) {
    REQUIRE(verdict(*from, at, 0x7fc00000u) == Status::impossible);
    REQUIRE(verdict(*from, at, 0x7f800000u) == Status::impossible);
  }
}

TEST_CASE("whatever lawful floats a line is loaded with, every forecast is finite" * support::needs(support::Effort::full)) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    support::Random random(seed);
    const auto learner = learnt(256 - seed % 64);
    const core::LearnerView view = learner->view();
    for (std::uint32_t m = 2; m < plan.members; ++m) {
      const std::uint32_t floats = core::line_floats(core::member_order(plan.member[m].member, 2));
      for (std::uint32_t i = 0; i < floats; ++i) {
        const float drawn = support::from_bits(static_cast<std::uint32_t>(random.bits() >> 32));
        if (core::image::lawful_line(core::member_order(plan.member[m].member, 2), i, drawn) && seed % 3 != m % 3)
          view.block[plan.member[m].block + i] = drawn;
      }
    }
    const auto loaded = learnt(1);
    REQUIRE(load(test::saved(*learner), *loaded) == Status::ok);
    for (std::size_t t = 200; t < 1200; t += 20) {
      const std::array<float, 2> x{0.5f, -0.25f};
      Forecast forecast;
      REQUIRE(loaded->predict(x, forecast) == Status::ok);
      REQUIRE(std::isfinite(forecast.mean + forecast.lower + forecast.upper + forecast.deviation));
      test::teach(*loaded, t, t + 20);
    }
  }
}

TEST_CASE("a float of a line that has run out of range is saved as zero" * support::needs(support::Effort::some)) {
  const auto learner = learnt(100);
  float* const line = learner->view().block + plan.member[3].block;
  line[2] = line[5] = std::numeric_limits<float>::infinity();
  const auto loaded = learnt(1);
  REQUIRE(load(test::saved(*learner), *loaded) == Status::ok);
  const float* const found = loaded->view().block + plan.member[3].block;
  CHECK(found[2] == 0.0f);
  CHECK(found[5] == 0.0f);
  CHECK(found[1] == line[1]);
}

TEST_CASE("a learner goes on with other settings, which must suit its stream" * support::needs(support::Effort::some)) {
  const auto from = learnt(300);
  const test::Bytes bytes = test::saved(*from);
  const auto loaded = learnt(100);
  LearnerSettings settings;
  settings.work_per_sample = 7;
  settings.seed = 99;
  settings.range = 1e6f;
  REQUIRE(load(bytes, *loaded, settings) == Status::ok);
  CHECK(loaded->settings().work_per_sample == 7);
  CHECK(loaded->settings().seed == 99);
  CHECK(loaded->settings().range == 1e6f);
  CHECK(loaded->counters().accepted == 300);
  const std::array<float, 2> x{2e6f, 0.0f};
  CHECK(loaded->learn(x, 0.0f) == Status::out_of_range);
  test::teach(*loaded, 300, 1500);
  CHECK(loaded->counters().accepted == 1500);

  const support::Snapshot before(*loaded);
  settings.range = 0.5f;
  CHECK(load(bytes, *loaded, settings) == Status::out_of_range);
  settings.range = 1e16f;
  CHECK(load(bytes, *loaded, settings) == Status::bad_setting);
  settings.range = 1e6f;
  settings.dim = 1;
  CHECK(load(bytes, *loaded, settings) == Status::bad_dim);
  CHECK(before.unchanged());
}

TEST_CASE("pieces of any length make the same image; what changes between check and load leaves an empty learner" *
          support::needs(support::Effort::full)) {
  const auto from = learnt(400);
  const core::ImageFrom<core::LearnerImage> image = test::image_from<core::LearnerImage>(*from);
  test::Bytes bytes(head);
  core::ImageWriter<core::LearnerImage>(image.like, image.from).write(bytes);
  CHECK(test::written_in_pieces<core::LearnerImage>(bytes, *from));
  bytes[100] ^= std::byte{1};
  const auto learner = learnt(300);
  CHECK(test::take_over<core::LearnerImage>(bytes, *learner) == Status::damaged);
  CHECK(learner->counters().accepted == 0);
  CHECK(learner->weight(0) == doctest::Approx(0.2));
}

TEST_CASE("the power may be cut at any byte of a save: the learner of that save or of the one before comes back" *
          support::needs(support::Effort::full)) {
  using Device = test::Flash2<256, slot_bytes<test::Flash2<256, 256>, FewLearner>>;
  const auto first = learnt(100), second = learnt(200), third = learnt(300);
  const test::Bytes old_image = test::saved(*second), new_image = test::saved(*third);
  Device before;
  REQUIRE(first->save(before) == Status::ok);
  REQUIRE(second->save(before) == Status::ok);
  Device complete = before;
  complete.spent = 0;
  REQUIRE(third->save(complete) == Status::ok);
  const auto loaded = learnt(50);
  REQUIRE(loaded->load(complete) == Status::ok);
  CHECK(test::saved(*loaded) == new_image);
  LearnerSettings settings;
  settings.work_per_sample = 5;
  REQUIRE(loaded->load(complete, settings) == Status::ok);
  CHECK(loaded->settings().work_per_sample == 5);
  for (std::size_t at = 0; at < complete.spent; at += test::stride) {
    CAPTURE(at);
    Device flash = before;
    flash.spent = 0;
    flash.fuel = at;
    flash.cut = test::Cut::torn_byte;
    REQUIRE(third->save(flash) == Status::flash_failed);
    REQUIRE(loaded->load(flash) == Status::ok);
    const test::Bytes found = test::saved(*loaded);
    REQUIRE((found == old_image || found == new_image));
  }
}

TEST_SUITE_END();
