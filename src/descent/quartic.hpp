// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace motet::core::descent {

// The scores of a normal x contracted with vectors, from inner products alone: no tensor is formed. Names: p = u'x, q = v'x,
// uu, vv, uv = u'u, v'v, u'v in the metric of x, so that cov(p, q) = uv. In any Real, so that tests can use double.

/// S3(u,u,u) = p^3 - 3 uu p.
template <class Real>
[[nodiscard]] constexpr Real contract_third(Real p, Real uu) noexcept {
  return p * (p * p - Real(3) * uu);
}

/// S4(u,u,v,v) = p^2 q^2 - uu q^2 - vv p^2 - 4 uv p q + uu vv + 2 uv^2.
///
/// source  [MOKV20] section 3
template <class Real>
[[nodiscard]] constexpr Real contract_fourth(Real p, Real q, Real uu, Real vv, Real uv) noexcept {
  return (p * p - uu) * (q * q - vv) + Real(2) * uv * (uv - Real(2) * p * q);
}

/// One sample's gradient of L4 by the vector of expert `i`, up to the norms' own term:
///
///     L4 = label (sum_{i != j} S4(a_i,a_i,a_j,a_j) - mu sum_i S4(a_i,a_i,a_i,a_i)) + lambda sum_i (|a_i|^2 - 1)^2
///     gradient_i = input x + sum_j pull_j a_j
///
/// shape   p: experts, p_j = a_j'x;  gram: experts x experts, a_i'a_j;  pull: experts
/// error   a few roundings of the largest term
/// cost    a dozen multiply-adds an expert
/// returns input
/// source  [MOKV20] section 3
template <class Real>
[[nodiscard]] constexpr Real differentiate(std::uint32_t experts, std::uint32_t i, Real label, Real mu, const Real* p,
                                           const Real* gram, Real* pull) noexcept {
  const Real* uv = gram + i * experts;
  // grad_u S4(u,u,u,u) = 4 ((p^3 - 3 uu p) x - 3 (p^2 - uu) u)
  Real input = Real(-4) * mu * contract_third(p[i], uv[i]);
  Real own = Real(12) * mu * (p[i] * p[i] - uv[i]);
  for (std::uint32_t j = 0; j < experts; ++j) {
    if (j == i) continue;
    // twice grad_u S4(u,u,v,v) = 2 ((p q^2 - vv p - 2 uv q) x - (q^2 - vv) u - 2 (p q - uv) v), for (i,j) and (j,i)
    const Real excess = p[j] * p[j] - gram[j * experts + j];
    input += Real(4) * (p[i] * excess - Real(2) * uv[j] * p[j]);
    own -= Real(4) * excess;
    pull[j] = Real(-8) * label * (p[i] * p[j] - uv[j]);
  }
  pull[i] = label * own;
  return label * input;
}

}  // namespace motet::core::descent
