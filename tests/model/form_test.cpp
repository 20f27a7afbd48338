// SPDX-License-Identifier: MIT
#include "model/form.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using support::wide;

namespace {

/// Probability of an expert in double: down the tree from its root, one child after the other.
double descend(const Form& form, const float* gate, std::uint32_t expert) {
  double product = 1.0;
  for (std::uint32_t node = 0; node + 1 < form.experts; ++node) {
    const double first = 1.0 / (1.0 + std::exp(-wide(gate[node])));
    if ((form.decision[node].first >> expert & 1u) != 0) product *= first;
    if ((form.decision[node].second >> expert & 1u) != 0) product *= 1.0 - first;
  }
  return product;
}

}  // namespace

TEST_SUITE_BEGIN("model/form");

TEST_CASE("a tree's probabilities are products of decisions and sum to one, a mixture's a softmax, 2 to 8 experts") {
  support::Random random(1);
  for (std::uint32_t experts = 2; experts <= 8; ++experts) {
    for (const Form& form : {make_tree(experts, linear()), make_mixture(experts, linear())}) {
      float odds[max_experts]{}, p[max_experts]{}, logs[max_experts]{}, first[max_experts]{};
      double total = 0.0, sum = 0.0;
      for (std::uint32_t n = 0; n + 1 < experts; ++n) p[n] = logs[n] = odds[n] = support::narrow(3.0 * random.normal());
      for (std::uint32_t i = 0; i < experts; ++i) total += std::exp(wide(odds[i]));
      core::model::find_probabilities(form, p);
      core::model::find_log_probabilities(form, logs, first);
      for (std::uint32_t i = 0; i < experts; ++i) {
        const double expected = form.tree() ? descend(form, odds, i) : std::exp(wide(odds[i])) / total;
        CHECK(support::apart(p[i], expected) <= 30.0 * support::roundoff * expected);
        CHECK(support::apart(logs[i], std::log(expected)) <= 60.0 * support::roundoff * (1.0 + std::fabs(std::log(expected))));
        sum += wide(p[i]);
      }
      CHECK(std::fabs(sum - 1.0) <= 20.0 * support::roundoff);
      for (std::uint32_t n = 0; form.tree() && n + 1 < experts; ++n)
        CHECK(support::apart(first[n], 1.0 / (1.0 + std::exp(-wide(odds[n])))) <= 8.0 * support::roundoff);
    }
  }
}

TEST_CASE("logs of probabilities stay finite where the probabilities are long zero") {
  float logs[max_experts] = {-500.0f, 80.0f, 0.0f, 0.0f};
  core::model::find_log_probabilities(make_tree(3, linear()), logs, nullptr);
  CHECK(logs[0] <= -500.0f);
  for (const float each : {logs[0], logs[1], logs[2]}) CHECK(each - each == 0.0f);
}

TEST_CASE("made trees part their experts one by one, 1 to 8") {
  for (std::uint32_t experts = 1; experts <= 8; ++experts) {
    const Form form = make_tree(experts, linear());
    CHECK(form.tree() == (experts > 1));
    CHECK(check_form(form, 8, nullptr) == Status::ok);
    CHECK((experts < 2 || core::model::parts_all(form)));
  }
  CHECK(core::model::parts_all(make_gated_recurrent_unit()));
  CHECK(make_tree(4, linear()).decision[1] == Decision{0b0001, 0b0010});
}

TEST_CASE("a form that is none is refused") {
  CHECK(check_form(make_mixture(0, linear()), 8, nullptr) == Status::bad_experts);
  CHECK(check_form(make_mixture(9, linear()), 8, nullptr) == Status::bad_experts);
  CHECK(check_form(make_mixture(4, linear()), 3, nullptr) == Status::bad_experts);
  const Decision wrong[][3] = {
      {{0b0011, 0b1100}, {0b0001, 0b0010}, {0b0001, 0b0010}},   // one node twice
      {{0b0011, 0b1110}, {0b0001, 0b0010}, {0b0100, 0b1000}},   // an expert on both sides
      {{0b0011, 0b0100}, {0b0001, 0b0010}, {0b0100, 0b1000}},   // an expert left out
      {{0b0001, 0b0010}, {0b0011, 0b1100}, {0b0100, 0b1000}},   // a child before its parent
      {{0b0011, 0b1100}, {0b0001, 0b0010}, {0, 0}},             // a decision short
      {{0b1111, 0}, {0b0011, 0b1100}, {0b0001, 0b0010}},        // nothing on one side
      {{0b10011, 0b1100}, {0b0001, 0b0010}, {0b0100, 0b1000}},  // an expert there is not
  };
  for (const auto& decisions : wrong) {
    Form form = make_tree(4, linear());
    for (std::uint32_t n = 0; n < 3; ++n) form.decision[n] = decisions[n];
    CHECK(check_form(form, 8, nullptr) == Status::bad_form);
  }
  Form lame = make_mixture(2, sigmoid());
  lame.activation[1].derivative = nullptr;
  CHECK(check_form(lame, 8, nullptr) == Status::bad_form);
  Form even = make_mixture(2, sigmoid());
  even.activation[1] = {[](float u, float) { return u * u; }, [](float u, float) { return 2.0f * u; }};
  CHECK(check_form(even, 8, nullptr) == Status::no_transform);
}

TEST_CASE("experts that are alike have common coefficients, others none") {
  LabelCoefficients common;
  CHECK(check_form(make_tree(4, sigmoid()), 8, &common) == Status::ok);
  CHECK(support::apart(common.alpha, -1.5) <= 1e-5);
  common.alpha = 7.0f;
  CHECK(check_form(make_gated_recurrent_unit(), 8, &common) == Status::ok);
  CHECK(common.alpha == 7.0f);
}

TEST_SUITE_END();
