// SPDX-License-Identifier: MIT
// push, fit, predict and adapt on a board, in an image with nothing else: the linker proves what it does not hold
// (bare.ld), and it prints how deep the stack was under each of them.

#include <new>

#include "board.hpp"
#include "image/depth.hpp"
#include "image/stream.hpp"
#include "motet/adapter.hpp"
#include "motet/estimator.hpp"

namespace {

using Estimator = motet::Estimator<8, 3, 64>;
using Adapter = motet::Adapter<8, 3>;

alignas(Estimator) unsigned char memory[sizeof(Estimator)];
Estimator* const estimator = reinterpret_cast<Estimator*>(memory);
alignas(Adapter) unsigned char beside[sizeof(Adapter)];
Adapter* const adapter = reinterpret_cast<Adapter*>(beside);
motet::Model<8, 3> model;
motet::Prediction<3> prediction;
motet::Report report;
image::Stream<8> stream;
motet::Status status;

}  // namespace

// The roots of the bound that is read from the image (stack.py).
extern "C" {
[[gnu::noinline]] void push_sample() { status = estimator->push(stream.x, stream.y); }
[[gnu::noinline]] void fit_model() { status = estimator->fit(model, report); }
[[gnu::noinline]] void predict_sample() { status = model.predict(stream.x, prediction); }
[[gnu::noinline]] void adapt_sample() { status = adapter->adapt(stream.x, stream.y, model); }
}

namespace {

void print_depth(const char* operation, std::uint32_t bytes) {
  char text[12] = "         0\n";
  for (char* digit = text + 9; bytes > 0; bytes /= 10) *digit-- = static_cast<char>('0' + bytes % 10);
  board::print(operation);
  board::print(text);
}

}  // namespace

int main() {
  new (memory) Estimator;
  std::uint32_t push_depth = 0;
  for (int t = 0; t < 5000; ++t) {
    stream.draw();
    if (t == 3000) stream.y = 1000.0f;  // the frame widens
    const std::uint32_t depth = image::measure_depth(push_sample);
    if (status != motet::Status::ok) return 1;
    push_depth = depth > push_depth ? depth : push_depth;
  }
  const std::uint32_t fit_depth = image::measure_depth(fit_model);
  if (status != motet::Status::ok) return 2;
  const std::uint32_t predict_depth = image::measure_depth(predict_sample);
  if (status != motet::Status::ok) return 3;
  new (beside) Adapter;
  if (adapter->begin(model, *estimator) != motet::Status::ok) return 4;
  std::uint32_t adapt_depth = 0;
  for (int t = 0; t < 1000; ++t) {
    stream.draw();
    const std::uint32_t depth = image::measure_depth(adapt_sample);
    if (status != motet::Status::ok) return 5;
    adapt_depth = depth > adapt_depth ? depth : adapt_depth;
  }
  print_depth("push", push_depth);
  print_depth("fit", fit_depth);
  print_depth("predict", predict_depth);
  print_depth("adapt", adapt_depth);
  return 0;
}
