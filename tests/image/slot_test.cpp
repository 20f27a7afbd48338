// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <array>

#include "image/adapters.hpp"
#include "image/flashes.hpp"
#include "image/generals.hpp"
#include "image/tools.hpp"
#include "model/handmade.hpp"
#include "motet/flash.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/slot");

using namespace motet;

namespace {

using test::Cut;
using test::Flash2;
using Small = Estimator<1, 1, 4>;

static_assert(Flash<Flash2<8>>);
static_assert(slot_bytes<Flash2<64>, Small> % 64 == 0);
static_assert(slot_bytes<Flash2<64>, Small> <= Flash2<64>::size);

/// From one cut to the next: hosts cut at every byte.
constexpr std::size_t stride = support::effort == support::Effort::full ? 1 : 61;

/// Three states that a device goes through.
struct Life {
  std::array<Small, 3> states{test::begun<Small>(1, 30), test::begun<Small>(1, 40), test::begun<Small>(1, 200)};
  std::array<test::Bytes, 3> images{test::saved(states[0]), test::saved(states[1]), test::saved(states[2])};
};

template <class Device>
test::Bytes loaded_from(Device& flash) {
  Small estimator;
  if (load(flash, estimator) != Status::ok) return {};
  return test::saved(estimator);
}

/// Cuts the power at every byte of the third save; afterwards it or the second must load, and a new save must work.
template <std::size_t Page>
void cut_everywhere(Cut cut) {
  const Life life;
  Flash2<Page> before;
  REQUIRE(save(life.states[0], before) == Status::ok);
  REQUIRE(save(life.states[1], before) == Status::ok);
  Flash2<Page> complete = before;
  complete.spent = 0;
  REQUIRE(save(life.states[2], complete) == Status::ok);
  const std::size_t bytes = complete.spent;
  REQUIRE(bytes == Flash2<Page>::size + slot_bytes<Flash2<Page>, Small>);
  std::size_t newest = 0;
  for (std::size_t at = 0; at < bytes; at += stride) {
    CAPTURE(at);
    Flash2<Page> flash = before;
    flash.spent = 0;
    flash.fuel = at;
    flash.cut = cut;
    flash.random = support::Random(at);
    REQUIRE(save(life.states[2], flash) == Status::flash_failed);
    const test::Bytes found = loaded_from(flash);
    REQUIRE((found == life.images[1] || found == life.images[2]));
    newest += found == life.images[2];
    flash.fuel = ~std::size_t{0};
    REQUIRE(save(life.states[0], flash) == Status::ok);
    REQUIRE(loaded_from(flash) == life.images[0]);
    REQUIRE_FALSE(flash.misused);
  }
  // Cut in the 0xff behind the image, it is whole already.
  CHECK(newest < 2 * Page);
}

}  // namespace

TEST_CASE("a slot head comes back, and no flip of one bit passes") {
  for (const std::uint32_t sequence : {0u, 1u, 0x12345678u, 0xffffffffu}) {
    core::SlotHead head = core::encode_slot(sequence);
    std::uint32_t found = 7;
    CHECK(core::decode_slot(head, found) == Status::ok);
    CHECK(found == sequence);
    for (std::size_t bit = 0; bit < 8 * head.size(); ++bit) {
      head[bit / 8] ^= std::byte{1} << (bit % 8);
      found = 7;
      CHECK(core::decode_slot(head, found) == (bit < 32 ? Status::no_image : Status::damaged));
      CHECK(found == 7);
      head[bit / 8] ^= std::byte{1} << (bit % 8);
    }
  }
}

