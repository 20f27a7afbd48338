// SPDX-License-Identifier: MIT
#include "csv/table.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "csv/fields.hpp"
#include "csv/unit.hpp"
#include "csv/value.hpp"

namespace {

using Fields = std::vector<std::string>;

bool is_text(std::string_view field) { return read_value(field).kind == Value::Kind::text; }

/// The content of a comment.
std::string_view uncomment(std::string_view line) {
  line = trim(line);
  return trim(line.substr(std::min(line.find_first_not_of("#/%"), line.size())));
}

bool fits(const Fields& fields, std::size_t width) { return fields.size() >= width && width_of(fields) <= width; }

}  // namespace

bool is_value(std::string_view field) {
  const Value::Kind kind = read_value(field).kind;
  return kind != Value::Kind::text && kind != Value::Kind::missing;
}

bool is_comment(std::string_view line) {
  line = trim(line);
  if (line.empty() || line.starts_with("//") || line.starts_with('%')) return true;
  return line.starts_with('#') && !line.starts_with("#N/A");
}

std::size_t width_of(const Fields& fields) {
  std::size_t width = fields.size();
  while (width > 0 && fields[width - 1].empty()) --width;
  return width;
}

Table::Table(std::span<const Line> ahead, std::size_t from, char separator) : ahead_(ahead), separator_(separator) {
  for (std::size_t i = from; i < ahead.size(); ++i) {
    if (is_comment(ahead[i].text)) continue;
    Entry entry{&ahead[i], i, {}, ahead[i].problem};
    if (entry.problem.empty()) entry.problem = split(ahead[i].text, separator, entry.fields);
    if (!entry.problem.empty()) entry.fields.clear();
    entries_.push_back(std::move(entry));
  }
}

std::optional<Reading> Table::read() const {
  std::optional<Reading> plain = read_plain();
  if (plain && plain->problem.empty()) return plain;
  std::optional<Reading> indexed = read_indexed();
  return indexed ? indexed : plain;
}

/// The reading whose names stand as high as possible.
std::optional<Reading> Table::read_plain() const {
  for (std::size_t i = 0; i + 1 < entries_.size(); ++i) {
    const Fields& fields = entries_[i].fields;
    for (const std::size_t width : {width_of(fields), fields.size()}) {
      if (width < 2 || !suits(i, width)) continue;
      return settle(i, {fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(width)});
    }
  }
  return {};
}

/// The same where the names leave out the column in front.
std::optional<Reading> Table::read_indexed() const {
  for (std::size_t i = 0; i + 1 < entries_.size(); ++i) {
    Fields names = entries_[i].fields;
    if (width_of(names) < 2 || !has_index(i, names.size() + 1)) continue;
    names.emplace(names.begin());
    return settle(i, names);
  }
  return {};
}

/// Whether most lines below entry `i` have `width` fields, and one of the last two.
bool Table::suits(std::size_t i, std::size_t width) const {
  const std::size_t below = entries_.size() - i - 1;
  const auto fit = [&](const Entry& entry) { return fits(entry.fields, width); };
  const auto count = std::count_if(entries_.end() - static_cast<std::ptrdiff_t>(below), entries_.end(), fit);
  return 2 * static_cast<std::size_t>(count) > below && (fit(entries_.back()) || (below > 1 && fit(entries_.end()[-2])));
}

/// Whether the rows have a column in front that counts them or names them, which the names in entry `i` leave out. Between
/// commas it may as well be the thousands of the next one, and so may numbers before three digits between blanks.
bool Table::has_index(std::size_t i, std::size_t width) const {
  if (separator_ == ',' || !suits(i, width)) return false;
  bool counts = true;
  bool texts = true;
  bool thousands = separator_ == ' ';
  std::size_t before = 0;
  std::size_t rows = 0;
  for (std::size_t row = i + 1; row < entries_.size(); ++row) {
    const Fields& fields = entries_[row].fields;
    if (fields.size() != width) continue;
    std::size_t number = 0;
    const char* const last = fields[0].data() + fields[0].size();
    const auto [end, problem] = std::from_chars(fields[0].data(), last, number);
    counts = counts && problem == std::errc{} && end == last && (rows == 0 ? number < 2 : number == before + 1);
    texts = texts && is_text(fields[0]);
    thousands = thousands && std::min(fields[1].find_first_not_of("0123456789"), fields[1].size()) == 3;
    before = number;
    ++rows;
  }
  return texts || (counts && rows > 1 && !thousands);
}

/// Whether more rows hold values in the column than text.
bool Table::is_numeric(std::size_t column, std::size_t from, std::size_t width) const {
  std::size_t values = 0;
  std::size_t texts = 0;
  for (std::size_t i = from; i < entries_.size(); ++i) {
    if (!fits(entries_[i].fields, width)) continue;
    values += is_value(entries_[i].fields[column]) ? 1 : 0;
    texts += is_text(entries_[i].fields[column]) ? 1 : 0;
  }
  return values > texts || (values > 0 && values == texts);
}

