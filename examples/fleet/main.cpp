// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "csv.hpp"
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

std::size_t find_target(const CsvReader& reader, const std::string& target) {
  const std::vector<std::string>& names = reader.names();
  if (target.empty()) return names.size() - 1;
  const auto found = std::find(names.begin(), names.end(), printable(target));
  if (found == names.end()) throw reader.refuse(1, "no column is called '" + printable(target) + "'");
  return static_cast<std::size_t>(found - names.begin());
}

/// Lets the estimator see every row of a CSV file.
void learn(const Options& options, Estimator& estimator) {
  CsvReader reader(options.csv, most_inputs);
  const std::size_t target = find_target(reader, options.target);
  motet::Settings settings;
  settings.dim = static_cast<std::uint32_t>(reader.names().size() - 1);
  settings.seed = options.seed;
  motet::Status status = estimator.reset(settings);
  std::vector<float> values;
  CsvReader::Read read = CsvReader::Read::end;
  while (status == motet::Status::ok && (read = reader.read(values)) == CsvReader::Read::row) {
    const float y = values[target];
    values.erase(values.begin() + static_cast<std::ptrdiff_t>(target));
    status = estimator.push(values, y);
  }
  if (status != motet::Status::ok) throw Refusal{motet::describe(status)};
  if (read == CsvReader::Read::bad) throw reader.refuse();
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
  if (options.csv.empty()) {
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

int main(int count, char** words) { return run_program("fleet", usage, {words + 1, words + count}, parse_options, run); }
