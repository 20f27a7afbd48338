// SPDX-License-Identifier: MIT
// Forms of CSV that are read: the columns, the values and what is said about them.
#include <doctest/doctest.h>

#include <string>

#include "examples/csv.hpp"

using namespace std::string_literals;

namespace {

struct Form {
  const char* name;
  std::string bytes;
  const char* columns;
  const char* rows;
  const char* assumed;
};

const Form separators[] = {
    {"commas", "a,b,y\n1,2.5,3\n-4,5e1,6\n", "a b > y", "1 2.5 > 3 | -4 50 > 6", ""},
    {"semicolons", "a;b;y\n1;2.5;3\n4;5;6\n", "a b > y", "1 2.5 > 3 | 4 5 > 6", " assumed: ';' between the columns"},
    {"tabs", "a\tb\ty\n1\t2.5\t3\n", "a b > y", "1 2.5 > 3", " assumed: tabs between the columns"},
    {"pipes", "a|b|y\n1|2.5|3\n", "a b > y", "1 2.5 > 3", " assumed: '|' between the columns"},
    {"blanks", "a b y\n1 2.5 3\n4 5 6\n", "a b > y", "1 2.5 > 3 | 4 5 > 6", " assumed: blanks between the columns"},
    {"columns lined up with blanks", "   a    b   y\n   1  2.5   3\n  14   25  36\n", "a b > y", "1 2.5 > 3 | 14 25 > 36",
     " assumed: blanks between the columns"},
    {"blanks around commas", "a , b , y\n 1 , 2.5 , 3\n", "a b > y", "1 2.5 > 3", ""},
    {"commas and a blank", "a, b, y\n1, 2.5, 3\n4, 5, 6\n", "a b > y", "1 2.5 > 3 | 4 5 > 6", ""},
    {"quotes", "\"a\",\"b\",\"y\"\n\"1\",\"2.5\",\"3\"\n", "a b > y", "1 2.5 > 3", ""},
    {"commas in quoted names", "\"a, left\",b,y\n1,2,3\n", "a, left b > y", "1 2 > 3", ""},
    {"commas in quoted names, semicolons", "\"a, left, low\";\"b, c\";y\n1;2.5;3\n", "a, left, low b, c > y", "1 2.5 > 3",
     " assumed: ';' between the columns"},
    {"commas in bare names, semicolons", "a (C, left);b;y\n1;2.5;3\n", "a (C, left) b > y", "1 2.5 > 3",
     " assumed: ';' between the columns"},
    {"quotes in a quoted name", "\"the \"\"a\"\"\",b,y\n1,2,3\n", "the \"a\" b > y", "1 2 > 3", ""},
    {"blanks in names, tabs", "the a\tthe b\ty\n1\t2\t3\n", "the a the b > y", "1 2 > 3", " assumed: tabs between the columns"},
    {"sep=;", "sep=;\na;b;y\n1;2.5;3\n", "a b > y", "1 2.5 > 3", ""},
    {"sep=, in quotes", "\"sep=,\"\na,b,y\n1,2.5,3\n", "a b > y", "1 2.5 > 3", ""},
    {"sep=| over names with commas", "SEP=|\na,b|y\n1|2\n", "a,b > y", "1 > 2", ""},
    {"a trailing separator", "a,b,y,\n1,2,3,\n4,5,6,\n", "a b > y", "1 2 > 3 | 4 5 > 6", ""},
    {"a trailing separator in the rows", "a;b;y\n1;2;3;\n4;5;6;\n", "a b > y", "1 2 > 3 | 4 5 > 6",
     " assumed: ';' between the columns"},
    {"a trailing separator in the names", "a,b,y,\n1,2,3\n", "a b > y", "1 2 > 3", ""},
    {"many trailing separators", "a,b,y,,,\n1,2,3,,,\n4,5,6,,,\n", "a b > y", "1 2 > 3 | 4 5 > 6", ""},
};

const Form bytes_and_lines[] = {
    {"CRLF", "a,b,y\r\n1,2,3\r\n4,5,6\r\n", "a b > y", "1 2 > 3 | 4 5 > 6", ""},
    {"CR alone", "a,b,y\r1,2,3\r4,5,6\r", "a b > y", "1 2 > 3 | 4 5 > 6", ""},
    {"no end of the last line", "a,b,y\n1,2,3\n4,5,6", "a b > y", "1 2 > 3 | 4 5 > 6", ""},
    {"a byte order mark", "\xef\xbb\xbf"s + "a,b,y\n1,2,3\n", "a b > y", "1 2 > 3", ""},
    {"UTF-16, little end first",
     "\xff\xfe"s + "a\0,\0y\0\n\0"
                   "1\0,\0"
                   "2\0\n\0"s,
     "a > y", "1 > 2", ""},
    {"UTF-16, big end first",
     "\xfe\xff"s + "\0a\0,\0y\0\n\0"
                   "1\0,\0"
                   "2\0\n"s,
     "a > y", "1 > 2", ""},
    {"a degree sign and a clef in UTF-16",
     "\xff\xfe"s + "\xb0\0C\0;\0"
                   "\x34\xd8\x1e\xdd\n\0"
                   "1\0;\0"
                   "2\0\n\0"s,
     "\u00b0C > \U0001d11e", "1 > 2", " assumed: ';' between the columns"},
    {"Latin-1",
     "T (\xb0"
     "C);y\n\xb0"
     "C;m\xb2\n1\xa0"
     "234,5;2\n",
     "T (\u00b0C) > y", "1234.5 > 2",
     " assumed: ';' between the columns; line 2 holds units; decimal commas; '1\u00a0234,5' in column 'T (\u00b0C)' is 1234.5"},
    {"blank lines", "\n\na,b,y\n\n1,2,3\n  \n4,5,6\n\n", "a b > y", "1 2 > 3 | 4 5 > 6", ""},
    {"comments", "# logger v2\n// of 2024\n% and more\na,b,y\n1,2,3\n# halfway\n4,5,6\n", "a b > y", "1 2 > 3 | 4 5 > 6",
     " assumed: line 6 is a comment, as all that begin with #, // or %"},
    {"names in a comment", "# made by hand\n# a b y\n1 2.5 3\n4 5 6\n", "a b > y", "1 2.5 > 3 | 4 5 > 6",
     " assumed: blanks between the columns; the comment in line 2 names the columns"},
    {"a column called #", "#,a,y\n1,2,3\n2,4,6\n", "a > y", "2 > 3 | 4 > 6",
     " assumed: the comment in line 1 names the columns; column 1 is left out: it has no name and numbers or names the rows"},
    {"a title", "Logger 12 export 2024-03-01\na,b,y\n1,2,3\n", "a b > y", "1 2 > 3", " assumed: line 1 is a title"},
    {"a title and a blank line", "Logger, room 7\n\na,b,y\n1,2,3\n4,5,6\n", "a b > y", "1 2 > 3 | 4 5 > 6",
     " assumed: line 1 is a title"},
    {"a title as wide as the names", "Logger,12,export\na,b,y\n1,2,3\n", "a b > y", "1 2 > 3", " assumed: line 1 is a title"},
    {"facts as wide as the names", "Serial,1234\nRate,10\na,y\n1,2\n3,4\n5,6\n", "a > y", "1 > 2 | 3 > 4 | 5 > 6",
     " assumed: lines 1 to 2 are titles"},
    {"facts about the file", "Device;7\nFirmware;1.2\nOwner;Ann\na;b;y\n1;2;3\n4;5;6\n7;8;9\n1;1;1\n", "a b > y",
     "1 2 > 3 | 4 5 > 6 | 7 8 > 9 | 1 1 > 1", " assumed: ';' between the columns; lines 1 to 3 are titles"},
    {"units", "a,b,y\n\u00b0C,m/s^2,kWh\n1,2,3\n", "a b > y", "1 2 > 3", " assumed: line 2 holds units"},
    {"a first row of ones, which are no units", "a,y\n1,1\n-,2\n3,4\n", "a > y", "1 > 1 | NA > 2 | 3 > 4", ""},
    {"units in brackets", "a,b,y\n[anything],(m),[%]\n1,2,3\n", "a b > y", "1 2 > 3", " assumed: line 2 holds units"},
    {"units of some columns", "a,b,y\n,%,\u00b5g/m\u00b3\n1,2,3\n", "a b > y", "1 2 > 3", " assumed: line 2 holds units"},
    {"title, names, units", "My logger\na;b;y\nV;mA;-\n1;2;3\n", "a b > y", "1 2 > 3",
     " assumed: ';' between the columns; line 3 holds units; line 1 is a title"},
    {"years as names", "year,2019,2020\n1,2,3\n4,5,6\n", "year 2019 > 2020", "1 2 > 3 | 4 5 > 6", ""},
};

const Form numbers[] = {
    {"decimal commas", "a;b;y\n1,5;2;3,25\n-0,5;5;6\n", "a b > y", "1.5 2 > 3.25 | -0.5 5 > 6",
     " assumed: ';' between the columns; decimal commas"},
    {"decimal commas and tabs", "a\ty\n1,5\t2,125\n", "a > y", "1.5 > 2.125",
     " assumed: tabs between the columns; decimal commas"},
    {"decimal commas and blanks", "a y\n1,5 2,5\n3,5 4,5\n", "a > y", "1.5 > 2.5 | 3.5 > 4.5",
     " assumed: blanks between the columns; decimal commas"},
    {"decimal commas in quotes", "a,y\n\"1,5\",\"2,5\"\n", "a > y", "1.5 > 2.5", " assumed: decimal commas"},
    {"decimal commas and exponents", "a;y\n1,5E+03;2,5e-1\n", "a > y", "1500 > 0.25",
     " assumed: ';' between the columns; decimal commas"},
    {"thousands with points", "a;y\n1.234,5;1\n1.234;2\n1.234.567;3\n", "a > y", "1234.5 > 1 | 1234 > 2 | 1234567 > 3",
     " assumed: ';' between the columns; decimal commas; '1.234,5' in column 'a' is 1234.5"},
    {"thousands with commas", "a,y\n\"1,234.5\",1\n\"1,234\",2\n\"1,234,567\",3\n", "a > y",
     "1234.5 > 1 | 1234 > 2 | 1234567 > 3", " assumed: '1,234.5' in column 'a' is 1234.5"},
    {"thousands with apostrophes", "a,y\n1'234.5,1\n12\u2019345,2\n", "a > y", "1234.5 > 1 | 12345 > 2",
     " assumed: '1'234.5' in column 'a' is 1234.5"},
    {"thousands with blanks", "a;y\n1 234,5;1\n1\u00a0234\u00a0567;2\n", "a > y", "1234.5 > 1 | 1234567 > 2",
     " assumed: ';' between the columns; decimal commas; '1 234,5' in column 'a' is 1234.5"},
    {"three decimals after a point", "a,y\n1.234,1\n2.345,2\n", "a > y", "1.234 > 1 | 2.345 > 2",
     " assumed: '1.234' in column 'a' has a decimal point"},
    {"three decimals after a point, and a zero before one", "a;y\n1.234;1\n0.345;2\n", "a > y", "1.234 > 1 | 0.345 > 2",
     " assumed: ';' between the columns"},
    {"three decimals after a comma, shown by a zero", "a;y\n1,234;1\n0,345;2\n", "a > y", "1.234 > 1 | 0.345 > 2",
     " assumed: ';' between the columns; decimal commas"},
    {"per cent", "a,y\n45%,1\n5.5 %,2\n", "a > y", "45 > 1 | 5.5 > 2", " assumed: column 'a' is in per cent: 5 % is 5"},
    {"per cent and a bare zero", "a,y\n0,1\n45%,2\n0,3\n", "a > y", "0 > 1 | 45 > 2 | 0 > 3",
     " assumed: column 'a' is in per cent: 5 % is 5"},
    {"plus and a minus of Unicode", "a,y\n+1.5,\u22122\n", "a > y", "1.5 > -2", ""},
    {"no digit before or behind the point", "a,y\n.5,5.\n-.25,1\n", "a > y", "0.5 > 5 | -0.25 > 1", ""},
    {"true and false", "a,b,y\ntrue,no,1\nFALSE,Yes,2\n", "a b > y", "1 0 > 1 | 0 1 > 2",
     " assumed: column 'a' holds 1 for true, 0 for false; column 'b' holds 1 for true, 0 for false"},
    {"on, off and 1", "a,y\non,1\noff,2\n1,3\n", "a > y", "1 > 1 | 0 > 2 | 1 > 3",
     " assumed: column 'a' holds 1 for true, 0 for false"},
    {"words for what is missing", "a,b,y\n1,NA,3\nnull,2,NaN\n,n/a,4\nnone,-,?\n1,2,3\n", "a b > y",
     "1 NA > 3 | NA 2 > NA | NA NA > 4 | NA NA > NA | 1 2 > 3", ""},
    {"#N/A in front is no comment", "a,y\n#N/A,1\n2,3\n", "a > y", "NA > 1 | 2 > 3", ""},
    {"many digits", "a,y\n1700000000.125,48.123456789\n", "a > y", "1700000000.125 > 48.123456789", ""},
};

const Form columns[] = {
    {"an index without a name", ",a,y\n0,1.5,2\n1,2.5,3\n", "a > y", "1.5 > 2 | 2.5 > 3",
     " assumed: column 1 is left out: it has no name and numbers or names the rows"},
    {"an index that the names leave out", "\"a\" \"y\"\n\"1\" 1.5 2\n\"2\" 2.5 3\n", "a > y", "1.5 > 2 | 2.5 > 3",
     " assumed: blanks between the columns; column 1 is left out: it has no name and numbers or names the rows"},
    {"names of rows", ",a,y\nfirst,1.5,2\nsecond,2.5,3\n", "a > y", "1.5 > 2 | 2.5 > 3",
     " assumed: column 1 is left out: it has no name and numbers or names the rows"},
    {"an empty column without a name", "a,,y\n1,,2\n3,,4\n", "a > y", "1 > 2 | 3 > 4",
     " assumed: column 2 is left out: it has no name and no values"},
    {"dates", "t,y\n2024-03-01,1\n2024-03-02,2\n", "t > y", "1709251200 > 1 | 1709337600 > 2",
     " assumed: column 't' is read as seconds since 1970 (--time t makes it the clock, --ignore t leaves it out)"},
};

template <std::size_t Count>
void check(const Form (&forms)[Count]) {
  for (const Form& form : forms) {
    CAPTURE(std::string(form.name));
    const Outcome outcome = read_csv("forms", form.bytes);
    CHECK(outcome.refusal == "");
    CHECK(outcome.columns == std::string(form.columns));
    CHECK(outcome.rows == std::string(form.rows));
    CHECK(outcome.assumed == std::string(form.assumed));
  }
}

Outcome read_timed(std::string_view bytes) {
  CsvOptions options;
  options.time = "t";
  return read_csv("forms", bytes, options);
}

}  // namespace