TEST_CASE("the newest whole slot is found, also where the numbers wrap round") {
  const auto newest = [](Status a, std::uint32_t first, Status b, std::uint32_t second) {
    return core::newest_slot({a, first}, {b, second});
  };
  const Status ok = Status::ok, bad = Status::damaged, none = Status::no_image;
  CHECK(newest(ok, 1, ok, 2) == 1);
  CHECK(newest(ok, 3, ok, 2) == 0);
  CHECK(newest(ok, 0xffffffffu, ok, 0) == 1);
  CHECK(newest(ok, 0, ok, 0xffffffffu) == 0);
  CHECK(newest(ok, 1, bad, 2) == 0);
  CHECK(newest(bad, 3, ok, 2) == 1);
  CHECK(newest(none, 0, bad, 2) == 1);
  CHECK(newest(bad, 0, none, 2) == 0);
}

TEST_CASE("saves take turns, and the newest loads") {
  const Life life;
  Flash2<32> flash;
  Small estimator;
  const support::Snapshot before(estimator);
  CHECK(load(flash, estimator) == Status::no_image);
  CHECK(before.unchanged());
  for (std::size_t turn = 0; turn < 9; ++turn) {
    const std::array<test::Bytes, 2> slots = flash.slots;
    CHECK(save(life.states[turn % 3], flash) == Status::ok);
    CHECK((slots[0] != flash.slots[0]) == (turn % 2 == 0));
    CHECK((slots[1] != flash.slots[1]) == (turn % 2 == 1));
    CHECK(loaded_from(flash) == life.images[turn % 3]);
  }
  CHECK_FALSE(flash.misused);
}

TEST_CASE("a power cut at any byte leaves the newest or the one before") {
  for (const Cut cut : {Cut::clean, Cut::torn_byte, Cut::torn_page, Cut::torn_slot}) {
    CAPTURE(static_cast<int>(cut));
    cut_everywhere<64>(cut);
    if (support::effort == support::Effort::full) cut_everywhere<8>(cut);
  }
}

TEST_CASE("a power cut in the very first save leaves nothing, and says so") {
  const Life life;
  for (std::size_t at = 0; at < 1500; at += 7) {
    Flash2<16> flash;
    flash.fuel = at;
    REQUIRE(save(life.states[2], flash) == Status::flash_failed);
    Small estimator = life.states[0];
    const support::Snapshot before(estimator);
    REQUIRE(load(flash, estimator) != Status::ok);
    REQUIRE(before.unchanged());
  }
}

TEST_CASE("flash that fails is told, and the image before is still there") {
  const Life life;
  for (const int slot : {0, 1}) {
    Flash2<32> flash;
    for (int turn = 0; turn < 2 - slot; ++turn) REQUIRE(save(life.states[0], flash) == Status::ok);
    Flash2<32> worn = flash;
    worn.failing_erase = slot;
    CHECK(save(life.states[1], worn) == Status::flash_failed);
    CHECK(loaded_from(worn) == life.images[0]);
    worn = flash;
    worn.failing_program = slot;
    CHECK(save(life.states[1], worn) == Status::flash_failed);
    CHECK(loaded_from(worn) == life.images[0]);
  }
}

TEST_CASE("flash that cannot be read is told; if that begins in the middle, the object is empty") {
  const Life life;
  Flash2<32> flash;
  REQUIRE(save(life.states[0], flash) == Status::ok);
  int emptied = 0;
  for (int reads = 0; reads < 100; ++reads) {
    CAPTURE(reads);
    Flash2<32> failing = flash;
    failing.reads_until_failure = reads;
    Small estimator = life.states[2];
    const Status status = load(failing, estimator);
    if (failing.reads_until_failure >= 0) {
      CHECK(status == Status::ok);
    } else if (status == Status::flash_failed) {
      ++emptied;
      CHECK(estimator.counters().accepted == 0);
    } else if (status != Status::ok) {  // ok: it was the empty slot that could not be read
      CHECK(status == Status::damaged);
      CHECK(test::saved(estimator) == life.images[2]);
    }
  }
  CHECK(emptied > 10);
}

