// SPDX-License-Identifier: MIT
#include "csv/reader.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "csv/choice.hpp"
#include "csv/fields.hpp"
#include "csv/table.hpp"
#include "csv/value.hpp"
#include "text.hpp"

namespace {

constexpr std::size_t lines_ahead = 32;

std::string join(const std::vector<std::string>& words) {
  std::string result;
  for (const std::string& word : words) result += (result.empty() ? "" : "; ") + word;
  return result;
}

/// Names as --ignore takes them, fit for a shell.
std::string as_word(const std::vector<std::string>& names) {
  std::string word;
  for (const std::string& name : names) {
    const bool comma = name.find(',') != std::string::npos;
    word += (word.empty() ? "" : ",") + (comma ? '"' + name + '"' : name);
  }
  const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
    return c == '_' || c == ',' || c == '.' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
  return plain ? word : '\'' + word + '\'';
}

}  // namespace

CsvReader::CsvReader(const CsvOptions& options, std::size_t most_inputs, std::function<void(const std::string&)> say)
    : lines_(options.file), say_(std::move(say)) {
  marks_.decimal = options.decimal;
  marks_.given = options.decimal != Decimal::unknown;
  look_ahead();
  layout_ = find_layout(lines_.name(), ahead_, options.separator);
  assumed_ = layout_.assumed;
  marks_.guessed = layout_.separator != ';';
  choose(options, most_inputs);
  taken_ = layout_.data;
  if (taken_ > 0) line_.number = ahead_[taken_ - 1].number;
}

std::vector<std::string_view> CsvReader::input_names() const {
  std::vector<std::string_view> names;
  for (const Column& column : inputs_) names.push_back(column.name());
  return names;
}

void CsvReader::look_ahead() {
  Line line;
  for (std::size_t count = 0; count < lines_ahead && lines_.read(line); ahead_.push_back(line)) {
    count += is_comment(line.text) ? 0 : 1;
  }
}

/// The rows among the lines looked at, as fields; those that are no good are left out.
std::vector<std::vector<std::string>> CsvReader::first_rows() {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = layout_.data; i < ahead_.size(); ++i) {
    line_ = ahead_[i];
    if (is_comment(line_.text) || !line_.problem.empty() || !split_line()) continue;
    rows.push_back(fields_);
  }
  return rows;
}

void CsvReader::choose(const CsvOptions& options, std::size_t most_inputs) {
  const std::vector<std::vector<std::string>> rows = first_rows();
  const Choice choice = choose_columns(lines_.name(), layout_, rows, options, most_inputs);
  assumed_.insert(assumed_.end(), choice.assumed.begin(), choice.assumed.end());
  const auto column = [&](std::size_t place) { return Column(layout_.names[place], place); };
  for (const std::size_t place : choice.inputs) inputs_.push_back(column(place));
  target_ = column(choice.target);
  if (choice.time) time_ = column(*choice.time);
  look_at_columns(rows);
}

void CsvReader::look_at_columns(const std::vector<std::vector<std::string>>& rows) {
  for (Column& column : inputs_) column.look(rows);
  target_.look(rows);
  if (time_) time_->look(rows);
  refuse_text();
  learn_marks(rows);
  for (Column& column : inputs_) column.place_origin(rows, marks_.decimal);
  target_.place_origin(rows, marks_.decimal);
  if (time_) time_->place_origin(rows, marks_.decimal);
  if (marks_.decimal == Decimal::comma && !marks_.given) assumed_.emplace_back("decimal commas");
  const auto note = [&](const Column& column) {
    if (column.kind() == Column::Kind::truth)
      assumed_.push_back("column " + quoted(column.name()) + " holds 1 for true, 0 for false");
    if (column.kind() == Column::Kind::date) {
      const std::string word = as_word({column.name()});
      assumed_.push_back("column " + quoted(column.name()) + " is read as seconds since 1970 (--time " + word +
                         " makes it the clock, --ignore " + word + " leaves it out)");
    }
    if (column.percent()) assumed_.push_back("column " + quoted(column.name()) + " is in per cent: 5 % is 5");
  };
  for (const Column& column : inputs_) note(column);
  note(target_);
}

