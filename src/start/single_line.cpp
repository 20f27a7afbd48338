// SPDX-License-Identifier: MIT
#include "start/single_line.hpp"

#include "start/transform.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

void start_linear(Workspace& work) noexcept {
  clear(work, 1, work.current);
  float* slope = work.current.expert + 1;
  fit_linear(work, slope);
  const float floor = least_variance(work);
  const float variance = 1.0f - tensor::dot(work.white.rank, slope, slope);
  work.current.variance[0] = variance > floor ? variance : floor;
  work.current.weight[0] = 1.0f;
}

}  // namespace motet::core::solve
