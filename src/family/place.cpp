// SPDX-License-Identifier: MIT
#include "family/place.hpp"

#include "family/expect_general.hpp"
#include "tensor/cholesky.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::family {

namespace {

constexpr float least_share = 1e-3f;  // of a decision's samples on one side: it must go somewhere

/// What a set of places holds: a number that is the same for the same tree of the same activations, and its first piece.
struct Side {
  std::uint32_t code;
  std::uint32_t piece;
};

[[nodiscard]] std::uint32_t kind_of(const Form& form, std::uint32_t i) noexcept {
  std::uint32_t kind = 0;
  while (form.activation[kind] != form.activation[i]) ++kind;
  return kind;
}

/// shape   known: of the decisions behind this one
[[nodiscard]] Side look_up(const Form& form, std::uint8_t set, const Side* known, const std::uint8_t* source) noexcept {
  for (std::uint32_t n = 0; n + 1 < form.experts; ++n) {
    if ((form.decision[n].first | form.decision[n].second) == set) return known[n];
  }
  std::uint32_t i = 0;
  while ((set >> i & 1u) == 0) ++i;
  return {kind_of(form, i), source[i]};
}

[[nodiscard]] bool is_canonical_tree(const Form& form, const std::uint8_t* source) noexcept {
  Side known[max_experts];
  for (std::uint32_t n = form.experts - 1; n-- > 0;) {
    const Side first = look_up(form, form.decision[n].first, known, source);
    const Side second = look_up(form, form.decision[n].second, known, source);
    if (first.code == second.code && first.piece > second.piece) return false;
    const bool rising = first.code <= second.code;
    const std::uint32_t low = rising ? first.code : second.code;
    const std::uint32_t high = rising ? second.code : first.code;
    known[n] = {(low * 2654435761u ^ high) * 2246822519u + max_experts,
                first.piece < second.piece ? first.piece : second.piece};
  }
  return true;
}

/// The regression of a decision from an even gate, one Newton step: what it gains, and its row.
///
///     p = R_first / R;   g = (1 - p) sum_first moment - p sum_second moment,   H = p (1 - p) sum normal
struct Regression {
  float gain;
  float bias;  ///< log odds of p
};

/// shape   sums: of gather_shares; its first curvature and gradient are scratch, the step is left in the latter
[[nodiscard]] Regression regress(const Workspace& work, const Decision& decision, const std::uint8_t* source,
                                 Sums& sums) noexcept {
  const std::uint32_t order = work.white_order();
  const std::uint32_t packed = packed_floats(order);
  const std::uint32_t experts = work.current.experts;
  float side[2] = {0.0f, 0.0f};
  for (std::uint32_t i = 0; i < experts; ++i) {
    if ((decision.first >> i & 1u) != 0) side[0] += sums.weight[source[i]];
    if ((decision.second >> i & 1u) != 0) side[1] += sums.weight[source[i]];
  }
  const float share = side[0] / (side[0] + side[1]);
  const float p = share > least_share ? (share < 1.0f - least_share ? share : 1.0f - least_share) : least_share;
  tensor::fill(packed, 0.0f, sums.curvature);
  tensor::fill(work.row(), 0.0f, sums.gradient);
  for (std::uint32_t i = 0; i < experts; ++i) {
    const bool first = (decision.first >> i & 1u) != 0;
    if (!first && (decision.second >> i & 1u) == 0) continue;
    tensor::add_scaled(packed, p * (1.0f - p), sums.normal + source[i] * packed, sums.curvature);
    tensor::add_scaled(work.row(), first ? 1.0f - p : -p, row_of(work, sums.moment, source[i]), sums.gradient);
  }
  const float bias = tensor::logarithm(p) - tensor::logarithm(1.0f - p);
  float* gradient = stream::sample_z(work.estimator) + work.row();  // free between passes
  tensor::copy(order, sums.gradient, gradient);
  if (!tensor::factor_cholesky(order, solve::gate_ridge(work), sums.curvature)) {
    tensor::fill(work.row(), 0.0f, sums.gradient);
    return {0.0f, bias};
  }
  tensor::solve_cholesky(order, sums.curvature, sums.gradient);
  return {0.5f * tensor::dot(order, gradient, sums.gradient), bias};
}

void swap(std::uint8_t& a, std::uint8_t& b) noexcept {
  const std::uint8_t held = a;
  a = b;
  b = held;
}

/// The next order of `source` as words are sorted; false after the last.
[[nodiscard]] bool step_on(std::uint32_t count, std::uint8_t* source) noexcept {
  std::uint32_t turn = count - 1;
  while (turn > 0 && source[turn - 1] >= source[turn]) --turn;
  if (turn == 0) return false;
  std::uint32_t above = count - 1;
  while (source[above] <= source[turn - 1]) --above;
  swap(source[turn - 1], source[above]);
  for (std::uint32_t low = turn, high = count - 1; low < high; ++low, --high) swap(source[low], source[high]);
  return true;
}

/// Keeps the best, best first.
void insert(const Placement& placement, Placements& placements) noexcept {
  Placement* best = placements.best;
  std::uint32_t at = placements.count;
  while (at > 0 && best[at - 1].score < placement.score) --at;
  if (at == most_placed) return;
  if (placements.count < most_placed) ++placements.count;
  best[placements.count - 1u] = placement;
  for (std::uint32_t n = placements.count - 1u; n > at; --n) {  // by swaps: a shift would call memmove
    const Placement held = best[n];
    best[n] = best[n - 1];
    best[n - 1] = held;
  }
}

/// Scores the placement that is next, if it is not the same as one before.
void look_at(Task& task, const Form& form, Sums& sums, Placements& placements) noexcept {
  Placement& next = placements.next;
  if (!is_canonical(form, next.source)) return;
  next.score = 0.0f;
  for (std::uint32_t n = 0; form.tree() && n + 1 < form.experts; ++n)
    next.score += regress(task.work, form.decision[n], next.source, sums).gain;
  insert(next, placements);
  ++placements.screened;
}

}  // namespace