TEST_CASE("reads every separator, with quotes, lined up, trailing or named") { check(separators); }

TEST_CASE("reads UTF-8 and UTF-16, every end of line, and what stands above the rows") { check(bytes_and_lines); }

TEST_CASE("reads numbers with points, commas, thousands, per cent and words") { check(numbers); }

TEST_CASE("leaves out an index, and takes dates for seconds") { check(columns); }

TEST_CASE("a time column gives what has passed between the rows that are complete") {
  const Outcome number = read_timed("t,a,y\n10,1,1\n10.5,2,2\n14,,3\n20,4,4\n");
  CHECK(number.columns == "a > y");
  CHECK(number.rows == "1 > 1 +0 | 2 > 2 +0.5 | NA > 3 +3.5 | 4 > 4 +9.5");
  CHECK(read_timed("t,a,y\n2024-02-29 23:59:59.5,1,1\n2024-03-01T00:00Z,2,2\n").rows == "1 > 1 +0 | 2 > 2 +0.5");
  CHECK(read_timed("t;a;y\n2024/03/01 12:00;1;1\n2024/03/01 12:00:01,25;2;2\n").rows == "1 > 1 +0 | 2 > 2 +1.25");
  CHECK(read_timed("t,a,y\n20240301T120000+0100,1,1\n2024-03-01T11:00:10Z,2,2\n").rows == "1 > 1 +0 | 2 > 2 +10");
  CHECK(read_timed("t,a,y\n2023-12-31T23:59:59-02:30,1,1\n2024-01-01T02:30:00 UTC,2,2\n").rows == "1 > 1 +0 | 2 > 2 +1");
}

