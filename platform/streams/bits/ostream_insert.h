// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>

namespace std {

/// What std::string and std::string_view are written with.
template <class Char, class Traits>
basic_ostream<Char, Traits>& __ostream_insert(basic_ostream<Char, Traits>& out, const Char* text, streamsize count);

}  // namespace std
