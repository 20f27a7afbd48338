// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "promises/house.hpp"

namespace fs = std::filesystem;

TEST_SUITE_BEGIN("promises/layers");

namespace {

const std::string licence = "// SPDX-License-Identifier: MIT\n";

/// A small house in a folder of its own, gone with the object.
class Sample {
 public:
  Sample() : root_(fs::current_path() / ("motet_layers_" + std::to_string(count_++))) {
    fs::remove_all(root_);
    write("src/README.md",
          "| room | runs | what it may use |\n|---|---|---|\n| `simd` | always | nothing |\n| `tensor` | often | `simd` |\n"
          "| `solve` | now and then | `tensor`, `model` |\n| `model` | last | `tensor` |\n\n| `other` | table | `solve` |\n");
    write("src/CMakeLists.txt", "set(headers plan)\nadd_library(motet\n  tensor/pair.cpp\n)\n");
    write("tests/CMakeLists.txt", "motet_add_tests(motet_tensor_test\n  tensor/pair\n)\n");
    write("tests/tensor/pair_test.cpp", licence);
    write("include/motet/plan.hpp", licence + "#pragma once\n#include <cstdint>\n");
    write("src/simd/word.hpp", licence + "#pragma once\n#if 1\n#include <immintrin.h>\n#endif\n");
    write("src/tensor/pair.cpp", licence + "#include \"motet/plan.hpp\"\n#include \"simd/word.hpp\"\n" + good);
  }
  ~Sample() { fs::remove_all(root_); }
  Sample(const Sample&) = delete;
  Sample& operator=(const Sample&) = delete;

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  void append(const std::string& name, const std::string& text) const { std::ofstream(root_ / name, std::ios::app) << text; }
  void remove(const std::string& name) const { fs::remove(root_ / name); }
  [[nodiscard]] const fs::path& root() const { return root_; }

 private:
  /// Code that looks like an offence and is none.
  static constexpr const char* good =
      "// a new double, thrown; 1.0\n/* try\n double */ float a = 1.0f + 1e-3f + .5e2f;\n"
      "const char* text = \"throw new double 2.0 // \";\nPair(const Pair&) = delete;\n"
      "float b = core::tensor::exp(a) + log(a) + std::sqrt(a) + core::simd::fma(a, a, a) + vector.x0.y;\nint n = 1'000'000 + "
      "0x1e5;\n";

  static inline int count_ = 0;
  fs::path root_;
};

/// The offences as one text, to be seen when a check fails.
std::string spoken(const std::vector<house::Offence>& offences) {
  std::string text;
  for (const house::Offence& offence : offences) text += offence.where + " " + offence.what + "\n";
  return text;
}

}  // namespace

TEST_CASE("the table of rooms is read from src/README.md") {
  const house::Rules rules = house::read_rules(MOTET_ROOT);
  REQUIRE(rules.size() >= 5);
  CHECK(rules.at("simd").empty());
  CHECK(rules.at("tensor") == std::set<std::string>{"simd"});
  CHECK(rules.at("stream").count("solve") == 0);
  CHECK(rules.at("model").count("stream") == 0);
}

TEST_CASE("src and include are as the house wants them") { CHECK(spoken(house::inspect(MOTET_ROOT)) == ""); }

TEST_CASE("a good sample passes") {
  const Sample sample;
  CHECK(house::read_rules(sample.root()).size() == 4);
  CHECK(spoken(house::inspect(sample.root())) == "");
}

TEST_CASE("an offender is named with its line") {
  struct Case {
    const char* line;  ///< appended to src/tensor/pair.cpp, line 11
    const char* what;
  };
  const Case cases[] = {
      {"#include \"solve/fit.hpp\"", "tensor may not include \"solve/fit.hpp\""},
      {"#include \"pair.hpp\"", "tensor may not include \"pair.hpp\""},
      {"#include \"../solve/fit.hpp\"", "tensor may not include \"../solve/fit.hpp\""},
      {"#include \"motet/print.hpp\"", "tensor may not include \"motet/print.hpp\""},
      {"#include <vector>", "may not include <vector>"},
      {"#include <cstdio>", "may not include <cstdio>"},
      {"#include <immintrin.h>", "may not include <immintrin.h>"},
      {"#ifdef __AVX2__", "uses conditional code"},
      {"  # if 1", "uses conditional code"},
      {"  throw 1;", "uses an exception"},
      {"  try {", "uses an exception"},
      {"  auto& t = typeid(a);", "uses run-time type information"},
      {"  int* p = new int;", "uses the heap"},
      {"  delete p;", "uses the heap"},
      {"  std::free(p);", "uses the heap"},
      {"  double sum;", "uses double precision"},
      {"  float a = 0.5;", "uses a double literal"},
      {"  float a = 1e-3;", "uses a double literal"},
      {"  float a = b * 2.;", "uses a double literal"},
      {"  float a = std::exp(b);", "uses libm"},
      {"  float a = ::tanh(b);", "uses libm"},
      {"  float a = __builtin_logf(b);", "uses libm"},
      {"  float a = expf (b);", "uses libm"},
      {"  float a = std::fma(b, b, b);", "uses a multiply-add beside the word's"},
      {"  float a = __builtin_fmaf(b, b, b);", "uses a multiply-add beside the word's"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.line);
    const Sample sample;
    sample.append("src/tensor/pair.cpp", std::string(c.line) + "\n");
    CHECK(spoken(house::inspect(sample.root())) == std::string("src/tensor/pair.cpp:11 ") + c.what + "\n");
  }
}

