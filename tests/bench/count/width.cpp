// SPDX-License-Identifier: MIT
// What a learner costs by the number of its inputs: instructions of predict and learn, work apart, as count.cpp counts them;
// the shape names the bytes of the object.

#include <new>

#include "board.hpp"
#include "image/stream.hpp"
#include "motet/learner.hpp"

extern "C" {
[[gnu::noipa]] void count_begin() {}
[[gnu::noipa]] void count_end() {}
}

namespace {

alignas(motet::Learner<128>) unsigned char memory[sizeof(motet::Learner<128>)];

void print_number(std::size_t number) {
  char text[12]{};
  char* digit = text + 11;
  for (; number > 0; number /= 10) *--digit = static_cast<char>('0' + number % 10);
  board::print(digit);
}

template <std::size_t Dim>
void print_region(const char* operation) {
  board::print(operation);
  print_number(Dim);
  board::print(" bytes=");
  print_number(sizeof(motet::Learner<Dim>));
  board::print("\n");
}

/// As many samples as it takes until every mixture has begun and every line is determined, then 20 that are counted.
template <std::size_t Dim>
bool measure() {
  static image::Stream<Dim> stream;
  motet::LearnerSettings settings;
  settings.work_per_sample = 0;
  auto& learner = *new (memory) motet::Learner<Dim>(settings);
  constexpr std::size_t first = 4 * Dim + 118;
  bool good = true;
  for (std::size_t t = 0; t < first; ++t) {
    stream.draw();
    good &= learner.learn(stream.x, stream.y) == motet::Status::ok;
    static_cast<void>(learner.work(1));
  }
  good &= learner.model().fitted();
  for (int t = 0; t < 20; ++t) {
    motet::Forecast forecast;
    stream.draw();
    print_region<Dim>("forecast,d=");
    count_begin();
    good &= learner.predict(stream.x, forecast) == motet::Status::ok;
    count_end();
    print_region<Dim>("learn,d=");
    count_begin();
    good &= learner.learn(stream.x, stream.y) == motet::Status::ok;
    count_end();
  }
  return good;
}

}  // namespace

int main() {
  board::print("nothing,none\n");
  count_begin();
  count_end();
  return measure<8>() && measure<16>() && measure<32>() && measure<64>() && measure<128>() ? 0 : 1;
}
