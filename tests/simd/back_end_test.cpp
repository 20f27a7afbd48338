// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string_view>

#include "simd/fold.hpp"
#include "simd/row.hpp"
#include "simd/staircase.hpp"
#include "simd/tile.hpp"
#include "simd/word.hpp"

namespace {

/// What a back end of the build consists of.
struct Parts {
  std::string_view name, word, tile, row, fold, staircase;
};

/// AArch64 alone loads and stores a tile at once.
constexpr std::string_view neon_staircase = sizeof(void*) == 8 ? "neon" : "word";

/// A core that multiplies and adds in integers has loops of its own.
#if defined(MOTET_SOFT)
constexpr std::string_view scalar_loops = "soft";
#else
constexpr std::string_view scalar_loops = "word";
#endif

constexpr Parts back_ends[] = {
    {"scalar", "scalar", "word", scalar_loops, "word", scalar_loops},
    {"sse", "sse", "word", "word", "word", "word"},
    {"avx2", "sse", "avx2", "word", "word", "word"},
    {"avx512", "sse", "avx512", "word", "word", "word"},
    {"neon", "neon", "word", "word", "word", neon_staircase},
    {"vfp", "scalar", "word", "vfp", "vfp", "vfp"},
    {"helium", "helium", "word", "helium", "word", "helium"},
};

}  // namespace

TEST_SUITE_BEGIN("simd/back_end");

TEST_CASE("word, tile, row, fold and staircase are those of the back end that the target is for") {
  using namespace motet;
  int known = 0;
  for (const Parts& parts : back_ends) {
    if (parts.name != MOTET_WANTED) continue;
    ++known;
    CHECK(std::string_view(core::simd::back_end) == parts.word);
    CHECK(std::string_view(core::simd::tile_back_end) == parts.tile);
    CHECK(std::string_view(core::simd::row_back_end) == parts.row);
    CHECK(std::string_view(core::simd::fold_back_end) == parts.fold);
    CHECK(std::string_view(core::simd::staircase_back_end) == parts.staircase);
  }
  CHECK(known == 1);
}

TEST_SUITE_END();
