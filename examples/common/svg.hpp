// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A place in a drawing: pixels from the left and from the top.
struct Point {
  double x = 0.0;
  double y = 0.0;
};

/// From values to pixels along one axis.
struct Scale {
  double from = 0.0;
  double to = 1.0;
  double first_pixel = 0.0;
  double last_pixel = 1.0;

  [[nodiscard]] double operator()(double value) const {
    return first_pixel + (value - from) / (to - from) * (last_pixel - first_pixel);
  }
};

/// Round values from `from` to `to`, about `count` of them.
[[nodiscard]] std::vector<double> round_ticks(double from, double to, int count);

/// The colour of an expert, for a light background; colours repeat after eight.
[[nodiscard]] std::string_view colour(std::size_t expert);

inline constexpr std::string_view ink = "#1f2933";
inline constexpr std::string_view faint_ink = "#66727f";
inline constexpr std::string_view grid_ink = "#dfe4ea";

enum class Anchor { start, middle, end };

/// Writes a drawing as SVG. What a caller gives as text is escaped; colours are the caller's own.
class Svg {
 public:
  Svg(double width, double height);

  void rectangle(Point corner, double width, double height, std::string_view fill, double opacity = 1.0);
  void line(Point from, Point to, std::string_view stroke, double width = 1.0, std::string_view dashes = {});
  void path(std::span<const Point> points, std::string_view stroke, double width, double opacity = 1.0);
  void area(std::span<const Point> outline, std::string_view fill, double opacity);
  /// A rectangle whose opacity changes from left to right, in equal steps.
  void fade(Point corner, double width, double height, std::string_view fill, std::span<const double> opacities);
  void dot(Point centre, double radius, std::string_view fill, double opacity = 1.0);
  void text(Point at, std::string_view words, double size, std::string_view fill, Anchor anchor = Anchor::start,
            bool bold = false, double turn = 0.0);

  /// Writes the file, or "-" for stdout.
  ///
  /// error   false: errno says why
  [[nodiscard]] bool save(const std::string& file) const;

 private:
  std::string body_;
  int fades_ = 0;
};
