// SPDX-License-Identifier: MIT
#include "options.hpp"

#include <string_view>

#include "arguments.hpp"
#include "text.hpp"

const std::string usage =
    std::string(
        "usage: stream_csv [OPTION]... FILE|-\n"
        "Streams the rows of a CSV file or pipe through a learner: predicts each, then learns it.\n"
        "One line names the columns, the others hold numbers. Other separators, decimal commas, titles, units, dates and\n"
        "missing values are understood; stderr says what was assumed. A row without its target is predicted only.\n") +
    csv_usage +
    "  --skip-bad        count and skip bad rows instead of ending at the first\n"
    "  --json            end stdout with one line of JSON\n"
    "  --svg OUT         draw the forecast, the regimes and the weights of the members over time\n"
    "  --load FILE       go on with the learner that was saved there, from as many inputs in the same order\n"
    "  --save FILE       save the learner at the end\n"
    "Exit status: 0 streamed, 1 something is wrong with the data, 2 with the command line.\n";

namespace {

void parse_option(Options& options, std::string_view word, Arguments& arguments) {
  if (take_csv_option(word, arguments, options.csv)) {
    // taken
  } else if (word == "--svg") {
    options.svg = arguments.take_value(word);
  } else if (word == "--load") {
    options.load = arguments.take_value(word);
  } else if (word == "--save") {
    options.save = arguments.take_value(word);
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
  if (options.csv.file.empty() && !options.help) throw Refusal{"which file? '-' is stdin; see --help", 2};
  return options;
}
