// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "chart.hpp"
#include "learner.hpp"
#include "motet/print.hpp"
#include "program.hpp"
#include "progress.hpp"
#include "terminal_plot.hpp"
#include "text.hpp"
#include "walk.hpp"
#include "words.hpp"

// motet learns the memory hierarchy of the machine it runs on: it measures how long a load takes in
// working sets of random size, hands each measurement to the estimator, and asks it now and then
// which regimes it sees.

namespace {

constexpr const char* usage =
    "usage: memory_regimes [--samples N] [--seed S] [--svg OUT]\n"
    "  --samples N   measurements, 100 to 20000 (1500)\n"
    "  --seed S      which working sets are measured (1)\n"
    "  --svg OUT     where the picture goes (memory_regimes.svg)\n";

constexpr double least_size = 12.0;     // log2 bytes: 4 KiB
constexpr double greatest_size = 26.0;  // 64 MiB
constexpr int looks = 12;               // at the stream so far, evenly spread

struct Options {
  std::size_t samples = 1500;
  std::uint32_t seed = 1;
  std::string svg = "memory_regimes.svg";
  bool help = false;
};

Options parse(Arguments arguments) {
  Options options;
  while (!arguments.empty()) {
    const std::string_view word = arguments.take();
    if (word == "--help") {
      options.help = true;
    } else if (word == "--samples") {
      options.samples = arguments.take_number<std::size_t>(word, 100, 20000);
    } else if (word == "--seed") {
      options.seed = arguments.take_number<std::uint32_t>(word, 0, 4294967295u);
    } else if (word == "--svg") {
      options.svg = arguments.take_value(word);
    } else {
      throw Refusal{"unknown option '" + printable(word) + "'; see --help", 2};
    }
    if (arguments.value_left()) throw Refusal{std::string(word) + " takes no value", 2};
  }
  return options;
}

/// Measures one working set of random size, at one of four strides.
Measurement measure(Walk& walk, std::mt19937& random) {
  const double size = std::uniform_real_distribution<double>(least_size, greatest_size)(random);
  const std::size_t stride = std::size_t{64} << (random() % 4);
  const double latency = walk.measure(static_cast<std::size_t>(std::exp2(size)), stride, random);
  return {static_cast<float>(size), static_cast<float>(std::log2(latency))};
}

/// Shows what is known so far: on a terminal the plot, drawn over the one before.
void show(std::span<const Measurement> measurements, const Knowledge& knowledge, Progress& progress, bool again) {
  const std::vector<Regime> regimes = find_regimes(knowledge.model, least_size, greatest_size);
  if (is_terminal(stdout)) {
    progress.clear();
    if (again) std::printf("\033[%dA\033[J", plot_lines);
    std::fputs(plot(measurements, knowledge.model, regimes, true).c_str(), stdout);
    std::fflush(stdout);
  } else {
    char count[32];
    std::snprintf(count, sizeof count, "%6zu measurements, ", measurements.size());
    progress.say(count + summarise(regimes));
  }
}

/// Measures, pushes, and looks now and then.
std::vector<Measurement> stream(const Options& options, Estimator& estimator, Knowledge& knowledge) {
  std::mt19937 random(options.seed);
  Walk walk(std::size_t{1} << static_cast<int>(greatest_size));
  Progress progress;
  std::vector<Measurement> measurements;
  bool shown = false;
  while (measurements.size() < options.samples) {
    const Measurement measurement = measure(walk, random);
    measurements.push_back(measurement);
    const motet::Status status = estimator.push({&measurement.size, 1}, measurement.latency);
    if (status != motet::Status::ok) throw Refusal{motet::describe(status), 1};

    const std::size_t count = measurements.size();
    if (count % 10 == 0) {
      const double done = static_cast<double>(count) / static_cast<double>(options.samples);
      progress.show("measuring " + bar(done, 40) + ' ' + std::to_string(count) + " of " + std::to_string(options.samples));
    }
    if (count * looks / options.samples == (count - 1) * looks / options.samples) continue;
    const motet::Status fitted = learn(estimator, knowledge);
    if (fitted == motet::Status::ok) {
      show(measurements, knowledge, progress, shown);
      shown = true;
    } else if (count == options.samples) {
      throw Refusal{motet::describe(fitted), 1};
    }
  }
  return measurements;
}

void run(const Options& options) {
  static Estimator estimator;
  Knowledge knowledge;
  std::fprintf(stderr, "measuring loads in working sets of %s to %s\n", size_in_words(std::exp2(least_size)).c_str(),
               size_in_words(std::exp2(greatest_size)).c_str());
  const std::vector<Measurement> measurements = stream(options, estimator, knowledge);
  const std::vector<Regime> regimes = find_regimes(knowledge.model, least_size, greatest_size);

  if (!is_terminal(stdout)) std::fputs(plot(measurements, knowledge.model, regimes, false).c_str(), stdout);
  std::printf("\n%s\n", tabulate(regimes, measurements).c_str());
  motet::print(stdout, knowledge.report);

  const std::string cost = size_in_words(sizeof(Estimator)) + " of memory, no heap";
  const std::string subtitle = std::to_string(measurements.size()) + " measurements, each learnt as it came; " + cost;
  if (!draw(measurements, knowledge.model, regimes, subtitle).save(options.svg)) {
    throw Refusal{options.svg + ": cannot write: " + std::strerror(errno), 1};
  }
  std::printf("\nThe estimator takes %s. The picture is in %s.\n", cost.c_str(), options.svg.c_str());
  if (std::fflush(stdout) != 0) throw Refusal{std::string("cannot write to stdout: ") + std::strerror(errno), 1};
}

}  // namespace

int main(int count, char** words) {
  return run_program(
      "memory_regimes", usage, {words + 1, words + count}, [](auto each) { return parse(Arguments(each)); }, run);
}
