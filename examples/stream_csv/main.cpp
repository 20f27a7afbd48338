// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "chart.hpp"
#include "csv/floats.hpp"
#include "csv/reader.hpp"
#include "options.hpp"
#include "program.hpp"
#include "session.hpp"
#include "summary.hpp"
#include "text.hpp"

namespace {

/// Times between rows as numbers of samples: over their running mean.
class Clock {
 public:
  explicit Clock(bool timed) : timed_(timed) {}

  [[nodiscard]] float count(double elapsed) {
    if (!timed_ || !(elapsed > 0.0)) return 1.0f;
    sum_ += elapsed;
    ++count_;
    return static_cast<float>(std::min(elapsed * static_cast<double>(count_) / sum_, 1e6));
  }

 private:
  bool timed_;
  double sum_ = 0.0;
  std::size_t count_ = 0;
};

/// What was skipped or left out on the way.
struct Losses {
  std::size_t skipped = 0;
  std::size_t incomplete = 0;
};

/// A row with all its inputs goes through the learner; of the others the first is named.
void take_row(const CsvReader& reader, const CsvRow& row, Floats& floats, Clock& clock, Session& session, Losses& losses) {
  const std::vector<float>& values = floats.hold(row);
  const std::span<const float> inputs = std::span(values).first(values.size() - 1);
  if (row.missing.empty()) {
    session.learn(values, clock.count(row.elapsed));
  } else if (std::none_of(inputs.begin(), inputs.end(), [](float value) { return std::isnan(value); })) {
    session.pass(inputs);
  } else if (losses.incomplete++ == 0) {
    const Refusal first = reader.refuse(row.line, "column '" + row.missing + "': the value is missing");
    std::fprintf(stderr, "stream_csv: left out: %s\n", first.words.c_str());
  }
}

Losses stream(const Options& options, CsvReader& reader, Floats& floats, Session& session) {
  Clock clock(reader.timed());
  Losses losses;
  CsvRow row;
  for (;;) {
    switch (reader.read(row)) {
      case CsvReader::Read::end: return losses;
      case CsvReader::Read::row: take_row(reader, row, floats, clock, session, losses); break;
      case CsvReader::Read::bad:
        if (!options.skip_bad) throw reader.refuse();
        if (losses.skipped++ == 0) std::fprintf(stderr, "stream_csv: skipped: %s\n", reader.refuse().words.c_str());
    }
  }
}

void run(const Options& options) {
  CsvReader reader(options.csv, most_inputs, say_on_stderr("stream_csv"));
  const bool lasting = !options.load.empty() || !options.save.empty();
  Floats floats = lasting ? Floats(reader, Floats::From::zero) : Floats(reader);  // files that begin elsewhere follow
  Session session(reader.inputs().size(), !options.svg.empty());
  if (!options.load.empty()) session.load(options.load);
  const Losses losses = stream(options, reader, floats, session);
  Summary summary = session.finish();
  if (summary.rows == 0) throw reader.refuse(reader.line_number(), "there is no row to learn from");
  if (!options.save.empty()) session.save(options.save);
  summary.skipped = losses.skipped;
  summary.incomplete = losses.incomplete;
  if (const std::string words = floats.complain(); !words.empty()) std::fprintf(stderr, "stream_csv: %s\n", words.c_str());
  print_summary(stdout, summary);
  if (!options.svg.empty()) {
    const std::string name =
        options.csv.file == "-" ? "stdin" : options.csv.file.substr(options.csv.file.find_last_of('/') + 1);
    const Labels labels{name, reader.target().name(), floats.origins().back()};
    if (!draw(session.trace(), summary, labels).save(options.svg)) {
      throw Refusal{printable(options.svg) + ": cannot write: " + std::strerror(errno)};
    }
  }
  if (options.json) std::printf("%s\n", write_json(summary).c_str());
  if (std::fflush(stdout) != 0) throw Refusal{std::string("cannot write to stdout: ") + std::strerror(errno)};
}

}  // namespace

int main(int count, char** words) {
  return run_program("stream_csv", usage.c_str(), {words + 1, words + count}, parse_options, run);
}
