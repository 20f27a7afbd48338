// SPDX-License-Identifier: MIT
#pragma once

// The streams of the C++ library, as far as doctest uses them: what <ostream>, <sstream> and their like include for a
// compiler that comes without a compiled standard library (Debian's for RISC-V). Text is formatted by snprintf.

#include <algorithm>
#include <cstring>
#include <iosfwd>
#include <string>

namespace std {

class ios_base {
 public:
  using fmtflags = unsigned;
  using openmode = unsigned;
  static constexpr fmtflags dec = 0, hex = 1, fixed = 2, uppercase = 4;
  static constexpr openmode in = 1, out = 2;

  [[nodiscard]] fmtflags flags() const { return flags_; }
  fmtflags flags(fmtflags next) { return exchange(flags_, next); }
  streamsize width(streamsize next) { return exchange(width_, next); }
  streamsize precision(streamsize next) { return exchange(precision_, next); }

 protected:
  fmtflags flags_ = dec;
  streamsize width_ = 0;
  streamsize precision_ = 6;

 private:
  template <class Value>
  static Value exchange(Value& value, Value next) {
    const Value last = value;
    value = next;
    return last;
  }
};

template <>
class basic_streambuf<char> {
 public:
  using char_type = char;
  using traits_type = char_traits<char>;
  using int_type = traits_type::int_type;

  virtual ~basic_streambuf() = default;
  streamsize sputn(const char* text, streamsize count) { return xsputn(text, count); }
  streamsize sgetn(char* text, streamsize count) { return xsgetn(text, count); }
  streampos pubseekpos(streampos at, ios_base::openmode) { return seekpos(at); }
  [[nodiscard]] virtual streampos tell() const { return {}; }

 protected:
  virtual streamsize xsputn(const char*, streamsize) { return 0; }
  virtual streamsize xsgetn(char*, streamsize) { return 0; }
  virtual streampos seekpos(streampos at) { return at; }
  virtual int_type overflow(int_type) { return traits_type::eof(); }
  void setp(char*, char*) {}
};

template <>
class basic_stringbuf<char> : public streambuf {
 public:
  [[nodiscard]] string str() const { return text_; }
  void str(const string& text) {
    text_ = text;
    put_ = get_ = 0;
  }
  [[nodiscard]] streampos tell() const override { return static_cast<streamoff>(put_); }

 protected:
  streamsize xsputn(const char* text, streamsize count) override {
    text_.resize(put_);
    text_.append(text, static_cast<size_t>(count));
    put_ = text_.size();
    return count;
  }
  streamsize xsgetn(char* text, streamsize count) override {
    const size_t taken = min(static_cast<size_t>(count), text_.size() - get_);
    memcpy(text, text_.data() + get_, taken);
    get_ += taken;
    return static_cast<streamsize>(taken);
  }
  streampos seekpos(streampos at) override {
    put_ = get_ = static_cast<size_t>(static_cast<streamoff>(at));
    return at;
  }

 private:
  string text_;
  size_t put_ = 0;
  size_t get_ = 0;
};

template <>
class basic_ios<char> : public ios_base {
 public:
  virtual ~basic_ios() = default;
  explicit operator bool() const { return good_; }
  [[nodiscard]] streambuf* rdbuf() const { return buffer_; }
  char fill(char next) {
    const char last = fill_;
    fill_ = next;
    return last;
  }

 protected:
  streambuf* buffer_ = nullptr;
  char fill_ = ' ';
  bool good_ = true;
};

template <>
class basic_ostream<char> : virtual public ios {
 public:
  explicit basic_ostream(streambuf* buffer) { buffer_ = buffer; }
  ostream& put(char letter) { return write(&letter, 1); }
  ostream& write(const char* text, streamsize count) {
    buffer_->sputn(text, count);
    return *this;
  }
  ostream& flush() { return *this; }
  [[nodiscard]] streampos tellp() const { return buffer_->tell(); }
  /// Writes `count` characters after as many fills as the width asks for.
  ostream& insert(const char* text, size_t count);