TEST_CASE("a file in the wrong place or shape is named") {
  const Sample sample;
  const auto offences = [&sample] { return spoken(house::inspect(sample.root())); };
  SUBCASE("a public header that includes a room") {
    sample.append("include/motet/plan.hpp", "#include \"tensor/pair.hpp\"\n");
    CHECK(offences() == "include/motet/plan.hpp:4 motet may not include \"tensor/pair.hpp\"\n");
  }
  SUBCASE("a public header that looks at the compiler, but for the one that may") {
    const std::string condition = licence + "#pragma once\n#if 1\n#endif\n";
    sample.write("include/motet/plan.hpp", condition);
    sample.write("include/motet/detail/requirements.hpp", condition);
    sample.write("src/CMakeLists.txt", "set(headers plan requirements)\nadd_library(motet\n  tensor/pair.cpp\n)\n");
    CHECK(offences() == "include/motet/plan.hpp:3 uses conditional code\n");
  }
  SUBCASE("a public header that the build does not know") {
    sample.write("include/motet/other.hpp", licence + "#pragma once\n");
    CHECK(offences() == "include/motet/other.hpp:1 is not in src/CMakeLists.txt\n");
  }
  SUBCASE("a room that the table does not know") {
    sample.write("src/other/couple.hpp", licence + "#pragma once\n");
    CHECK(offences() == "src/other/couple.hpp:1 stands in no room of src/README.md\n");
  }
  SUBCASE("a name that another room has") {
    sample.write("src/model/pair.hpp", licence + "#pragma once\n");
    CHECK(offences().find("bears the name of a file in src/") != std::string::npos);
  }
  SUBCASE("rooms that use each other") {
    sample.append("src/README.md", "\n| room | what it may use |\n|---|---|\n| `simd` | `tensor` |\n");
    CHECK(offences().find("src/README.md leads from simd back to it\n") != std::string::npos);
  }
  SUBCASE("a header without its guard") {
    sample.write("src/tensor/pair.hpp", licence);
    CHECK(offences() == "src/tensor/pair.hpp:1 lacks #pragma once\n");
  }
  SUBCASE("a source without the licence") {
    sample.write("src/tensor/pair.cpp", "float a;\n");
    CHECK(offences() == "src/tensor/pair.cpp:1 does not begin with the licence\n");
  }
  SUBCASE("a source of 401 lines") {
    sample.write("src/tensor/pair.cpp", licence + std::string(400, '\n'));
    CHECK(offences() == "src/tensor/pair.cpp:401 has more than 400 lines\n");
  }
  SUBCASE("a source without its test") {
    sample.remove("tests/tensor/pair_test.cpp");
    CHECK(offences() == "src/tensor/pair.cpp:1 has no tests/tensor/pair_test.cpp\n");
  }
  SUBCASE("a test that is not run") {
    sample.write("tests/CMakeLists.txt", "motet_add_tests(motet_solve_test\n  solve/pair\n)\n");
    CHECK(offences() == "src/tensor/pair.cpp:1 is not in tests/CMakeLists.txt\n");
  }
  SUBCASE("a source that is not built") {
    sample.write("src/tensor/eigen.cpp", licence);
    sample.write("tests/tensor/eigen_test.cpp", licence);
    sample.write("tests/CMakeLists.txt", "motet_add_tests(motet_tensor_test\n  tensor/pair\n  tensor/eigen\n)\n");
    CHECK(offences() == "src/tensor/eigen.cpp:1 is not in src/CMakeLists.txt\n");
  }
}

TEST_SUITE_END();