TEST_CASE("chooses columns by name") {
  CsvOptions options;
  options.inputs = {"\"b, left\",a"};
  CHECK(read_csv("forms", "a,word,\"b, left\",y\n1,x,2,3\n", options).columns == "b, left a > y");
  CHECK(read_csv("forms", "a,word,\"b, left\",y\n1,x,2,3\n", options).rows == "2 1 > 3");
  options.inputs = {"b, left"};
  options.target = "a";
  CHECK(read_csv("forms", "a,word,\"b, left\",y\n1,x,2,3\n", options).rows == "2 > 1");
  options.inputs = {};
  options.ignore = {"word", "y"};
  CHECK(read_csv("forms", "a,word,b,y\n1,x,2,3\n", options).rows == "2 > 1");
  options.target = "";
  CHECK(read_csv("forms", "a,word,b,y\n1,x,2,3\n", options).rows == "1 > 2");
  options.ignore = {"a"};
  CHECK(read_csv("forms", "a,b,a,y\n1,2,3,4\n", options).rows == "2 > 4");
}

TEST_CASE("reads what two readings would suit as it is told") {
  CsvOptions options;
  options.decimal = Decimal::comma;
  CHECK(read_csv("forms", "a;y\n1,234;1.234\n", options).rows == "1.234 > 1234");
  options.decimal = Decimal::point;
  CHECK(read_csv("forms", "a;y\n1,234;1.234\n", options).rows == "1234 > 1.234");
  options.separator = ' ';
  CHECK(read_csv("forms", "a,b y\n1 2\n", options).columns == "a,b > y");
}

TEST_CASE("takes the first inputs of a wide file, and says so") {
  std::string bytes;
  for (int i = 0; i < 100; ++i) bytes += "x" + std::to_string(i) + ',';
  bytes += "y\n";
  for (int i = 0; i < 100; ++i) bytes += std::to_string(i) + ',';
  bytes += "7\n";
  const Outcome outcome = read_csv("forms", bytes, {}, 3);
  CHECK(outcome.columns == "x0 x1 x2 > y");
  CHECK(outcome.rows == "0 1 2 > 7");
  CHECK(outcome.assumed == " assumed: of 100 inputs only the first 3 are used, up to 'x2': --inputs NAME,... chooses");
}