TEST_CASE("an image of other bounds is not taken, and a save goes over the older of the two") {
  Flash2<32> flash;
  const Estimator<1, 1, 5> other = test::begun<Estimator<1, 1, 5>>(1, 50);
  REQUIRE(save(other, flash) == Status::ok);
  Small estimator;
  CHECK(load(flash, estimator) == Status::other_bounds);
  CHECK(save(test::begun<Small>(1, 30), flash) == Status::ok);
  CHECK(load(flash, estimator) == Status::ok);
}

TEST_CASE("models are saved to flash alike") {
  Flash2<32> flash;
  Model<3, 2> model, found;
  test::write_random(model, 3, 2, 1);
  CHECK(save(model, flash) == Status::ok);
  CHECK(load(flash, found) == Status::ok);
  CHECK(test::saved(found) == test::saved(model));
  Small estimator;
  CHECK(load(flash, estimator) == Status::no_image);
}

TEST_CASE("general models are saved to flash alike, with the pairing of their tree") {
  Flash2<32> flash;
  const Form form = make_tree(2, hyperbolic_tangent());
  auto model = test::filled<2, 2>(form, 2, 1);
  REQUIRE(save(model, flash) == Status::ok);
  GeneralModel<2, 2> loaded(form);
  REQUIRE(load(flash, loaded) == Status::ok);
  CHECK(test::saved(loaded) == test::saved(model));
  GeneralModel<2, 2> other(make_mixture(2, hyperbolic_tangent()));
  CHECK(load(flash, other) == Status::other_bounds);
  CHECK_FALSE(other.fitted());
}

TEST_CASE("adapters are saved to flash alike, and a power cut at any byte leaves the newest or the one before") {
  using Adapted = Adapter<1, 1>;
  const Adapted states[2] = {test::adapted<1, 1>(1, 100), test::adapted<1, 1>(1, 150)};
  Flash2<64> before;
  REQUIRE(save(states[0], before) == Status::ok);
  Adapted found;
  for (std::size_t at = 0; at < Flash2<64>::size + slot_bytes<Flash2<64>, Adapted>; at += stride) {
    CAPTURE(at);
    Flash2<64> flash = before;
    flash.spent = 0;
    flash.fuel = at;
    flash.cut = Cut::torn_page;
    REQUIRE(save(states[1], flash) == Status::flash_failed);
    REQUIRE(load(flash, found) == Status::ok);
    REQUIRE((test::saved(found) == test::saved(states[0]) || test::saved(found) == test::saved(states[1])));
    flash.fuel = ~std::size_t{0};
    REQUIRE(save(states[1], flash) == Status::ok);
    REQUIRE(load(flash, found) == Status::ok);
    REQUIRE(test::saved(found) == test::saved(states[1]));
    REQUIRE_FALSE(flash.misused);
  }
  Model<1, 1> model;
  CHECK(load(before, model) == Status::no_image);
  AdaptSettings settings;
  settings.step_power = 2.0f;
  const std::array<test::Bytes, 2> untouched = before.slots;
  CHECK(save(Adapted(settings), before) == Status::bad_setting);
  CHECK(untouched == before.slots);
}

