// SPDX-License-Identifier: MIT
// What push, fit and predict cost on a board in instructions: runs each once between count_begin and count_end, which the
// plugin in platform/count sees, and prints what it was that ran. The first region is empty: what the marks cost.

#include <new>

#include "board.hpp"
#include "image/stream.hpp"
#include "motet/estimator.hpp"

extern "C" {
[[gnu::noipa]] void count_begin() {}
[[gnu::noipa]] void count_end() {}
}

namespace {

template <std::size_t Dim>
struct Bench {
  using Estimator = motet::Estimator<Dim, 3, 64>;

  alignas(Estimator) unsigned char memory[sizeof(Estimator)]{};
  motet::Model<Dim, 3> model;
  motet::Prediction<3> prediction;
  motet::Report report;
  image::Stream<Dim> stream;

  Estimator& estimator() { return *reinterpret_cast<Estimator*>(memory); }

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

  bool predict(const char* name) {
    board::print(name);
    count_begin();
    const motet::Status status = model.predict(stream.x, prediction);
    count_end();
    return status == motet::Status::ok;
  }
};

Bench<8> small;
Bench<16> large;

}  // namespace

int main() {
  board::print("nothing,none\n");
  count_begin();
  count_end();
  const bool good = small.push("push,d=8\n") && large.push("push,d=16\n") && small.fit("fit,d=8 k=3 W=64\n") &&
                    small.predict("predict,d=8 k=3\n");
  return good ? 0 : 1;
}