  ostream& operator<<(ostream& (*change)(ostream&)) { return change(*this); }
  ostream& operator<<(ios_base& (*change)(ios_base&)) {
    change(*this);
    return *this;
  }
  ostream& operator<<(bool value) { return *this << static_cast<int>(value); }
  ostream& operator<<(short value) { return *this << static_cast<long long>(value); }
  ostream& operator<<(unsigned short value) { return *this << static_cast<unsigned long long>(value); }
  ostream& operator<<(int value) { return *this << static_cast<long long>(value); }
  ostream& operator<<(unsigned value) { return *this << static_cast<unsigned long long>(value); }
  ostream& operator<<(long value) { return *this << static_cast<long long>(value); }
  ostream& operator<<(unsigned long value) { return *this << static_cast<unsigned long long>(value); }
  ostream& operator<<(long long value);
  ostream& operator<<(unsigned long long value);
  ostream& operator<<(float value) { return *this << static_cast<double>(value); }
  ostream& operator<<(double value);
  ostream& operator<<(long double value) { return *this << static_cast<double>(value); }
  ostream& operator<<(const void* value);
};

template <>
class basic_istream<char> : virtual public ios {
 public:
  explicit basic_istream(streambuf* buffer) { buffer_ = buffer; }
  istream& read(char* text, streamsize count) {
    good_ = buffer_ != nullptr && buffer_->sgetn(text, count) == count;
    return *this;
  }
};

template <class Traits>
basic_ostream<char, Traits>& operator<<(basic_ostream<char, Traits>& out, const char* text) {
  return out.insert(text, strlen(text));
}
inline ostream& operator<<(ostream& out, char letter) { return out.insert(&letter, 1); }
inline ostream& operator<<(ostream& out, signed char letter) { return out << static_cast<char>(letter); }
inline ostream& operator<<(ostream& out, unsigned char letter) { return out << static_cast<char>(letter); }

inline ostream& endl(ostream& out) { return out.put('\n'); }

template <ios_base::fmtflags Flag>
ios_base& add_flag(ios_base& out) {
  out.flags(out.flags() | Flag);
  return out;
}
inline ios_base& hex(ios_base& out) { return add_flag<ios_base::hex>(out); }
inline ios_base& fixed(ios_base& out) { return add_flag<ios_base::fixed>(out); }
inline ios_base& uppercase(ios_base& out) { return add_flag<ios_base::uppercase>(out); }
inline ios_base& dec(ios_base& out) {
  out.flags(out.flags() & ~ios_base::hex);
  return out;
}

struct Width {
  int value;
};
struct Fill {
  char value;
};
struct Precision {
  int value;
};
inline Width setw(int value) { return {value}; }
inline Fill setfill(char value) { return {value}; }
inline Precision setprecision(int value) { return {value}; }
inline ostream& operator<<(ostream& out, Width width) { return out.width(width.value), out; }
inline ostream& operator<<(ostream& out, Fill fill) { return out.fill(fill.value), out; }
inline ostream& operator<<(ostream& out, Precision precision) { return out.precision(precision.value), out; }

template <>
class basic_stringstream<char> : public istream, public ostream {
 public:
  basic_stringstream() : istream(&text_), ostream(&text_) {}
  [[nodiscard]] string str() const { return text_.str(); }
  void str(const string& text) { text_.str(text); }

 private:
  stringbuf text_;
};

template <>
class basic_ostringstream<char> : public stringstream {};

/// There are no files here: none ever opens.
template <>
class basic_fstream<char> : public istream, public ostream {
 public:
  explicit basic_fstream(const char* = nullptr) : istream(nullptr), ostream(nullptr) { good_ = false; }
  void open(const char*, openmode) {}
  void close() {}
  [[nodiscard]] bool is_open() const { return false; }
};
template <>
class basic_ifstream<char> : public fstream {
 public:
  using fstream::fstream;
};
inline istream& getline(istream& in, string&) { return in; }

extern ostream cout, cerr;

}  // namespace std
