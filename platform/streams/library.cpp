// SPDX-License-Identifier: MIT
// The compiled part of the C++ library, as far as doctest and the tests call it.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <set>
#include <stdexcept>
#include <unordered_set>

#include "streams.hpp"

// Memory, and the guards of local statics: there is one thread.

namespace {
void* take(std::size_t bytes) {
  void* const memory = std::malloc(bytes);
  return memory != nullptr ? memory : (std::abort(), nullptr);
}
}  // namespace

void* operator new(std::size_t bytes) { return take(bytes); }
void* operator new[](std::size_t bytes) { return take(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
// Memory for objects that ask for more alignment than malloc gives.
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  const std::size_t unit = static_cast<std::size_t>(alignment);
  void* const memory = aligned_alloc(unit, (bytes + unit - 1) / unit * unit);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

extern "C" {
int __cxa_guard_acquire(unsigned char* guard) { return *guard == 0 ? 1 : 0; }
void __cxa_guard_release(unsigned char* guard) { *guard = 1; }
[[noreturn]] void __cxa_pure_virtual() { std::abort(); }
}

namespace std {

// Without exceptions an error ends the image.

void terminate() noexcept { abort(); }
int uncaught_exceptions() noexcept { return 0; }
void __throw_bad_alloc() { abort(); }
void __throw_bad_array_new_length() { abort(); }
void __throw_length_error(const char*) { abort(); }
void __throw_logic_error(const char*) { abort(); }
void __throw_out_of_range_fmt(const char*, ...) { abort(); }

exception::~exception() noexcept = default;
const char* exception::what() const noexcept { return "exception"; }
__cow_string::__cow_string() : _M_p("") {}
__cow_string::~__cow_string() = default;
logic_error::logic_error(const char* what) { _M_msg._M_p = what; }
logic_error::~logic_error() noexcept = default;
const char* logic_error::what() const noexcept { return _M_msg._M_p; }

// std::set and std::map: a binary tree, which need not be balanced to be right.

namespace {

using Node = _Rb_tree_node_base;

template <Node* Node::*Near, Node* Node::*Far>
Node* step(Node* node) {
  if (node->*Far != nullptr) {
    for (node = node->*Far; node->*Near != nullptr;) node = node->*Near;
    return node;
  }
  Node* above = node->_M_parent;
  while (node == above->*Far) {
    node = above;
    above = above->_M_parent;
  }
  return node->*Far != above ? above : node;
}

}  // namespace

Node* _Rb_tree_increment(Node* node) noexcept { return step<&Node::_M_left, &Node::_M_right>(node); }
const Node* _Rb_tree_increment(const Node* node) noexcept { return _Rb_tree_increment(const_cast<Node*>(node)); }
Node* _Rb_tree_decrement(Node* node) noexcept {
  // The header: its parent is the root, whose parent it is.
  if (node->_M_color == _S_red && node->_M_parent->_M_parent == node) return node->_M_right;
  return step<&Node::_M_right, &Node::_M_left>(node);
}
const Node* _Rb_tree_decrement(const Node* node) noexcept { return _Rb_tree_decrement(const_cast<Node*>(node)); }

void _Rb_tree_insert_and_rebalance(const bool left, Node* node, Node* above, Node& header) noexcept {
  node->_M_parent = above;
  node->_M_left = node->_M_right = nullptr;
  node->_M_color = _S_black;
  if (above == &header) {
    header._M_parent = header._M_left = header._M_right = node;
  } else if (left) {
    above->_M_left = node;
    if (above == header._M_left) header._M_left = node;
  } else {
    above->_M_right = node;
    if (above == header._M_right) header._M_right = node;
  }
}

// std::unordered_set: the number of buckets doubles.

namespace __detail {
pair<bool, size_t> _Prime_rehash_policy::_M_need_rehash(size_t buckets, size_t elements, size_t more) const {
  const size_t wanted = elements + more;
  return wanted < buckets ? pair<bool, size_t>{false, 0} : pair<bool, size_t>{true, 2 * wanted + 13};
}
}  // namespace __detail

// Formatting.

ostream& ostream::insert(const char* text, size_t count) {
  for (size_t fills = static_cast<size_t>(width(0)); fills > count; --fills) put(fill_);
  return write(text, static_cast<streamsize>(count));
}

namespace {
template <class... Values>
ostream& print(ostream& out, const char* format, Values... values) {
  array<char, 400> text{};
  snprintf(text.data(), text.size(), format, values...);
  return out << text.data();
}
}  // namespace

// Declared, and no more, where the tests print.
template ostream& operator<<(ostream&, const char*);
template <>
ostream& __ostream_insert(ostream& out, const char* text, streamsize count) {
  return out.insert(text, static_cast<size_t>(count));
}

ostream& ostream::operator<<(long long value) { return print(*this, "%lld", value); }
ostream& ostream::operator<<(unsigned long long value) {
  const char* const upper = (flags_ & uppercase) != 0 ? "%llX" : "%llx";
  return print(*this, (flags_ & hex) != 0 ? upper : "%llu", value);
}
ostream& ostream::operator<<(double value) {
  return print(*this, (flags_ & fixed) != 0 ? "%.*f" : "%.*g", static_cast<int>(precision_), value);
}
ostream& ostream::operator<<(const void* value) { return print(*this, "%p", value); }

// Both standard streams go to the host's console.

namespace {
class Console : public streambuf {
  streamsize xsputn(const char* text, streamsize count) override {
    return static_cast<streamsize>(fwrite(text, 1, static_cast<size_t>(count), stdout));
  }
};
Console console;
}  // namespace

ostream cout(&console);
ostream cerr(&console);

}  // namespace std
