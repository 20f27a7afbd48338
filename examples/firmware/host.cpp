// SPDX-License-Identifier: MIT
// The other end of the firmware's wire: sends it a log sample by sample, asks for its model, and compares that with what the
// same samples teach this machine.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "board_link.hpp"
#include "csv/floats.hpp"
#include "csv/options.hpp"
#include "csv/reader.hpp"
#include "model_table.hpp"
#include "motet/print.hpp"
#include "program.hpp"
#include "progress.hpp"
#include "text.hpp"
#include "twins.hpp"

namespace {

const std::string usage =
    std::string(
        "usage: sh examples/firmware/run [OPTION]... FILE|-\n"
        "Streams a CSV file over the UART of an emulated board that learns it. Rows with a missing value are left out.\n"
        "  --board NAME      m4f or m55 (m4f)\n"
        "  --experts K       1 to 8 (3)\n") +
    csv_usage;

struct Options {
  std::string board = "m4f";
  std::uint32_t experts = 3;
  CsvOptions csv;
  std::string to;
  std::string from;
  bool help = false;
};

Options parse_options(std::span<char* const> words) {
  Options options;
  for (Arguments arguments(words); !arguments.empty();) {
    const std::string_view word = arguments.take();
    if (word == "--help") {
      options.help = true;
    } else if (take_csv_option(word, arguments, options.csv)) {
      // taken
    } else if (word == "--experts") {
      options.experts = arguments.take_number<std::uint32_t>(word, 1, 8);
    } else if (word == "--board") {
      options.board = arguments.take_value(word);
    } else if (word == "--to") {
      options.to = arguments.take_value(word);
    } else if (word == "--from") {
      options.from = arguments.take_value(word);
    } else if (word.starts_with("-") && word != "-") {
      throw Refusal{"unknown option '" + printable(word) + "'; see --help", 2};
    } else {
      take_csv_file(word, options.csv);
    }
    if (arguments.value_left()) throw Refusal{std::string(word) + " takes no value", 2};
  }
  if (!options.csv.time.empty()) throw Refusal{"--time is of no use here: the board counts samples", 2};
  if (!options.help && options.csv.file.empty()) throw Refusal{"which file? '-' is stdin; see --help", 2};
  return options;
}

/// Sends every row; says how far it is at the first thousand rows and at each doubling.
void stream(CsvReader& reader, Floats& floats, Twins& twins, Progress& progress) {
  constexpr std::size_t stride = 128;
  const auto start = std::chrono::steady_clock::now();
  std::size_t rows = 0;
  std::size_t next = 1024;
  const auto words = [&] {
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return std::to_string(rows) + " samples pushed on the board, " + number(static_cast<double>(rows) / seconds.count(), 3) +
           " a second";
  };
  CsvRow row;
  for (CsvReader::Read read = reader.read(row); read != CsvReader::Read::end; read = reader.read(row)) {
    if (read == CsvReader::Read::bad) throw reader.refuse();
    if (!row.missing.empty()) continue;
    twins.push(floats.hold(row));
    if (++rows % stride != 0) continue;
    twins.wait();
    progress.show(words());
    if (rows < next) continue;
    progress.say(words());
    next *= 2;
  }
  twins.wait();
  progress.say(words());
}

void run(const Options& options) {
  CsvReader reader(options.csv, motet::max_cubic_dim, say_on_stderr("firmware"));
  Floats floats(reader);
  BoardLink board(options.to, options.from);
  Twins twins(board, static_cast<std::uint32_t>(reader.inputs().size()), options.experts);
  Progress progress;
  stream(reader, floats, twins, progress);
  progress.show("the board fits " + std::to_string(options.experts) + " experts ...");
  const firmware::Model model = twins.fit();
  twins.predict();
  twins.forecast();
  progress.clear();

  if (const std::string words = floats.complain(); !words.empty()) progress.say("firmware: " + words);
  motet::print(stdout, twins.report());
  std::putchar('\n');
  print_model(stdout, model, reader.input_names(), reader.target().name(), floats.origins());
  const Comparison& comparison = twins.comparison();
  if (comparison.different > 0) {
    throw Refusal{"of " + std::to_string(comparison.floats) + " floats of the board's model, predictions and forecasts " +
                  std::to_string(comparison.different) + " differ from this machine's"};
  }
  std::printf(
      "\nThis model was learnt on the board, %s. It equals this machine's bit for bit: %zu floats,\n"
      "the likelihood, the last %zu predictions and a learner's forecasts of the same samples among them.\n",
      options.board.c_str(), comparison.floats, twins.predictions());
}

}  // namespace

int main(int count, char** words) {
  return run_program("firmware", usage.c_str(), {words + 1, words + count}, parse_options, run);
}
