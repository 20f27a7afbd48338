// SPDX-License-Identifier: MIT
#pragma once

#include "adapt/consult.hpp"

namespace motet::core::adapting {

/// Adds this sample's gradient to every gate row, then does the next part of the work, one part a sample: each row in turn adds
/// the sample at hand to its curvature, then makes a natural-gradient step with all gradients since its last turn. The last row
/// stays zero: its step is subtracted from all others.
///
///     g_i <- g_i + (r_i - p_i) z;   G <- (1 - step) G + step p (1 - p) z z';   w <- w + step G^-1 g;   g <- 0
///
/// error   g'(the step of w), the log odds of the samples gathered, is gate_stride at most
/// cost    one update of a matrix of order dim + 1, or one product with it and at most experts - 1 rows moved; a row has its
///         turn every 2 experts samples
void learn_gate(const AdapterView& a, const Opinion& opinion, const ModelStore& model) noexcept;

}  // namespace motet::core::adapting
