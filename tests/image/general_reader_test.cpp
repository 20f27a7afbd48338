// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/generals.hpp"
#include "motet/detail/general_image.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"

TEST_SUITE_BEGIN("image/general_reader");

using namespace motet;

namespace {

using Tree = GeneralModel<2, 3>;

[[nodiscard]] Form tree() { return make_tree(3, sigmoid()); }

/// The same tree with its experts paired otherwise, as a fit may choose.
[[nodiscard]] Form paired_otherwise() {
  Form form = tree();
  form.decision[0] = {0b101, 0b010};
  form.decision[1] = {0b100, 0b001};
  return form;
}

/// What an image is worth to a model, which must not notice.
Status refused(const test::Bytes& image, Tree& model) {
  const support::Snapshot before(model);
  const Status status = load(image, model);
  CHECK(before.unchanged());
  return status;
}

test::Bytes edited(const test::Bytes& image, std::size_t at, std::uint32_t word) {
  return test::edited(image, at, word, test::repair_general);
}

// Hosts try every byte and bit.
constexpr std::size_t stride = support::effort == support::Effort::full ? 1 : 61;

}  // namespace

TEST_CASE(
    "a model of every form comes back to the bit, and answers as before: softmax, tree, recurrent unit, functions of one's "
    "own") {
  const Activation own{test::softened, test::softened_derivative, 0.1f};
  for (const Form& form :
       {make_mixture(1, linear()), make_mixture(3, hyperbolic_tangent()), make_mixture(2, leaky_rectifier(0.2f)),
        make_mixture(3, own), make_tree(3, linear()), make_gated_recurrent_unit()}) {
    CAPTURE(form.experts);
    const auto model = test::filled<3, 3>(form, 2, 1);
    REQUIRE(model.fitted());
    auto loaded = test::filled<3, 3>(form, 3, 2);
    REQUIRE(load(test::saved(model), loaded) == Status::ok);
    CHECK(test::saved(loaded) == test::saved(model));
    const float x[2] = {0.3f, -1.7f};
    Prediction<3> one, two;
    REQUIRE(model.predict(x, one) == Status::ok);
    REQUIRE(loaded.predict(x, two) == Status::ok);
    CHECK(support::same(one.mean, two.mean));
    CHECK(support::same(one.variance, two.variance));
    GeneralModel<3, 3> empty(form);
    REQUIRE(load(test::saved(empty), loaded) == Status::ok);
    CHECK_FALSE(loaded.fitted());
  }
}

TEST_CASE("a tree takes over the pairing that its fit chose") {
  const Tree model = test::filled<2, 3>(paired_otherwise(), 2, 1);
  Tree loaded(tree());
  REQUIRE(load(test::saved(model), loaded) == Status::ok);
  CHECK(loaded.form() == paired_otherwise());
}

TEST_CASE("every truncation, every excess and every flip of one bit is refused") {
  Tree model = test::filled<2, 3>(tree(), 2, 5);
  test::Bytes image = test::saved(test::filled<2, 3>(paired_otherwise(), 2, 6));
  for (std::size_t length = 0; length < image.size(); length += stride) {
    REQUIRE(refused(test::Bytes(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(length)), model) ==
            Status::wrong_length);
  }
  for (const std::size_t excess : {1u, 4u, 1000u}) {
    test::Bytes longer = image;
    longer.resize(image.size() + excess);
    CHECK(refused(longer, model) == Status::wrong_length);
  }
  for (std::size_t bit = 0; bit < 8 * image.size(); bit += stride) {
    const std::byte mask = std::byte{1} << (bit % 8);
    image[bit / 8] ^= mask;
    const bool of_kind = bit < 32 || (bit >= 8 * core::form_bytes && bit < 8 * core::form_bytes + 32);
    REQUIRE(refused(image, model) == (of_kind ? Status::no_image : Status::damaged));
    image[bit / 8] ^= mask;
  }
}

TEST_CASE("another kind, version, form or bounds have a status each") {
  Tree model = test::filled<2, 3>(tree(), 2, 5);
  const test::Bytes good = test::saved(model);
  Model<2, 3> plain;
  CHECK(load(test::saved(model), plain) == Status::no_image);
  CHECK(refused(test::Bytes(good.size()), model) == Status::no_image);
  CHECK(refused(edited(good, 4, core::image_version + 1), model) == Status::other_version);
  CHECK(refused(edited(good, core::form_bytes + 4, core::image_version + 1), model) == Status::other_version);
  Form leaky = tree();
  for (const Form& other :
       {make_tree(3, hyperbolic_tangent()), make_mixture(3, sigmoid()), make_tree(2, sigmoid()), make_gated_recurrent_unit()}) {
    CHECK(refused(test::saved(test::filled<2, 3>(other, 2, 7)), model) == Status::other_bounds);
  }
  leaky.activation.fill(leaky_rectifier(0.1f));
  Tree leaking(leaky);
  leaky.activation.fill(leaky_rectifier(0.2f));
  CHECK(refused(test::saved(Tree(leaky)), leaking) == Status::other_bounds);
  CHECK(refused(edited(good, core::form_bytes + 8, 4), model) == Status::other_bounds);
}

TEST_CASE("whole bytes with impossible numbers are refused") {
  Tree model = test::filled<2, 3>(tree(), 2, 5);
  const test::Bytes good = test::saved(test::filled<2, 3>(tree(), 1, 6));
  CHECK(load(good, model) == Status::ok);
  CHECK(refused(edited(good, 60, 0x04030403u), model) == Status::impossible);           // decisions that part nothing
  CHECK(refused(edited(good, 64, 1), model) == Status::impossible);                     // one more than there are
  CHECK(refused(edited(good, core::form_bytes + 28, 3), model) == Status::impossible);  // inputs
  CHECK(refused(edited(good, core::form_bytes + 32, 2), model) == Status::impossible);  // experts that the form has not
  CHECK(refused(edited(good, core::form_bytes + 36, 0x7fc00000u), model) == Status::impossible);  // a centre
}

TEST_CASE("a model whose form is none says so") {
  GeneralModel<2, 2> model(make_mixture(3, linear()));
  CHECK(load(test::Bytes(image_bytes<GeneralModel<2, 2>>), model) == Status::bad_experts);
}

TEST_SUITE_END();
