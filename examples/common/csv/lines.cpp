// SPDX-License-Identifier: MIT
#include "csv/lines.hpp"

#include <cerrno>
#include <cstring>

#include "text.hpp"

namespace {

constexpr std::size_t longest_line = 1u << 20;

/// What is wrong with a line: text holds no control character but the tab.
std::string find_problem(const std::string& text) {
  for (const char character : text) {
    const unsigned byte = static_cast<unsigned char>(character);
    if ((byte >= 0x20 && byte != 0x7f) || byte == '\t') continue;
    char words[64];
    std::snprintf(words, sizeof words, "byte 0x%02x does not belong in text: is this a CSV file?", byte);
    return words;
  }
  return {};
}

void append_utf8(std::string& text, unsigned long point) {
  const auto add = [&](unsigned long byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x80) return add(point);
  const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const unsigned long lead = more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0;
  add(lead | point >> (6 * more));
  for (int i = more - 1; i >= 0; --i) add(0x80 | (point >> (6 * i) & 0x3f));
}

std::string from_latin1(const std::string& text) {
  std::string result;
  for (const char character : text) append_utf8(result, static_cast<unsigned char>(character));
  return result;
}

}  // namespace

Lines::Lines(const std::string& file)
    : name_(file == "-" ? "stdin" : printable(file)), in_(file == "-" ? stdin : std::fopen(file.c_str(), "rb")) {
  if (in_ == nullptr) throw Refusal{name_ + ": cannot open: " + std::strerror(errno)};
}

/// Reads the byte order mark, if there is one, and no byte further than needed: a pipe may have no more yet.
void Lines::read_mark() {
  const int first = std::getc(in_.get());
  if (first == EOF) return;
  waiting_ = static_cast<char>(first);
  if (first != 0xfe && first != 0xff && first != 0xef) return;
  const int second = std::getc(in_.get());
  if (second == EOF) return;
  waiting_ += static_cast<char>(second);
  if ((first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe)) {
    encoding_ = first == 0xfe ? Encoding::utf16_big : Encoding::utf16_little;
    waiting_.clear();
  } else if (first == 0xef && second == 0xbb) {
    const int third = std::getc(in_.get());
    if (third == 0xbf) {
      waiting_.clear();
    } else if (third != EOF) {
      waiting_ += static_cast<char>(third);
    }
  }
}

/// The next unit of UTF-16, or EOF.
long Lines::take_unit() {
  const int first = std::getc(in_.get());
  const int second = first == EOF ? EOF : std::getc(in_.get());
  if (second == EOF) return EOF;
  return encoding_ == Encoding::utf16_big ? first << 8 | second : second << 8 | first;
}

/// Puts the next character of UTF-16 into what waits. Half a pair becomes U+FFFD.
void Lines::decode() {
  const long unit = take_unit();
  if (unit == EOF) return;
  unsigned long point = static_cast<unsigned long>(unit);
  if (point >= 0xd800 && point < 0xdc00) {
    const long low = take_unit();
    const bool pair = low >= 0xdc00 && low < 0xe000;
    point = pair ? 0x10000 + ((point - 0xd800) << 10) + (static_cast<unsigned long>(low) - 0xdc00) : 0xfffd;
  } else if (point >= 0xdc00 && point < 0xe000) {
    point = 0xfffd;
  }
  append_utf8(waiting_, point);
}

int Lines::take_byte() {
  if (taken_ == waiting_.size()) {
    if (encoding_ == Encoding::utf8 && begun_) return std::getc(in_.get());
    waiting_.clear();
    taken_ = 0;
    if (!begun_) read_mark();
    begun_ = true;
    if (encoding_ != Encoding::utf8) decode();
    if (waiting_.empty()) return encoding_ == Encoding::utf8 ? std::getc(in_.get()) : EOF;
  }
  return static_cast<unsigned char>(waiting_[taken_++]);
}

bool Lines::read(Line& line) {
  line.text.clear();
  int character = take_byte();
  if (after_return_ && character == '\n') character = take_byte();
  after_return_ = false;
  line.number = character == EOF ? number_ : ++number_;
  const bool any = character != EOF;
  for (; character != EOF && character != '\n' && character != '\r'; character = take_byte()) {
    if (line.text.size() == longest_line) {
      const std::string problem = find_problem(line.text);
      throw refuse(name_, number_, problem.empty() ? "a line of more than 1 MiB: is this a CSV file?" : problem);
    }
    line.text += static_cast<char>(character);
  }
  if (std::ferror(in_.get()) != 0) throw Refusal{name_ + ": cannot read: " + std::strerror(errno)};
  after_return_ = character == '\r';
  if (!is_utf8(line.text)) line.text = from_latin1(line.text);
  line.problem = find_problem(line.text);
  return any;
}

Refusal refuse(const std::string& file, std::size_t line, const std::string& words) {
  return {file + ':' + std::to_string(line) + ": " + words};
}
