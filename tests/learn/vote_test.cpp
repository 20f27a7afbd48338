// SPDX-License-Identifier: MIT
#include "learn/vote.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/random.hpp"

using namespace motet;
using namespace motet::core::learn;
using core::MemberState;
using support::narrow;
using support::wide;

namespace {

/// The rounding that vote.hpp states, of `n` samples.
double rounding(double n, double largest, double count) { return n * (largest + 2.0 * std::log(count) + 16.0) * 0x1p-22; }

/// The same vote in double.
struct Reference {
  explicit Reference(std::size_t count) : weight(count, 1.0 / static_cast<double>(count)) {}
  double settle(double share, const std::vector<double>& log_density) {
    const double largest = *std::max_element(log_density.begin(), log_density.end());
    double sum = 0.0;
    for (std::size_t m = 0; m < weight.size(); ++m) sum += weight[m] * std::exp(log_density[m] - largest);
    for (std::size_t m = 0; m < weight.size(); ++m) {
      weight[m] =
          (1.0 - share) * weight[m] * std::exp(log_density[m] - largest) / sum + share / static_cast<double>(weight.size());
    }
    return largest + std::log(sum);
  }
  std::vector<double> weight;
};

}  // namespace

TEST_SUITE_BEGIN("learn/vote");

TEST_CASE("densities and weights are those of the vote in double") {
  for (const std::uint32_t count : {1u, 2u, 3u, 7u, 24u}) {
    MemberState members[max_members];
    begin_vote(count, members);
    Reference exact(count);
    support::Random random(count);
    for (int t = 0; t < 2000; ++t) {
      std::vector<double> said(count);
      for (std::uint32_t m = 0; m < count; ++m) {
        members[m].log_density = narrow(3.0 * random.normal());
        said[m] = wide(members[m].log_density);
      }
      REQUIRE(support::apart(settle_vote(0.02f, count, members), exact.settle(wide(0.02f), said)) < 1e-5);
      for (std::uint32_t m = 0; m < count; ++m) REQUIRE(support::apart(members[m].weight, exact.weight[m]) < 1e-5);
    }
  }
}

TEST_CASE("the vote is never behind a member by more than ln of their number, on any stream, sample by sample") {
  for (const std::uint32_t count : {2u, 5u, 24u}) {
    for (int kind = 0; kind < 4; ++kind) {
      CAPTURE(count);
      CAPTURE(kind);
      MemberState members[max_members];
      begin_vote(count, members);
      support::Random random(count + 100u * static_cast<std::uint32_t>(kind));
      std::vector<double> own(count, 0.0);
      double joint = 0.0, largest = 0.0;
      for (int t = 1; t <= static_cast<int>(support::trials(20000)); ++t) {
        for (std::uint32_t m = 0; m < count; ++m) {
          double said = random.normal();
          if (kind == 1) said = m == 0 ? 1.0 : -50.0;                                        // one is right
          if (kind == 2) said = 40.0 * std::sin(0.01 * t + m);                               // now this one, now that
          if (kind == 3) said = random.below(count) == m ? 80.0 : -80.0 * random.uniform();  // wild
          members[m].log_density = narrow(said);
          own[m] += wide(members[m].log_density);
          largest = std::fmax(largest, std::fabs(said));
        }
        joint += wide(settle_vote(1e-12f, count, members));
        const double best = *std::max_element(own.begin(), own.end());
        REQUIRE(best - joint <= std::log(count) + rounding(t, largest, count));
      }
    }
  }
}

TEST_CASE("with the share it is never behind one either, but for what the share costs, nor behind a switch of members") {
  constexpr std::uint32_t count = 6;
  const double share = wide(fixed_share);
  MemberState members[count];
  begin_vote(count, members);
  support::Random random(5);
  double joint = 0.0, best = 0.0;
  int switches = 0;
  std::uint32_t leader = 0;
  for (int t = 1; t <= static_cast<int>(support::trials(30000)); ++t) {
    if (t % 700 == 0) {
      leader = (leader + 1) % count;
      ++switches;
    }
    for (std::uint32_t m = 0; m < count; ++m) members[m].log_density = narrow(random.normal() - (m == leader ? 0.0 : 2.0));
    best += wide(members[leader].log_density);
    joint += wide(settle_vote(fixed_share, count, members));
    const double bound = (switches + 1) * std::log(double{count}) + switches * std::log(1.0 / share) - t * std::log1p(-share);
    REQUIRE(best - joint <= bound + rounding(t, 8.0, count));
  }
}

TEST_CASE("weights add up to 1, and none falls below its part of the share") {
  constexpr std::uint32_t count = 4;
  MemberState members[count];
  begin_vote(count, members);
  support::Random random(6);
  for (int t = 0; t < 5000; ++t) {
    for (MemberState& member : members) member.log_density = narrow(1e30 * random.normal());
    REQUIRE(std::isfinite(settle_vote(fixed_share, count, members)));
    double sum = 0.0;
    for (const MemberState& member : members) {
      sum += wide(member.weight);
      REQUIRE(member.weight >= 0.999f * fixed_share / count);
    }
    REQUIRE(sum == doctest::Approx(1.0).epsilon(1e-6));
  }
}

TEST_CASE("a member that is another one keeps what is dealt out; the others lose nothing, and share the rest as they weigh") {
  support::Random random(6);
  for (const std::uint32_t count : {2u, 3u, 10u, 24u}) {
    MemberState members[max_members];
    begin_vote(count, members);
    for (int t = 0; t < 300; ++t) {
      for (std::uint32_t m = 0; m < count; ++m) members[m].log_density = narrow(20.0 * random.normal());
      static_cast<void>(settle_vote(0.02f, count, members));
      const std::uint32_t which = random.below(count);
      double before[max_members];
      for (std::uint32_t m = 0; m < count; ++m) before[m] = wide(members[m].weight);
      restart_weight(0.02f, which, count, members);
      const double dealt = 0.02 / count;
      const double kept = std::min(before[which], dealt);
      double sum = 0.0;
      for (std::uint32_t m = 0; m < count; ++m) {
        const double exact = m == which ? kept : before[m] * (1.0 - kept) / (1.0 - before[which]);
        REQUIRE(support::apart(members[m].weight, exact) < 1e-5);
        if (m != which) REQUIRE(wide(members[m].weight) >= before[m] * (1.0 - 1e-6));
        sum += wide(members[m].weight);
      }
      REQUIRE(support::apart(sum, 1.0) < 1e-5);
    }
  }
}

TEST_SUITE_END();
