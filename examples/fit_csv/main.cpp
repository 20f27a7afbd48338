// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "chart.hpp"
#include "columns.hpp"
#include "csv.hpp"
#include "holdout.hpp"
#include "motet/print.hpp"
#include "options.hpp"
#include "program.hpp"
#include "session.hpp"
#include "summary.hpp"
#include "text.hpp"

namespace {

/// Reads row after row and hands each to `take`; counts the bad ones if they may be skipped.
template <class Take>
std::size_t read_rows(const Options& options, CsvReader& reader, const Columns& columns, Take take) {
  std::size_t skipped = 0;
  std::vector<float> values;
  for (;;) {
    switch (reader.read(values)) {
      case CsvReader::Read::end: return skipped;
      case CsvReader::Read::row: take(columns.arrange(values)); break;
      case CsvReader::Read::bad:
        if (!options.skip_bad) throw reader.refuse();
        if (skipped++ == 0) std::fprintf(stderr, "fit_csv: skipped: %s\n", reader.refuse().words.c_str());
    }
  }
}

/// Learns the file but for what is held out, which it gives back.
std::vector<Row> learn(const Options& options, CsvReader& reader, Session& session, Summary& summary) {
  Holdout holdout(options.holdout);
  const auto pass = [&](Row row) {
    ++summary.rows;
    if (const std::optional<Row> due = holdout.pass(std::move(row))) session.learn(*due);
  };
  if (options.shuffle) {
    std::vector<Row> rows;
    summary.skipped = read_rows(options, reader, session.columns(), [&](Row row) { rows.push_back(std::move(row)); });
    shuffle(rows, options.seed);
    for (Row& row : rows) pass(std::move(row));
  } else {
    summary.skipped = read_rows(options, reader, session.columns(), pass);
  }
  return {holdout.rows().begin(), holdout.rows().end()};
}

/// Fits, or says with the line where the file ends why that is not possible.
void fit(const Options& options, const CsvReader& reader, Session& session, Summary& summary) {
  const std::string learnt = std::to_string(session.rows()) + (session.rows() == 1 ? " row" : " rows") + " to learn from";
  if (const std::string_view constant = session.columns().find_constant(); session.rows() > 1 && !constant.empty()) {
    throw reader.refuse(1, "column '" + std::string(constant) + "' is constant in all " + learnt);
  }
  const motet::Status status = session.finish(summary.fit);
  if (status == motet::Status::ok) return;
  if (status != motet::Status::too_few_samples) throw reader.refuse(reader.line_number(), motet::describe(status));
  const std::size_t experts = std::max(options.experts, 1u);
  const std::size_t inputs = session.columns().inputs();
  throw reader.refuse(reader.line_number(), "too few rows: " + learnt + "; " + std::to_string(experts) +
                                                (experts == 1 ? " expert of " : " experts of ") + std::to_string(inputs) +
                                                (inputs == 1 ? " input" : " inputs") + (experts == 1 ? " takes " : " take ") +
                                                std::to_string(2 * experts * (inputs + 1)) + ", calibration up to " +
                                                std::to_string(motet::Settings{}.calibration));
}

void draw_picture(const Options& options, const Session& session, std::span<const Row> test, const Summary& summary) {
  Handful tested(most_marks, options.seed);
  for (const Row& row : test) tested.offer(row);
  const std::vector<Row>& rows = test.empty() ? session.shown() : tested.rows();
  const std::string subtitle = std::to_string(rows.size()) + " of " +
                               (test.empty() ? std::to_string(session.rows()) + " rows learnt"
                                             : std::to_string(test.size()) + " test rows, none of them learnt") +
                               "; a dot has the colour of the expert that answers for it";
  const std::size_t experts = summary.fit.report.experts;
  const std::string name = options.file == "-" ? "stdin" : options.file.substr(options.file.find_last_of('/') + 1);
  const std::string title = std::to_string(experts) + (experts == 1 ? " expert learnt " : " experts learnt ") + name;
  if (!draw(rows, summary.fit, session.columns(), title, subtitle).save(options.svg)) {
    throw Refusal{printable(options.svg) + ": cannot write: " + std::strerror(errno)};
  }
}

void run(const Options& options) {
  CsvReader reader(options.file, most_inputs);
  Session session(options, reader);
  Summary summary;
  const std::vector<Row> test = learn(options, reader, session, summary);
  fit(options, reader, session, summary);
  for (const Row& row : test) {
    summary.test_mixture.add(summary.fit.mixture, row);
    summary.test_linear.add(summary.fit.linear, row);
  }

  summary.target = session.columns().target_name();
  if (summary.skipped > 0) std::printf("skipped     %zu bad row%s.\n", summary.skipped, summary.skipped == 1 ? "" : "s");
  motet::print(stdout, summary.fit.report);
  std::putchar('\n');
  motet::print(stdout, summary.fit.mixture, session.columns().input_names(), summary.target);
  std::putchar('\n');
  print_comparison(stdout, summary);
  if (!options.svg.empty()) draw_picture(options, session, test, summary);
  if (options.json) std::printf("%s\n", write_json(summary).c_str());
  if (std::fflush(stdout) != 0) throw Refusal{std::string("cannot write to stdout: ") + std::strerror(errno)};
}

}  // namespace

int main(int count, char** words) { return run_program("fit_csv", usage, {words + 1, words + count}, parse_options, run); }
