// SPDX-License-Identifier: MIT
#include "board.hpp"

namespace {

constexpr std::intptr_t sys_get_cmdline = 0x15;

char line[512];

}  // namespace

int board::read_arguments(char** words, int most) {
  const struct {
    char* text;
    std::intptr_t bytes;
  } request{line, sizeof line};
  if (call_host(sys_get_cmdline, &request) != 0) return 0;
  int count = 0;
  bool inside = false;
  for (char* at = line; *at != '\0' && count < most; ++at) {
    if (*at == ' ') *at = '\0';
    if (*at != '\0' && !inside) words[count++] = at;
    inside = *at != '\0';
  }
  return count;
}
