// SPDX-License-Identifier: MIT
// The life of a learner: samples that drift, bursts of values that no sensor should send, resets, reloads, merges with another
// learner. Nothing but finite numbers comes out, and the error does not grow. Prints a checksum of all that it said and of the
// learner at the end: the same on every back end.
//
//   PROGRAM [SAMPLES]     100 million if none are named; ends with 1 at the first breach

#include "motet/learner.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <limits>

#include "image/tools.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;

namespace {

constexpr std::uint32_t dim = 4;
constexpr std::uint64_t block = 50'000;  // samples of one mean error; a turn of the drift
using Living = Learner<dim, 3, 64>;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "soak: %s\n", what);
  std::exit(1);
}

struct Sample {
  float x[dim];
  float y;
};

/// Two regimes whose slopes turn, a circle in a block.
class Source {
 public:
  Sample draw(std::uint64_t t) {
    if (t % 64 == 0) angle_ = 6.283185307179586 * static_cast<double>(t % block) / static_cast<double>(block);
    Sample sample{};
    double x[dim];
    for (std::uint32_t j = 0; j < dim; ++j) {
      x[j] = static_cast<double>(random_.below(65536) + random_.below(65536)) / 32768.0 - 2.0;
      sample.x[j] = support::narrow(20.0 + 3.0 * x[j]);
    }
    const double line = x[0] > 0.0 ? std::cos(angle_) * x[1] + x[2] : 2.0 - x[1] + std::sin(angle_) * x[3];
    const double noise = static_cast<double>(random_.below(65536)) / 32768.0 - 1.0;
    sample.y = support::narrow(50.0 + 4.0 * (line + 0.2 * noise));
    return sample;
  }

 private:
  double angle_ = 0.0;
  support::Random random_{1};
};

class Life {
 public:
  explicit Life(std::uint64_t samples) : samples_(samples) {}

  void run() {
    for (std::uint64_t t = 0; t < samples_; ++t) {
      if (t % (5 * block) == 0) require(learner_.reset(learner_.settings()) == Status::ok, "a reset was refused");
      live(t);
      if (t % 20'000 == 19'999) burst();
      if (t % 30'000 == 14'999) reload();
      if (t % 70'000 == 34'999) merge(t);
      if ((t + 1) % block == 0) judge((t + 1) / block);
    }
    for (const std::byte byte : test::saved(learner_)) note(static_cast<std::uint32_t>(byte));
    std::printf(
        "%llu samples, %u bursts, %u reloads, %u merges; root mean square error at worst %.3f of a block, %.3f of the "
        "first ten; checksum %08x\n",
        static_cast<unsigned long long>(samples_), bursts_, reloads_, merges_, worst_, first_, sum_);
    require(bursts_ > 0 && reloads_ > 0 && merges_ > 0, "nothing has happened");
  }

 private:
  void note(std::uint32_t word) { sum_ = 16777619u * (sum_ ^ word); }

  void live(std::uint64_t t) {
    const Sample sample = source_.draw(t);
    Forecast forecast;
    require(learner_.predict(sample.x, forecast) == Status::ok, "a sample was refused");
    require(std::isfinite(forecast.mean) && std::isfinite(forecast.deviation), "a forecast is not finite");
    require(forecast.lower <= forecast.upper, "an interval is upside down");
    const Status status = learner_.learn(sample.x, sample.y);
    require(status == Status::ok || status == Status::changed, describe(status));
    note(support::bits(forecast.mean));
    note(support::bits(forecast.upper));
    if (t % (5 * block) < 1000) return;  // after a reset it learns anew
    const double error = support::wide(forecast.mean) - support::wide(sample.y);
    squares_ += error * error;
    ++counted_;
  }

  void burst() {
    constexpr float infinite = std::numeric_limits<float>::infinity();
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), infinite, -infinite, 2e15f}) {
      Sample sample = source_.draw(1);
      sample.x[2] = bad;
      require(learner_.learn(sample.x, sample.y) != Status::ok, "a bad value was taken");
    }
    ++bursts_;
  }

  /// Power fails: what was saved goes on in another object.
  void reload() {
    const test::Bytes image = test::saved(learner_);
    require(load(image, other_) == Status::ok, "what was saved was refused");
    require(test::saved(other_) == image, "what was loaded is saved otherwise");
    learner_ = other_;
    ++reloads_;
  }

  /// Another device has lived through 500 samples of now.
  void merge(std::uint64_t t) {
    require(other_.reset(learner_.settings()) == Status::ok, "a reset was refused");
    for (int n = 0; n < 500; ++n) {
      const Sample sample = source_.draw(t / 64 * 64);
      static_cast<void>(other_.learn(sample.x, sample.y));
    }
    require(learner_.merge(other_) == Status::ok, "a merge was refused");
    ++merges_;
  }

  void judge(std::uint64_t blocks) {
    const double error = std::sqrt(squares_ / counted_);
    squares_ = counted_ = 0.0;
    worst_ = std::fmax(worst_, error);
    if (blocks <= 10) first_ = worst_;
    require(error < 1.1 * first_, "the error has grown");
    if (blocks % 20 == 0) std::fprintf(stderr, "%llu samples: %.3f\n", static_cast<unsigned long long>(blocks * block), error);
  }

  std::uint64_t samples_;
  Source source_;
  Living learner_;
  Living other_;
  unsigned bursts_ = 0, reloads_ = 0, merges_ = 0;
  double squares_ = 0.0, counted_ = 0.0, worst_ = 0.0, first_ = 0.0;
  std::uint32_t sum_ = 2166136261u;
};

}  // namespace

int main(int count, char** words) {
  const long long samples = count > 1 ? std::strtoll(words[1], nullptr, 10) : 100'000'000;
  if (samples < 100'000) {
    std::fprintf(stderr, "usage: %s [SAMPLES], at least 100000\n", words[0]);
    return 2;
  }
  static Life life(static_cast<std::uint64_t>(samples));
  life.run();
  return 0;
}
