// SPDX-License-Identifier: MIT
// Prints plant.h.
#include "exported/plant.hpp"
#include "motet/write_c.hpp"

int main() {
  const std::string_view inputs[] = {"speed", "load"};
  return motet::write_c(stdout, make_plant<5, 3>(), "plant", inputs) == motet::Status::ok ? 0 : 1;
}
