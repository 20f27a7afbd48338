// SPDX-License-Identifier: MIT
#include "cell.hpp"

#include <cmath>

namespace {

float follow(const Row& row, const Row& v, float bias) {
  for (std::size_t j = 0; j < order; ++j) bias += row[j] * v[j];
  return bias;
}

float logistic(float odds) { return 1.0f / (1.0f + std::exp(-odds)); }

/// A row of length `length` in any direction, over the first `count` inputs.
Row draw_row(std::mt19937_64& random, std::size_t count, float length) {
  std::normal_distribution<float> normal;
  Row row{};
  float square = 0.0f;
  for (std::size_t j = 0; j < count; ++j) {
    row[j] = normal(random);
    square += row[j] * row[j];
  }
  for (float& each : row) each *= length / std::sqrt(square);
  return row;
}

}  // namespace

float Cell::step(const Row& v) const {
  const float h = v[inputs];
  const float update = logistic(follow(z, v, bias_z));
  const float reset = logistic(follow(r, v, bias_r));
  const float ax = follow(a, v, bias_a);
  return (1.0f - update) * h + update * (1.0f - reset) * std::tanh(ax) + update * reset * std::tanh(ax + b * h);
}

Cell draw_cell(std::mt19937_64& random) {
  std::normal_distribution<float> normal(0.0f, 0.3f);
  std::uniform_real_distribution<float> length(1.0f, 3.0f);
  Cell cell;
  cell.a = draw_row(random, inputs, 1.0f);
  cell.b = normal(random) < 0.0f ? -0.8f : 0.8f;
  cell.z = draw_row(random, order, length(random));
  cell.r = draw_row(random, order, length(random));
  cell.bias_a = normal(random);
  cell.bias_z = normal(random);
  cell.bias_r = normal(random);
  return cell;
}

Block make_block(const Cell& cell, float noise) {
  Block block(motet::make_gated_recurrent_unit());
  Row keep{}, fed = cell.a;
  keep[inputs] = 1.0f;
  fed[inputs] = cell.b;
  static_cast<void>(block.begin(order));
  static_cast<void>(block.set_expert(0, keep, 0.0f, noise));
  static_cast<void>(block.set_expert(1, cell.a, cell.bias_a, noise));
  static_cast<void>(block.set_expert(2, fed, cell.bias_a, noise));
  static_cast<void>(block.set_gate(0, cell.z, cell.bias_z));
  static_cast<void>(block.set_gate(1, cell.r, cell.bias_r));
  return block;
}

float draw_output(const Block& block, const Row& v, std::mt19937_64& random) {
  motet::Prediction<3> at;
  static_cast<void>(block.predict(v, at));
  std::discrete_distribution<std::size_t> choose(at.probability.begin(), at.probability.end());
  const std::size_t expert = choose(random);
  float line = block.intercept(expert);
  for (std::size_t j = 0; j < order; ++j) line += block.slope(expert, j) * v[j];
  std::normal_distribution<float> noise(0.0f, block.sigma(expert));
  return (expert == 0 ? line : std::tanh(line)) + noise(random);
}
