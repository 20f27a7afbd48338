// SPDX-License-Identifier: MIT
// The firmware: learns what comes in on its UART, and answers there. Memory is what you see here; there is no heap, and of a
// C library memcpy and memset.

#include "board.hpp"
#include "dialect.hpp"
#include "uart.hpp"

namespace {

using firmware::Line;
using firmware::Words;
using motet::Status;

firmware::Estimator estimator;
firmware::Model model;
firmware::Learner learner;

void say(const Line& line) {
  uart::write(line.text());
  uart::write("\n");
}

void say_no(Status status) { say(Line("no").add(static_cast<std::uint32_t>(status))); }

/// Takes up to `most` floats and says how many there were; none if something else is among them.
std::size_t take_floats(Words& words, float* values, std::size_t most) {
  std::size_t count = 0;
  while (!words.empty() && count < most && words.take(values[count])) ++count;
  return words.empty() ? count : 0;
}

void start_anew(Words& words) {
  motet::Settings settings;
  if (!words.take(settings.dim) || !words.take(settings.experts)) return say(Line("what?"));
  if (const Status status = estimator.reset(settings); status != Status::ok) return say_no(status);
  if (const Status status = learner.reset({.dim = settings.dim}); status != Status::ok) return say_no(status);
  model = {};
  say(Line("ok"));
}

void push(Words& words) {
  float sample[motet::max_cubic_dim + 1];
  const std::size_t count = take_floats(words, sample, motet::max_cubic_dim + 1);
  if (count == 0) return say(Line("what?"));
  static_cast<void>(learner.learn({sample, count - 1}, sample[count - 1]));  // it counts what it takes
  if (const Status status = estimator.push({sample, count - 1}, sample[count - 1]); status != Status::ok) say_no(status);
}

void count() { say(Line("count").add(static_cast<std::uint32_t>(estimator.counters().accepted))); }

void fit() {
  motet::Report report;
  if (const Status status = estimator.fit(model, report); status != Status::ok) return say_no(status);
  say(Line("fit").add(report.loglik));
}

void print_model() {
  const motet::core::ModelView view = model.view();
  say(Line("model").add(view.size.dim).add(view.size.experts));
  if (model.fitted()) {
    firmware::for_each_row(view.shape, view.size,
                           [&](const char* name, std::uint32_t expert, std::uint32_t first, std::uint32_t floats) {
                             Line line(name);
                             line.add(expert);
                             for (std::uint32_t at = first; at < first + floats; ++at) line.add(view.parameters[at]);
                             say(line);
                           });
  }
  say(Line("end"));
}

void predict(Words& words) {
  float x[motet::max_cubic_dim];
  const std::size_t count = take_floats(words, x, motet::max_cubic_dim);
  motet::Prediction<8> prediction;
  if (const Status status = model.predict({x, count}, prediction); status != Status::ok) return say_no(status);
  say(Line("predict").add(prediction.mean).add(prediction.variance));
}

void print_learnt() {
  say(Line("learnt").add(static_cast<std::uint32_t>(learner.counters().accepted)).add(learner.log_density()));
}

void forecast(Words& words) {
  float x[motet::max_cubic_dim];
  const std::size_t count = take_floats(words, x, motet::max_cubic_dim);
  motet::Forecast said;
  if (const Status status = learner.predict({x, count}, said); status != Status::ok) return say_no(status);
  say(Line("forecast").add(said.mean).add(said.lower).add(said.upper).add(said.deviation));
}

void answer(const char* line) {
  Words words(line);
  if (words.take("push")) return push(words);
  if (words.take("predict")) return predict(words);
  if (words.take("forecast")) return forecast(words);
  if (words.take("learnt")) return print_learnt();
  if (words.take("count")) return count();
  if (words.take("fit")) return fit();
  if (words.take("model")) return print_model();
  if (words.take("new")) return start_anew(words);
  say(Line("what?"));
}

/// Reads a line and puts a zero at its end. A line that is too long becomes an empty one.
void read_line(char* line) {
  std::size_t size = 0;
  for (char letter = uart::read(); letter != '\n'; letter = uart::read()) {
    if (size < firmware::longest_line) line[size++] = letter;
  }
  line[size < firmware::longest_line ? size : 0] = '\0';
}

}  // namespace

// There is only the UART: no debugger is asked for a command line.
int board::read_arguments(char**, int) { return 0; }

int main() {
  uart::open();
  for (;;) {
    char line[firmware::longest_line];
    read_line(line);
    answer(line);
  }
}
