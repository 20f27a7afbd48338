// SPDX-License-Identifier: MIT
#include "motet/queue.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <deque>

#include "support/random.hpp"

TEST_SUITE_BEGIN("queue");

namespace {

struct Answer {
  float mean;
  float deviation;
  std::uint32_t number;
};

}  // namespace

TEST_CASE("samples come out as they went in, whatever the turns of the two sides") {
  motet::Queue<3, 8> queue;
  std::deque<motet::Sample<3>> mirror;
  std::uint32_t dropped = 0;
  motet::support::Random random(1);
  for (int turn = 0; turn < 20000; ++turn) {
    if (random.uniform() < 0.5) {
      const float t = static_cast<float>(turn);
      const motet::Sample<3> sample{{t, -t, 0.5f * t}, t + 1.0f, t + 2.0f};
      const bool taken = queue.offer(sample.x, sample.y, sample.elapsed);
      CHECK(taken == (mirror.size() < 8));
      if (taken) mirror.push_back(sample);
      dropped += taken ? 0u : 1u;
    } else {
      motet::Sample<3> sample{{-1.0f, -1.0f, -1.0f}, -1.0f, -1.0f};
      const bool taken = queue.take(sample);
      REQUIRE(taken == !mirror.empty());
      const motet::Sample<3> right = taken ? mirror.front() : motet::Sample<3>{{-1.0f, -1.0f, -1.0f}, -1.0f, -1.0f};
      if (taken) mirror.pop_front();
      CHECK(sample.x == right.x);
      CHECK(sample.y == right.y);
      CHECK(sample.elapsed == right.elapsed);
    }
    CHECK(queue.waiting() == mirror.size());
  }
  CHECK(dropped > 100);
  CHECK(queue.dropped() == dropped);
}

TEST_CASE("a sample of another length is refused and counted") {
  motet::Queue<2, 4> queue;
  const float x[3] = {1.0f, 2.0f, 3.0f};
  CHECK_FALSE(queue.offer(x, 0.0f));
  CHECK_FALSE(queue.offer({x, 1}, 0.0f));
  CHECK(queue.waiting() == 0);
  CHECK(queue.dropped() == 2);
  CHECK(queue.offer({x, 2}, 0.0f));
}

TEST_CASE("nothing is read before a value is published, then the newest") {
  motet::Latest<Answer> latest;
  Answer answer{1.0f, 2.0f, 3};
  CHECK_FALSE(latest.read(answer));
  CHECK(answer.number == 3);
  for (std::uint32_t n = 1; n < 100; ++n) {
    latest.publish({static_cast<float>(n), 0.5f, n});
    REQUIRE(latest.read(answer));
    CHECK(answer.mean == static_cast<float>(n));
    CHECK(answer.number == n);
  }
}

TEST_SUITE_END();