TEST_CASE("learner, model and adapter are saved in one stroke: a power cut at any byte leaves all old or all new") {
  using Large = Flash2<64, 1536>;
  using Learners = test::Learners<1, 1, 4>;
  const auto learnt = [](std::uint32_t count) {
    Learners learners;
    REQUIRE(learners.learn(test::IntegerStream(1, count), 0, count) == count);
    return learners;
  };
  const auto store = [](Large& flash, const Learners& l) { return save(flash, l.estimator, l.model, l.adapter); };
  const auto fetch = [](Large& flash, Learners& l) { return load(flash, l.estimator, l.model, l.adapter); };
  const Learners old = learnt(100), fresh = learnt(150);
  static_assert(slot_bytes<Large, Estimator<1, 1, 4>, Model<1, 1>, Adapter<1, 1>> <= Large::size);
  Large before;
  REQUIRE(store(before, old) == Status::ok);
  std::size_t all_old = 0, all_new = 0;
  for (const Cut cut : {Cut::clean, Cut::torn_byte, Cut::torn_page, Cut::torn_slot}) {
    for (std::size_t at = 0;; at += stride) {
      CAPTURE(at);
      Large flash = before;
      flash.spent = 0;
      flash.fuel = at;
      flash.cut = cut;
      flash.random = support::Random(at);
      const Status status = store(flash, fresh);
      Learners found = learnt(70);
      REQUIRE(fetch(flash, found) == Status::ok);
      const bool is_old = found.save_all() == old.save_all(), is_new = found.save_all() == fresh.save_all();
      REQUIRE((is_old || is_new));
      REQUIRE_FALSE(flash.misused);
      if (status == Status::ok) break;
      all_old += is_old;
      all_new += is_new;
      flash.fuel = ~std::size_t{0};
      REQUIRE(store(flash, fresh) == Status::ok);
      REQUIRE(fetch(flash, found) == Status::ok);
      REQUIRE(found.save_all() == fresh.save_all());
    }
  }
  CHECK(all_old > 0);
  CHECK(all_new < 4 * 64);  // cut in the 0xff behind the images
}

TEST_CASE("if two reads of a joint image disagree all objects are empty") {
  using Large = Flash2<64, 1536>;
  test::Learners<1, 1, 4> learners;
  REQUIRE(learners.learn(test::IntegerStream(1, 100), 0, 100) == 100);
  Large flash;
  REQUIRE(save(flash, learners.estimator, learners.model, learners.adapter) == Status::ok);
  int emptied = 0;
  for (int reads = 0; reads < 120; ++reads) {
    CAPTURE(reads);
    Large failing = flash;
    failing.reads_until_failure = reads;
    test::Learners<1, 1, 4> loaded = learners;
    const Status status = load(failing, loaded.estimator, loaded.model, loaded.adapter);
    if (status == Status::flash_failed) {
      ++emptied;
      CHECK(loaded.estimator.counters().accepted == 0);
      CHECK_FALSE(loaded.model.fitted());
      CHECK(loaded.adapter.counters().accepted == 0);
    } else {
      CHECK(loaded.save_all() == learners.save_all());
    }
  }
  CHECK(emptied > 10);
}

TEST_CASE("a new firmware may load with other settings") {
  const Life life;
  Flash2<32> flash;
  REQUIRE(save(flash, life.states[2]) == Status::ok);
  Settings settings = life.states[2].settings();
  settings.memory = 300.0f;
  Small estimator;
  REQUIRE(load(flash, estimator, settings) == Status::ok);
  CHECK(estimator.settings().memory == 300.0f);
  settings.range = 1e-3f;
  const support::Snapshot before(estimator);
  CHECK(load(flash, estimator, settings) == Status::out_of_range);
  CHECK(before.unchanged());
}

TEST_CASE("descents and contests are saved to flash alike") {
  Flash2<32, 2048> flash;
  Descent<2, 2> descent, found;
  for (int t = 0; t < 40; ++t) {
    const float x[2] = {static_cast<float>(t % 7), static_cast<float>(t % 5)};
    REQUIRE(descent.push(x, x[0]) == Status::ok);
  }
  REQUIRE(save(flash, descent) == Status::ok);
  REQUIRE(load(flash, found) == Status::ok);
  CHECK(test::saved(found) == test::saved(descent));
  Contest<1, 2> contest, other;
  REQUIRE(save(flash, contest) == Status::ok);
  REQUIRE(load(flash, other) == Status::ok);
  CHECK(test::saved(other) == test::saved(contest));
}

TEST_CASE("an estimator with bad settings is not saved") {
  Settings settings;
  settings.dim = 2;
  Flash2<32> flash;
  const std::array<test::Bytes, 2> before = flash.slots;
  CHECK(save(Small(settings), flash) == Status::bad_dim);
  CHECK(before == flash.slots);
}

TEST_SUITE_END();
