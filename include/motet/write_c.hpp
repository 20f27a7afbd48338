// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <span>
#include <string_view>

#include "motet/model.hpp"
#include "motet/status.hpp"

// A model goes out: as a header in C, which needs nothing of motet. Host side and header-only.

namespace motet {

namespace writing {

/// Text to a file, in pieces.
struct Writer {
  std::FILE* out;

  const Writer& operator<<(std::string_view text) const noexcept {
    std::fwrite(text.data(), 1, text.size(), out);
    return *this;
  }
  const Writer& operator<<(std::size_t number) const noexcept {
    char digits[24];
    return *this << std::string_view(digits, static_cast<std::size_t>(std::to_chars(digits, digits + 24, number).ptr - digits));
  }
};

/// A float as a constant of C that is read back to the bit, or with `digits` significant digits for a human.
[[nodiscard]] inline std::string_view put(float value, char (&text)[40], int digits = 0) noexcept {
  char* end = digits == 0 ? std::to_chars(text, text + 32, value).ptr
                          : std::to_chars(text, text + 32, value, std::chars_format::general, digits).ptr;
  if (digits == 0) {
    if (std::string_view(text, static_cast<std::size_t>(end - text)).find_first_of(".e") == std::string_view::npos) {
      *end++ = '.';
      *end++ = '0';
    }
    *end++ = 'f';
  }
  return {text, static_cast<std::size_t>(end - text)};
}

inline void write_row(const Writer& to, const float* from, std::size_t count) noexcept {
  for (std::size_t j = 0; j < count; ++j) {
    char text[40];
    to << (j == 0 ? "{" : ", ") << put(from[j], text);
  }
  to << "}";
}

/// The name of an input; what could end a comment is left out.
inline void write_name(const Writer& to, std::span<const std::string_view> inputs, std::size_t j) noexcept {
  if (j >= inputs.size()) {
    to << "x" << j;
    return;
  }
  for (const char& letter : inputs[j]) {
    if (letter != '*' && letter != '\n' && letter != '\r' && letter != '\\') to << std::string_view(&letter, 1);
  }
}

/// + slope name, for a human.
inline void write_term(const Writer& to, float slope, std::span<const std::string_view> inputs, std::size_t j,
                       bool first) noexcept {
  char text[40];
  const bool negative = slope < 0.0f;
  to << (first ? (negative ? "-" : "") : (negative ? " - " : " + ")) << put(negative ? -slope : slope, text, 4) << " ";
  write_name(to, inputs, j);
}

/// Whether C takes `name` for a name.
[[nodiscard]] inline bool is_name(std::string_view name) noexcept {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || !letter(name[0])) return false;
  for (const char c : name) {
    if (!letter(c) && !(c >= '0' && c <= '9')) return false;
  }
  return true;
}

/// The regimes and their boundaries in words.
template <class Model>
void write_words(const Writer& to, const Model& model, std::span<const std::string_view> inputs) noexcept {
  char text[40];
  for (std::size_t i = 0; i < model.experts(); ++i) {
    to << " * regime " << i << ": " << put(model.intercept(i), text, 4);
    for (std::size_t j = 0; j < model.dim(); ++j) write_term(to, model.slope(i, j), inputs, j, false);
    to << ", +- " << put(model.sigma(i), text, 4) << "\n";
  }
  for (std::size_t i = 0; i + 1 < model.experts(); ++i) {
    for (std::size_t k = i + 1; k < model.experts(); ++k) {
      to << " * regime " << i << " rather than " << k << " where ";
      for (std::size_t j = 0; j < model.dim(); ++j) {
        write_term(to, model.gate_slope(i, j) - model.gate_slope(k, j), inputs, j, j == 0);
      }
      to << " > " << put(model.gate_intercept(k) - model.gate_intercept(i), text, 4) << "\n";
    }
  }
}

// What every exported model has in common; NAME stands for its name. Operations and their order are those of core::predict.
inline constexpr std::string_view shared_code =
    "#ifndef MOTET_EXPORTED\n"
    "#define MOTET_EXPORTED\n"
    "#include <math.h>\n"
    "#include <string.h>\n"
    "/* a b + c, rounded once. Without an instruction for it: in double, the last bit kept odd where the sum is not exact. */\n"
    "static inline float motet_fma(float a, float b, float c) {\n"
    "#ifdef __FP_FAST_FMAF\n"
    "  return fmaf(a, b, c);\n"
    "#else\n"
    "  const double p = (double)a * (double)b, s = p + (double)c, t = s - p, e = (p - (s - t)) + ((double)c - t);\n"
    "  unsigned long long bits;\n"
    "  double odd;\n"
    "  memcpy(&bits, &s, sizeof bits);\n"
    "  if (e < 0.0 || e > 0.0) {\n"
    "    if ((e > 0.0) != (s > 0.0) && bits % 2 == 0) --bits;\n"
    "    bits |= 1;\n"
    "  }\n"
    "  memcpy(&odd, &bits, sizeof odd);\n"
    "  return (float)odd;\n"
    "#endif\n"
    "}\n"
    "/* e^x for -87.33 <= x <= 0 */\n"
    "static inline float motet_exp(float x) {\n"
    "  const float rounded = motet_fma(x, 1.44269504f, 12582912.0f), n = rounded - 12582912.0f;\n"
    "  const float r = motet_fma(n, -1.42860682030941723e-6f, motet_fma(n, -0.693145751953125f, x));\n"
    "  float p = motet_fma(0.0013814321503387813f, r, 0.008368851064209785f);\n"
    "  unsigned bits, shift;\n"
    "  p = motet_fma(motet_fma(motet_fma(p, r, 0.04166840106845909f), r, 0.1666651952412983f), r, 0.4999999337313627f);\n"
    "  p = motet_fma(p * r, r, r) + 1.0f;\n"
    "  memcpy(&bits, &p, sizeof bits);\n"
    "  memcpy(&shift, &rounded, sizeof shift);\n"
    "  bits += shift << 23;\n"
    "  memcpy(&p, &bits, sizeof p);\n"
    "  return p;\n"
    "}\n"
    "/* offset + a'(x - centre) */\n"
    "static inline float motet_row(int dim, const float* x, const float* centre, const float* a, float offset) {\n"
    "  float sum[4] = {0.0f, 0.0f, 0.0f, 0.0f};\n"
    "  for (int j = 0; j < dim; ++j) sum[j % 4] = motet_fma(x[j] - centre[j], a[j], sum[j % 4]);\n"
    "  return offset + ((sum[0] + sum[2]) + (sum[1] + sum[3]));\n"
    "}\n"
    "#endif\n\n";

inline constexpr std::string_view predict_code =
    "/* Mean, variance and the most likely regime at x. Returns 0 where they are not finite, and writes nothing then. */\n"
    "static inline int NAME_predict(const float x[NAME_dim], float* mean, float* variance, int* regime) {\n"
    "  float value[NAME_regimes], share[NAME_regimes], sum = 0.0f, m = 0.0f, v = 0.0f, spoilt = 0.0f;\n"
    "  int at = 0;\n"
    "  for (int i = 0; i < NAME_regimes; ++i) {\n"
    "    value[i] = motet_row(NAME_dim, x, NAME_centre, NAME_slope[i], NAME_value[i]);\n"
    "    share[i] = motet_row(NAME_dim, x, NAME_centre, NAME_gate_slope[i], NAME_gate_value[i]);\n"
    "    spoilt = motet_fma(0.0f, value[i], motet_fma(0.0f, share[i], spoilt));\n"
    "    if (share[i] > share[at]) at = i;\n"
    "  }\n"
    "  const float largest = share[at];\n"
    "  for (int i = 0; i < NAME_regimes; ++i) {\n"
    "    share[i] = i == at ? 1.0f : share[i] - largest >= -87.33f ? motet_exp(share[i] - largest) : 0.0f;\n"
    "    sum += share[i];\n"
    "  }\n"
    "  const float scale = 1.0f / sum;\n"
    "  for (int i = 0; i < NAME_regimes; ++i) {\n"
    "    share[i] *= scale;\n"
    "    m = motet_fma(share[i], value[i], m);\n"
    "  }\n"
    "  for (int i = 0; i < NAME_regimes; ++i) {\n"
    "    const float off = value[i] - m;\n"
    "    v = motet_fma(share[i], motet_fma(off, off, NAME_sigma[i] * NAME_sigma[i]), v);\n"
    "  }\n"
    "  m += NAME_target;\n"
    "  spoilt = motet_fma(0.0f, m, v + spoilt);\n"
    "  if (spoilt - spoilt != 0.0f) return 0;\n"
    "  *mean = m;\n"
    "  *variance = v;\n"
    "  *regime = at;\n"
    "  return 1;\n"
    "}\n";

/// `code` with its name in the place of NAME.
inline void write_named(const Writer& to, std::string_view code, std::string_view name) noexcept {
  constexpr std::string_view place = "NAME";
  for (std::size_t at = code.find(place); at != std::string_view::npos; at = code.find(place)) {
    to << code.substr(0, at) << name;
    code.remove_prefix(at + place.size());
  }
  to << code;
}

/// An array of a row for each regime.
inline void write_rows(const Writer& to, std::string_view name, std::string_view array, const core::ModelView& m,
                       std::uint32_t begin) noexcept {
  to << "static const float " << name << array << "[" << m.size.experts << "][" << m.size.dim << "] = {\n";
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    to << "    ";
    write_row(to, m.parameters + begin + i * m.shape.stride, m.size.dim);
    to << ",\n";
  }
  to << "};\n";
}
inline void write_list(const Writer& to, std::string_view name, std::string_view array, std::size_t count,
                       const float* from) noexcept {
  to << "static const float " << name << array << "[" << count << "] = ";
  write_row(to, from, count);
  to << ";\n";
}

}  // namespace writing

