// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <span>

#include "arguments.hpp"

/// The main of a program: parses its words, and prints its usage or runs. A Refusal becomes a line on stderr and the exit
/// status.
template <class Parse, class Run>
int run_program(const char* name, const char* help, std::span<char* const> words, Parse parse, Run run) {
  try {
    const auto options = parse(words);
    if (options.help) {
      std::fputs(help, stdout);
    } else {
      run(options);
    }
    return 0;
  } catch (const Refusal& refusal) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s: %s\n", name, refusal.words.c_str());
    return refusal.status;
  }
}
