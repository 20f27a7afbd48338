// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/trials.hpp"
#include "support/effort.hpp"
#include "support/samples.hpp"

TEST_SUITE_BEGIN("image/contest_image");

using namespace motet;

namespace {

using Small = Contest<2, 2>;

static_assert(image_bytes<Small> == 28 + 60 + 4 * 2 * 33 + 4 + 2 * image_bytes<Model<2, 2>> + 4);

/// A contest and the stream that it judges.
struct Run {
  Estimator<2, 2, 64> learner;
  Small contest;

  void take(std::size_t first, std::size_t last) {
    test::Rows rows = test::draw_rows(2, last, 3);
    for (std::size_t t = first; t < last; ++t) {
      const std::span<const float> x(rows.at(t), 2);
      if (contest.model(1).fitted()) CHECK(contest.score(x, rows.y[t]) == Status::ok);
      CHECK(learner.push(x, rows.y[t]) == Status::ok);
      if (t >= 80 && contest.due(learner)) CHECK(contest.fit(learner) == Status::ok);
    }
  }
};

Small judged(std::size_t count) {
  Run run;
  run.take(0, count);
  return run.contest;
}

}  // namespace

TEST_CASE("a contest goes on as if never interrupted, in every phase" * support::needs(support::Effort::some)) {
  for (const std::size_t first : {0u, 50u, 81u, 300u, 900u}) {
    CAPTURE(first);
    Run whole, loaded;
    whole.take(0, first);
    loaded.take(0, 200);
    test::Bytes bytes(image_bytes<Estimator<2, 2, 64>, Small>);
    REQUIRE(save(bytes, whole.learner, whole.contest) == Status::ok);
    REQUIRE(load(bytes, loaded.learner, loaded.contest) == Status::ok);
    CHECK(test::saved(loaded.contest) == test::saved(whole.contest));
    whole.take(first, 1200);
    loaded.take(first, 1200);
    CHECK(test::saved(loaded.contest) == test::saved(whole.contest));
    CHECK(loaded.contest.verdict().experts == whole.contest.verdict().experts);
    CHECK(loaded.contest.verdict().samples == whole.contest.verdict().samples);
    CHECK(whole.contest.verdict().samples > 0);
  }
}

TEST_CASE("every truncation, every excess and every flip of one bit is refused") {
  Small contest = judged(200);
  test::Bytes image = test::saved(judged(400));
  CHECK(test::refuses_other_lengths(image, contest));
  for (std::size_t bit = 0; bit < 8 * image.size(); bit += test::stride) {
    image[bit / 8] ^= std::byte{1} << (bit % 8);
    const Status status = test::refused(image, contest);
    REQUIRE((status == Status::damaged || status == Status::no_image));
    image[bit / 8] ^= std::byte{1} << (bit % 8);
  }
}

TEST_CASE("another kind and other bounds have a status each") {
  Small contest = judged(200);
  CHECK(test::refused(test::saved(Model<2, 2>()), contest) == Status::no_image);
  CHECK(test::refused(test::saved(Contest<2, 1>()), contest) == Status::other_bounds);
  CHECK(test::refused(test::saved(Contest<3, 2>()), contest) == Status::other_bounds);
}

TEST_CASE("scores that no contest has are impossible") {
  // Whole images of the scores alone; that of the models and the seal are not reached.
  const Small from = judged(400);
  const core::ImageFrom<core::ContestImage> image = test::image_from<core::ContestImage>(from);
  test::Bytes good(core::ContestImage::shape(image.like).bytes());
  core::ImageWriter<core::ContestImage>(image.like, image.from).write(good);
  const auto verdict = [&](std::size_t at, std::uint32_t word) {
    core::ImageReader<core::ContestImage> reader(image.like);
    reader.read(test::edited(good, at, word));
    return reader.finish();
  };
  CHECK(verdict(36, 2) == Status::ok);
  CHECK(verdict(36, 3) == Status::impossible);   // more have entered than there are
  CHECK(verdict(40, 6) == Status::impossible);   // samples a block: 4, 8, 16 ...
  CHECK(verdict(40, 2) == Status::impossible);   // likewise
  CHECK(verdict(44, 33) == Status::impossible);  // blocks
  CHECK(verdict(48, 1u << 20) == Status::impossible);
  CHECK(verdict(52, 64) == Status::impossible);
  CHECK(verdict(56, 34) == Status::impossible);  // joined in a block that has not come
  CHECK(verdict(64, 1) == Status::impossible);   // a candidate that does not exist
  for (std::size_t at = 88; at + 4 < good.size(); at += 4 * test::stride) {
    REQUIRE(verdict(at, 0x7fc00000u) == Status::impossible);
    REQUIRE(verdict(at, 0x7f800000u) == Status::impossible);
  }
}

TEST_CASE("pieces of any length make the same image; what changes between check and load leaves a new contest") {
  const Small from = judged(400);
  const core::ImageFrom<core::ContestImage> image = test::image_from<core::ContestImage>(from);
  test::Bytes scores(core::ContestImage::shape(image.like).bytes());
  core::ImageWriter<core::ContestImage>(image.like, image.from).write(scores);
  CHECK(test::written_in_pieces<core::ContestImage>(scores, from));
  scores[100] ^= std::byte{1};
  Small contest = judged(300);
  CHECK(test::take_over<core::ContestImage>(scores, contest) == Status::damaged);
  CHECK(contest.verdict().samples == 0);
}

TEST_SUITE_END();
