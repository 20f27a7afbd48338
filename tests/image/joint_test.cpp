// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/adapters.hpp"
#include "image/generals.hpp"
#include "image/trials.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/joint");

using namespace motet;

namespace {

using Learners = test::Learners<1, 1, 4>;

Learners learnt(std::uint32_t count) {
  Learners learners;
  REQUIRE(learners.learn(test::IntegerStream(1, count), 0, count) == count);
  return learners;
}

test::Bytes saved(const Learners& learners) {
  test::Bytes bytes(image_bytes<Estimator<1, 1, 4>, Model<1, 1>, Adapter<1, 1>>);
  REQUIRE(save(bytes, learners.estimator, learners.model, learners.adapter) == Status::ok);
  return bytes;
}

/// What bytes are worth to objects that have a life of their own, which they must not notice.
Status refused(const test::Bytes& bytes, Learners& learners) {
  const support::Snapshot before(learners);
  const Status status = load(bytes, learners.estimator, learners.model, learners.adapter);
  CHECK(before.unchanged());
  return status;
}

}  // namespace

TEST_CASE("joint images are the images one behind the other, and a seal; they go on as one that was never interrupted") {
  Learners whole = learnt(100);
  const test::Bytes bytes = saved(whole);
  const test::Bytes parts = whole.save_all();
  REQUIRE(bytes.size() == parts.size() + 4);
  CHECK(std::equal(parts.begin(), parts.end(), bytes.begin()));
  test::Bytes sums;
  std::size_t end = 0;
  for (const std::size_t length : {image_bytes<Estimator<1, 1, 4>>, image_bytes<Model<1, 1>>, image_bytes<Adapter<1, 1>>}) {
    end += length;
    for (std::size_t i = end - 4; i < end; ++i) sums.push_back(bytes[i]);
  }
  CHECK(test::read_word(bytes, parts.size()) == test::plain_crc(sums));
  Learners loaded = learnt(150);
  REQUIRE(load(bytes, loaded.estimator, loaded.model, loaded.adapter) == Status::ok);
  const test::IntegerStream more(1, 300);
  CHECK(loaded.learn(more, 100, 300) == whole.learn(more, 100, 300));
  CHECK(loaded.save_all() == whole.save_all());
}

TEST_CASE("one object alone needs no seal") {
  const Learners learners = learnt(70);
  test::Bytes bytes(image_bytes<Model<1, 1>>);
  REQUIRE(save(bytes, learners.model) == Status::ok);
  CHECK(bytes == test::saved(learners.model));
}

TEST_CASE("every truncation, every excess and every flip of one bit is refused, and all objects stay as they were") {
  Learners learners = learnt(90);
  test::Bytes bytes = saved(learnt(120));
  for (std::size_t length = 0; length < bytes.size(); length += test::stride) {
    const test::Bytes part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    REQUIRE(refused(part, learners) == Status::wrong_length);
  }
  for (const std::size_t excess : {1u, 4u, 1000u}) {
    test::Bytes longer = bytes;
    longer.resize(bytes.size() + excess);
    CHECK(refused(longer, learners) == Status::wrong_length);
  }
  for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += test::stride) {
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    const Status status = refused(bytes, learners);
    REQUIRE((status == Status::damaged || status == Status::no_image));
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
  }
}

TEST_CASE("images that were not saved together, or in another order, are refused") {
  Learners learners = learnt(90);
  const test::Bytes one = saved(learnt(120)), two = saved(learnt(130));
  test::Bytes mixed = one;
  const auto first = static_cast<std::ptrdiff_t>(image_bytes<Estimator<1, 1, 4>>);
  std::copy(two.begin(), two.begin() + first, mixed.begin());
  CHECK(refused(mixed, learners) == Status::damaged);
  test::Bytes turned(one.size());
  REQUIRE(save(turned, learners.model, learners.estimator, learners.adapter) == Status::ok);
  CHECK(refused(turned, learners) == Status::no_image);
}

TEST_CASE("an impossible number in the last image leaves the first object as it was") {
  Learners learners = learnt(90);
  const Learners good = learnt(120);
  test::Bytes adapter = test::saved(good.adapter);
  adapter = test::edited(adapter, 28 + core::AdapterImage::field_bytes, 0x7fc00000u);
  test::Bytes bytes = saved(good);
  const std::size_t at = image_bytes<Estimator<1, 1, 4>> + image_bytes<Model<1, 1>>;
  std::copy(adapter.begin(), adapter.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
  CHECK(refused(bytes, learners) == Status::impossible);
}

TEST_CASE("an object that says it cannot be saved stops all, and a form that is none stops all loading") {
  AdaptSettings settings;
  settings.step_power = 2.0f;
  const Adapter<1, 1> adapter(settings);
  const Model<1, 1> model;
  test::Bytes bytes(image_bytes<Model<1, 1>, Adapter<1, 1>>, std::byte{0x5a});
  const test::Bytes before = bytes;
  CHECK(save(bytes, model, adapter) == Status::bad_setting);
  CHECK(bytes == before);
  GeneralModel<1, 1> none(make_mixture(2, linear()));
  Model<1, 1> other;
  CHECK(load(test::Bytes(image_bytes<Model<1, 1>, GeneralModel<1, 1>>), other, none) == Status::bad_experts);
}

TEST_CASE("objects can be loaded together while one of them gets other settings") {
  const Learners good = learnt(120);
  Learners loaded = learnt(90);
  Settings settings = good.estimator.settings();
  settings.memory = 500.0f;
  settings.searches = 7;
  const test::Bytes bytes = saved(good);
  REQUIRE(load(bytes, with(loaded.estimator, settings), loaded.model, loaded.adapter) == Status::ok);
  CHECK(loaded.estimator.settings().memory == 500.0f);
  CHECK(loaded.estimator.settings().searches == 7);
  CHECK(test::saved(loaded.adapter) == test::saved(good.adapter));
  settings.dim = 2;
  const support::Snapshot before(loaded);
  CHECK(load(bytes, with(loaded.estimator, settings), loaded.model, loaded.adapter) == Status::bad_dim);
  CHECK(before.unchanged());
}

TEST_SUITE_END();
