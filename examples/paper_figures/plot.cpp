// SPDX-License-Identifier: MIT
#include "plot.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

#include "arguments.hpp"
#include "svg.hpp"
#include "text.hpp"

namespace {

constexpr double left = 70.0, right = 18.0, below = 58.0;  // within a panel
constexpr double head = 74.0;
constexpr double legend_row = 22.0;
constexpr double margin = 16.0;

/// The extent of a panel: alone it is larger.
struct Extent {
  double width, height, above;
};

[[nodiscard]] Extent extent_of(const Figure& figure) {
  return figure.columns == 1 ? Extent{760.0, 440.0, 12.0} : Extent{470.0, 330.0, 34.0};
}

[[nodiscard]] double place(const Axis& axis, double value) { return axis.logarithmic ? std::log10(value) : value; }

/// An axis that encloses all finite values, with a little room.
[[nodiscard]] Axis enclose(Axis axis, const std::vector<double>& values) {
  if (axis.from != axis.to) return axis;
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!std::isfinite(value) || (axis.logarithmic && value <= 0.0)) continue;
    low = std::min(low, place(axis, value));
    high = std::max(high, place(axis, value));
  }
  if (!(low <= high)) low = 0.0, high = 1.0;
  const double room = std::max(0.04 * (high - low), 1e-3);
  axis.from = low - room;
  axis.to = high + room;
  if (axis.logarithmic) {
    axis.from = std::pow(10.0, axis.from);
    axis.to = std::pow(10.0, axis.to);
  }
  return axis;
}

struct Mark {
  double value;
  std::string label;
};

/// Powers of ten, with 2 and 5 between them where few fit.
[[nodiscard]] std::vector<Mark> mark_decades(const Axis& axis) {
  const bool narrow = std::log10(axis.to / axis.from) < 2.2;
  std::vector<Mark> marks;
  for (int power = -12; power <= 12; ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor != 1.0 && !narrow) continue;
      const double value = factor * std::pow(10.0, power);
      if (value < axis.from * 0.999 || value > axis.to * 1.001) continue;
      marks.push_back({value, value >= 1e4 ? number(value / 1000.0) + "k" : number(value)});
    }
  }
  return marks;
}

[[nodiscard]] std::vector<Mark> mark(const Axis& axis) {
  if (axis.logarithmic) return mark_decades(axis);
  std::vector<Mark> marks;
  for (const double tick : round_ticks(axis.from, axis.to, 6)) marks.push_back({tick, number(tick)});
  return marks;
}

/// One panel at its place on the sheet.
class Drawing {
 public:
  Drawing(Svg& svg, const Panel& panel, Point corner, Extent extent, bool nested)
      : svg_(svg),
        panel_(panel),
        corner_(corner),
        extent_(extent),
        nested_(nested),
        x_axis_(enclose(panel.across, collect(false))),
        y_axis_(enclose(panel.up, collect(true))),
        x_{place(x_axis_, x_axis_.from), place(x_axis_, x_axis_.to), corner.x + left, corner.x + extent.width - right},
        y_{place(y_axis_, y_axis_.from), place(y_axis_, y_axis_.to), corner.y + extent.height - below,
           corner.y + extent.above} {}

  void draw() {
    draw_axes();
    for (const Series& series : panel_.series) draw_band(series);
    const double thinner = nested_ ? 0.8 : 0.0;
    double width = 2.2 + thinner * static_cast<double>(panel_.series.size() - 1);
    for (const Series& series : panel_.series) {
      draw_line(series, width);
      width -= thinner;
    }
  }

 private:
  [[nodiscard]] std::vector<double> collect(bool vertical) const {
    std::vector<double> values;
    for (const Series& series : panel_.series) {
      for (const Value& value : series.values) {
        if (!vertical) values.push_back(value.x);
        if (vertical) values.insert(values.end(), {value.low, value.middle, value.high});
      }
    }
    return values;
  }

  [[nodiscard]] Point at(double x, double y) const {
    const double lowest = y_axis_.from, highest = y_axis_.to;
    return {x_(place(x_axis_, x)), y_(place(y_axis_, std::clamp(y, lowest, highest)))};
  }

  void draw_axes() {
    const double top = corner_.y + extent_.above, bottom = corner_.y + extent_.height - below;
    const double first = corner_.x + left, last = corner_.x + extent_.width - right;
    for (const Mark& mark : mark(y_axis_)) {
      const double y = at(x_axis_.from, mark.value).y;
      svg_.line({first, y}, {last, y}, grid_ink);
      svg_.text({first - 9.0, y + 4.5}, mark.label, 12.5, ink, Anchor::end);
    }
    for (const Mark& mark : mark(x_axis_)) {
      const double x = at(mark.value, y_axis_.from).x;
      svg_.line({x, top}, {x, bottom}, grid_ink);
      svg_.text({x, bottom + 19.0}, mark.label, 12.5, ink, Anchor::middle);
    }
    svg_.line({first, bottom}, {last, bottom}, faint_ink);
    svg_.text({first, corner_.y + 20.0}, panel_.title, 15.0, ink, Anchor::start, true);
    svg_.text({(first + last) / 2.0, bottom + 42.0}, panel_.across.name, 13.0, ink, Anchor::middle);
    svg_.text({corner_.x + 16.0, (top + bottom) / 2.0}, panel_.up.name, 13.0, ink, Anchor::middle, false, -90.0);
  }

