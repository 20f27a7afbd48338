// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <string_view>

#include "arguments.hpp"
#include "learner.hpp"
#include "text.hpp"

const std::string usage =
    std::string(
        "usage: fit_csv [OPTION]... FILE|-\n"
        "Learns a mixture of linear experts from the rows of a CSV file or pipe, one row at a time.\n"
        "One line names the columns, the others hold numbers. Other separators, decimal commas, titles, units, dates and\n"
        "missing values are understood; stderr says what was assumed. Rows with a missing value are left out.\n") +
    csv_usage +
    "  --experts K|auto  experts, 1 to 8; auto asks the Bayesian information criterion (auto)\n"
    "  --holdout F       keep the last fraction F of the rows for test, 0 to 0.9 (0)\n"
    "  --memory M        forget rows with this time constant, in rows or in the unit of --time (0: never forget)\n"
    "  --shuffle         mix the rows first (holds them all)\n"
    "  --seed S          for the mix and for the samples that the estimator keeps (1)\n"
    "  --skip-bad        count and skip bad rows instead of ending at the first\n"
    "  --json            end stdout with one line of JSON\n"
    "  --svg OUT         draw predicted against measured, and the experts\n"
    "Exit status: 0 fitted, 1 something is wrong with the data, 2 with the command line.\n";

namespace {

std::uint32_t parse_experts(Arguments& arguments, std::string_view option) {
  Arguments ahead = arguments;
  if (ahead.take_value(option) == "auto") {
    arguments = ahead;
    return 0;
  }
  return arguments.take_number<std::uint32_t>(option, 1, most_experts);
}

void parse_option(Options& options, std::string_view word, Arguments& arguments) {
  if (take_csv_option(word, arguments, options.csv)) {
    // taken
  } else if (word == "--experts") {
    options.experts = parse_experts(arguments, word);
  } else if (word == "--holdout") {
    options.holdout = arguments.take_number<double>(word, 0.0, 0.9);
  } else if (word == "--memory") {
    options.memory = arguments.take_number<float>(word, 0.0f, 1e9f);
  } else if (word == "--seed") {
    options.seed = arguments.take_number<std::uint32_t>(word, 0, 4294967295u);
  } else if (word == "--svg") {
    options.svg = arguments.take_value(word);
  } else if (word == "--shuffle") {
    options.shuffle = true;
  } else if (word == "--skip-bad") {
    options.skip_bad = true;
  } else if (word == "--json") {
    options.json = true;
  } else if (word == "--help") {
    options.help = true;
  } else {
    throw Refusal{"unknown option '" + printable(word) + "'; see --help", 2};
  }
  if (arguments.value_left()) throw Refusal{std::string(word) + " takes no value", 2};
}

}  // namespace

Options parse_options(std::span<char* const> words) {
  Options options;
  Arguments arguments(words);
  while (!arguments.empty()) {
    const std::string_view word = arguments.take();
    if (word.starts_with('-') && word != "-") {
      parse_option(options, word, arguments);
    } else {
      take_csv_file(word, options.csv);
    }
  }
  if (options.shuffle && !options.csv.time.empty()) throw Refusal{"--shuffle mixes the rows, so --time says nothing", 2};
  if (options.csv.file.empty() && !options.help) throw Refusal{"which file? '-' is stdin; see --help", 2};
  return options;
}
