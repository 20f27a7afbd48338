// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/extents.hpp"

namespace motet::core::tensor {

// The staircase: the symmetric third-order moments of z for four powers of y, without a triple index.
//
//     M_p(i,j,l) += y^p z_i z_j z_l        0 <= i <= j <= l < order,  p = 0..3
//
// Pairs (i <= j) are ordered by j, then i, so the pairs below order l + 1 are a prefix. Row l of the tensor
// is z_l times that prefix of q = {z_i z_j}: one contiguous multiply-add. A row is padded to whole
// tiles; a tile holds four pairs for each of the four powers: [power][pair], 16 floats.
// What lies in the padding is no moment and is never read as one.
//
// Where moments of the second order are kept alone (Degree::second), i is 0, and row l is z_l times the
// first l + 1 entries of z: memory and work grow as the square of the order, not as the cube.

/// q_(i,j) = z_i z_j, packed.
///
/// shape   z: padded(order), what lies behind `order` has no influence;  q: packed_floats(order) + 4: the floats
///         that fill the last word become 0, the four behind it are clobbered
void multiply_pairs(std::uint32_t order, const float* z, float* q) noexcept;

/// Adds one sample to the moments.
///
/// shape   z: as above;  q: packed_floats(order) + 4, scratch;  tiles: tile_count(order) x 16
/// unit    z, y in the frame
/// error   each entry: one fused rounding a sample, of the products z_l y^p and z_i z_j rounded before
/// cost    4 tile_count(order) word-fmas; no division, no branch on data
/// source  [MOKV19] section 3
void accumulate(std::uint32_t order, const float* z, float y, float* q, float* tiles) noexcept;

/// Adds one sample to moments of the second order.
///
/// shape   z: padded(order), what lies behind `order` becomes 0;  tiles: tile_count(order, Degree::second) x 16
/// unit    z, y in the frame
/// error   each entry: one fused rounding a sample, of the product z_l y^p rounded before
/// cost    4 tile_count(order, Degree::second) word-fmas; no division, no branch on data
void accumulate_second(std::uint32_t order, float* z, float y, float* tiles) noexcept;

/// Adds a batch of samples, in order: the same bits as one accumulate after the other, with each tile loaded
/// once for several samples.
///
/// shape   z: count rows of padded(order);  y: count;  q: as accumulate
void accumulate_batch(std::uint32_t order, std::uint32_t count, const float* z, const float* y, float* q,
                      float* tiles) noexcept;

/// The two levels of a long sum: moments are old + young.
struct Levels {
  std::uint32_t order;
  const float* old;
  const float* young;
  Degree degree = Degree::third;
};

/// M_p(i,j,l), i <= j <= l; of the second order i = 0.
[[nodiscard]] float moment(const Levels& levels, std::uint32_t power, std::uint32_t i, std::uint32_t j,
                           std::uint32_t l) noexcept;

/// sum_p weights_p M_p, row l of it: the packed matrix of order l + 1; of the second order the l + 1 entries of column l.
///
/// shape   weights: 4;  row: row_tiles(l, degree) x 4, the floats beyond the pairs are of no meaning
void read_row(const Levels& levels, std::uint32_t l, const float* weights, float* row) noexcept;

/// old += young, young = 0.
void fold(std::uint32_t order, float* old, float* young, Degree degree = Degree::third) noexcept;

/// old = left (old + young), young = 0.
///
/// error   two roundings an entry; 2^-100 is added to each, so that none ends as a subnormal number, of which no machine
///         makes the same: where |old| has fallen to that, steps of 2^-124 are left
void fade(std::uint32_t order, float left, float* old, float* young, Degree degree = Degree::third) noexcept;

/// Replaces z_c by factor z_c in every moment.
///
/// error   none if factor is a power of two
void scale_input(std::uint32_t order, std::uint32_t c, float factor, float* tiles, Degree degree = Degree::third) noexcept;

/// Replaces y by factor y in every moment.
void scale_target(std::uint32_t order, float factor, float* tiles, Degree degree = Degree::third) noexcept;

}  // namespace motet::core::tensor
