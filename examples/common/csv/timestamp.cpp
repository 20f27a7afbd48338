// SPDX-License-Identifier: MIT
#include "csv/timestamp.hpp"

#include <array>
#include <chrono>
#include <cstddef>

namespace {

/// Takes a text apart from the left.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  bool take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    taken_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  /// The character taken last.
  [[nodiscard]] char taken() const { return taken_; }

  /// Exactly `digits` digits.
  bool take_number(std::size_t digits, int& number) {
    if (rest_.size() < digits) return false;
    number = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return false;
      number = 10 * number + (rest_[i] - '0');
    }
    rest_.remove_prefix(digits);
    return true;
  }

  /// Digits behind a decimal mark.
  double take_fraction() {
    double value = 0.0;
    double unit = 1.0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
      value = 10.0 * value + (rest_.front() - '0');
      unit *= 10.0;
    }
    return value / unit;
  }

 private:
  std::string_view rest_;
  char taken_ = '\0';
};

/// The days since 1970, and whether the date was written without marks.
bool take_date(Scanner& scanner, int& days, bool& basic) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!scanner.take_number(4, year)) return false;
  basic = !scanner.take("-/");
  const char mark = scanner.taken();
  if (!scanner.take_number(2, month) || (!basic && !scanner.take({&mark, 1})) || !scanner.take_number(2, day)) return false;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  days = date.ok() ? static_cast<int>(std::chrono::sys_days(date).time_since_epoch().count()) : 0;
  return date.ok();
}

/// Seconds since midnight: hh:mm, hh:mm:ss and a fraction, the colons as in the whole text or not at all.
bool take_time(Scanner& scanner, bool basic, double& seconds) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  double fraction = 0.0;
  if (!scanner.take_number(2, hour) || (!basic && !scanner.take(":")) || !scanner.take_number(2, minute)) return false;
  if (basic ? scanner.take_number(2, second) : scanner.take(":")) {
    if (!basic && !scanner.take_number(2, second)) return false;
    if (scanner.take(".,")) fraction = scanner.take_fraction();
  }
  seconds = 3600.0 * hour + 60.0 * minute + second + fraction;
  return hour < 24 && minute < 60 && second <= 60;
}

/// Seconds by which the clock is ahead of UTC.
bool take_zone(Scanner& scanner, double& ahead) {
  static_cast<void>(scanner.take(" "));
  if (scanner.take("Zz")) return true;
  if (scanner.take("U")) return scanner.take("T") && scanner.take("C");
  if (!scanner.take("+-")) return false;
  const double sign = scanner.taken() == '-' ? -1.0 : 1.0;
  int hours = 0;
  int minutes = 0;
  if (!scanner.take_number(2, hours)) return false;
  const bool more = scanner.take(":") || !scanner.empty();
  if (more && !scanner.take_number(2, minutes)) return false;
  ahead = sign * (3600.0 * hours + 60.0 * minutes);
  return hours < 24 && minutes < 60;
}

}  // namespace

bool read_timestamp(std::string_view text, double& seconds) {
  Scanner scanner(text);
  int days = 0;
  bool basic = false;
  if (!take_date(scanner, days, basic)) return false;
  double time = 0.0;
  double ahead = 0.0;
  if (scanner.empty()) {
    if (basic) return false;  // 20240301 is a number
  } else {
    if (!scanner.take("Tt ") || !take_time(scanner, basic, time)) return false;
    if (!scanner.empty() && !take_zone(scanner, ahead)) return false;
  }
  if (!scanner.empty()) return false;
  seconds = 86400.0 * days + (time - ahead);
  return true;
}
