// SPDX-License-Identifier: MIT
#include "chart.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

#include "text.hpp"

namespace {

constexpr double width = 1080.0;
constexpr double left = 84.0;
constexpr double side = 440.0;  // of the square plot
constexpr double top = 84.0;
constexpr double panel_left = 690.0;
constexpr double panel_right = width - 36.0;
constexpr double margin = 120.0;  // left of the panel, for names
constexpr double legend_height = 22.0;

/// A row as it is drawn.
struct Mark {
  double measured = 0.0;
  double predicted = 0.0;
  std::size_t expert = 0;
};

std::vector<Mark> make_marks(std::span<const Row> rows, const Model& model, double origin) {
  std::vector<Mark> marks;
  for (const Row& row : rows) {
    motet::Prediction<most_experts> prediction;
    motet::Attribution<most_experts> attribution;
    if (model.predict(row.inputs, prediction) != motet::Status::ok) continue;
    if (model.attribute(row.inputs, row.target, attribution) != motet::Status::ok) continue;
    marks.push_back(
        {origin + static_cast<double>(row.target), origin + static_cast<double>(prediction.mean), attribution.expert});
  }
  return marks;
}

/// One scale for both axes, so that a perfect prediction lies on the diagonal.
Scale enclose(std::span<const Mark> marks) {
  Scale scale{1e300, -1e300, 0.0, side};
  for (const Mark& mark : marks) {
    scale.from = std::min({scale.from, mark.measured, mark.predicted});
    scale.to = std::max({scale.to, mark.measured, mark.predicted});
  }
  if (!(scale.to > scale.from)) return {0.0, 1.0, 0.0, side};
  const double air = 0.04 * (scale.to - scale.from);
  scale.from -= air;
  scale.to += air;
  return scale;
}

void draw_axes(Svg& svg, const Scale& scale, const std::string& target) {
  for (const double tick : round_ticks(scale.from, scale.to, 6)) {
    const double at = scale(tick);
    const std::string label = number(tick, 10);
    svg.line({left + at, top}, {left + at, top + side}, grid_ink);
    svg.line({left, top + side - at}, {left + side, top + side - at}, grid_ink);
    svg.text({left + at, top + side + 20.0}, label, 12.0, ink, Anchor::middle);
    svg.text({left - 8.0, top + side - at + 4.0}, label, 12.0, ink, Anchor::end);
  }
  svg.line({left, top + side}, {left + side, top}, faint_ink, 1.2, "5 4");
  svg.text({left + side / 2.0, top + side + 46.0}, "measured " + target, 14.0, ink, Anchor::middle);
  svg.text({30.0, top + side / 2.0}, "predicted", 14.0, ink, Anchor::middle, false, -90.0);
}

void draw_marks(Svg& svg, const Scale& scale, std::span<const Mark> marks) {
  for (const Mark& mark : marks) {
    svg.dot({left + scale(mark.measured), top + side - scale(mark.predicted)}, 2.3, colour(mark.expert), 0.5);
  }
}

/// Weight and noise of each expert. Where it ends.
double draw_experts(Svg& svg, const motet::Report& report, double y) {
  svg.text({panel_left - margin, y}, "experts: share of the rows, noise", 14.0, ink, Anchor::start, true);
  y += 12.0;
  for (std::size_t i = 0; i < report.experts; ++i) {
    const double weight = static_cast<double>(report.weight[i]);
    svg.rectangle({panel_left, y}, (panel_right - panel_left - 150.0) * weight, legend_height - 6.0, colour(i), 0.85);
    svg.text({panel_left - 10.0, y + 11.5}, "expert " + std::to_string(i), 12.0, ink, Anchor::end);
    svg.text({panel_left + (panel_right - panel_left - 150.0) * weight + 8.0, y + 11.5},
             number(100.0 * weight, 2) + " %, sigma " + number(static_cast<double>(report.sigma[i]), 3), 12.0, faint_ink);
    y += legend_height;
  }
  return y;
}

/// A name that fits the margin.
std::string shortened(std::string_view name) {
  constexpr std::size_t most = 17;
  return name.size() > most ? std::string(name.substr(0, most - 2)) + "..." : std::string(name);
}

/// What one deviation of an input does to the target, expert by expert.
double effect(const Fit& fit, const Columns& columns, std::size_t expert, std::size_t input) {
  return static_cast<double>(fit.mixture.slope(expert, input)) * columns.deviation(input);
}

/// An axis that holds every effect, and zero.
Scale enclose_effects(const Fit& fit, const Columns& columns) {
  Scale scale{0.0, 0.0, panel_left + 8.0, panel_right - 8.0};
  for (std::size_t i = 0; i < fit.mixture.experts(); ++i) {
    for (std::size_t j = 0; j < columns.inputs(); ++j) {
      scale.from = std::min(scale.from, effect(fit, columns, i, j));
      scale.to = std::max(scale.to, effect(fit, columns, i, j));
    }
  }
  if (!(scale.to > scale.from)) scale.to = scale.from + 1.0;
  return scale;
}

void draw_effects(Svg& svg, const Fit& fit, const Columns& columns, double y, double row_height) {
  svg.text({panel_left - margin, y}, "change of " + columns.target_name() + " for one deviation of the input", 14.0, ink,
           Anchor::start, true);
  y += 14.0;
  const double end = y + row_height * static_cast<double>(columns.inputs());
  const Scale across = enclose_effects(fit, columns);
  for (const double tick : round_ticks(across.from, across.to, 5)) {
    const double x = across(tick);
    svg.line({x, y}, {x, end}, grid_ink);
    svg.text({x, end + 18.0}, number(tick, 3), 12.0, ink, Anchor::middle);
  }
  svg.line({across(0.0), y}, {across(0.0), end}, faint_ink, 1.2);
  for (std::size_t j = 0; j < columns.inputs(); ++j) {
    const double middle = y + row_height * (static_cast<double>(j) + 0.5);
    svg.line({panel_left, middle}, {panel_right, middle}, grid_ink);
    svg.text({panel_left - 10.0, middle + 4.0}, shortened(columns.input_names()[j]), 12.0, ink, Anchor::end);
    for (std::size_t i = 0; i < fit.mixture.experts(); ++i) {
      svg.dot({across(effect(fit, columns, i, j)), middle}, 5.0, colour(i), 0.85);
    }
  }
}

}  // namespace

Svg draw(std::span<const Row> rows, const Fit& fit, const Columns& columns, const std::string& title,
         const std::string& subtitle) {
  const std::vector<Mark> marks = make_marks(rows, fit.mixture, columns.origins().back());
  const Scale scale = enclose(marks);
  const double inputs = static_cast<double>(columns.inputs());
  const double above = 80.0 + legend_height * static_cast<double>(fit.mixture.experts());
  const double row_height = std::clamp((side - above) / inputs, 18.0, 34.0);
  Svg svg(width, top + std::max(side, above + row_height * inputs) + 66.0);
  svg.text({left, 36.0}, title, 21.0, ink, Anchor::start, true);
  svg.text({left, 60.0}, subtitle, 14.0, faint_ink);
  draw_axes(svg, scale, columns.target_name());
  draw_marks(svg, scale, marks);
  const double end = draw_experts(svg, fit.report, top + 10.0);
  draw_effects(svg, fit, columns, end + 40.0, row_height);
  return svg;
}
