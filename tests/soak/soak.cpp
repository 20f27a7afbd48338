// SPDX-License-Identifier: MIT
// A life on the device: samples that drift, with outliers, bursts of values that no sensor should send, resets and reloads;
// fits in slices between the samples, a model that answers, and one that learns every sample and is challenged by the fits. The
// moments are held against sums in double.
//
//   PROGRAM [SAMPLES]     100 million if none are named; ends with 1 at the first breach

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "image/tools.hpp"
#include "motet/adapter.hpp"
#include "soak/reference.hpp"

using namespace motet;

namespace {

constexpr std::uint32_t dim = 4;
using Learner = Estimator<dim, 3, 64>;
using Fitted = Model<dim, 3>;
using Adapting = Adapter<dim, 3>;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "\nsoak: %s\n", what);
  std::exit(1);
}

struct Sample {
  float x[dim];
  float y;
};

/// Three regimes whose slopes turn and whose inputs wander, a full circle in `period` samples.
class Source {
 public:
  explicit Source(double period) : turn_(6.283185307179586 / period), random_(1) {}

  Sample draw() {
    const double angle = turn_ * static_cast<double>(drawn_++);
    if (drawn_ % 64 == 1) {  // slow enough to be set now and then
      cosine_ = std::cos(angle);
      sine_ = std::sin(angle);
    }
    double x[dim];
    for (double& each : x) each = bell();
    const double side = x[0] + 0.5 * x[1];
    const double line = side > 0.5    ? cosine_ * x[2] + sine_ * x[3]
                        : side < -0.5 ? 1.0 - sine_ * x[2] + cosine_ * x[3]
                                      : 0.5 * x[0] - 1.0;
    double y = line + 0.2 * bell();
    if (random_.below(50'000) == 0) x[random_.below(dim)] *= 100.0;  // outliers
    if (random_.below(50'000) == 0) y *= 100.0;
    Sample sample{{}, support::narrow(20.0 * y - 7.0)};
    for (std::uint32_t j = 0; j < dim; ++j) sample.x[j] = support::narrow(300.0 + 5.0 * (x[j] + cosine_));
    return sample;
  }

  [[nodiscard]] std::uint32_t below(std::uint32_t count) { return random_.below(count); }

 private:
  /// About normal: a sum of four.
  double bell() {
    std::uint64_t bits = random_.bits();
    std::uint32_t sum = 0;
    for (int piece = 0; piece < 4; ++piece, bits >>= 16) sum += bits & 0xffffu;
    return (static_cast<double>(sum) - 131'070.0) * (1.7320508 / 65'536.0);
  }

  double turn_;
  double cosine_ = 1.0;
  double sine_ = 0.0;
  std::uint64_t drawn_ = 0;
  support::Random random_;
};

class Soak {
 public:
  explicit Soak(std::uint64_t samples) : samples_(samples), source_(static_cast<double>(samples) / 7.0) {}

  void run() {
    const std::uint64_t part = samples_ < 100 ? 1 : samples_ / 100;
    for (std::uint64_t t = 0; t < samples_; ++t) {
      if (t == part / 10 || t == part || t == 10 * part) reset();
      push();
      if (t % 64 == 0) work_on();
      if (t % 256 == 0) ask();
      if (t % 20'000 == 19'999) burst();
      if (t % (2 * part) == part / 2) reload();
      if ((t + 1) % part == 0) check((t + 1) / part);
    }
    std::printf("%llu samples, %llu since the last reset; %u fits in slices, %u bursts, %u reloads\n",
                static_cast<unsigned long long>(samples_), static_cast<unsigned long long>(learner_.counters().accepted), fits_,
                bursts_, reloads_);
    std::printf("adapted: %u changes noticed, %u averages begun anew, %u models replaced by a fit\n",
                adapter_.counters().changes, adapter_.counters().renewed, adapter_.counters().replaced);
    std::printf("moments: off by %.1e statistical errors at the most, bar 0.1\n", worst_);
    require(fits_ > 0 && bursts_ > 0 && reloads_ > 0, "nothing has happened");
  }

 private:
  void reset() {
    require(learner_.reset(learner_.settings()) == Status::ok, "a reset was refused");
    reference_ = {};
  }

  void push() {
    const Sample sample = source_.draw();
    const Status status = adapter_.learn(sample.x, sample.y, current_, learner_);
    require(status == Status::ok || status == Status::changed, describe(status));
    reference_.take(learner_.view(), sample.x, sample.y);
  }

  /// A slice of a fit; a new one is begun as soon as the last is over.
  void work_on() {
    if (!learner_.fitting()) {
      const Status status = learner_.begin_fit();
      require(status == Status::ok || status == Status::too_few_samples, describe(status));
      return;
    }
    const Status status = learner_.step_fit(1000, model_);
    require(status == Status::ok || status == Status::unfinished, describe(status));
    if (status != Status::ok) return;
    ++fits_;
    const Status challenged = adapter_.challenge(model_, current_, learner_);
    require(challenged == Status::ok, describe(challenged));
  }

  void ask() {
    const Sample sample = source_.draw();
    for (const Fitted* model : {&model_, &current_}) {
      Prediction<3> prediction;
      const Status status = model->predict(sample.x, prediction);
      require(status == (model->fitted() ? Status::ok : Status::no_model), describe(status));
      require(std::isfinite(prediction.mean) && std::isfinite(prediction.variance), "a prediction is not finite");
    }
  }

  /// Values that no sensor should send leave nothing but a count.
  void burst() {
    constexpr float infinite = std::numeric_limits<float>::infinity();
    constexpr float bad[] = {std::numeric_limits<float>::quiet_NaN(), infinite, -infinite, 2e15f, -3e38f};
    const test::Bytes before = test::saved(learner_), model = test::saved(current_), adapter = test::saved(adapter_);
    for (int n = 0; n < 50; ++n) {
      Sample sample = source_.draw();
      const std::uint32_t at = source_.below(dim + 1);
      (at < dim ? sample.x[at] : sample.y) = bad[source_.below(std::size(bad))];
      const Status status = n % 2 == 0 ? learner_.push(sample.x, sample.y) : adapter_.adapt(sample.x, sample.y, current_);
      require(status == Status::not_finite || status == Status::out_of_range || status == Status::no_model, describe(status));
    }
    require(same_floats(before, test::saved(learner_), core::EstimatorImage::field_bytes) &&
                same_floats(adapter, test::saved(adapter_), core::AdapterImage::field_bytes) && model == test::saved(current_),
            "a refused sample has left something");
    ++bursts_;
  }

  /// Power fails: what was saved goes on in another object.
  void reload() {
    restore(learner_);
    restore(current_);
    restore(adapter_);
    ++reloads_;
  }

  template <class Object>
  static void restore(Object& object) {
    const test::Bytes image = test::saved(object);
    Object other;
    require(load(image, other) == Status::ok, "what was saved was refused");
    require(test::saved(other) == image, "what was loaded is saved otherwise");
    object = other;
  }

  /// Whether two images are the same but for their fields, counters among them.
  static bool same_floats(const test::Bytes& one, const test::Bytes& two, std::size_t fields) {
    const auto floats = static_cast<std::ptrdiff_t>(core::ImageShape::header + fields);
    return std::equal(one.begin() + floats, one.end() - 4, two.begin() + floats);
  }

  void check(std::uint64_t percent) {
    if (!learner_.view().state->framed) return;
    const double off = reference_.compare(learner_.view());
    worst_ = std::fmax(worst_, off);
    require(off < 0.1, "a moment is off by a tenth of its statistical error");
    require(is_definite(learner_.view()), "a covariance is not positive definite");
    require(is_definite(adapter_.view()), "what an expert or the gate knows is not positive definite");
    if (!terminal_ && percent % 10 != 0) return;
    std::fprintf(stderr, "%s%3u %%  moments off by %.1e statistical errors%s", terminal_ ? "\r" : "",
                 static_cast<unsigned>(percent), off, terminal_ && percent < 100 ? "" : "\n");
  }

  std::uint64_t samples_;
  Source source_;
  Learner learner_;
  Fitted model_;    // of the last fit
  Fitted current_;  // learns every sample
  Adapting adapter_;
  soak::Reference<dim> reference_;
  unsigned fits_ = 0, bursts_ = 0, reloads_ = 0;
  double worst_ = 0.0;
  bool terminal_ = isatty(STDERR_FILENO) == 1;

  static bool is_definite(const core::EstimatorView& e) { return soak::is_definite(soak::read_covariance<dim>(e)); }
  /// The diagonals of U D U'.
  static bool is_definite(const core::AdapterView& a) {
    bool good = true;
    for (std::uint32_t row = 0; row < 2 * a.state->size.experts; ++row) {
      for (std::uint32_t j = 0; j <= dim; ++j)
        good &= a.block[a.plan->inverse + row * core::inverse_floats(dim + 1) + j] > 0.0f;
    }
    return good;
  }
};

}  // namespace

int main(int count, char** words) {
  const long long samples = count > 1 ? std::strtoll(words[1], nullptr, 10) : 100'000'000;
  if (samples < 1000) {
    std::fprintf(stderr, "usage: %s [SAMPLES], at least 1000\n", words[0]);
    return 2;
  }
  static Soak soak(static_cast<std::uint64_t>(samples));
  soak.run();
  return 0;
}