bool is_canonical(const Form& form, const std::uint8_t* source) noexcept {
  if (form.tree()) return is_canonical_tree(form, source);
  for (std::uint32_t j = 1; j < form.experts; ++j) {
    for (std::uint32_t i = 0; i < j; ++i) {
      if (form.activation[i] == form.activation[j] && source[i] > source[j]) return false;
    }
  }
  return true;
}

bool find_placements(Task& task, const Form& form, Placements& placements) noexcept {
  Workspace& work = task.work;
  if (placements.listed) return true;
  solve::copy(work, work.best, work.current);
  Sums sums = solve::lay_sums(work);
  if (!placements.gathered) {
    if (!gather_shares(task, work.best, sums)) return false;
    placements.gathered = true;
    for (std::uint32_t i = 0; i < form.experts; ++i) placements.next.source[i] = static_cast<std::uint8_t>(i);
  }
  do {
    if (!work.spend()) return false;
    look_at(task, form, sums, placements);
  } while (placements.screened < most_screened && step_on(form.experts, placements.next.source));
  placements.listed = true;
  return true;
}

bool place(Task& task, const Form& form, const Placement& placement) noexcept {
  Workspace& work = task.work;
  solve::copy(work, work.best, work.current);
  Sums sums = solve::lay_sums(work);
  if (form.tree() && !gather_shares(task, work.best, sums)) return false;
  for (std::uint32_t i = 0; i < form.experts; ++i) {
    const std::uint32_t from = placement.source[i];
    tensor::copy(work.row(), row_of(work, work.best.expert, from), row_of(work, work.current.expert, i));
    tensor::copy(work.row(), row_of(work, work.best.gate, from), row_of(work, work.current.gate, i));
    work.current.variance[i] = work.best.variance[from];
    work.current.weight[i] = work.best.weight[from];
  }
  if (!form.tree()) {
    solve::fix_gauge(work, work.current);
  } else {
    tensor::fill(form.experts * work.row(), 0.0f, work.current.gate);
    for (std::uint32_t n = 0; n + 1 < form.experts; ++n) {
      const Regression found = regress(work, form.decision[n], placement.source, sums);
      float* gate = row_of(work, work.current.gate, n);
      tensor::copy(work.white_order(), sums.gradient, gate);
      gate[0] += found.bias;
    }
  }
  task.form = form;
  return true;
}

}  // namespace motet::core::family
