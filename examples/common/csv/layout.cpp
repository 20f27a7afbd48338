// SPDX-License-Identifier: MIT
#include "csv/layout.hpp"

#include <algorithm>
#include <optional>

#include "csv/fields.hpp"
#include "csv/table.hpp"
#include "text.hpp"

namespace {

std::string in_words(char separator) {
  return separator == '\t' ? "tabs" : separator == ' ' ? "blanks" : std::string("'") + separator + '\'';
}

/// The separator that a line sep=; names, or '\0'.
char named_separator(std::string_view line) {
  line = trim(line);
  if (line.starts_with('"') && line.ends_with('"') && line.size() > 2) line = line.substr(1, line.size() - 2);
  if (line.size() < 5 || (line[0] | 32) != 's' || (line[1] | 32) != 'e' || (line[2] | 32) != 'p' || line[3] != '=') return '\0';
  const std::string_view rest = line.substr(4);
  if (rest == "\\t") return '\t';
  return rest.size() == 1 && std::string_view(",;|").find(rest[0]) != std::string_view::npos ? rest[0] : '\0';
}

/// Where no line suits the lines below it: the first one names the columns, and the rows will say what is wrong with them.
Reading read_plainly(const std::string& file, std::span<const Line> ahead, std::size_t from, char separator) {
  const Table any(ahead, from, ',');
  if (any.entries().empty()) throw Refusal{file + (ahead.empty() ? ": the file is empty" : ": there is nothing but comments")};
  const std::string& text = any.entries()[0].line->text;
  if (separator == '\0') {
    separator = ',';
    for (const char candidate : {'|', '\t', ';', ','}) {
      if (text.find(candidate) != std::string::npos) separator = candidate;
    }
  }
  const Table table(ahead, from, separator);
  const Table::Entry& first = table.entries()[0];
  if (!first.problem.empty()) throw refuse(file, first.line->number, first.problem);
  Reading reading;
  reading.separator = separator;
  reading.names = {first.fields.begin(),
                   first.fields.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(width_of(first.fields), 1))};
  reading.names_line = first.line->number;
  reading.data = 1;
  if (std::all_of(reading.names.begin(), reading.names.end(), is_value)) {
    reading.problem = "the first line must name the columns, and it holds numbers";
    reading.problem_line = reading.names_line;
  }
  return reading;
}

/// A reading that is possible and finds numbers comes before all others; then the more columns hold numbers, the better.
double merit(const Reading& reading) { return reading.share + (reading.problem.empty() && reading.share > 0.0 ? 1.0 : 0.0); }

Reading choose_reading(const std::string& file, std::span<const Line> ahead, std::size_t from, char separator) {
  std::optional<Reading> best;
  std::optional<Reading> rival;
  for (const char candidate : {',', ';', '\t', '|', ' '}) {
    if (separator != '\0' && candidate != separator) continue;
    const std::optional<Reading> reading = Table(ahead, from, candidate).read();
    if (!reading || (best && merit(*reading) < merit(*best))) continue;
    if (best && merit(*reading) == merit(*best)) {
      if (candidate != ' ') rival = reading;
      continue;
    }
    best = reading;
    rival.reset();
  }
  if (!best) return read_plainly(file, ahead, from, separator);
  if (rival) {
    throw refuse(file, best->names_line,
                 "the columns may be separated by " + in_words(best->separator) + " or by " + in_words(rival->separator) +
                     ": say which with --separator");
  }
  return *best;
}

}  // namespace

Layout find_layout(const std::string& file, std::span<const Line> ahead, char separator) {
  std::size_t from = 0;
  bool named = separator != '\0';
  if (const char other = ahead.empty() ? '\0' : named_separator(ahead[0].text); other != '\0') {
    from = 1;
    if (!named) separator = other;
    named = true;
  }
  const Reading reading = choose_reading(file, ahead, from, separator);
  const Table table(ahead, from, reading.separator);
  for (std::size_t i = 0; i < reading.data && i < table.entries().size(); ++i) {
    const Line& line = *table.entries()[i].line;
    if (!line.problem.empty()) throw refuse(file, line.number, line.problem);
  }
  if (!reading.problem.empty()) throw refuse(file, reading.problem_line, reading.problem);

  Layout layout;
  layout.separator = reading.separator;
  layout.names_line = reading.names_line;
  layout.data = reading.data < table.entries().size() ? table.entries()[reading.data].place : ahead.size();
  for (const std::string& name : reading.names) layout.names.push_back(printable(name));
  if (!named && reading.separator != ',') layout.assumed.push_back(in_words(reading.separator) + " between the columns");
  layout.assumed.insert(layout.assumed.end(), reading.assumed.begin(), reading.assumed.end());
  return layout;
}
