// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>

#include "arguments.hpp"
#include "csv/floats.hpp"
#include "csv/reader.hpp"
#include "learner.hpp"
#include "motet/print.hpp"
#include "options.hpp"
#include "program.hpp"
#include "states.hpp"
#include "text.hpp"

namespace {

/// Too large for a stack.
struct Memory {
  Estimator merged;
  Estimator next;
};

Memory& memory() {
  static Memory only;
  return only;
}

/// Lets the estimator see every complete row of a CSV file, in the file's own numbers: devices that count from different
/// origins could not be merged.
void learn(const Options& options, Estimator& estimator) {
  CsvReader reader(options.csv, most_inputs, say_on_stderr("fleet"));
  Floats floats(reader, Floats::From::zero);
  motet::Settings settings;
  settings.dim = static_cast<std::uint32_t>(reader.inputs().size());
  settings.seed = options.seed;
  motet::Status status = estimator.reset(settings);
  CsvRow row;
  CsvReader::Read read = CsvReader::Read::end;
  while (status == motet::Status::ok && (read = reader.read(row)) == CsvReader::Read::row) {
    if (!row.missing.empty()) continue;
    const std::span<const float> held(floats.hold(row));
    status = estimator.push(held.first(held.size() - 1), held.back(), static_cast<float>(row.elapsed));
  }
  if (status != motet::Status::ok) throw Refusal{motet::describe(status)};
  if (read == CsvReader::Read::bad) throw reader.refuse();
  if (const std::string words = floats.complain(); !words.empty()) std::fprintf(stderr, "fleet: %s\n", words.c_str());
}

/// Merges every state of every file.
void merge_all(const Options& options, Memory& states) {
  std::size_t count = 0;
  for (const std::string& file : options.states) {
    StateReader reader(file);
    while (reader.read(count == 0 ? states.merged : states.next)) {
      if (count++ == 0) continue;
      const motet::Status status = motet::merge(states.merged, states.next);
      if (status != motet::Status::ok) throw reader.refuse(motet::describe(status));
    }
  }
  if (count == 0) throw Refusal{"there is no state in " + (options.states[0] == "-" ? "stdin" : printable(options.states[0]))};
}

void print_fit(const Options& options, Estimator& estimator) {
  motet::Settings settings = estimator.settings();
  if (options.experts > 0) settings.experts = options.experts;
  Model model;
  motet::Report report;
  motet::Status status = estimator.adjust(settings);
  if (status == motet::Status::ok) status = estimator.fit(model, report);
  if (status != motet::Status::ok) throw Refusal{motet::describe(status)};
  motet::print(stdout, report);
  std::putchar('\n');
  motet::print(stdout, model);
  if (std::fflush(stdout) != 0) throw Refusal{std::string("cannot write to stdout: ") + std::strerror(errno)};
}

void run(const Options& options) {
  Memory& states = memory();
  if (options.csv.file.empty()) {
    merge_all(options, states);
  } else {
    learn(options, states.merged);
  }
  if (options.fit) {
    print_fit(options, states.merged);
  } else {
    write_state(states.merged);
  }
}

}  // namespace

int main(int count, char** words) {
  return run_program("fleet", usage.c_str(), {words + 1, words + count}, parse_options, run);
}