/// The names that entry `i` gives, and what stands above and below it.
Reading Table::settle(std::size_t i, const std::vector<std::string>& names) const {
  Reading reading;
  reading.separator = separator_;
  const std::size_t width = names.size();
  std::vector<std::size_t> numeric;
  for (std::size_t column = 0; column < width; ++column) {
    if (is_numeric(column, i + 1, width)) numeric.push_back(column);
  }
  reading.share = static_cast<double>(numeric.size()) / static_cast<double>(width);
  name(reading, i, names);
  const bool row = !numeric.empty() &&
                   std::all_of(numeric.begin(), numeric.end(), [&](std::size_t column) { return is_value(names[column]); });
  // below a line that could name columns too, only words are names
  const bool doubtful = i > 0 && width_of(entries_[i - 1].fields) > 1 && std::any_of(names.begin(), names.end(), is_value);
  if (row || doubtful) {
    if (!name_from_comment(reading, i)) complain_of_row(reading, i);
  } else if (!numeric.empty()) {
    look_below(reading, numeric);
  }
  note_titles(reading);
  return reading;
}

void Table::name(Reading& reading, std::size_t i, const std::vector<std::string>& names) const {
  reading.names = names;
  reading.names_entry = i;
  reading.names_line = entries_[i].line->number;
  reading.data = i + 1;
}

/// The last comment above the rows, if it has as many fields as they.
bool Table::name_from_comment(Reading& reading, std::size_t i) const {
  const std::size_t before = i == 0 ? 0 : entries_[i - 1].place + 1;
  for (std::size_t place = entries_[i].place; place-- > before;) {
    if (trim(ahead_[place].text).empty()) continue;
    std::string_view text = uncomment(ahead_[place].text);
    Fields fields;
    if (!split(text, separator_, fields).empty()) return false;
    if (fields.size() != reading.names.size() || std::any_of(fields.begin(), fields.end(), is_value)) return false;
    reading.names = fields;
    reading.names_line = ahead_[place].number;
    reading.names_entry = reading.data = i;
    reading.assumed.push_back("the comment in line " + std::to_string(reading.names_line) + " names the columns");
    return true;
  }
  return false;
}

void Table::complain_of_row(Reading& reading, std::size_t i) const {
  reading.problem_line = entries_[i].line->number;
  reading.problem = "the first line must name the columns, and it holds numbers";
  if (i == 0) return;
  const std::size_t above = entries_[i - 1].fields.size();
  reading.problem_line = entries_[i - 1].line->number;
  reading.problem = "the line above the rows has " + std::to_string(above) + (above == 1 ? " field" : " fields") +
                    ", and they have " + std::to_string(reading.names.size()) + ": which names are theirs?";
  if (separator_ == ',' && reading.names.size() == 2 * above)
    reading.problem += " Decimal commas need quotes, or another separator.";
}

/// Below the names may stand units; or the names, below titles that are as wide as they are and hold numbers.
void Table::look_below(Reading& reading, const std::vector<std::size_t>& numeric) const {
  const std::size_t width = reading.names.size();
  const auto is_row = [&](const Fields& fields) {
    return std::none_of(numeric.begin(), numeric.end(), [&](std::size_t column) { return is_text(fields[column]); });
  };
  for (std::size_t i = reading.data; i + 1 < entries_.size() && fits(entries_[i].fields, width); ++i) {
    const Fields fields(entries_[i].fields.begin(), entries_[i].fields.begin() + static_cast<std::ptrdiff_t>(width));
    const std::string number = std::to_string(entries_[i].line->number);
    const bool titled = std::any_of(reading.names.begin(), reading.names.end(), is_value);
    const bool values = std::any_of(fields.begin(), fields.end(), is_value);
    if (i == reading.data && !values && width_of(fields) > 0 && std::all_of(fields.begin(), fields.end(), is_unit)) {
      reading.data = i + 1;
      reading.assumed.push_back("line " + number + " holds units");
      return;
    }
    if (is_row(fields)) return;
    const bool words = std::all_of(fields.begin(), fields.end(), is_text);
    if (words && titled) {
      name(reading, i, fields);
    } else if (words) {
      reading.problem_line = reading.names_line;
      reading.problem = "lines " + std::to_string(reading.names_line) + " and " + number +
                        " can both name the columns: delete the one that does not";
      return;
    } else if (!titled) {
      return;
    }
  }
}

void Table::note_titles(Reading& reading) const {
  const std::size_t count = reading.names_entry;
  if (count == 0) return;
  const std::string first = std::to_string(entries_[0].line->number);
  reading.assumed.push_back(count == 1
                                ? "line " + first + " is a title"
                                : "lines " + first + " to " + std::to_string(entries_[count - 1].line->number) + " are titles");
}
