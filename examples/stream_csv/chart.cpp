// SPDX-License-Identifier: MIT
#include "chart.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "text.hpp"

namespace {

constexpr double width = 1180.0;
constexpr double left = 84.0;
constexpr double right = width - 260.0;
constexpr double top = 84.0;
constexpr double forecast_height = 300.0;
constexpr double strip_top = top + forecast_height + 40.0;
constexpr double strip_height = 26.0;
constexpr double ribbon_top = strip_top + strip_height + 40.0;
constexpr double ribbon_height = 190.0;
constexpr double bottom = ribbon_top + ribbon_height;

/// Means over stretches of a trace, and where these lie.
class Stretches {
 public:
  explicit Stretches(const Blocks& blocks) : blocks_(blocks) {}

  [[nodiscard]] std::size_t count() const { return blocks_.count(); }
  [[nodiscard]] double mean(std::size_t stretch, std::size_t field) const {
    return blocks_.sum(stretch, field) / static_cast<double>(blocks_.rows_of(stretch));
  }
  [[nodiscard]] double begin(std::size_t stretch) const {
    return left + (right - left) * static_cast<double>(stretch) / static_cast<double>(count());
  }
  [[nodiscard]] double middle(std::size_t stretch) const { return 0.5 * (begin(stretch) + begin(stretch + 1)); }

