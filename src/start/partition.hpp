// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// The gate-first start: where the residual of one linear fit bends most, cut the stream there.
///
///     H = E[(t - b'w) ww'],  u its eigenvector of largest |eigenvalue|;  cut the reservoir along u'w at
///     its quantiles, least squares in each part, gate = the matching linear logits
///
/// Good where the tensor start is not: opposite or parallel experts, fewer inputs than experts, x not Gaussian.
///
/// With `place` above 0: along the eigenvector that is next in size, and so on, the last for good.
///
/// shape   work.bend: of the residual;  at least two experts
/// writes  work.current, with settings().experts experts
/// returns false: the budget ended, to be called again
/// cost    one Jacobi decomposition, 25 passes of one product a sample, one of least squares; an elementary step is half
///         a sweep of the decomposition, a sample of a pass, or one expert's least squares
/// source  [L92] principal Hessian directions
[[nodiscard]] bool start_from_partition(Workspace& work, std::uint32_t place) noexcept;

}  // namespace motet::core::solve
