// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <thread>

#include "motet/queue.hpp"

TEST_SUITE_BEGIN("promises/threads");

namespace {

struct Four {
  std::uint32_t word[4];
};

}  // namespace

TEST_CASE("two threads lose no sample that was taken, and see each whole and in order") {
  constexpr std::uint32_t count = 200000;
  motet::Queue<2, 64> queue;
  std::thread producer([&queue] {
    for (std::uint32_t n = 0; n < count;) {
      const float x[2] = {static_cast<float>(n), static_cast<float>(n + 1u)};
      if (queue.offer(x, static_cast<float>(n + 2u))) ++n;
    }
  });
  std::uint32_t wrong = 0;
  for (std::uint32_t n = 0; n < count;) {
    motet::Sample<2> sample;
    if (!queue.take(sample)) continue;
    const float base = static_cast<float>(n++);
    if (sample.x[0] != base || sample.x[1] != base + 1.0f || sample.y != base + 2.0f) ++wrong;
  }
  producer.join();
  CHECK(wrong == 0);
  CHECK(queue.waiting() == 0);
}

TEST_CASE("a value that is read while others are published is one of them, whole, and never older than the last one read") {
  constexpr std::uint32_t count = 200000;
  motet::Latest<Four> latest;
  std::atomic<bool> over = false;
  std::thread writer([&latest, &over] {
    for (std::uint32_t n = 1; n <= count; ++n) latest.publish({{n, n ^ 1u, n ^ 2u, n ^ 3u}});
    over = true;
  });
  std::uint32_t torn = 0, older = 0, last = 0;
  while (!over) {
    Four value{};
    if (!latest.read(value)) continue;
    const std::uint32_t n = value.word[0];
    if (value.word[1] != (n ^ 1u) || value.word[2] != (n ^ 2u) || value.word[3] != (n ^ 3u)) ++torn;
    if (n < last) ++older;
    last = n;
  }
  writer.join();
  CHECK(torn == 0);
  CHECK(older == 0);
  Four value{};
  REQUIRE(latest.read(value));
  CHECK(value.word[0] == count);
}

TEST_SUITE_END();
