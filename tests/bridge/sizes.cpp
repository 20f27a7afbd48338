// SPDX-License-Identifier: MIT
// Prints include/motet/detail/sizes.h: what an object of C takes, as constants that a C compiler can add up.
// `cmake --build build/host --target motet_c_sizes_header` writes it anew.

#include <cstdio>

#include "bridge/c_object.hpp"

namespace {

using namespace motet::core;

/// A choice by `experts` among rows, and in each row a choice by `dim`.
template <class Floats>
void print_table(const char* name, std::uint32_t least, Floats floats) {
  for (std::uint32_t e = least; e <= motet::max_experts; ++e) {
    std::printf("#define MOTET_%s_%u_(dim) (", name, e);
    int column = 1000;
    for (std::uint32_t d = 1; d <= bridge::max_inputs; ++d) {
      if (column > 90) column = std::printf("\\\n ") - 2;
      column += d < bridge::max_inputs ? std::printf(" (dim) == %u ? %u :", d, floats(d, e)) : std::printf(" %u", floats(d, e));
    }
    std::printf(")\n");
  }
  std::printf("#define MOTET_%s_(dim, experts) (", name);
  for (std::uint32_t e = least; e < motet::max_experts; ++e) {
    std::printf("\\\n  (experts) == %u ? MOTET_%s_%u_(dim) :", e, name, e);
  }
  std::printf("\\\n  MOTET_%s_%u_(dim))\n\n", name, motet::max_experts);
}

}  // namespace

int main() {
  std::puts(
      "/* SPDX-License-Identifier: MIT */\n"
      "#ifndef MOTET_DETAIL_SIZES_H\n#define MOTET_DETAIL_SIZES_H\n\n"
      "/* What an object of motet.h takes: written by the target motet_c_sizes_header, tried by "
      "tests/bridge/c_object_test.cpp. */\n\n"
      "/* Heads, in bytes. */");
  std::printf("#define MOTET_LEARNER_HEAD_ %uu\n", static_cast<unsigned>(bridge::head_bytes(sizeof(bridge::LearnerHead))));
  std::printf("#define MOTET_MODEL_HEAD_ %uu\n", static_cast<unsigned>(bridge::head_bytes(sizeof(bridge::ModelHead))));
  std::printf("#define MOTET_ESTIMATOR_HEAD_ %uu\n\n",
              static_cast<unsigned>(bridge::head_bytes(sizeof(bridge::EstimatorHead))));
  std::puts(
      "#define MOTET_LAWFUL_(dim, experts) ((dim) >= 1 && (dim) <= 32 && (experts) >= 1 && (experts) <= 8)\n"
      "#define MOTET_TOO_MUCH_ ((size_t)-1 / 16u * 8u + 8u)\n"
      "#define MOTET_WHOLE_QUADS_(floats) (((size_t)(floats) + 3u) / 4u * 4u)\n"
      "#define MOTET_WHOLE_WORDS_(bytes) (((bytes) + 7u) / 8u * 8u)\n"
      "#define MOTET_WINDOWED_FLOATS_(dim, experts, window) \\\n"
      "  ((size_t)MOTET_FITTED_FLOATS_(dim, experts) + MOTET_WHOLE_QUADS_((size_t)(window) * ((size_t)(dim) + 1u)))\n\n"
      "/* Floats of a learner without its estimator; of an estimator without a window; of one with a window, without it. */");
  print_table("LEARNER_FLOATS", 2, [](std::uint32_t d, std::uint32_t e) { return bridge::plan_learner(d, e).floats; });
  print_table("BARE_FLOATS", 1, [](std::uint32_t d, std::uint32_t e) { return make_plan(d, e, 0).floats; });
  print_table("FITTED_FLOATS", 1, [](std::uint32_t d, std::uint32_t e) { return make_plan(d, e, 1).reservoir; });
  std::puts("#endif");
}
