// SPDX-License-Identifier: MIT
// An interrupt samples a plant at 1 kHz and queues what it reads. main learns it and publishes a forecast, which the interrupt
// reads. Another learner learns the same samples one after the other, with the timer off: not a bit may differ.

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>

#include "board.hpp"
#include "motet/learner.hpp"
#include "motet/queue.hpp"
#include "motet/state.hpp"
#include "plant.hpp"
#include "stack.hpp"
#include "tick.hpp"

namespace {

constexpr std::uint32_t clocks_per_tick = 25'000'000 / 1000;  // the clock of the board: 40 ns, 5 instructions
constexpr std::uint32_t samples = 3000;
constexpr std::uint32_t slice = 32;  // elementary steps of a fit

using Learner = motet::Learner<plant::inputs>;
using Image = std::array<std::byte, motet::image_bytes<Learner>>;

/// What main publishes. The last word is made of the others, so that half an answer would show.
struct Answer {
  motet::Forecast forecast;
  std::uint32_t sample = 0;
  std::uint32_t digest = 0;
};

std::uint32_t mix(std::uint32_t digest, float value) { return (digest ^ std::bit_cast<std::uint32_t>(value)) * 16777619u; }

std::uint32_t digest_of(const Answer& answer) {
  const motet::Forecast& forecast = answer.forecast;
  return mix(mix(mix(answer.sample, forecast.mean), forecast.lower), forecast.upper);
}

// ---- the interrupt ----------------------------------------------------------------------------------------------------------

motet::Queue<plant::inputs, 16> queue;
motet::Latest<Answer> latest;
std::atomic<bool> learning = false;

/// What the interrupt counts; main reads it after the last tick.
struct Watch {
  plant::Sensor sensor;
  std::uint32_t ticks = 0;
  std::uint32_t amid = 0;  ///< ticks while the learner was at work
  std::uint32_t answers = 0;
  std::uint32_t torn = 0;
  std::uint32_t earliest = clocks_per_tick;
  std::uint32_t latest = 0;  ///< clocks after the tick was due
  std::uint32_t waiting = 0;
};
Watch watch;

}  // namespace

void sys_tick() {
  const std::uint32_t late = tick::clocks_late();
  watch.earliest = std::min(watch.earliest, late);
  watch.latest = std::max(watch.latest, late);
  if (++watch.ticks == samples) tick::stop();
  if (learning.load(std::memory_order_relaxed)) ++watch.amid;

  watch.sensor.read();
  (void)queue.offer(watch.sensor.x, watch.sensor.y);  // the queue counts what it drops
  watch.waiting = std::max(watch.waiting, queue.waiting());

  Answer answer;
  if (latest.read(answer)) {
    ++watch.answers;
    if (answer.digest != digest_of(answer) || answer.sample > watch.ticks) ++watch.torn;
  }
}

// ---- the task ---------------------------------------------------------------------------------------------------------------

namespace {

// learn does no step of a fit: main does, in slices.
constexpr motet::LearnerSettings settings{.dim = plant::inputs, .work_per_sample = 0, .seed = 1, .range = 1e6f};
Learner learner(settings);
Learner alone(settings);
Image image;
Image image_of_alone;

/// One sample: a forecast, then what came, then two slices of a fit.
Answer follow(Learner& with, const motet::Sample<plant::inputs>& sample, std::uint32_t number) {
  Answer answer;
  answer.sample = number;
  (void)with.predict(sample.x, answer.forecast);
  answer.digest = digest_of(answer);
  (void)with.learn(sample.x, sample.y, sample.elapsed);
  if (with.work(slice) == motet::Status::unfinished) (void)with.work(slice);
  return answer;
}

/// Learns what the interrupt queues; returns a digest of the forecasts.
std::uint32_t learn_live() {
  std::uint32_t digest = 0;
  tick::start(clocks_per_tick);
  for (std::uint32_t count = 0; count + queue.dropped() < samples;) {
    motet::Sample<plant::inputs> sample;
    if (!queue.take(sample)) {
      tick::sleep();
      continue;
    }
    learning.store(true, std::memory_order_relaxed);
    const Answer answer = follow(learner, sample, ++count);
    learning.store(false, std::memory_order_relaxed);
    latest.publish(answer);
    digest = mix(digest, answer.forecast.mean);
  }
  return digest;
}

/// The same samples, one after the other.
std::uint32_t learn_alone() {
  std::uint32_t digest = 0;
  plant::Sensor sensor;
  for (std::uint32_t count = 0; count < samples;) {
    sensor.read();
    digest = mix(digest, follow(alone, {sensor.x, sensor.y}, ++count).forecast.mean);
  }
  return digest;
}

void say(const char* words, std::uint32_t number) {
  char text[11];
  char* at = text + 10;
  for (*at = '\0'; at == text + 10 || number != 0; number /= 10) *--at = static_cast<char>('0' + number % 10);
  board::print(words);
  board::print(at);
  board::print("\n");
}

}  // namespace

// There is no command line: no debugger is asked for one.
int board::read_arguments(char**, int) { return 0; }

int main() {
  stack::paint();
  const std::uint32_t right = learn_alone();
  const std::uint32_t depth_alone = stack::depth();
  const std::uint32_t digest = learn_live();
  const std::uint32_t depth = stack::depth();

  say("ticks                              ", watch.ticks);
  say("ticks amid the learner's work      ", watch.amid);
  say("samples dropped                    ", queue.dropped());
  say("most samples that waited           ", watch.waiting);
  say("answers read by the interrupt      ", watch.answers);
  say("answers that were not whole        ", watch.torn);
  say("interrupt late, clocks: least      ", watch.earliest);
  say("interrupt late, clocks: most       ", watch.latest);
  say("stack, bytes: without interrupts   ", depth_alone);
  say("stack, bytes: with interrupts      ", depth);

  const bool saved =
      motet::save(image, learner) == motet::Status::ok && motet::save(image_of_alone, alone) == motet::Status::ok;
  const bool same = saved && digest == right && image == image_of_alone;
  board::print(same ? "the learner is, bit for bit, the one that was never interrupted\n" : "THE LEARNERS DIFFER\n");
  const bool tried = watch.amid > samples / 50 && watch.answers > samples / 2;
  const bool steady = watch.latest - watch.earliest <= 1;
  return same && tried && steady && queue.dropped() == 0 && watch.torn == 0 ? 0 : 1;
}
