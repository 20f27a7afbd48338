// SPDX-License-Identifier: MIT
#include <string>

#include "bridge/stage.hpp"

TEST_SUITE_BEGIN("bridge/c_status");

TEST_CASE("a status of C has the number and the words of that of C++, whichever it is") {
  const std::string unknown = "unknown status";
  int last = 0;
  for (int status = 0; status <= 255; ++status) {
    const std::string words = motet_describe(static_cast<motet_status>(status));
    CHECK(words == motet::describe(static_cast<motet::Status>(status)));
    if (words != unknown && status < 255) last = status;
  }
  CHECK(last == MOTET_TOO_SMALL);  // C has a name for the last one, so it has for all
  CHECK(std::string(motet_describe(MOTET_DAMAGED)) == motet::describe(motet::Status::damaged));
  CHECK(std::string(motet_describe(MOTET_WINDOW_NEEDED)) == motet::describe(motet::Status::window_needed));
  CHECK(std::string(motet_describe(MOTET_STUCK_SENSOR)) == motet::describe(motet::Status::stuck_sensor));
  CHECK(std::string(motet_describe(MOTET_NOT_CONSTRUCTED)) == motet::describe(motet::Status::not_constructed));
}

TEST_CASE("a number that is no status has words too") {
  CHECK(motet_describe(MOTET_STATUS_IS_AN_INT) == std::string("unknown status"));
  CHECK(motet_describe(static_cast<motet_status>(256)) == std::string("unknown status"));
}

TEST_SUITE_END();