 private:
  const Blocks& blocks_;
};

/// An axis that holds the target and nearly all of the band: the first stretches, of which little is known, may leave it.
Scale enclose(const Stretches& s) {
  std::vector<double> values;
  for (std::size_t i = 0; i < s.count(); ++i) {
    values.push_back(s.mean(i, Trace::measured));
    if (i < s.count() / 20) continue;
    values.push_back(s.mean(i, Trace::lower));
    values.push_back(s.mean(i, Trace::upper));
  }
  std::sort(values.begin(), values.end());
  const std::size_t edge = values.size() / 500;
  double from = values[edge], to = values[values.size() - 1 - edge];
  if (!(to > from)) to = from + 1.0;
  const double air = 0.06 * (to - from);
  return {from - air, to + air, top + forecast_height, top};
}

double hold(double pixel) { return std::clamp(pixel, top, top + forecast_height); }

void draw_axes(Svg& svg, const Scale& down, const Labels& labels, std::size_t rows) {
  for (const double tick : round_ticks(down.from + labels.origin, down.to + labels.origin, 6)) {
    const double y = down(tick - labels.origin);
    svg.line({left, y}, {right, y}, grid_ink);
    svg.text({left - 8.0, y + 4.0}, number(tick, 6), 12.0, ink, Anchor::end);
  }
  const Scale across{0.0, static_cast<double>(rows), left, right};
  for (const double tick : round_ticks(0.0, static_cast<double>(rows), 8)) {
    svg.line({across(tick), bottom}, {across(tick), bottom + 5.0}, faint_ink);
    svg.text({across(tick), bottom + 20.0}, number(tick, 8), 12.0, ink, Anchor::middle);
  }
  svg.text({(left + right) / 2.0, bottom + 42.0}, "row", 14.0, ink, Anchor::middle);
  svg.text({28.0, top + forecast_height / 2.0}, labels.target, 14.0, ink, Anchor::middle, false, -90.0);
}

void draw_forecast(Svg& svg, const Stretches& s, const Scale& down) {
  std::vector<Point> band, line;
  for (std::size_t i = 0; i < s.count(); ++i) band.push_back({s.middle(i), hold(down(s.mean(i, Trace::upper)))});
  for (std::size_t i = s.count(); i-- > 0;) band.push_back({s.middle(i), hold(down(s.mean(i, Trace::lower)))});
  svg.area(band, colour(0), 0.22);
  for (std::size_t i = 0; i < s.count(); ++i) {
    svg.dot({s.middle(i), hold(down(s.mean(i, Trace::measured)))}, 1.5, ink, 0.6);
    line.push_back({s.middle(i), hold(down(s.mean(i, Trace::foretold)))});
  }
  svg.path(line, colour(0), 1.3, 0.95);
}

/// The regime that ruled most in a stretch; `regimes` where there was none.
std::size_t find_regime(const Stretches& s, std::size_t stretch) {
  std::size_t best = 0;
  for (std::size_t i = 1; i <= regimes; ++i) {
    if (s.mean(stretch, Trace::first_regime + i) > s.mean(stretch, Trace::first_regime + best)) best = i;
  }
  return best;
}

/// Coloured stretches; neighbours of one colour are drawn as one.
void draw_regimes(Svg& svg, const Stretches& s) {
  svg.rectangle({left, strip_top}, right - left, strip_height, grid_ink, 0.6);
  for (std::size_t i = 0; i < s.count();) {
    const std::size_t regime = find_regime(s, i);
    std::size_t end = i + 1;
    while (end < s.count() && find_regime(s, end) == regime) ++end;
    if (regime < regimes) {
      svg.rectangle({s.begin(i), strip_top}, s.begin(end) - s.begin(i), strip_height, colour(regime), 0.9);
    }
    i = end;
  }
  svg.text({left, strip_top - 8.0}, "regime that rules", 13.0, faint_ink);
}

/// What a member is called in the picture.
std::string name(const motet::Member& member) {
  std::string words = member.experts == 0 ? "line" : std::to_string(member.experts) + " regimes";
  if (member.sight == motet::Sight::inputs_and_last) words += " + last target";
  return words + (member.memory == 0 ? ", for ever" : ", memory " + std::to_string(member.memory));
}

void draw_weights(Svg& svg, const Stretches& s, const motet::LearnerReport& report) {
  svg.text({left, ribbon_top - 8.0}, "weights of the members", 13.0, faint_ink);
  std::vector<double> below(s.count(), 0.0);
  for (std::size_t m = 0; m < report.members; ++m) {
    std::vector<Point> outline;
    for (std::size_t i = 0; i < s.count(); ++i) outline.push_back({s.middle(i), bottom - ribbon_height * below[i]});
    for (std::size_t i = 0; i < s.count(); ++i) below[i] += s.mean(i, Trace::first_member + m);
    for (std::size_t i = s.count(); i-- > 0;) outline.push_back({s.middle(i), bottom - ribbon_height * below[i]});
    const double opacity = m < 8 ? 0.85 : 0.4;  // colours repeat after eight
    svg.area(outline, colour(m), opacity);
    const double y = bottom - 6.0 - 16.0 * static_cast<double>(m);
    svg.rectangle({right + 16.0, y - 9.0}, 11.0, 11.0, colour(m), opacity);
    svg.text({right + 34.0, y + 1.0}, name(report.member[m].member), 12.0, ink);
  }
}

void draw_changes(Svg& svg, const Stretches& s) {
  for (std::size_t i = 0; i < s.count(); ++i) {
    if (s.mean(i, Trace::changes) > 0.0) svg.line({s.middle(i), top}, {s.middle(i), bottom}, ink, 1.2, "5 4");
  }
}

void draw_legend(Svg& svg, const Summary& summary) {
  double y = top + 12.0;
  const auto say = [&](const std::string& words, std::string_view colour_of_words = ink) {
    svg.text({right + 16.0, y}, words, 12.5, colour_of_words);
    y += 19.0;
  };
  say("dots: measured");
  say("line and band: predicted, 95 %", colour(0));
  if (summary.report.changes > 0) say("dashed: a change noticed (" + std::to_string(summary.report.changes) + ")");
  y += 10.0;
  say("RMSE " + number(summary.rmse));
  say("best line in hindsight " + number(summary.rmse_best_line), faint_ink);
  say("   with autoregression " + number(summary.rmse_best_line_ar), faint_ink);
  say("last value " + number(summary.rmse_last_value), faint_ink);
  say("within 95 %: " + number(100.0 * summary.coverage, 3) + " %");
}

}  // namespace

Svg draw(const Trace& trace, const Summary& summary, const Labels& labels) {
  const Stretches stretches(trace.blocks);
  const Scale down = enclose(stretches);
  Svg svg(width, bottom + 60.0);
  svg.text({left, 36.0}, labels.file + ", predicted row by row", 21.0, ink, Anchor::start, true);
  svg.text({left, 60.0},
           std::to_string(summary.rows) + " rows, each predicted before it was learnt, in " +
               size_in_words(static_cast<double>(summary.bytes)) + "; a mark is the mean of " +
               std::to_string(trace.blocks.rows_of(0)) + (trace.blocks.rows_of(0) == 1 ? " row" : " rows"),
           14.0, faint_ink);
  draw_axes(svg, down, labels, summary.rows);
  draw_forecast(svg, stretches, down);
  draw_regimes(svg, stretches);
  draw_weights(svg, stretches, summary.report);
  draw_changes(svg, stretches);
  draw_legend(svg, summary);
  return svg;
}
