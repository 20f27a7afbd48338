// SPDX-License-Identifier: MIT
#include "learners.hpp"

namespace {

template <std::size_t Dim, class Bank, std::size_t Window = 256>
class Sized final : public AnyLearner {
 public:
  explicit Sized(const motet::LearnerSettings& settings) : learner_(settings) {}

  motet::Status predict(std::span<const float> x, motet::Forecast& forecast) override { return learner_.predict(x, forecast); }
  motet::Status learn(std::span<const float> x, float y, float elapsed) override { return learner_.learn(x, y, elapsed); }
  motet::LearnerReport report() const override { return learner_.report(); }
  float log_density() const override { return learner_.log_density(); }
  std::uint32_t regime(std::span<const float> x) const override {
    motet::Prediction<regimes> prediction;
    return learner_.model().predict(x, prediction) == motet::Status::ok ? prediction.expert : regimes;
  }
  std::size_t bytes() const override { return sizeof learner_; }
  std::vector<std::byte> save() const override {
    std::vector<std::byte> image(motet::image_bytes<Kind>);
    if (motet::save(learner_, image) != motet::Status::ok) image.clear();
    return image;
  }
  motet::Status load(std::span<const std::byte> image) override { return motet::load(image, learner_, learner_.settings()); }

 private:
  using Kind = motet::Learner<Dim, regimes, Window, Bank>;

  Kind learner_;
};

}  // namespace

std::unique_ptr<AnyLearner> make_learner(std::size_t inputs) {
  using Large = motet::LargeBank<regimes>;
  motet::LearnerSettings settings;
  settings.dim = static_cast<std::uint32_t>(inputs);
  if (inputs <= 4) return std::make_unique<Sized<4, Large>>(settings);
  if (inputs <= 8) return std::make_unique<Sized<8, Large>>(settings);
  if (inputs <= 12) return std::make_unique<Sized<12, Large>>(settings);
  if (inputs <= 20) return std::make_unique<Sized<20, Large>>(settings);
  using Small = motet::SmallBank<regimes>;
  if (inputs <= 32) return std::make_unique<Sized<32, Small>>(settings);
  // Moments of the second order alone: the samples kept carry the fits.
  if (inputs <= 64) return std::make_unique<Sized<64, Small, 2048>>(settings);
  return std::make_unique<Sized<128, Small, 4096>>(settings);
}
