// SPDX-License-Identifier: MIT
#include "chart.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "axes.hpp"
#include "words.hpp"

namespace {

constexpr double width = 960.0;
constexpr double height = 600.0;
constexpr double left = 78.0;
constexpr double right = width - 26.0;
constexpr double top = 82.0;
constexpr double bottom = 456.0;
constexpr double strip_top = 470.0;
constexpr double strip_bottom = 526.0;
constexpr int gate_steps = 200;

/// Everything that a part of the drawing needs.
struct Sheet {
  Svg& svg;
  const Model& model;
  std::span<const Regime> regimes;
  Axes axes;
  Scale across;
  Scale up;
};

std::string_view regime_colour(std::size_t regime) { return regime < most_experts ? colour(regime) : faint_ink; }

double gate_size(const Sheet& sheet, int step) {
  return sheet.axes.size_from + (sheet.axes.size_to - sheet.axes.size_from) * step / gate_steps;
}

/// The gate behind the plot as shades, and below it as a strip: at each size the shares add up to one.
void draw_gate(const Sheet& sheet) {
  std::vector<double> below(gate_steps + 1, 0.0);
  for (std::size_t i = 0; i < sheet.regimes.size(); ++i) {
    std::vector<double> probability;
    std::vector<Point> lower;
    std::vector<Point> outline;
    for (int step = 0; step <= gate_steps; ++step) {
      const double size = gate_size(sheet, step);
      double& share = below[static_cast<std::size_t>(step)];
      const auto at = [&](double value) {
        return Point{sheet.across(size), strip_bottom - value * (strip_bottom - strip_top)};
      };
      probability.push_back(static_cast<double>(predict(sheet.model, size).probability[sheet.regimes[i].expert]));
      lower.push_back(at(share));
      share += probability.back();
      outline.push_back(at(share));
    }
    outline.insert(outline.end(), lower.rbegin(), lower.rend());
    sheet.svg.area(outline, colour(i), 0.75);
    for (double& value : probability) value *= 0.16;
    sheet.svg.fade({left, top}, right - left, bottom - top, colour(i), probability);
  }
}

void draw_axes(const Sheet& sheet) {
  for (const Tick& tick : latency_ticks(sheet.axes)) {
    const double y = sheet.up(tick.at);
    sheet.svg.line({left, y}, {right, y}, grid_ink);
    sheet.svg.text({left - 10.0, y + 4.5}, tick.label, 13.0, ink, Anchor::end);
  }
  for (const Tick& tick : size_ticks(sheet.axes)) {
    const double x = sheet.across(tick.at);
    sheet.svg.line({x, top}, {x, bottom}, grid_ink);
    sheet.svg.line({x, strip_bottom}, {x, strip_bottom + 5.0}, faint_ink);
    sheet.svg.text({x, strip_bottom + 21.0}, tick.label, 13.0, ink, Anchor::middle);
  }
  const double middle = (left + right) / 2.0;
  sheet.svg.text({middle, height - 22.0}, "working set", 14.0, ink, Anchor::middle);
  sheet.svg.text({20.0, (top + bottom) / 2.0}, "time of one load", 14.0, ink, Anchor::middle, false, -90.0);
  sheet.svg.text({left - 10.0, (strip_top + strip_bottom) / 2.0 + 4.5}, "gate", 13.0, ink, Anchor::end);
}

void draw_measurements(const Sheet& sheet, std::span<const Measurement> measurements) {
  const std::vector<std::size_t> regime_of = regime_of_experts(sheet.regimes);
  for (const Measurement& measurement : measurements) {
    const Point at{sheet.across(static_cast<double>(measurement.size)), sheet.up(static_cast<double>(measurement.latency))};
    sheet.svg.dot(at, 2.2, regime_colour(regime_of[attribute(sheet.model, measurement)]), 0.5);
  }
}

/// Where an expert's line lies inside the plot.
std::vector<Point> segment(const Sheet& sheet, std::size_t expert, double from, double to) {
  std::vector<Point> points;
  for (int step = 0; step <= gate_steps; ++step) {
    const double size = from + (to - from) * step / gate_steps;
    const double latency = line(sheet.model, expert, size);
    if (latency < sheet.axes.latency_from || latency > sheet.axes.latency_to) continue;
    points.push_back({sheet.across(size), sheet.up(latency)});
  }
  if (points.size() > 2) points = {points.front(), points.back()};
  return points;
}

/// Each expert's line: thin and dashed beyond its regime, bold within.
void draw_lines(const Sheet& sheet) {
  for (std::size_t i = 0; i < sheet.regimes.size(); ++i) {
    const Regime& regime = sheet.regimes[i];
    const std::vector<Point> whole = segment(sheet, regime.expert, sheet.axes.size_from, sheet.axes.size_to);
    if (whole.size() == 2) sheet.svg.line(whole.front(), whole.back(), colour(i), 1.2, "2 5");
  }
  for (std::size_t i = 0; i < sheet.regimes.size(); ++i) {
    const Regime& regime = sheet.regimes[i];
    const std::vector<Point> ruled = segment(sheet, regime.expert, regime.from, regime.to);
    sheet.svg.path(ruled, "#ffffff", 7.0, 0.85);
    sheet.svg.path(ruled, colour(i), 3.4);
  }
}

void draw_legend(const Sheet& sheet) {
  const double x = left + 18.0;
  const double row = 22.0;
  const double rows = static_cast<double>(sheet.regimes.size());
  sheet.svg.rectangle({x - 8.0, top + 10.0}, 300.0, rows * row + 10.0, "#ffffff", 0.85);
  for (std::size_t i = 0; i < sheet.regimes.size(); ++i) {
    const double y = top + 30.0 + row * static_cast<double>(i);
    sheet.svg.line({x, y - 4.5}, {x + 24.0, y - 4.5}, colour(i), 3.4);
    sheet.svg.text({x + 34.0, y}, describe(sheet.regimes, i), 14.0, ink);
  }
}

}  // namespace

Svg draw(std::span<const Measurement> measurements, const Model& model, std::span<const Regime> regimes,
         const std::string& subtitle) {
  const Axes axes = enclose(measurements);
  Svg svg(width, height);
  const Sheet sheet{svg,
                    model,
                    regimes,
                    axes,
                    {axes.size_from, axes.size_to, left, right},
                    {axes.latency_from, axes.latency_to, bottom, top}};
  svg.text({left, 36.0}, "What motet learnt of this machine's memory", 21.0, ink, Anchor::start, true);
  svg.text({left, 60.0}, subtitle, 14.0, faint_ink);
  draw_gate(sheet);
  draw_axes(sheet);
  draw_measurements(sheet, measurements);
  draw_lines(sheet);
  draw_legend(sheet);
  return svg;
}
