// SPDX-License-Identifier: MIT
// What push, fit, at once and in slices, predict and adapt cost on a board in instructions: runs each between count_begin and
// count_end, which the plugin in platform/count sees, and prints what it was that ran. The first region is empty: what the
// marks cost.

#include <new>

#include "board.hpp"
#include "image/stream.hpp"
#include "motet/adapter.hpp"
#include "motet/estimator.hpp"
#include "motet/learner.hpp"

extern "C" {
[[gnu::noipa]] void count_begin() {}
[[gnu::noipa]] void count_end() {}
}

namespace {

template <std::size_t Dim>
struct Bench {
  using Estimator = motet::Estimator<Dim, 3, 64>;
  using Adapter = motet::Adapter<Dim, 3>;

  alignas(Estimator) unsigned char memory[sizeof(Estimator)]{};
  alignas(Adapter) unsigned char beside[sizeof(Adapter)]{};
  motet::Model<Dim, 3> model;
  motet::Prediction<3> prediction;
  motet::Report report;
  image::Stream<Dim> stream;

  Estimator& estimator() { return *reinterpret_cast<Estimator*>(memory); }
  Adapter& adapter() { return *reinterpret_cast<Adapter*>(beside); }

  /// 1,100 samples of the stream, the last hundred counted.
  bool push(const char* name) {
    new (memory) Estimator;
    bool good = true;
    for (int t = 0; t < 1100; ++t) {
      stream.draw();
      if (t < 1000) {
        good &= estimator().push(stream.x, stream.y) == motet::Status::ok;
        continue;
      }
      board::print(name);
      count_begin();
      const motet::Status status = estimator().push(stream.x, stream.y);
      count_end();
      good &= status == motet::Status::ok;
    }
    return good;
  }

  bool fit(const char* name) {
    board::print(name);
    count_begin();
    const motet::Status status = estimator().fit(model, report);
    count_end();
    return status == motet::Status::ok;
  }

  /// A stream of which every climb of a first fit needs all its iterations, at the default settings.
  bool fit_slowly(const char* name) {
    new (memory) Estimator;
    stream = {};
    stream.state = 230;
    for (int t = 0; t < 1100; ++t) {
      stream.draw();
      if (estimator().push(stream.x, stream.y) != motet::Status::ok) return false;
    }
    model = {};
    const std::uint32_t most = motet::Settings{}.refine_iterations;
    return fit(name) && report.iterations_tensor == most && report.iterations_gate_first == most &&
           report.iterations_last == most;
  }

  /// The same fit again, begun and then in slices of one step each.
  bool fit_in_steps(const char* begin, const char* step) {
    board::print(begin);
    count_begin();
    motet::Status status = estimator().begin_fit();
    count_end();
    if (status != motet::Status::ok) return false;
    do {
      board::print(step);
      count_begin();
      status = estimator().step_fit(1, model, report);
      count_end();
    } while (status == motet::Status::unfinished);
    return status == motet::Status::ok;
  }

  bool predict(const char* name) {
    board::print(name);
    count_begin();
    const motet::Status status = model.predict(stream.x, prediction);
    count_end();
    return status == motet::Status::ok;
  }

  /// 500 samples after a fit, or from no model at all on a rough stream: then every expert has a part in nearly all of them.
  bool adapt(const char* name, bool fitted) {
    new (beside) Adapter;
    if (!fitted) model = {};
    bool good = adapter().begin(model, estimator()) == motet::Status::ok;
    for (int t = 0; t < 500; ++t) {
      stream.draw();
      if (!fitted) stream.y += 2.0f * stream.uniform();
      board::print(name);
      count_begin();
      const motet::Status status = adapter().adapt(stream.x, stream.y, model);
      count_end();
      good &= status == motet::Status::ok;
    }
    return good;
  }
};

Bench<8> small;
Bench<16> large;

/// 150 samples of the stream, with work enough for the mixtures to begin, then 50 that are counted: what a forecast takes, and
/// what learning without work does.
struct LearnerBench {
  using Learner = motet::Learner<8>;

  alignas(Learner) unsigned char memory[sizeof(Learner)]{};
  motet::Forecast forecast;
  image::Stream<8> stream;

  bool learn(const char* ask, const char* take) {
    motet::LearnerSettings settings;
    settings.work_per_sample = 0;
    Learner& learner = *new (memory) Learner(settings);
    bool good = true;
    for (int t = 0; t < 200; ++t) {
      stream.draw();
      if (t < 150) {
        good &= learner.learn(stream.x, stream.y) == motet::Status::ok;
        static_cast<void>(learner.work(1));
        continue;
      }
      board::print(ask);
      count_begin();
      good &= learner.predict(stream.x, forecast) == motet::Status::ok;
      count_end();
      board::print(take);
      count_begin();
      good &= learner.learn(stream.x, stream.y) == motet::Status::ok;
      count_end();
    }
    return good;
  }
};

LearnerBench whole;

}  // namespace

int main() {
  board::print("nothing,none\n");
  count_begin();
  count_end();
  const bool good = small.push("push,d=8\n") && large.push("push,d=16\n") && small.fit("fit,d=8 k=3 W=64\n") &&
                    small.fit_in_steps("begin,d=8 k=3 W=64\n", "step,d=8 k=3 W=64\n") && small.predict("predict,d=8 k=3\n") &&
                    small.fit_slowly("fit at most,d=8 k=3 W=64\n") && small.adapt("adapt,d=8 k=3\n", true) &&
                    small.adapt("adapt rough,d=8 k=3\n", false) && whole.learn("forecast,d=8\n", "learn,d=8\n");
  return good ? 0 : 1;
}
