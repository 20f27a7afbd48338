// SPDX-License-Identifier: MIT
#include "model/form.hpp"

#include "model/softmax.hpp"
#include "tensor/elementary.hpp"
#include "tensor/vector.hpp"

namespace motet::core::model {

bool alike(const Form& form) noexcept {
  for (std::uint32_t i = 1; i < form.experts; ++i) {
    if (form.activation[i] != form.activation[0]) return false;
  }
  return true;
}

bool parts_all(const Form& form) noexcept {
  // What is left to part: at first all experts, then the sides of more than one.
  std::uint8_t open[max_experts] = {static_cast<std::uint8_t>((1u << form.experts) - 1u)};
  std::uint32_t count = 1;
  for (std::uint32_t node = 0; node + 1 < form.experts; ++node) {
    const Decision& decision = form.decision[node];
    if (decision.first == 0 || decision.second == 0 || (decision.first & decision.second) != 0) return false;
    std::uint32_t at = 0;
    while (at < count && open[at] != (decision.first | decision.second)) ++at;
    if (at == count) return false;
    open[at] = open[--count];
    for (const std::uint8_t side : {decision.first, decision.second}) {
      if ((side & (side - 1)) != 0) open[count++] = side;
    }
  }
  return count == 0;
}

void find_probabilities(const Form& form, float* gate) noexcept {
  if (!form.tree()) {
    static_cast<void>(normalise_logs(form.experts, gate));
    return;
  }
  float product[max_experts];
  tensor::fill(form.experts, 1.0f, product);
  for (std::uint32_t node = 0; node + 1 < form.experts; ++node) {
    const float first = 1.0f / (1.0f + tensor::exponential(-gate[node]));
    const float second = 1.0f / (1.0f + tensor::exponential(gate[node]));
    for (std::uint32_t i = 0; i < form.experts; ++i) {
      if ((form.decision[node].first >> i & 1u) != 0) product[i] *= first;
      if ((form.decision[node].second >> i & 1u) != 0) product[i] *= second;
    }
  }
  tensor::copy(form.experts, product, gate);
}

void find_log_probabilities(const Form& form, float* gate, float* first) noexcept {
  if (!form.tree()) {
    float power[max_experts];
    tensor::copy(form.experts, gate, power);
    const float total = take_log(normalise_logs(form.experts, power));
    for (std::uint32_t i = 0; i < form.experts; ++i) gate[i] -= total;
    return;
  }
  float sum[max_experts] = {};
  for (std::uint32_t node = 0; node + 1 < form.experts; ++node) {
    // log f(v) = min(v, 0) - log(1 + e^-|v|),   log f(-v) = log f(v) - v
    const float odds = gate[node];
    const float power = tensor::exponential(odds < 0.0f ? odds : -odds);
    const float log_first = (odds < 0.0f ? odds : 0.0f) - tensor::logarithm(1.0f + power);
    if (first != nullptr) first[node] = (odds < 0.0f ? power : 1.0f) / (1.0f + power);
    for (std::uint32_t i = 0; i < form.experts; ++i) {
      if ((form.decision[node].first >> i & 1u) != 0) sum[i] += log_first;
      if ((form.decision[node].second >> i & 1u) != 0) sum[i] += log_first - odds;
    }
  }
  tensor::copy(form.experts, sum, gate);
}

}  // namespace motet::core::model

namespace motet {

Status check_form(const Form& form, std::size_t bound, LabelCoefficients* common) noexcept {
  if (form.experts < 1 || form.experts > max_experts || form.experts > bound) return Status::bad_experts;
  if (form.tree() && !core::model::parts_all(form)) return Status::bad_form;
  LabelCoefficients coefficients;
  for (std::uint32_t i = 0; i < form.experts; ++i) {
    const Activation& activation = form.activation[i];
    if (activation.linear() != (activation.derivative == nullptr)) return Status::bad_form;
    if (i > 0 && activation == form.activation[i - 1]) continue;
    if (const Status status = measure_transform(activation, coefficients); status != Status::ok) return status;
  }
  if (common != nullptr && core::model::alike(form)) *common = coefficients;
  return Status::ok;
}

}  // namespace motet
