// SPDX-License-Identifier: MIT
#pragma once

#include "image/tools.hpp"
#include "motet/adapter.hpp"
#include "promises/digest.hpp"

// Learners that are to be interrupted.

namespace motet::test {

/// Estimator, model and adapter of one stream.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
struct Learners {
  Estimator<Dim, Experts, Window> estimator;
  Model<Dim, Experts> model;
  Adapter<Dim, Experts> adapter;

  explicit Learners(const Settings& settings = {}, const AdaptSettings& of_adapter = {})
      : estimator(settings), adapter(of_adapter) {}

  /// Learns the samples from `first` to `last`; says how many were taken.
  std::uint32_t learn(const IntegerStream& stream, std::uint32_t first, std::uint32_t last) {
    std::uint32_t taken = 0;
    for (std::uint32_t t = first; t < last; ++t) {
      const Status status = adapter.learn(stream.row(t), stream.target(t), model, estimator);
      taken += status == Status::ok || status == Status::changed;
    }
    return taken;
  }

  /// All three, one behind the other.
  [[nodiscard]] Bytes save_all() const {
    Bytes all = saved(estimator);
    for (const Bytes& part : {saved(model), saved(adapter)}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }
};

/// An adapter that has learnt `count` samples, the first 64 of which chose the frame; stuck sensors are looked for.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Adapter<Dim, Experts> adapted(std::uint32_t dim, std::uint32_t count) {
  Settings settings;
  settings.dim = dim;
  AdaptSettings of_adapter;
  of_adapter.stuck_limit = 50;
  of_adapter.gate_hold = 20;
  Learners<Dim, Experts, 16> learners(settings, of_adapter);
  static_cast<void>(learners.learn(IntegerStream(dim, count), 0, count));
  return learners.adapter;
}

}  // namespace motet::test
