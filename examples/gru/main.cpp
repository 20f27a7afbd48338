// SPDX-License-Identifier: MIT
//
// A gated recurrent unit is a mixture of three experts behind a tree of two gates. Here one is written both ways, and then
// found again from the sequence that it makes.

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string_view>

#include "arguments.hpp"
#include "cell.hpp"
#include "motet/estimator.hpp"
#include "motet/general_model.hpp"

namespace {

constexpr const char* usage =
    "gru [--steps N] [--seed N]\n"
    "\n"
    "Writes a gated recurrent unit as its equations and as a motet::GeneralModel, runs both over one sequence, and then "
    "learns\n"
    "it from a sequence that it made: at each step one expert speaks, chosen by the gates, with noise, and its output is the\n"
    "state of the next.\n"
    "  --steps N    of the sequence to learn from, 500..1000000 (default 8000)\n"
    "  --seed N     of the unit and its inputs (default 1)\n";

constexpr float noise = 0.05f;
using Learner = motet::Estimator<order, 3, 8192>;

struct Options {
  std::uint32_t steps = 8000;
  std::uint32_t seed = 1;
};

Row draw_inputs(std::mt19937_64& random, float state) {
  std::normal_distribution<float> normal;
  Row v{};
  for (std::size_t j = 0; j < inputs; ++j) v[j] = normal(random);
  v[inputs] = state;
  return v;
}

/// Runs the cell and a block on the same inputs, each on its own state; the root mean square, or the largest, difference.
struct Difference {
  double largest = 0.0, square = 0.0, spread = 0.0;
};
Difference run_both(const Cell& cell, const Block& block, std::mt19937_64& random, int steps) {
  Difference difference;
  float direct = 0.0f, modelled = 0.0f;
  for (int t = 0; t < steps; ++t) {
    Row v = draw_inputs(random, direct);
    direct = cell.step(v);
    v[inputs] = modelled;
    motet::Prediction<3> at;
    if (block.predict(v, at) != motet::Status::ok) return {HUGE_VAL, HUGE_VAL, 0.0};
    modelled = at.mean;
    const double off = std::fabs(static_cast<double>(direct) - static_cast<double>(modelled));
    difference.largest = std::fmax(difference.largest, off);
    difference.square += off * off / steps;
    difference.spread += static_cast<double>(direct) * static_cast<double>(direct) / steps;
  }
  return difference;
}

/// The two tanh may have changed places, and r its sign with them: the one that feeds on the state comes second.
Block turn(const Block& block) {
  if (std::fabs(block.slope(1, inputs)) <= std::fabs(block.slope(2, inputs))) return block;
  Block turned = block;
  for (const std::size_t to : {1u, 2u}) {
    Row row;
    for (std::size_t j = 0; j < order; ++j) row[j] = block.slope(3 - to, j);
    static_cast<void>(turned.set_expert(to, row, block.intercept(3 - to), block.sigma(3 - to)));
  }
  Row row;
  for (std::size_t j = 0; j < order; ++j) row[j] = -block.gate_slope(1, j);
  static_cast<void>(turned.set_gate(1, row, -block.gate_intercept(1)));
  return turned;
}

/// Prints true and learnt rows beside each other; returns the largest difference.
template <class Number>
float print_rows(const char* name, std::size_t rows, const Block& truth, const Block& learnt, Number number) {
  float largest = 0.0f;
  for (std::size_t i = 0; i < rows; ++i) {
    std::printf("%-9s%zu ", name, i);
    for (std::size_t j = 0; j <= order; ++j) {
      std::printf("  %6.2f %6.2f", static_cast<double>(number(truth, i, j)), static_cast<double>(number(learnt, i, j)));
      largest = std::fmax(largest, std::fabs(number(truth, i, j) - number(learnt, i, j)));
    }
    std::printf("\n");
  }
  return largest;
}

int run(const Options& options) {
  std::mt19937_64 random(options.seed);
  const Cell cell = draw_cell(random);
  const Block truth = make_block(cell, noise);
  const Difference same = run_both(cell, truth, random, 10000);
  std::printf("the equations and the model differ by at most %.1e over 10000 steps\n\n", same.largest);

  const auto learner = std::make_unique<Learner>();
  float state = 0.0f;
  for (std::uint32_t t = 0; t < options.steps; ++t) {
    const Row v = draw_inputs(random, state);
    state = draw_output(truth, v, random);
    if (learner->push(v, state) != motet::Status::ok) return 1;
  }
  Block found(motet::make_gated_recurrent_unit());
  motet::Report report;
  if (const motet::Status status = learner->fit(found, report); status != motet::Status::ok) {
    std::fprintf(stderr, "gru: %s\n", motet::describe(status));
    return 1;
  }
  const Block learnt = turn(found);
  std::printf("learnt from %u steps: true and learnt of each input, the state, the intercept\n", options.steps);
  const float experts = print_rows("expert", 3, truth, learnt, [](const Block& block, std::size_t i, std::size_t j) {
    return j < order ? block.slope(i, j) : block.intercept(i);
  });
  const float gates = print_rows("decision", 2, truth, learnt, [](const Block& block, std::size_t i, std::size_t j) {
    return j < order ? block.gate_slope(i, j) : block.gate_intercept(i);
  });
  const Difference free = run_both(cell, learnt, random, 10000);
  std::printf("\nexperts are off by at most %.3f, decisions by %.2f; noise %.4f for %.4f\n", static_cast<double>(experts),
              static_cast<double>(gates), static_cast<double>(learnt.sigma(0)), static_cast<double>(noise));
  std::printf("on its own state for 10000 new steps: root mean square difference %.4f of %.4f\n", std::sqrt(free.square),
              std::sqrt(free.spread));
  const bool recovered = same.largest < 1e-5 && experts < 0.2f && std::sqrt(free.square) < 0.1 * std::sqrt(free.spread);
  if (!recovered) std::printf("not recovered\n");
  return recovered ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  Options options;
  try {
    Arguments arguments({words + 1, words + count});
    while (!arguments.empty()) {
      const std::string_view word = arguments.take();
      if (word == "--help") {
        std::fputs(usage, stdout);
        return 0;
      }
      if (word == "--steps") {
        options.steps = arguments.take_number<std::uint32_t>(word, 500, 1000000);
      } else if (word == "--seed") {
        options.seed = arguments.take_number<std::uint32_t>(word, 0, 4294967295u);
      } else {
        throw Refusal{"'" + printable(word) + "' is not understood; see --help", 2};
      }
    }
  } catch (const Refusal& refusal) {
    std::fprintf(stderr, "gru: %s\n", refusal.words.c_str());
    return refusal.status;
  }
  return run(options);
}
