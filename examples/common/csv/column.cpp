// SPDX-License-Identifier: MIT
#include "csv/column.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "motet/settings.hpp"
#include "text.hpp"

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const char* in_words(Decimal decimal) { return decimal == Decimal::comma ? "comma" : "point"; }

Column::Kind kind_of(const Value& value) {
  switch (value.kind) {
    case Value::Kind::number:
    case Value::Kind::infinite: return Column::Kind::number;
    case Value::Kind::truth: return Column::Kind::truth;
    case Value::Kind::date: return Column::Kind::date;
    case Value::Kind::text: return Column::Kind::text;
    case Value::Kind::missing: break;
  }
  return Column::Kind::unknown;
}

}  // namespace

std::string learn_mark(const Numeral& numeral, const std::string& field, Marks& marks) {
  const Decimal shown = numeral.shows();
  if (shown == Decimal::unknown) return {};
  if (marks.given && shown != marks.decimal) {
    return quoted(field) + " is not a number with a decimal " + in_words(marks.decimal);
  }
  if (marks.decimal == Decimal::unknown) {
    marks.refuted = shown == Decimal::comma && !marks.guess.empty();
    if (marks.refuted) {
      return quoted(field) + " has a decimal comma, so " + quoted(marks.guess) +
             " above may be one of thousands: say --decimal comma or --decimal point";
    }
    marks.decimal = shown;
    marks.witness = field;
  }
  ++(shown == marks.decimal ? marks.seen : marks.against);
  if (shown == marks.decimal) return {};
  return quoted(field) + " has a decimal " + in_words(shown) + ", and " + quoted(marks.witness) + " above a decimal " +
         in_words(marks.decimal);
}

void Column::look(const std::vector<std::vector<std::string>>& rows) {
  std::size_t counts[5] = {};
  for (const std::vector<std::string>& row : rows) {
    const Value value = read_value(row[place_]);
    const Kind kind = kind_of(value);
    ++counts[static_cast<std::size_t>(kind)];
    if (kind == Kind::text && sample_.empty()) sample_ = row[place_];
    const bool zero = value.numeral.with_point == 0.0;  // 0 needs no sign
    if (kind == Kind::number && percent_ == Percent::unknown && (value.numeral.percent || !zero)) {
      percent_ = value.numeral.percent ? Percent::with : Percent::without;
    }
  }
  counts[0] = 0;
  // 0 and 1 beside true and false are truths
  const std::size_t truths = counts[static_cast<std::size_t>(Kind::truth)];
  if (truths > 0) {
    const bool all = std::all_of(rows.begin(), rows.end(), [&](const auto& row) {
      const Value value = read_value(row[place_]);
      return value.kind == Value::Kind::truth || value.kind == Value::Kind::missing || row[place_] == "0" || row[place_] == "1";
    });
    if (all) counts[static_cast<std::size_t>(Kind::truth)] = rows.size() + 1;
  }
  const std::size_t* const most = std::max_element(std::begin(counts), std::end(counts));
  if (*most > 0) kind_ = static_cast<Kind>(most - counts);
}

void Column::place_origin(const std::vector<std::vector<std::string>>& rows, Decimal decimal) {
  constexpr std::size_t enough = 16;  // fewer than one looks at: a title more or less must not matter
  std::vector<double> values;
  for (const std::vector<std::string>& row : rows) {
    if (values.size() == enough) break;
    const Value value = read_value(row[place_]);
    if (value.kind == Value::Kind::missing || value.kind == Value::Kind::infinite || kind_of(value) != kind_) continue;
    const double number = value.kind == Value::Kind::number ? value.numeral.value(decimal).value_or(not_a_number) : value.value;
    if (std::isfinite(number)) values.push_back(number);
  }
  if (values.empty()) return;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
  std::nth_element(values.begin(), middle, values.end());
  origin_ = *middle;
  placed_ = true;
}

double Column::read_number(const Numeral& numeral, const std::string& field, Marks& marks, std::string& problem,
                           std::string& assumed) {
  problem = learn_mark(numeral, field, marks);
  if (!problem.empty()) return not_a_number;
  if (numeral.depends() && !marks.known()) {
    if (numeral.grouped_with_point || marks.decimal != Decimal::unknown || !marks.guessed) {
      problem = quoted(field) + " can be " + number(*numeral.with_comma, 15) + " or " + number(*numeral.with_point, 15) +
                ": say --decimal comma or --decimal point";
      return not_a_number;
    }
    if (marks.guess.empty()) {
      marks.guess = field;
      assumed = quoted(field) + " in column " + quoted(name_) + " has a decimal point";
    }
  }
  const std::optional<double>& value = numeral.value(marks.decimal);
  if (!value) {
    problem = quoted(field) + " is not a number";
    return not_a_number;
  }
  const Percent percent = numeral.percent ? Percent::with : Percent::without;
  if (percent_ == Percent::unknown && *value != 0.0) percent_ = percent;
  if (percent != percent_ && *value != 0.0) {
    problem = quoted(field) + (numeral.percent ? " has a percent sign, which the others have not"
                                               : " has no percent sign, which the others have");
    return not_a_number;
  }
  if (numeral.grouped(marks.decimal) && !grouped_) {
    grouped_ = true;
    assumed = quoted(field) + " in column " + quoted(name_) + " is " + number(*value, 15);
  }
  return *value;
}

double Column::read(const std::string& field, Marks& marks, std::string& problem, std::string& assumed) {
  problem.clear();
  const Value value = read_value(field);
  const Kind kind = kind_of(value);
  if (value.kind == Value::Kind::missing) return not_a_number;
  if (value.kind == Value::Kind::infinite) {
    problem = quoted(field) + " is not finite";
    return not_a_number;
  }
  if (kind_ == Kind::unknown && kind != Kind::text) kind_ = kind;
  double result = value.value;
  if (kind == Kind::number && kind_ == Kind::number) {
    result = read_number(value.numeral, field, marks, problem, assumed);
  } else if (kind == Kind::number && kind_ == Kind::truth && (field == "0" || field == "1")) {
    result = field == "1" ? 1.0 : 0.0;
  } else if (kind != kind_ || kind == Kind::text) {
    problem = quoted(field) + (kind_ == Kind::truth  ? " is neither true nor false"
                               : kind_ == Kind::date ? " is not a date with the year first"
                                                     : " is not a number");
  }
  if (!problem.empty()) return not_a_number;
  if (!placed_ && std::isfinite(result)) origin_ = result;
  placed_ = true;
  const double range = static_cast<double>(motet::Settings{}.range);
  if (!(std::fabs(result - origin_) <= range)) {
    problem = quoted(field) + " is too large: at most " + number(range);
    return not_a_number;
  }
  return result;
}
