// SPDX-License-Identifier: MIT
#include "motet/detail/plan.hpp"
#include "simd/staircase.hpp"
#include "simd/tile.hpp"
#include "tensor/staircase.hpp"

// Where registers can hold tiles, the pairs and coefficients of a few samples lie on the stack, 22 KB. Where they cannot,
// on a microcontroller, samples are taken one by one.

namespace motet::core::tensor {

namespace {

constexpr std::uint32_t most_samples = 16;  // their coefficients are 1 KB: they stay in the first cache with the pairs
constexpr std::uint32_t pairs_floats = 8 * packed_floats(max_cubic_dim + 1);  // 8 samples of the largest order

struct Chunk {
  std::uint32_t samples;
  std::uint32_t stride;  // floats from one sample's pairs to the next
  // A word or tile that lies across two lines of the cache takes two loads.
  alignas(64) float coefficients[most_samples * tile_floats];
  float pairs[pairs_floats + 4];
};

/// `Tiles` tiles of a row stay in registers while the whole chunk passes.
template <std::uint32_t Tiles>
void add_chunk(const Chunk& chunk, std::uint32_t first, float* tiles) noexcept {
  simd::Tile sums[Tiles];
  for (std::uint32_t t = 0; t < Tiles; ++t) sums[t] = simd::load_tile(tiles + t * tile_floats);
  for (std::uint32_t s = 0; s < chunk.samples; ++s) {
    const simd::Tile c = simd::load_tile(chunk.coefficients + s * tile_floats);
    const float* q = chunk.pairs + s * chunk.stride + 4 * first;
    for (std::uint32_t t = 0; t < Tiles; ++t) sums[t] = simd::fma(c, q + 4 * t, sums[t]);
  }
  for (std::uint32_t t = 0; t < Tiles; ++t) simd::store_tile(tiles + t * tile_floats, sums[t]);
}

/// All tiles of a row.
void add_row(const Chunk& chunk, std::uint32_t count, float* tiles) noexcept {
  std::uint32_t t = 0;
  for (; t + simd::batch_tiles <= count; t += simd::batch_tiles)
    add_chunk<simd::batch_tiles>(chunk, t, tiles + t * tile_floats);
  for (; t + 2 <= count; t += 2) add_chunk<2>(chunk, t, tiles + t * tile_floats);
  if (t < count) add_chunk<1>(chunk, t, tiles + t * tile_floats);
}

void add_chunks(std::uint32_t order, std::uint32_t count, const float* z, const float* y, float* tiles) noexcept {
  Chunk chunk;
  chunk.stride = packed_floats(order);
  const std::uint32_t room = pairs_floats / chunk.stride;
  const std::uint32_t most = room < most_samples ? room : most_samples;
  while (count > 0) {
    chunk.samples = count < most ? count : most;
    for (std::uint32_t s = 0; s < chunk.samples; ++s)
      multiply_pairs(order, z + s * padded(order), chunk.pairs + s * chunk.stride);
    float* row = tiles;
    for (std::uint32_t l = 0; l < order; ++l) {
      for (std::uint32_t s = 0; s < chunk.samples; ++s) {
        const float factor = z[s * padded(order) + l];
        const float square = y[s] * y[s];
        simd::store_tile(chunk.coefficients + s * tile_floats,
                         simd::spread(factor, factor * y[s], factor * square, factor * (square * y[s])));
      }
      add_row(chunk, row_tiles(l), row);
      row += row_tiles(l) * tile_floats;
    }
    z += chunk.samples * padded(order);
    y += chunk.samples;
    count -= chunk.samples;
  }
}

}  // namespace

void accumulate_batch(std::uint32_t order, std::uint32_t count, const float* z, const float* y, float* q,
                      float* tiles) noexcept {
  if constexpr (simd::holds_tiles) return add_chunks(order, count, z, y, tiles);
  for (std::uint32_t s = 0; s < count; ++s) accumulate(order, z + s * padded(order), y[s], q, tiles);
}

}  // namespace motet::core::tensor
