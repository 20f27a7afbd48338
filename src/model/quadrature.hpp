// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

#include "motet/activation.hpp"

namespace motet::core::model {

/// m_pj = E[g(Z)^p He_j(Z)], Z ~ N(0, 1), He the probabilists' Hermite polynomials: `at[p][j]`, p and j in 0..4.
///
/// For a smooth g derivatives would give the same; this form is also right for a g with a kink.
template <class Real>
struct HermiteMoments {
  Real at[5][5];
};

/// Gauss-Legendre with four points on 320 panels of -10..10; every multiple of 1/16 is an edge.
///
/// shape   g(Real), exponential(Real)
/// cost    1,280 values of g and of the exponential
template <class Real, class Function, class Exponential>
[[nodiscard]] HermiteMoments<Real> measure_moments(const Function& g, const Exponential& exponential) {
  constexpr Real inverse_root_two_pi = static_cast<Real>(0.3989422804014326779L);
  constexpr Real half_panel = static_cast<Real>(0.03125L);
  constexpr Real node[4] = {static_cast<Real>(-0.8611363115940525752L), static_cast<Real>(-0.3399810435848562648L),
                            static_cast<Real>(0.3399810435848562648L), static_cast<Real>(0.8611363115940525752L)};
  constexpr Real share[4] = {static_cast<Real>(0.3478548451374538574L), static_cast<Real>(0.6521451548625461426L),
                             static_cast<Real>(0.6521451548625461426L), static_cast<Real>(0.3478548451374538574L)};
  HermiteMoments<Real> moments{};
  for (std::int32_t panel = -160; panel < 160; ++panel) {
    const Real middle = half_panel * static_cast<Real>(2 * panel + 1);
    HermiteMoments<Real> sum{};  // of the panel: a short sum, then a sum of sums
    for (std::uint32_t n = 0; n < 4; ++n) {
      const Real z = middle + half_panel * node[n];
      const Real square = z * z;
      const Real hermite[5] = {Real{1}, z, square - Real{1}, z * (square - Real{3}), square * (square - Real{6}) + Real{3}};
      const Real value = g(z);
      Real power = half_panel * share[n] * inverse_root_two_pi * exponential(square / Real{-2});
      for (std::uint32_t p = 0; p < 5; ++p, power *= value) {
        for (std::uint32_t j = 0; j < 5; ++j) sum.at[p][j] += power * hermite[j];
      }
    }
    for (std::uint32_t p = 0; p < 5; ++p) {
      for (std::uint32_t j = 0; j < 5; ++j) moments.at[p][j] += sum.at[p][j];
    }
  }
  return moments;
}

/// Solves three equations of three unknowns by Cramer's rule; returns the determinant.
///
/// shape   m: rows;  rhs, x: 3
/// writes  x, where the determinant is not 0
template <class Real>
Real solve_three(const Real (&m)[3][3], const Real (&rhs)[3], Real (&x)[3]) noexcept {
  const auto minor = [&m](std::uint32_t row, std::uint32_t column) {
    const std::uint32_t r = (row + 1) % 3, s = (row + 2) % 3, c = (column + 1) % 3, d = (column + 2) % 3;
    return m[r][c] * m[s][d] - m[r][d] * m[s][c];  // the cofactor: the cyclic order has its sign
  };
  const Real determinant = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
  if (determinant == Real{0}) return determinant;
  for (std::uint32_t column = 0; column < 3; ++column) {
    x[column] = (rhs[0] * minor(0, column) + rhs[1] * minor(1, column) + rhs[2] * minor(2, column)) / determinant;
  }
  return determinant;
}

/// Whether `value` is finite and no rounding of numbers of size `scale`.
template <class Real>
[[nodiscard]] bool stands_out(Real value, Real scale) noexcept {
  const Real size = value < Real{0} ? -value : value;
  return size > scale / Real{1000} && size <= std::numeric_limits<Real>::max();
}

/// The quartic: its orders 1, 2 and 3 vanish.
///
///     [m31 m21 m11; m32 m22 m12; m33 m23 m13] (alpha4, beta4, gamma4) = -(m41, m42, m43)
///     c4 = m44 + alpha4 m34 + beta4 m24 + gamma4 m14
///
/// shape   deviation: of g(Z), against which a number counts as rounding
template <class Real>
void derive_quartic(const HermiteMoments<Real>& m, Real deviation, BasicLabelCoefficients<Real>& t) noexcept {
  Real rows[3][3], rhs[3], found[3]{};
  for (std::uint32_t j = 0; j < 3; ++j) {
    for (std::uint32_t p = 0; p < 3; ++p) rows[j][p] = m.at[3 - p][j + 1];
    rhs[j] = -m.at[4][j + 1];
  }
  const Real cube = deviation * deviation * deviation;
  if (!stands_out(solve_three(rows, rhs, found), cube * cube)) return;
  const Real c4 = m.at[4][4] + found[0] * m.at[3][4] + found[1] * m.at[2][4] + found[2] * m.at[1][4];
  if (!stands_out(c4, cube * deviation)) return;
  t.alpha4 = found[0];
  t.beta4 = found[1];
  t.gamma4 = found[2];
  t.c4 = c4;
}

/// The label transform of an activation from its moments.
///
///     D = m21 m12 - m22 m11,  alpha = (m32 m11 - m31 m12)/D,  beta = (m22 m31 - m21 m32)/D,  gamma = -m21/m11
///     c3 = m33 + alpha m23 + beta m13,  c2 = m22 + gamma m12
///
/// returns false, and writes nothing, where D, m11, c2 or c3 is 0 compared with the deviation of g, or not finite
/// source  [MOKV19] theorem 1
template <class Real>
[[nodiscard]] bool derive_transform(const HermiteMoments<Real>& moments, Real deviation,
                                    BasicLabelCoefficients<Real>& transform) noexcept {
  const auto& m = moments.at;
  const Real square = deviation * deviation;
  const Real cube = square * deviation;
  const Real d = m[2][1] * m[1][2] - m[2][2] * m[1][1];
  if (!stands_out(d, cube) || !stands_out(m[1][1], deviation)) return false;
  BasicLabelCoefficients<Real> t;
  t.alpha = (m[3][2] * m[1][1] - m[3][1] * m[1][2]) / d;
  t.beta = (m[2][2] * m[3][1] - m[2][1] * m[3][2]) / d;
  t.gamma = -m[2][1] / m[1][1];
  t.c3 = m[3][3] + t.alpha * m[2][3] + t.beta * m[1][3];
  t.c2 = m[2][2] + t.gamma * m[1][2];
  t.square = m[2][0];
  if (!stands_out(t.c3, cube) || !stands_out(t.c2, square)) return false;
  derive_quartic(moments, deviation, t);
  transform = t;
  return true;
}

}  // namespace motet::core::model
