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
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "chart.hpp"
#include "columns.hpp"
#include "csv/reader.hpp"
#include "holdout.hpp"
#include "model_table.hpp"
#include "motet/print.hpp"
#include "options.hpp"
#include "program.hpp"
#include "session.hpp"
#include "summary.hpp"
#include "text.hpp"

namespace {

/// Reads row after row and hands each to `take`; counts those without a value, and the bad ones if they may be skipped.
template <class Take>
void read_rows(const Options& options, CsvReader& reader, Columns& columns, Summary& summary, Take take) {
  CsvRow row;
  for (;;) {
    switch (reader.read(row)) {
      case CsvReader::Read::end: return;
      case CsvReader::Read::row:
        if (row.missing.empty()) {
          take(columns.arrange(row));
        } else if (summary.incomplete++ == 0) {
          const Refusal first = reader.refuse(row.line, "column '" + row.missing + "': the value is missing");
          std::fprintf(stderr, "fit_csv: left out: %s\n", first.words.c_str());
        }
        break;
      case CsvReader::Read::bad:
        if (!options.skip_bad) throw reader.refuse();
        if (summary.skipped++ == 0) std::fprintf(stderr, "fit_csv: skipped: %s\n", reader.refuse().words.c_str());
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
    read_rows(options, reader, session.columns(), summary, [&](Row row) { rows.push_back(std::move(row)); });
    shuffle(rows, options.seed);
    for (Row& row : rows) pass(std::move(row));
  } else {
    read_rows(options, reader, session.columns(), summary, pass);
  }
  return {holdout.rows().begin(), holdout.rows().end()};
}

/// Fits, or says with the line where the file ends why that is not possible.
void fit(const Options& options, const CsvReader& reader, Session& session, Summary& summary) {
  const std::string learnt = std::to_string(session.rows()) + (session.rows() == 1 ? " row" : " rows") + " to learn from";
  if (const std::vector<std::string> names = session.columns().find_constant(); session.rows() > 1 && !names.empty()) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + '\'';
    throw reader.refuse(reader.names_line(), (names.size() == 1 ? "column " + list + " is" : "columns " + list + " are") +
                                                 " constant in all " + learnt);
  }
  const motet::Status status = session.finish(summary.fit);
  if (status == motet::Status::ok) return;
  if (status != motet::Status::too_few_samples) throw reader.refuse(reader.line_number(), motet::describe(status));
  const std::size_t experts = std::max(options.experts, 1u);
  const std::size_t inputs = session.columns().inputs();
  std::string words = "too few rows: " + learnt + "; " + std::to_string(experts) +
                      (experts == 1 ? " expert of " : " experts of ") + std::to_string(inputs) +
                      (inputs == 1 ? " input" : " inputs") + (experts == 1 ? " takes " : " take ") +
                      std::to_string(session.count_needed());
  if (summary.incomplete > 0) words += "; " + std::to_string(summary.incomplete) + " more lack a value";
  throw reader.refuse(reader.line_number(), words);
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
  const std::string name = options.csv.file == "-" ? "stdin" : options.csv.file.substr(options.csv.file.find_last_of('/') + 1);
  const std::string title = std::to_string(experts) + (experts == 1 ? " expert learnt " : " experts learnt ") + name;
  if (!draw(rows, summary.fit, session.columns(), title, subtitle).save(options.svg)) {
    throw Refusal{printable(options.svg) + ": cannot write: " + std::strerror(errno)};
  }
}

void run(const Options& options) {
  CsvReader reader(options.csv, most_inputs, say_on_stderr("fit_csv"));
  Session session(options, reader);
  Summary summary;
  const std::vector<Row> test = learn(options, reader, session, summary);
  fit(options, reader, session, summary);
  for (const Row& row : test) {
    summary.test_mixture.add(summary.fit.mixture, row);
    summary.test_linear.add(summary.fit.linear, row);
  }

  const Columns& columns = session.columns();
  if (const std::string words = columns.complain(); !words.empty()) std::fprintf(stderr, "fit_csv: %s\n", words.c_str());
  summary.target = columns.target_name();
  if (summary.incomplete > 0)
    std::printf("left out    %zu row%s without a value.\n", summary.incomplete, summary.incomplete == 1 ? "" : "s");
  if (summary.skipped > 0) std::printf("skipped     %zu bad row%s.\n", summary.skipped, summary.skipped == 1 ? "" : "s");
  motet::print(stdout, summary.fit.report);
  std::putchar('\n');
  print_model(stdout, summary.fit.mixture, columns.input_names(), summary.target, columns.origins());
  std::putchar('\n');
  print_comparison(stdout, summary);
  if (!options.svg.empty()) draw_picture(options, session, test, summary);
  if (options.json) std::printf("%s\n", write_json(summary).c_str());
  if (std::fflush(stdout) != 0) throw Refusal{std::string("cannot write to stdout: ") + std::strerror(errno)};
}

}  // namespace

int main(int count, char** words) {
  return run_program("fit_csv", usage.c_str(), {words + 1, words + count}, parse_options, run);
}