/// Names the columns that hold text, and the ways out.
void CsvReader::refuse_text() const {
  std::vector<const Column*> texts;
  for (const Column& column : inputs_) {
    if (column.kind() == Column::Kind::text) texts.push_back(&column);
  }
  if (target_.kind() == Column::Kind::text) texts.push_back(&target_);
  if (time_ && time_->kind() == Column::Kind::text) {
    throw refuse(names_line(), "column " + quoted(time_->name()) + " holds text (" + quoted(time_->sample()) +
                                   "): a time is a number, or a date with the year first");
  }
  if (texts.empty()) return;
  std::string listed;
  std::vector<std::string> names;
  for (const Column* column : texts) {
    listed += (listed.empty() ? "" : ", ") + quoted(column->name()) + " (" + quoted(column->sample()) + ')';
    names.push_back(column->name());
  }
  throw refuse(names_line(), (texts.size() == 1 ? "column " : "columns ") + listed + (texts.size() == 1 ? " holds" : " hold") +
                                 " text: leave out with --ignore " + as_word(names) +
                                 ", choose others with --inputs and --target, or write a column of 0 and 1 for each word");
}

/// Learns the decimal mark from all fields of the first rows that show it.
void CsvReader::learn_marks(const std::vector<std::vector<std::string>>& rows) {
  if (marks_.given) return;
  for (const std::vector<std::string>& row : rows) {
    const auto learn = [&](const Column& column) {
      const std::string& field = row[column.place()];
      const Value value = read_value(field);
      if (value.kind == Value::Kind::number) static_cast<void>(learn_mark(value.numeral, field, marks_));
    };
    for (const Column& column : inputs_) learn(column);
    learn(target_);
    if (time_) learn(*time_);
  }
}

/// The next line that is neither blank nor a comment.
bool CsvReader::next_line() {
  for (;;) {
    if (taken_ < ahead_.size()) {
      line_ = ahead_[taken_++];
    } else if (!lines_.read(line_)) {
      return false;
    }
    if (!is_comment(line_.text)) return true;
    if (comment_said_ || trim(line_.text).empty()) continue;
    comment_said_ = true;
    assumed_.push_back("line " + std::to_string(line_.number) + " is a comment, as all that begin with #, // or %");
  }
}

/// Cuts the line into as many fields as there are names; empty ones behind them do not count.
bool CsvReader::split_line() {
  problem_ = line_.problem;
  if (problem_.empty()) problem_ = split(line_.text, layout_.separator, fields_);
  if (!problem_.empty()) return false;
  const std::size_t width = layout_.names.size();
  const std::size_t count = fields_.size();
  while (fields_.size() > width && fields_.back().empty()) fields_.pop_back();
  if (fields_.size() == width) return true;
  problem_ = std::to_string(count) + (count == 1 ? " field" : " fields") + ", but the header has " + std::to_string(width);
  return false;
}

/// The number in a column of the line at hand.
double CsvReader::parse(Column& column) {
  if (!problem_.empty()) return 0.0;
  std::string problem;
  std::string assumed;
  const double value = column.read(fields_[column.place()], marks_, problem, assumed);
  if (!problem.empty()) problem_ = "column " + quoted(column.name()) + ": " + problem;
  if (!assumed.empty()) assumed_.push_back(assumed);
  if (marks_.refuted) throw refuse();
  return value;
}

/// The time since the last complete row.
void CsvReader::pass_time(CsvRow& row) {
  row.elapsed = 1.0;
  if (!time_) return;
  const double time = parse(*time_);
  if (!problem_.empty()) return;
  if (std::isnan(time)) {
    problem_ = "column " + quoted(time_->name()) + ": the value is missing";
  } else if (last_time_ && time < *last_time_) {
    problem_ = "column " + quoted(time_->name()) + ": the time goes back";
  } else {
    row.elapsed = learnt_time_ ? time - *learnt_time_ : 0.0;
    last_time_ = time;
    if (row.missing.empty()) learnt_time_ = time;
  }
}

CsvReader::Read CsvReader::read(CsvRow& row) {
  if (!next_line()) return Read::end;
  row.line = line_.number;
  row.missing.clear();
  row.inputs.resize(inputs_.size());
  if (split_line()) {
    const auto take = [&](Column& column) {
      const double value = parse(column);
      if (std::isnan(value) && problem_.empty() && row.missing.empty()) row.missing = column.name();
      return value;
    };
    for (std::size_t i = 0; i < inputs_.size(); ++i) row.inputs[i] = take(inputs_[i]);
    row.target = take(target_);
    if (problem_.empty()) pass_time(row);
  }
  if (!assumed_.empty()) say_(lines_.name() + ": assumed: " + join(assumed_));
  assumed_.clear();
  return problem_.empty() ? Read::row : Read::bad;
}

std::function<void(const std::string&)> say_on_stderr(std::string program) {
  return
      [name = std::move(program)](const std::string& words) { std::fprintf(stderr, "%s: %s\n", name.c_str(), words.c_str()); };
}
