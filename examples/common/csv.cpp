// SPDX-License-Identifier: MIT
#include "csv.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "motet/settings.hpp"
#include "text.hpp"

namespace {

constexpr std::size_t longest_line = 1u << 20;

bool is_space(char character) { return character == ' ' || character == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/// `text` in quotes, fit for one line of a console.
std::string quoted(std::string_view text) {
  constexpr std::size_t most = 40;
  return '\'' + printable(text.substr(0, most)) + (text.size() > most ? "..." : "") + '\'';
}

/// A whole field as a number, infinite if it is too large for a double.
bool parse_number(std::string_view text, double& value) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const char* const last = text.data() + text.size();
  const auto [end, problem] = std::from_chars(text.data(), last, value);
  if (problem == std::errc::invalid_argument || end != last) return false;
  // from_chars does not tell what is too large from what is too small; strtod does
  if (problem == std::errc::result_out_of_range) value = std::strtod(std::string(text).c_str(), nullptr);
  return true;
}

}  // namespace

CsvReader::CsvReader(const std::string& file, std::size_t most_inputs)
    : name_(file == "-" ? "stdin" : printable(file)), in_(file == "-" ? stdin : std::fopen(file.c_str(), "rb")) {
  if (in_ == nullptr) throw Refusal{name_ + ": cannot open: " + std::strerror(errno)};
  read_header(most_inputs);
}

Refusal CsvReader::refuse(std::size_t line, const std::string& words) const {
  return {name_ + ':' + std::to_string(line) + ": " + words};
}

bool CsvReader::read_line() {
  line_.clear();
  int character = std::getc(in_.get());
  if (character != EOF) ++line_number_;
  for (; character != EOF && character != '\n'; character = std::getc(in_.get())) {
    if (line_.size() == longest_line) throw refuse_long_line();
    line_ += static_cast<char>(character);
  }
  if (std::ferror(in_.get()) != 0) throw Refusal{name_ + ": cannot read: " + std::strerror(errno)};
  if (line_.empty() && character == EOF) return false;
  if (line_.ends_with('\r')) line_.pop_back();
  return true;
}

Refusal CsvReader::refuse_long_line() {
  problem_.clear();
  check_text();
  if (problem_.empty()) problem_ = "a line of more than 1 MiB: is this a CSV file?";
  return refuse();
}

/// Text holds no control character but the tab.
void CsvReader::check_text() {
  for (const char character : line_) {
    const unsigned byte = static_cast<unsigned char>(character);
    if ((byte >= 0x20 && byte != 0x7f) || byte == '\t') continue;
    char words[64];
    std::snprintf(words, sizeof words, "byte 0x%02x does not belong in text: is this a CSV file?", byte);
    problem_ = words;
    return;
  }
}

/// Cuts the line into fields. Within quotes a separator is text and two quotes are one.
void CsvReader::split() {
  fields_.clear();
  std::string_view rest = line_;
  while (problem_.empty()) {
    std::string field;
    while (!rest.empty() && is_space(rest.front()) && rest.front() != separator_) rest.remove_prefix(1);
    if (rest.starts_with('"')) {
      bool open = true;
      for (rest.remove_prefix(1); open && !rest.empty(); rest.remove_prefix(1)) {
        const bool doubled = rest.starts_with("\"\"");
        open = rest.front() != '"' || doubled;
        if (open) field += rest.front();
        if (doubled) rest.remove_prefix(1);
      }
      if (open) problem_ = "a quote is opened and not closed";
    }
    const std::size_t end = std::min(rest.find(separator_), rest.size());
    field += trimmed(rest.substr(0, end));
    fields_.push_back(std::move(field));
    if (end == rest.size()) return;
    rest.remove_prefix(end + 1);
  }
}

void CsvReader::read_header(std::size_t most_inputs) {
  if (!read_line()) throw Refusal{name_ + ": the file is empty"};
  if (line_.starts_with("\xef\xbb\xbf")) line_.erase(0, 3);
  check_text();
  for (const char candidate : {'\t', ';', ','}) {
    if (line_.find(candidate) != std::string::npos) separator_ = candidate;
  }
  if (problem_.empty()) split();
  if (!problem_.empty()) throw refuse();

  names_ = fields_;
  const bool numbers = std::all_of(names_.begin(), names_.end(), [](const std::string& name) {
    double value = 0.0;
    return parse_number(name, value);
  });
  if (numbers) throw refuse(1, "the first line must name the columns, and it holds numbers");
  if (names_.size() < 2) throw refuse(1, "one column: at least an input and a target are needed");
  if (names_.size() > most_inputs + 1) {
    throw refuse(1, std::to_string(names_.size()) + " columns: at most " + std::to_string(most_inputs) +
                        " inputs and a target are possible");
  }
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].empty()) throw refuse(1, "column " + std::to_string(i + 1) + " has no name");
    names_[i] = printable(names_[i]);
    if (std::find(names_.begin(), names_.begin() + static_cast<std::ptrdiff_t>(i), names_[i]) !=
        names_.begin() + static_cast<std::ptrdiff_t>(i)) {
      throw refuse(1, "two columns are called " + quoted(names_[i]));
    }
  }
}

/// The number in a field, or a problem.
float CsvReader::parse(std::size_t column) {
  const std::string& field = fields_[column];
  const auto complain = [&](const std::string& words) { problem_ = "column " + quoted(names_[column]) + ": " + words; };
  double value = 0.0;
  if (field.empty()) {
    complain("the value is missing");
  } else if (!parse_number(field, value)) {
    complain(quoted(field) + " is not a number");
  } else if (std::isnan(value) || (std::isinf(value) && field.find_first_of("iI") != std::string::npos)) {
    complain(quoted(field) + " is not finite");
  } else if (std::fabs(value) > static_cast<double>(motet::Settings{}.range)) {
    complain(quoted(field) + " is too large: at most " + number(static_cast<double>(motet::Settings{}.range)));
  }
  return problem_.empty() ? static_cast<float>(value) : 0.0f;
}

CsvReader::Read CsvReader::read(std::vector<float>& values) {
  do {
    if (!read_line()) return Read::end;
  } while (trimmed(line_).empty());

  problem_.clear();
  check_text();
  split();
  if (problem_.empty() && fields_.size() != names_.size()) {
    problem_ = std::to_string(fields_.size()) + (fields_.size() == 1 ? " field" : " fields") + ", but the header has " +
               std::to_string(names_.size());
  }
  values.resize(names_.size());
  for (std::size_t i = 0; i < names_.size() && problem_.empty(); ++i) values[i] = parse(i);
  return problem_.empty() ? Read::row : Read::bad;
}
