// SPDX-License-Identifier: MIT
#include <atomic>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "arguments.hpp"
#include "program.hpp"
#include "progress.hpp"
#include "study.hpp"
#include "text.hpp"

// The figures of the two papers and their talks, made anew: each study leaves NAME.csv and NAME.svg, and says which sentences
// of theirs hold here. The rivals are those of tests/bench.

namespace {

constexpr const char* usage =
    "usage: paper_figures [--quick] [--out FOLDER] [--only NAME]\n"
    "  --quick       fewer mixtures and samples: a minute\n"
    "  --out FOLDER  where figures and claims go (paper_figures)\n"
    "  --only NAME   one of em_iterations, tensor_error, success, gate_rate\n";

struct Options {
  bool quick = false;
  std::string folder = "paper_figures";
  std::string only;
  bool help = false;
};

struct Entry {
  const char* name;
  Study (*study)(bool, const Runner&);
};

const Entry entries[] = {
    {"em_iterations", study_iterations}, {"tensor_error", study_tensor}, {"success", study_success}, {"gate_rate", study_gate}};

Options parse(Arguments arguments) {
  Options options;
  while (!arguments.empty()) {
    const std::string_view word = arguments.take();
    if (word == "--help") {
      options.help = true;
    } else if (word == "--quick") {
      options.quick = true;
    } else if (word == "--out") {
      options.folder = arguments.take_value(word);
    } else if (word == "--only") {
      options.only = arguments.take_value(word);
      bool known = false;
      for (const Entry& entry : entries) known |= options.only == entry.name;
      if (!known) throw Refusal{"there is no figure '" + printable(options.only) + "'; see --help", 2};
    } else {
      throw Refusal{"unknown option '" + printable(word) + "'; see --help", 2};
    }
    if (arguments.value_left()) throw Refusal{std::string(word) + " takes no value", 2};
  }
  return options;
}

/// Both cores, and a line that says how far they are.
void run_tasks(Progress& progress, const std::string& words, std::size_t count, const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next{0};
  std::size_t done = 0;
  std::mutex lock;
  const auto tell = [&](std::size_t more) {
    const std::lock_guard guard(lock);
    done += more;
    progress.show(bar(static_cast<double>(done) / static_cast<double>(count), 40) + ' ' + words);
  };
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      task(i);
      tell(1);
    }
  };
  tell(0);
  std::thread other(work);
  work();
  other.join();
  progress.clear();
}

/// The claims for a console, and as Markdown.
void tell(const std::vector<Claim>& claims, const std::string& folder) {
  const std::string file = folder + "/claims.md";
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  if (out == nullptr) throw Refusal{file + ": cannot write"};
  std::fprintf(out, "| source | claim | reproduces here | seen | figure |\n|---|---|---|---|---|\n");
  for (const Claim& claim : claims) {
    std::fprintf(out, "| %s | %s | **%s** | %s | [%s](%s.svg) |\n", claim.source.c_str(), claim.words.c_str(),
                 claim.verdict.c_str(), claim.evidence.c_str(), claim.figure.c_str(), claim.figure.c_str());
    std::printf("%-8s %s: %s\n         %s (%s)\n", claim.verdict.c_str(), claim.source.c_str(), claim.words.c_str(),
                claim.evidence.c_str(), claim.figure.c_str());
  }
  if (std::fclose(out) != 0) throw Refusal{file + ": cannot write"};
}

void run(const Options& options) {
  std::error_code problem;
  std::filesystem::create_directories(options.folder, problem);
  if (problem) throw Refusal{options.folder + ": " + problem.message()};
  Progress progress;
  std::vector<Claim> claims;
  for (const Entry& entry : entries) {
    if (!options.only.empty() && options.only != entry.name) continue;
    const Study study = entry.study(options.quick, [&](const std::string& words, std::size_t count, const auto& task) {
      run_tasks(progress, words, count, task);
    });
    save(study.figure, options.folder);
    claims.insert(claims.end(), study.claims.begin(), study.claims.end());
    progress.say(options.folder + '/' + entry.name + ".svg");
  }
  tell(claims, options.folder);
}

}  // namespace

int main(int count, char** words) {
  return run_program(
      "paper_figures", usage, {words + 1, words + count}, [](auto each) { return parse(Arguments(each)); }, run);
}