/// Writes a model as a header in C99 that needs nothing of motet: the parameters as constants, `NAME_predict`, which gives the
/// bits of Model::predict on every machine with floats and doubles of IEEE 754, and the regimes and their boundaries in words.
///
/// shape   inputs: names, for the words; an input without one is called by its number
/// error   no_model; bad_setting: `name` is no name in C. Then nothing is written
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Status write_c(std::FILE* out, const Model<Dim, Experts>& model, std::string_view name,
                             std::span<const std::string_view> inputs = {}) noexcept {
  if (!model.fitted()) return Status::no_model;
  if (!writing::is_name(name)) return Status::bad_setting;
  const writing::Writer to{out};
  const core::ModelView m = model.view();
  to << "/* A model that motet has learnt. The target is\n *\n";
  writing::write_words(to, model, inputs);
  to << " */\n#ifndef MOTET_EXPORTED_" << name << "\n#define MOTET_EXPORTED_" << name << "\n\n" << writing::shared_code;
  to << "enum { " << name << "_dim = " << model.dim() << ", " << name << "_regimes = " << model.experts() << " };\n";
  writing::write_list(to, name, "_centre", m.size.dim, m.parameters + m.shape.centre());
  writing::write_rows(to, name, "_slope", m, m.shape.slope(0));
  writing::write_list(to, name, "_value", m.size.experts, m.parameters + m.shape.intercept(0));
  writing::write_rows(to, name, "_gate_slope", m, m.shape.gate_slope(0));
  writing::write_list(to, name, "_gate_value", m.size.experts, m.parameters + m.shape.gate_intercept(0));
  writing::write_list(to, name, "_sigma", m.size.experts, m.parameters + m.shape.sigma(0));
  char text[40];
  to << "static const float " << name << "_target = " << writing::put(m.parameters[m.shape.target()], text) << ";\n\n";
  writing::write_named(to, writing::predict_code, name);
  to << "\n#endif\n";
  return Status::ok;
}

}  // namespace motet
