// SPDX-License-Identifier: MIT
#include "bridge/c_object.hpp"

namespace {

using motet::Status;

// The numbers of C are those of C++; the order of Status never changes.
static_assert(MOTET_OK == static_cast<int>(Status::ok) && MOTET_CHANGED == static_cast<int>(Status::changed) &&
              MOTET_NOT_BEGUN == static_cast<int>(Status::not_begun) &&
              MOTET_TOO_SMALL == static_cast<int>(Status::too_small) &&
              MOTET_NOT_CONSTRUCTED == static_cast<int>(Status::not_constructed));

}  // namespace

const char* motet_describe(motet_status status) {
  return status < 0 || status > MOTET_NOT_CONSTRUCTED ? motet::describe(static_cast<Status>(254))
                                                      : motet::describe(static_cast<Status>(status));
}
