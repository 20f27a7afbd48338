// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "image/generals.hpp"
#include "image/trials.hpp"

TEST_SUITE_BEGIN("image/general_image");

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

static_assert(image_bytes<GeneralModel<8, 3>> == image_bytes<Model<8, 3>> + 66);

[[nodiscard]] std::uint32_t read_short(const test::Bytes& image, std::size_t at) {
  return std::to_integer<std::uint32_t>(image[at]) | std::to_integer<std::uint32_t>(image[at + 1]) << 8;
}

constexpr std::size_t form_at = 28;  // of the image
constexpr std::size_t size_at = form_at + 66;

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
  const test::Bytes image = test::saved(test::filled<2, 3>(paired_otherwise(), 2, 6));
  CHECK(test::refuses_other_lengths(image, model));
  CHECK(test::refuses_flips(image, model));
}

TEST_CASE("another kind, version, form or bounds have a status each") {
  Tree model = test::filled<2, 3>(tree(), 2, 5);
  const test::Bytes good = test::saved(model);
  Model<2, 3> plain;
  CHECK(load(test::saved(model), plain) == Status::no_image);
  CHECK(test::refused(test::Bytes(good.size()), model) == Status::no_image);
  for (const std::uint32_t version : {3u, 5u}) {
    CHECK(test::refused(test::edited(good, 4, version), model) == Status::other_version);
  }
  Form leaky = tree();
  for (const Form& other :
       {make_tree(3, hyperbolic_tangent()), make_mixture(3, sigmoid()), make_tree(2, sigmoid()), make_gated_recurrent_unit()}) {
    CHECK(test::refused(test::saved(test::filled<2, 3>(other, 2, 7)), model) == Status::other_bounds);
  }
  leaky.activation.fill(leaky_rectifier(0.1f));
  Tree leaking(leaky);
  leaky.activation.fill(leaky_rectifier(0.2f));
  CHECK(test::refused(test::saved(Tree(leaky)), leaking) == Status::other_bounds);
  CHECK(test::refused(test::edited(good, form_at, 4), model) == Status::other_bounds);
}

TEST_CASE("whole bytes with impossible numbers are refused") {
  Tree model = test::filled<2, 3>(tree(), 2, 5);
  const test::Bytes good = test::saved(test::filled<2, 3>(tree(), 1, 6));
  CHECK(load(good, model) == Status::ok);
  CHECK(test::refused(test::edited(good, form_at + 52, 0x04030403u), model) ==
        Status::impossible);                                                               // decisions that part nothing
  CHECK(test::refused(test::edited(good, form_at + 56, 1), model) == Status::impossible);  // one more than there are
  CHECK(test::refused(test::edited(good, size_at, 3), model) == Status::impossible);       // inputs
  CHECK(test::refused(test::edited(good, size_at + 4, 2), model) == Status::impossible);   // experts that the form has not
  CHECK(test::refused(test::edited(good, size_at + 8, 0x7fc00000u), model) == Status::impossible);  // a centre
}

TEST_CASE("what changes between check and load leaves a model that is not fitted, of the form that it had") {
  Tree model = test::filled<2, 3>(tree(), 2, 5);
  test::Bytes image = test::saved(test::filled<2, 3>(paired_otherwise(), 2, 6));
  CHECK(test::read_in_pieces<core::GeneralImage>(image, model));
  image[image.size() / 2] ^= std::byte{1};
  CHECK(test::take_over<core::GeneralImage>(image, model) == Status::damaged);
  CHECK_FALSE(model.fitted());
  CHECK(model.form() == tree());
}

TEST_CASE("a model whose form is none says so") {
  GeneralModel<2, 2> model(make_mixture(3, linear()));
  CHECK(load(test::Bytes(image_bytes<GeneralModel<2, 2>>), model) == Status::bad_experts);
}

TEST_CASE("the fields name the form: experts, activations, parameters, decisions; then come inputs and experts of the model") {
  Form form = make_tree(4, sigmoid());
  form.activation[1] = linear();
  form.activation[2] = leaky_rectifier(0.25f);
  form.activation[3] = {test::cube, test::cube_derivative, 7.0f};
  const auto model = test::filled<3, 4>(form, 2, 1);
  REQUIRE(model.fitted());
  const test::Bytes image = test::saved(model);
  CHECK(test::read_word(image, 0) == 0x47544f4du);  // "MOTG"
  CHECK(test::read_word(image, 4) == 4);
  CHECK(test::read_word(image, 8) == 3);
  CHECK(test::read_word(image, form_at) == 4);
  const std::uint32_t names[] = {1, 0, 3, 4, 0, 0, 0, 0};
  const float parameters[] = {0, 0, 0.25f, 7.0f, 0, 0, 0, 0};
  for (std::size_t i = 0; i < 8; ++i) {
    CHECK(read_short(image, form_at + 4 + 2 * i) == names[i]);
    CHECK(test::read_float(image, form_at + 20 + 4 * i) == parameters[i]);
  }
  for (std::size_t n = 0; n < 3; ++n) {
    CHECK(read_short(image, form_at + 52 + 2 * n) == form.decision[n].first + 256u * form.decision[n].second);
  }
  for (std::size_t n = 3; n < 7; ++n) CHECK(read_short(image, form_at + 52 + 2 * n) == 0);
  CHECK(test::read_word(image, size_at) == 2);
  CHECK(test::read_word(image, size_at + 4) == 4);
  for (std::uint32_t i = 0; i < 2; ++i) {
    CHECK(support::same(test::read_float(image, size_at + 8 + 4 * i), model.view().model.parameters[i]));
  }
}

TEST_CASE("pieces of any length make the same image, and 0xff comes after it") {
  const auto model = test::filled<2, 3>(make_gated_recurrent_unit(), 2, 2);
  CHECK(test::written_in_pieces<core::GeneralImage>(test::saved(model), model));
}

TEST_CASE("a span of another length, and a form that is none, are refused; the span stays as it was") {
  using Small = GeneralModel<2, 2>;
  for (const std::size_t length : {std::size_t{0}, image_bytes<Small> - 1, image_bytes<Small> + 1}) {
    test::Bytes bytes(length, std::byte{0x5a});
    CHECK(save(test::filled<2, 2>(make_mixture(2, sigmoid()), 2, 3), bytes) == Status::wrong_length);
    CHECK(bytes == test::Bytes(length, std::byte{0x5a}));
  }
  test::Bytes bytes(image_bytes<Small>, std::byte{0x5a});
  CHECK(save(Small(make_mixture(3, linear())), bytes) == Status::bad_experts);
  CHECK(bytes == test::Bytes(image_bytes<Small>, std::byte{0x5a}));
}

TEST_SUITE_END();
