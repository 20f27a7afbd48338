// SPDX-License-Identifier: MIT
#include "svg.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>

#include "text.hpp"

namespace {

/// Hundredths of a pixel, without needless zeros.
std::string pixels(double value) { return number(std::round(value * 100.0) / 100.0, 7); }

std::string attribute(std::string_view name, std::string_view value) {
  return std::string(" ").append(name).append("=\"").append(value).append("\"");
}

std::string attribute(std::string_view name, double value) { return attribute(name, pixels(value)); }

std::string places(std::span<const Point> points) {
  std::string text;
  for (const Point& point : points) text += pixels(point.x) + ',' + pixels(point.y) + ' ';
  return attribute("points", text);
}

}  // namespace

std::vector<double> round_ticks(double from, double to, int count) {
  const double rough = (to - from) / count;
  double step = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {2.0, 2.5, 2.0}) {  // 1, 2, 5, 10
    if (step < rough) step *= factor;
  }
  const auto first = static_cast<long>(std::ceil(from / step));
  const auto last = static_cast<long>(std::floor(to / step));
  std::vector<double> ticks;
  for (long i = first; i <= last; ++i) ticks.push_back(static_cast<double>(i) * step);
  return ticks;
}

std::string_view colour(std::size_t expert) {
  constexpr std::array<std::string_view, 8> colours = {"#2f6db5", "#e0801f", "#2b9a66", "#b8418f",
                                                       "#6b5bc4", "#c0392f", "#15909f", "#8a6d3b"};
  return colours[expert % colours.size()];
}

Svg::Svg(double width, double height) {
  body_ = "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("viewBox", "0 0 " + pixels(width) + ' ' + pixels(height)) +
          attribute("width", width) + attribute("height", height) +
          " font-family=\"Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\">\n";
  rectangle({0.0, 0.0}, width, height, "#ffffff");
}

void Svg::rectangle(Point corner, double width, double height, std::string_view fill, double opacity) {
  body_ += "<rect" + attribute("x", corner.x) + attribute("y", corner.y) + attribute("width", width) +
           attribute("height", height) + attribute("fill", fill);
  if (opacity < 1.0) body_ += attribute("fill-opacity", number(opacity, 3));
  body_ += "/>\n";
}

void Svg::line(Point from, Point to, std::string_view stroke, double width, std::string_view dashes) {
  body_ += "<line" + attribute("x1", from.x) + attribute("y1", from.y) + attribute("x2", to.x) + attribute("y2", to.y) +
           attribute("stroke", stroke) + attribute("stroke-width", width);
  if (!dashes.empty()) body_ += attribute("stroke-dasharray", dashes);
  body_ += "/>\n";
}

void Svg::path(std::span<const Point> points, std::string_view stroke, double width, double opacity) {
  body_ += "<polyline fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"" + attribute("stroke", stroke) +
           attribute("stroke-width", width);
  if (opacity < 1.0) body_ += attribute("stroke-opacity", number(opacity, 3));
  body_ += places(points) + "/>\n";
}

void Svg::area(std::span<const Point> outline, std::string_view fill, double opacity) {
  body_ += "<polygon" + attribute("fill", fill) + attribute("fill-opacity", number(opacity, 3)) + places(outline) + "/>\n";
}

void Svg::fade(Point corner, double width, double height, std::string_view fill, std::span<const double> opacities) {
  const std::string name = "fade" + std::to_string(fades_++);
  body_ += "<linearGradient" + attribute("id", name) + ">";
  for (std::size_t i = 0; i < opacities.size(); ++i) {
    const double place = static_cast<double>(i) / static_cast<double>(opacities.size() - 1);
    body_ += "<stop" + attribute("offset", number(place, 4)) + attribute("stop-color", fill) +
             attribute("stop-opacity", number(opacities[i], 3)) + "/>";
  }
  body_ += "</linearGradient>\n";
  rectangle(corner, width, height, "url(#" + name + ")");
}

void Svg::dot(Point centre, double radius, std::string_view fill, double opacity) {
  body_ += "<circle" + attribute("cx", centre.x) + attribute("cy", centre.y) + attribute("r", radius) + attribute("fill", fill);
  if (opacity < 1.0) body_ += attribute("fill-opacity", number(opacity, 3));
  body_ += "/>\n";
}

void Svg::text(Point at, std::string_view words, double size, std::string_view fill, Anchor anchor, bool bold, double turn) {
  body_ += "<text" + attribute("x", at.x) + attribute("y", at.y) + attribute("font-size", size) + attribute("fill", fill);
  if (anchor != Anchor::start) body_ += attribute("text-anchor", anchor == Anchor::middle ? "middle" : "end");
  if (bold) body_ += attribute("font-weight", "600");
  if (turn != 0.0) body_ += attribute("transform", "rotate(" + pixels(turn) + ' ' + pixels(at.x) + ' ' + pixels(at.y) + ')');
  body_ += '>' + escape_xml(words) + "</text>\n";
}

bool Svg::save(const std::string& file) const {
  std::FILE* const out = file == "-" ? stdout : std::fopen(file.c_str(), "wb");
  if (out == nullptr) return false;
  const bool written = std::fputs(body_.c_str(), out) >= 0 && std::fputs("</svg>\n", out) >= 0;
  const bool closed = out == stdout ? std::fflush(out) == 0 : std::fclose(out) == 0;
  return written && closed;
}
