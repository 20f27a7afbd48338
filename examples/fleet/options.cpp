// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <string_view>

#include "arguments.hpp"
#include "learner.hpp"
#include "text.hpp"

const std::string usage =
    std::string(
        "usage: fleet [--fit] [--experts K] [STATE]...\n"
        "       fleet --from-csv FILE|- [OPTION]...\n"
        "Merges saved states, as many as there are in the files or one behind the other on stdin, and writes the merge to\n"
        "stdout: a merge is a state like any other.\n"
        "  --fit             print the model that fits the merge, instead of the merge\n"
        "  --experts K       of the model, 1 to 4 (as the first state says)\n"
        "  --from-csv FILE   write the state of an estimator that has seen the complete rows of a CSV file or pipe\n") +
    csv_usage +
    "  --seed S          which rows it keeps (1)\n"
    "Exit status: 0 done, 1 something is wrong with the data, 2 with the command line.\n";

namespace {

void parse_option(Options& options, std::string_view word, Arguments& arguments) {
  if (take_csv_option(word, arguments, options.csv)) {
    // taken
  } else if (word == "--fit") {
    options.fit = true;
  } else if (word == "--experts") {
    options.experts = arguments.take_number<std::uint32_t>(word, 1, most_experts);
  } else if (word == "--from-csv") {
    options.csv.file = arguments.take_value(word);
  } else if (word == "--seed") {
    options.seed = arguments.take_number<std::uint32_t>(word, 0, 4294967295u);
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
      options.states.emplace_back(word);
    }
  }
  if (!options.csv.file.empty() && !options.states.empty()) {
    throw Refusal{"--from-csv makes one state and takes none: '" + printable(options.states[0]) + "' is one too many", 2};
  }
  if (options.states.empty()) options.states.emplace_back("-");
  return options;
}