  void draw_band(const Series& series) {
    std::vector<Point> outline;
    for (const Value& value : series.values) outline.push_back(at(value.x, value.low));
    for (auto value = series.values.rbegin(); value != series.values.rend(); ++value) {
      outline.push_back(at(value->x, value->high));
    }
    const bool flat = std::all_of(series.values.begin(), series.values.end(), [](const Value& v) { return v.low == v.high; });
    if (outline.size() > 3 && !flat) svg_.area(outline, colour(series.colour), 0.13);
  }

  void draw_line(const Series& series, double width) {
    std::vector<Point> points;
    for (const Value& value : series.values) points.push_back(at(value.x, value.middle));
    if (series.dashed) {
      for (std::size_t i = 1; i < points.size(); ++i) svg_.line(points[i - 1], points[i], colour(series.colour), 1.4, "4 4");
    } else {
      svg_.path(points, colour(series.colour), width);
    }
    if (!series.dots) return;
    for (const Point& point : points) svg_.dot(point, 1.4 + width, colour(series.colour));
  }

  Svg& svg_;
  const Panel& panel_;
  Point corner_;
  Extent extent_;
  bool nested_;
  Axis x_axis_, y_axis_;
  Scale x_, y_;
};

/// A line for each colour that the panels use, in the order of their first use.
struct Entry {
  std::string name;
  std::size_t colour;
};

[[nodiscard]] std::vector<Entry> list_entries(const Figure& figure) {
  std::vector<Entry> entries;
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      const bool known = series.name.empty() || std::any_of(entries.begin(), entries.end(),
                                                            [&](const Entry& entry) { return entry.colour == series.colour; });
      if (!known) entries.push_back({series.name, series.colour});
    }
  }
  return entries;
}

/// Pixels that an entry of the legend needs, about.
[[nodiscard]] double entry_width(const std::vector<Entry>& entries) {
  std::size_t longest = 0;
  for (const Entry& entry : entries) longest = std::max(longest, entry.name.size());
  return 60.0 + 7.0 * static_cast<double>(longest);
}

void draw_legend(Svg& svg, const std::vector<Entry>& entries, std::size_t columns, double step) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const double x = margin + 14.0 + step * static_cast<double>(i % columns);
    const std::size_t row = i / columns;
    const double y = head + 14.0 + legend_row * static_cast<double>(row);
    svg.line({x, y - 4.5}, {x + 24.0, y - 4.5}, colour(entries[i].colour), 3.2);
    svg.text({x + 32.0, y}, entries[i].name, 13.0, ink);
  }
}

[[nodiscard]] std::string quote(const std::string& text) {
  return text.find(',') == std::string::npos ? text : '"' + text + '"';
}

void save_table(const Figure& figure, const std::string& file) {
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  if (out == nullptr) throw Refusal{file + ": cannot write: " + std::strerror(errno)};
  std::fprintf(out, "panel,series,x,low,middle,high\n");
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      for (const Value& v : series.values) {
        std::fprintf(out, "%s,%s,%.6g,%.6g,%.6g,%.6g\n", quote(panel.title).c_str(), quote(series.name).c_str(), v.x, v.low,
                     v.middle, v.high);
      }
    }
  }
  if (std::fclose(out) != 0) throw Refusal{file + ": cannot write: " + std::strerror(errno)};
}

}  // namespace

Value summarise(double x, std::vector<double> values) {
  for (double& value : values) value = std::isfinite(value) ? value : std::numeric_limits<double>::infinity();
  std::sort(values.begin(), values.end());
  const auto quantile = [&values](double share) {
    return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
  };
  return {x, quantile(0.25), quantile(0.5), quantile(0.75)};
}

void save(const Figure& figure, const std::string& folder) {
  save_table(figure, folder + '/' + figure.name + ".csv");
  const std::vector<Entry> entries = list_entries(figure);
  const std::size_t rows = (figure.panels.size() + figure.columns - 1) / figure.columns;
  const Extent extent = extent_of(figure);
  const double width = 2.0 * margin + extent.width * static_cast<double>(figure.columns);
  const double step = entry_width(entries);
  const std::size_t legend_columns = std::max<std::size_t>(1, static_cast<std::size_t>((width - 2.0 * margin) / step));
  const std::size_t legend_rows = (entries.size() + legend_columns - 1) / legend_columns;
  const double legend = legend_row * static_cast<double>(legend_rows) + 8.0;
  Svg svg(width, head + legend + extent.height * static_cast<double>(rows) + margin);
  svg.text({margin + 14.0, 34.0}, figure.title, 20.0, ink, Anchor::start, true);
  svg.text({margin + 14.0, 57.0}, figure.subtitle, 13.5, faint_ink);
  draw_legend(svg, entries, legend_columns, step);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const std::size_t row = i / figure.columns;
    const Point corner{margin + extent.width * static_cast<double>(i % figure.columns),
                       head + legend + extent.height * static_cast<double>(row)};
    Drawing(svg, figure.panels[i], corner, extent, figure.nested).draw();
  }
  const std::string file = folder + '/' + figure.name + ".svg";
  if (!svg.save(file)) throw Refusal{file + ": cannot write: " + std::strerror(errno)};
}
