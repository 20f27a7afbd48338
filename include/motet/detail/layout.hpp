// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/extents.hpp"

// How a fit lays out its two regions of the block: each layout once, as a list of what it takes from a shelf. The plan measures
// the lists with a Ruler, a fit lays its pieces out by them, with a Shelf (src/workspace/workspace.hpp).

namespace motet::core {

/// A shelf without floats: a piece is where it begins.
class Ruler {
 public:
  using Piece = std::uint32_t;
  [[nodiscard]] constexpr Piece take(std::uint32_t floats) noexcept {
    const Piece piece = end_;
    end_ += padded(floats);
    return piece;
  }
  /// Floats of all pieces.
  [[nodiscard]] constexpr std::uint32_t floats() const noexcept { return end_; }

 private:
  std::uint32_t end_ = 0;
};

/// A candidate. A row is padded(dim + 1) floats.
template <class Piece>
struct CandidatePieces {
  Piece expert;    ///< experts rows
  Piece gate;      ///< experts rows
  Piece variance;  ///< experts
  Piece weight;    ///< experts: mean responsibility
};

template <class Shelf>
[[nodiscard]] constexpr auto lay_candidate(Shelf& shelf, std::uint32_t dim, std::uint32_t experts) noexcept {
  const std::uint32_t rows = experts * padded(dim + 1u);
  return CandidatePieces<typename Shelf::Piece>{shelf.take(rows), shelf.take(rows), shelf.take(experts), shelf.take(experts)};
}

/// Region `solve`: what outlives a stage of the fit.
template <class Piece>
struct SolvePieces {
  Piece forward;                   ///< dim rows: the whitening
  Piece inverse;                   ///< dim rows, right behind
  Piece scale;                     ///< dim: of the frame
  Piece bend;                      ///< packed, dim: of the target
  CandidatePieces<Piece> current;  ///< the candidate at hand,
  CandidatePieces<Piece> best;     ///< the likeliest,
  CandidatePieces<Piece> saved;    ///< and the one at hand before its last step
  Piece spectrum;                  ///< dim: found by the tensor start, for the report,
  Piece residual;                  ///< experts: likewise
  Piece passes;                    ///< experts: likewise
};

template <class Shelf>
[[nodiscard]] constexpr auto lay_solve(Shelf& shelf, std::uint32_t dim, std::uint32_t experts) noexcept {
  const std::uint32_t rows = dim * padded(dim + 1u);
  return SolvePieces<typename Shelf::Piece>{shelf.take(rows),
                                            shelf.take(rows),
                                            shelf.take(dim),
                                            shelf.take(pair_count(dim)),
                                            lay_candidate(shelf, dim, experts),
                                            lay_candidate(shelf, dim, experts),
                                            lay_candidate(shelf, dim, experts),
                                            shelf.take(dim),
                                            shelf.take(experts),
                                            shelf.take(experts)};
}

/// Region `scratch`: what one pass of EM over the reservoir leaves for the M-step. w = (1, white x), q its packed pairs,
/// e_i the residual of expert i, r_i its responsibility, p_i its gate probability.
template <class Piece>
struct SumPieces {
  Piece share{};      ///< five rows of experts: what one sample and one candidate make of them
  Piece gradient{};   ///< experts rows: sum of (r_i - p_i) w; the last is not formed
  Piece curvature{};  ///< packed matrices (i <= j < experts - 1): sum of p_i (d_ij - p_j) q
  Piece normal{};     ///< experts packed matrices: sum of r_i q
  Piece moment{};     ///< experts rows: sum of r_i e_i w
  Piece weight{};     ///< experts: sum of r_i
  Piece energy{};     ///< experts: sum of r_i e_i^2
  Piece loglik{};     ///< sum of log P(y|x), then that of the last few samples, which have yet to join it
  Piece hessian{};    ///< the gate's, assembled: takes the place of normal and all behind it
  Piece step{};       ///< of the gate, unpadded rows
  Piece end{};        ///< of the sums: hessian and step may go further
};

/// shape   order: white coordinates and the leading one, at most dim + 1;  after: what is left of the shelf behind the step
template <class Shelf>
[[nodiscard]] constexpr auto lay_sums(Shelf& shelf, Shelf& after, std::uint32_t dim, std::uint32_t order,
                                      std::uint32_t experts) noexcept {
  const std::uint32_t rows = experts * padded(dim + 1u);
  const std::uint32_t packed = packed_floats(order);
  SumPieces<typename Shelf::Piece> sums;
  sums.share = shelf.take(5u * padded(experts));
  sums.gradient = shelf.take(rows);
  sums.curvature = shelf.take(pair_count(experts - 1u) * packed);
  after = shelf;
  sums.normal = shelf.take(experts * packed);
  sums.moment = shelf.take(rows);
  sums.weight = shelf.take(experts);
  sums.energy = shelf.take(experts);
  sums.loglik = shelf.take(2);
  sums.end = shelf.take(0);
  sums.hessian = after.take(pair_count((experts - 1u) * order));
  sums.step = after.take((experts - 1u) * order);
  return sums;
}

/// Region `scratch`: whitening.
template <class Piece>
struct SpectrumPieces {
  Piece correlation;  ///< packed, dim
  Piece directions;   ///< its eigenvectors, dim rows of padded(dim)
  Piece values;       ///< its eigenvalues, dim
  Piece deviation;    ///< of each input
  Piece part;         ///< of complete_frame
};

template <class Shelf>
[[nodiscard]] constexpr auto lay_spectrum(Shelf& shelf, std::uint32_t dim) noexcept {
  return SpectrumPieces<typename Shelf::Piece>{shelf.take(pair_count(dim)), shelf.take(dim * padded(dim)), shelf.take(dim),
                                               shelf.take(dim), shelf.take(padded(dim + 1u) + packed_floats(dim + 1u))};
}

/// Region `scratch`: contractions of the third-order moment, for the skewness and the bend.
template <class Piece>
struct ContractionPieces {
  Piece slice;       ///< a contraction, packed, dim + 1
  Piece other;       ///< another
  Piece buffer;      ///< a row of the staircase
  Piece functional;  ///< dim + 1
  Piece slope;       ///< dim
};

template <class Shelf>
[[nodiscard]] constexpr auto lay_contraction(Shelf& shelf, std::uint32_t dim) noexcept {
  return ContractionPieces<typename Shelf::Piece>{shelf.take(pair_count(dim + 1u)), shelf.take(pair_count(dim + 1u)),
                                                  shelf.take(4u * row_tiles(dim)), shelf.take(dim + 1u), shelf.take(dim)};
}

/// Region `scratch`: the tensor start.
template <class Piece>
struct TensorPieces {
  Piece matrix;      ///< T2, packed, rank
  Piece directions;  ///< its eigenvectors, rank rows
  Piece values;      ///< its eigenvalues
  Piece slice;       ///< a contraction of the moments, packed, dim + 1
  Piece buffer;      ///< a row of the staircase
  Piece image;       ///< dim + 1
  Piece functional;  ///< experts rows over z: the whitened, projected coordinates v_a
  Piece cube;        ///< T3 in them
  Piece component;   ///< experts
  Piece trial;       ///< experts
  Piece step;        ///< experts
};

template <class Shelf>
[[nodiscard]] constexpr auto lay_tensor(Shelf& shelf, std::uint32_t dim, std::uint32_t experts) noexcept {
  return TensorPieces<typename Shelf::Piece>{shelf.take(pair_count(dim)),
                                             shelf.take(dim * padded(dim)),
                                             shelf.take(dim),
                                             shelf.take(pair_count(dim + 1u)),
                                             shelf.take(4u * row_tiles(dim)),
                                             shelf.take(dim + 1u),
                                             shelf.take(experts * padded(dim + 1u)),
                                             shelf.take(experts * experts * experts),
                                             shelf.take(experts),
                                             shelf.take(experts),
                                             shelf.take(experts)};
}

}  // namespace motet::core
