// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string_view>

#include "motet/contest.hpp"
#include "motet/learner_report.hpp"
#include "motet/model.hpp"
#include "motet/report.hpp"

// For a human at a console: what a fit did, in words, and what it found, as a table. Host side and
// header-only; the library itself never prints. Experts and inputs are numbered as in the API.

namespace motet {

namespace printing {

/// A number with `digits` significant digits, ready for %s.
struct Text {
  char characters[32];
};

[[nodiscard]] inline Text text(float value, int digits = 4) noexcept {
  Text text{};
  char* const last = text.characters + sizeof text.characters - 1;
  *std::to_chars(text.characters, last, value, std::chars_format::general, digits).ptr = '\0';
  return text;
}

[[nodiscard]] inline bool finite(float value) noexcept { return value - value == 0.0f; }

[[nodiscard]] inline const char* plural(std::uint64_t count) noexcept { return count == 1 ? "" : "s"; }

[[nodiscard]] inline const char* name(Start start) noexcept {
  switch (start) {
    case Start::none: return "none";
    case Start::tensor: return "tensor";
    case Start::gate_first: return "gate-first";
    case Start::in_use: return "in use";
    case Start::linear: return "linear";
  }
  return "none";
}

[[nodiscard]] inline const char* explain(TensorState state) noexcept {
  switch (state) {
    case TensorState::ok: return "The third moment alone separated the experts.";
    case TensorState::not_used: return "Not used.";
    case TensorState::short_of_rank:
      return "More experts than directions in the second moment (parallel or opposite experts,\n"
             "            or more experts than inputs): the tensor start saw only some of them.";
    case TensorState::negative:
      return "A component has a negative weight: an assumption of the theory fails on this\n"
             "            stream (are the inputs Gaussian?), so this was only a place to start.";
    case TensorState::no_third_order: return "Not possible: no third-order moments are kept with a Dim beyond 32.";
    case TensorState::unconverged: return "A power iteration met its ceiling: raise power_iterations.";
  }
  return "Not used.";
}

/// One start: where refinement led from it.
inline void print_start(std::FILE* out, Start start, float loglik, std::uint32_t iterations) noexcept {
  if (iterations == 0 && loglik == 0.0f) return;
  if (!finite(loglik)) {
    std::fprintf(out, "            The %s start led to no finite model.\n", name(start));
  } else {
    std::fprintf(out, "            The %s start reached %s nats a sample in %" PRIu32 " pass%s of EM.\n", name(start),
                 text(loglik, 6).characters, iterations, iterations == 1 ? "" : "es");
  }
}

inline void print_starts(std::FILE* out, const Report& report) noexcept {
  switch (report.start) {
    case Start::none: return;
    case Start::linear: std::fputs("start       One expert: least squares from the moments, nothing to search.\n", out); break;
    case Start::in_use:
      std::fputs("start       The model in use was likelier than both new starts; it was refined.\n", out);
      break;
    case Start::tensor:
    case Start::gate_first: std::fprintf(out, "start       The %s start won.\n", name(report.start)); break;
  }
  if (!report.loglik_known) {
    std::fputs("            No sample was kept, so the likelihood is not known.\n", out);
    return;
  }
  std::fprintf(out, "            The model in force has %s nats a sample, on the %" PRIu32 " samples kept.\n",
               text(report.loglik, 6).characters, report.window_samples);
  if (report.start == Start::linear) return;
  print_start(out, Start::tensor, report.loglik_tensor, report.iterations_tensor);
  print_start(out, Start::gate_first, report.loglik_gate_first, report.iterations_gate_first);
  std::fputs(report.converged ? "            The winner converged.\n"
                              : "            The winner met its ceiling before it converged: raise refine_iterations.\n",
             out);
}

inline void print_inputs(std::FILE* out, const Report& report) noexcept {
  const char* const state = report.condition < 100.0f ? "well conditioned"
                            : report.condition < 1e4f ? "correlated, and still well resolved"
                                                      : "nearly collinear, so single slopes are uncertain";
  std::fprintf(out, "inputs      The condition number of the correlation is %s: %s.\n", text(report.condition).characters,
               state);
  if (report.rank < report.dim) {
    const std::uint32_t left = report.dim - report.rank;
    std::fprintf(out,
                 "            %" PRIu32 " of %" PRIu32
                 " directions %s collinear or constant and left out: the slopes are one choice of many.\n",
                 left, report.dim, left == 1 ? "is" : "are");
    std::fputs("            Inputs that take part:", out);
    for (std::uint32_t j = 0; j < report.dim && j < max_dim; ++j) {
      if (report.left_out.has(j)) std::fprintf(out, " %" PRIu32, j);
    }
    std::fputs(report.window_samples > 0 ? ". Nothing beyond rounding tells them apart in the samples kept.\n"
                                         : ". If the target depends on what tells them apart, that is lost:\n"
                                           "            moments resolve no more; an Estimator with a Window does.\n",
               out);
  }
  if (report.tensor_state == TensorState::no_third_order) return;
  const char* const shape = report.skewness_excess < 0.01f  ? "look as Gaussian as third moments can show"
                            : report.skewness_excess < 0.1f ? "are somewhat skewed"
                                                            : "are far from Gaussian, so the theory only gives a start";
  std::fprintf(out, "            They %s\n            (squared third moment %s a direction, %s times a Gaussian's).\n", shape,
               text(report.skewness_excess, 2).characters, text(report.skewness, 3).characters);
}

inline void print_spectrum(std::FILE* out, const Report& report) noexcept {
  const TensorState state = report.tensor_state;
  if (report.rank == 0 || state == TensorState::not_used || state == TensorState::no_third_order) return;
  std::uint32_t above = 0;
  std::uint32_t below = 0;
  std::fputs("spectrum   ", out);
  for (std::uint32_t i = 0; i < report.rank && i < max_cubic_dim; ++i) {
    const float value = report.spectrum[i];
    above += value > report.spectrum_noise ? 1u : 0u;
    below += value < -report.spectrum_noise ? 1u : 0u;
    std::fprintf(out, "%s%s", i > 0 && i % 8 == 0 ? "\n            " : " ", text(value, 2).characters);
  }
  std::fprintf(out, "; noise %s\n", text(report.spectrum_noise, 2).characters);
  std::fprintf(out,
               "            %" PRIu32 " direction%s of the second moment rise%s above the noise, for %" PRIu32 " expert%s:\n",
               above, plural(above), above == 1 ? "s" : "", report.experts, plural(report.experts));
  std::fprintf(out, "            %s.\n",
               above == report.experts  ? "the number of experts fits"
               : above > report.experts ? "more experts may pay"
               : above == report.rank   ? "it can show no more, so the number of experts stays open"
                                        : "some are parallel or opposite, or fewer would do");
  if (below > 0) {
    std::fprintf(out,
                 "            %" PRIu32
                 " eigenvalue%s lie%s below it: an assumption fails (inputs not Gaussian,\n"
                 "            experts of unequal size behind a biased gate). The tensor start is only a start.\n",
                 below, plural(below), below == 1 ? "s" : "");
  }
}

inline void print_power(std::FILE* out, const Report& report) noexcept {
  if (report.tensor_state == TensorState::not_used) return;
  std::fprintf(out, "tensor      %s\n", explain(report.tensor_state));
  for (std::uint32_t i = 0; i < max_experts; ++i) {
    if (report.power_iterations[i] == 0) continue;
    std::fprintf(out, "            component %" PRIu32 ": residual %s after %" PRIu32 " power iteration%s\n", i,
                 text(report.power_residual[i], 2).characters, report.power_iterations[i], plural(report.power_iterations[i]));
  }
}

inline void print_experts(std::FILE* out, const Report& report) noexcept {
  for (std::uint32_t i = 0; i < report.experts && i < max_experts; ++i) {
    std::fprintf(out, "%sexpert %" PRIu32 ": ", i == 0 ? "experts     " : "            ", i);
    if (report.loglik_known) std::fprintf(out, "%s %% of the samples, ", text(100.0f * report.weight[i], 3).characters);
    std::fprintf(out, "sigma %s\n", text(report.sigma[i]).characters);
  }
  if (report.sigma_at_floor) {
    std::fputs("            A sigma stands at its floor: the true one may be smaller.\n", out);
  }
  if (report.revived > 0) {
    std::fprintf(out, "            %" PRIu32 " expert%s died on the way and started again.\n", report.revived,
                 plural(report.revived));
  }
  if (report.dropped > 0) {
    std::fprintf(out,
                 "            %" PRIu32 " expert%s died twice and left: %" PRIu32 " asked for, %" PRIu32 " in the model.\n",
                 report.dropped, plural(report.dropped), report.experts_asked, report.experts);
  }
}

/// A row of the table: a name, the centre if there is one, and a number for each expert.
template <class Number>
void print_row(std::FILE* out, std::string_view name, const char* centre, std::size_t experts, Number number) noexcept {
  const int length = name.size() < 18 ? static_cast<int>(name.size()) : 18;
  std::fprintf(out, "%.*s%*s %11s", length, name.data(), 18 - length, "", centre);
  for (std::size_t i = 0; i < experts; ++i) std::fprintf(out, " %11s", text(number(i)).characters);
  std::fputc('\n', out);
}

}  // namespace printing

/// Prints what a fit saw and did, in plain sentences of at most 100 columns.
inline void print(std::FILE* out, const Report& report) noexcept {
  if (report.start == Start::none) {
    std::fputs("No model has been fitted.\n", out);
    return;
  }
  std::fprintf(out, "fit         %" PRIu32 " expert%s of %" PRIu32 " input%s, from %" PRIu64 " sample%s", report.experts,
               printing::plural(report.experts), report.dim, printing::plural(report.dim), report.samples,
               printing::plural(report.samples));
  if (report.effective_samples < 0.999f * static_cast<float>(report.samples)) {
    std::fprintf(out, ", which forgetting leaves worth %s", printing::text(report.effective_samples).characters);
  }
  std::fputs(".\n", out);
  printing::print_starts(out, report);
  printing::print_inputs(out, report);
  printing::print_spectrum(out, report);
  printing::print_power(out, report);
  printing::print_experts(out, report);
}

/// Prints how many experts predict best, the score of each number, and the spectrum of a fit with two experts or more.
inline void print(std::FILE* out, const Verdict& verdict, const Report& report) noexcept {
  if (verdict.experts == 0) {
    std::fputs("contest     Too few samples have been predicted to know how many experts there are.\n", out);
    return;
  }
  std::fprintf(out,
               "contest     %" PRIu32 " expert%s: the fewest that predict no worse than the best by more than the error,\n",
               verdict.experts, printing::plural(verdict.experts));
  std::fprintf(out, "            over the last %" PRIu64 " samples in blocks, each predicted before it was learnt.\n",
               verdict.samples);
  for (std::uint32_t i = 0; i < verdict.candidates && i < max_experts; ++i) {
    std::fprintf(out, "            %" PRIu32 " expert%s %9s nats a sample", i + 1,
                 i == 0 ? ": " : "s:", printing::text(verdict.score[i]).characters);
    if (i + 1 == verdict.best) {
      std::fputs(", the best\n", out);
    } else {
      std::fprintf(out, ", %s +- %s less\n", printing::text(verdict.score[verdict.best - 1] - verdict.score[i], 2).characters,
                   printing::text(verdict.error[i], 2).characters);
    }
  }
  printing::print_spectrum(out, report);
}

/// Prints a model as a table in the user's units: experts, then the gate.
///
/// shape   inputs: names, model.dim() of them; an input without one is called by its number
template <std::size_t Dim, std::size_t Experts>
void print(std::FILE* out, const Model<Dim, Experts>& model, std::span<const std::string_view> inputs = {},
           std::string_view target = "y") noexcept {
  if (!model.fitted()) {
    std::fputs("The model has not been fitted.\n", out);
    return;
  }
  const std::size_t experts = model.experts();
  const auto for_each_input = [&](std::size_t columns, auto number) {
    for (std::size_t j = 0; j < model.dim(); ++j) {
      char numbered[24];
      std::snprintf(numbered, sizeof numbered, "x%zu", j);
      printing::print_row(out, j < inputs.size() ? inputs[j] : std::string_view(numbered),
                          printing::text(model.centre(j)).characters, columns, [&](std::size_t i) { return number(i, j); });
    }
  };
  const auto print_heading = [&](std::size_t columns) {
    std::fprintf(out, "%-18s %11s", "", "centre");
    for (std::size_t i = 0; i < columns; ++i) std::fprintf(out, "    expert %zu", i);
    std::fputc('\n', out);
  };

  std::fprintf(out, "%.*s = value at centre + sum of slope (input - centre), +- sigma\n", static_cast<int>(target.size()),
               target.data());
  print_heading(experts);
  printing::print_row(out, "value at centre", "", experts, [&](std::size_t i) { return model.value_at_centre(i); });
  for_each_input(experts, [&](std::size_t i, std::size_t j) { return model.slope(i, j); });
  printing::print_row(out, "sigma", "", experts, [&](std::size_t i) { return model.sigma(i); });
  if (experts < 2) return;

  std::fprintf(out, "gate: log odds against expert %zu\n", experts - 1);
  print_heading(experts - 1);
  printing::print_row(out, "log odds at centre", "", experts - 1, [&](std::size_t i) { return model.gate_at_centre(i); });
  for_each_input(experts - 1, [&](std::size_t i, std::size_t j) { return model.gate_slope(i, j); });
}

namespace printing {

/// A number above 1, rounded to two digits.
[[nodiscard]] inline float round_two(float value) noexcept {
  float unit = 1.0f;
  while (value >= 100.0f * unit) unit *= 10.0f;
  const float rounded = value / unit + 0.5f;
  return unit * static_cast<float>(static_cast<std::uint32_t>(rounded));
}

/// A member of a bank, as one names it.
inline void print_member(std::FILE* out, const MemberReport& report) noexcept {
  const Member& member = report.member;
  if (member.sight == Sight::nothing) {
    std::fputs("a level", out);
  } else if (member.experts == 0) {
    std::fputs("a line", out);
  } else {
    std::fprintf(out, "%" PRIu32 " regime%s", member.experts, plural(member.experts));
  }
  if (member.sight == Sight::inputs_and_last) std::fputs(" of the inputs and the last target", out);
  if (member.memory == 0) {
    std::fputs(", for ever", out);
  } else {
    std::fprintf(out, ", a memory of %" PRIu32, member.memory);
  }
}

}  // namespace printing

/// What a learner has become, in words, and the weights of its members.
inline void print(std::FILE* out, const LearnerReport& report) noexcept {
  using namespace printing;
  std::fprintf(out,
               "learner     %" PRIu64 " sample%s; %" PRIu32 " change%s noticed; %" PRIu32 " fit%s; %" PRIu32
               " mixture%s replaced.\n",
               report.samples, plural(report.samples), report.changes, plural(report.changes), report.fits, plural(report.fits),
               report.replaced, plural(report.replaced));
  if (report.samples < 3) return;
  std::fprintf(out, "memory      It follows a memory of about %s samples.\n",
               text(report.memory < 1e7f ? round_two(report.memory) : report.memory, 8).characters);
  if (report.experts > 0 && report.gain > 0.0f) {
    std::fprintf(out, "regimes     %" PRIu32 " regimes explain %s nats a sample more than a line.\n", report.experts,
                 text(report.gain, 2).characters);
  } else if (report.experts > 0) {
    std::fputs("regimes     A line explains as much as several regimes do.\n", out);
  }
  std::fprintf(out, "intervals   %s %% of the last targets lay within their intervals of 95 %%.\n",
               text(100.0f * report.covered, 3).characters);
  for (std::uint32_t m = 0; m < report.members; ++m) {
    const float rounded = 1000.0f * report.member[m].weight + 0.5f;
    const auto tenths = static_cast<std::uint32_t>(rounded);  // of a percent
    std::fprintf(out, "%3" PRIu32 ".%" PRIu32 " %%     ", tenths / 10, tenths % 10);
    print_member(out, report.member[m]);
    std::fputc('\n', out);
  }
}

}  // namespace motet
