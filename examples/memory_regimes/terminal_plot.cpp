// SPDX-License-Identifier: MIT
#include "terminal_plot.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "axes.hpp"

namespace {

constexpr int margin = 9;
constexpr int columns = 78 - margin;
constexpr int rows = plot_lines - 4;
constexpr char prediction_mark = '-';

/// Characters in a rectangle; what lies outside is not drawn.
class Canvas {
 public:
  Canvas() : lines_(rows, std::string(columns, ' ')) {}

  void put(int column, int row, char character) {
    if (column < 0 || column >= columns || row < 0 || row >= rows) return;
    lines_[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = character;
  }

  [[nodiscard]] const std::string& line(int row) const { return lines_[static_cast<std::size_t>(row)]; }

 private:
  std::vector<std::string> lines_;
};

int column_of(double size, const Axes& axes) {
  return static_cast<int>((size - axes.size_from) / (axes.size_to - axes.size_from) * columns);
}

int row_of(double latency, const Axes& axes) {
  return static_cast<int>((axes.latency_to - latency) / (axes.latency_to - axes.latency_from) * rows);
}

double size_at(int column, const Axes& axes) {
  return axes.size_from + (axes.size_to - axes.size_from) * (column + 0.5) / columns;
}

char digit(std::size_t regime) { return regime < most_experts ? static_cast<char>('1' + regime) : '.'; }

/// The text with each run of digits in the colour of its regime.
std::string colour_digits(const std::string& text) {
  constexpr const char* colours[] = {"\033[34m", "\033[33m", "\033[32m", "\033[35m", "\033[36m"};
  std::string result;
  char last = ' ';
  for (const char character : text) {
    const bool is_digit = character >= '1' && character <= '5';
    if (character != last) {
      if (last != ' ') result += "\033[0m";
      if (is_digit) result += colours[character - '1'];
      if (character == prediction_mark) result += "\033[1m";
    }
    result += character;
    last = character;
  }
  return result + "\033[0m";
}

std::string right_aligned(const std::string& text, std::size_t width) {
  return text.size() >= width ? text : std::string(width - text.size(), ' ') + text;
}

/// The labels under the plot.
std::string size_axis(const Axes& axes) {
  std::string text(margin + columns, ' ');
  for (const Tick& tick : size_ticks(axes)) {
    const int begin = margin + column_of(tick.at, axes) - static_cast<int>(tick.label.size()) / 2;
    const int last = margin + columns - static_cast<int>(tick.label.size());
    text.replace(static_cast<std::size_t>(std::clamp(begin, 0, last)), tick.label.size(), tick.label);
  }
  return text;
}

}  // namespace

std::string plot(std::span<const Measurement> measurements, const Model& model, std::span<const Regime> regimes,
                 bool coloured) {
  const Axes axes = enclose(measurements);
  const std::vector<std::size_t> regime_of = regime_of_experts(regimes);
  Canvas canvas;
  for (const Measurement& measurement : measurements) {
    canvas.put(column_of(static_cast<double>(measurement.size), axes), row_of(static_cast<double>(measurement.latency), axes),
               digit(regime_of[attribute(model, measurement)]));
  }
  std::string rule;
  for (int column = 0; column < columns; ++column) {
    const motet::Prediction<most_experts> prediction = predict(model, size_at(column, axes));
    canvas.put(column, row_of(static_cast<double>(prediction.mean), axes), prediction_mark);
    rule += digit(regime_of[prediction.expert]);
  }

  std::vector<std::string> labels(rows);
  for (const Tick& tick : latency_ticks(axes)) {
    const int row = std::clamp(row_of(tick.at, axes), 0, rows - 1);
    labels[static_cast<std::size_t>(row)] = tick.label;
  }
  const auto paint = [coloured](const std::string& text) { return coloured ? colour_digits(text) : text; };
  std::string text;
  for (int row = 0; row < rows; ++row) {
    text += right_aligned(labels[static_cast<std::size_t>(row)], margin - 1) + '|' + paint(canvas.line(row)) + '\n';
  }
  text += std::string(margin - 1, ' ') + '+' + std::string(columns, '-') + '\n';
  text += right_aligned("regime", margin - 1) + ' ' + paint(rule) + '\n';
  text += size_axis(axes) + '\n';
  return text + std::string(margin, ' ') + "working set; each digit is a measurement, '-' what motet predicts\n";
}
