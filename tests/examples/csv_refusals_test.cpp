// SPDX-License-Identifier: MIT
// Files that are refused, in one line each; and that no dress of a table gives a wrong number.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "examples/csv.hpp"

namespace {

struct Case {
  const char* name;
  const char* bytes;
  const char* refusal;
};

const Case refused[] = {
    {"nothing", "", " the file is empty"},
    {"comments alone", "# a\n\n", " there is nothing but comments"},
    {"no names", "1,2,3\n4,5,6\n", "1: the first line must name the columns, and it holds numbers"},
    {"no names, and text in a column", "Jan,2,3\nFeb,5,6\n", "1: the first line must name the columns, and it holds numbers"},
    {"one column", "y\n1\n", "1: one column: at least an input and a target are needed"},
    {"a column without a name", "a,,y\n1,2,3\n", "1: column 2 has no name"},
    {"a first column without a name that is no index", ",a,y\n1.5,2,3\n", "1: column 1 has no name"},
    {"two columns of one name", "a,b,a,y\n1,2,3,4\n", "1: two columns are called 'a'"},
    {"fewer names than columns", "a,b\n1.5,2,3\n4,5,6\n7,8,9\n",
     "1: the line above the rows has 2 fields, and they have 3: which names are theirs?"},
    {"two lines of names", "title,of,this\na,b,y\n1,2,3\n",
     "1: lines 1 and 2 can both name the columns: delete the one that does not"},
    {"years for names and a first row that is bad", "year,2019,y\nx,1,2\n4,5,6\n7,8,9\n",
     "2: column 'year': 'x' is not a number"},
    {"decimal commas between commas", "a,y\n1,5,2,5\n3,5,4,5\n",
     "1: the line above the rows has 2 fields, and they have 4: which names are theirs? "
     "Decimal commas need quotes, or another separator."},
    {"a comma that may be of thousands", "a;y\n1;1,234\n2;5,678\n",
     "2: column 'y': '1,234' can be 1.234 or 1234: say --decimal comma or --decimal point"},
    {"a point that may be of thousands", "a;y\n1;1.234\n2;5.678\n",
     "2: column 'y': '1.234' can be 1234 or 1.234: say --decimal comma or --decimal point"},
    {"an amount of money", "a,y\n$1,234,5\n$2,345,6\n",
     "1: the line above the rows has 2 fields, and they have 3: which names are theirs?"},
    {"numbers that may be of thousands between commas", "a,y\n1,234,5\n2,345,6\n",
     "1: the line above the rows has 2 fields, and they have 3: which names are theirs?"},
    {"the same between blanks", "a y\n1 234 5\n2 345 6\n",
     "1: the line above the rows has 2 fields, and they have 3: which names are theirs?"},
    {"rows that begin with a gap, below names that are too few", "a,b\nNA,5,2\n1,5,2\n3,6,2\n",
     "1: the line above the rows has 2 fields, and they have 3: which names are theirs?"},
    {"a day first and decimal commas", "Datum;Uhrzeit;Temp\n01.02.2024;12:00;1,5\n02.02.2024;12:10;2,5\n",
     "1: columns 'Datum' ('01.02.2024'), 'Uhrzeit' ('12:00') hold text: leave out with --ignore Datum,Uhrzeit, "
     "choose others with --inputs and --target, or write a column of 0 and 1 for each word"},
    {"the same in quotes", "a,y\n1,\"1,234\"\n",
     "2: column 'y': '1,234' can be 1.234 or 1234: say --decimal comma or --decimal point"},
    {"both marks", "a;y\n1;1.5\n2;2,5\n", "3: column 'y': '2,5' has a decimal comma, and '1.5' above a decimal point"},
    {"both marks and one of three digits", "a;y\n1;1.5\n2;2.345\n3;2,5\n",
     "3: column 'y': '2.345' can be 2345 or 2.345: say --decimal comma or --decimal point"},
    {"a comma with four digits where points are decimal", "a;y\n1,5;1.5\n",
     "2: column 'y': '1.5' has a decimal point, and '1,5' above a decimal comma"},
    {"text in a column", "a,mode,y\n1,heat,2\n3,cool,4\n",
     "1: column 'mode' ('heat') holds text: leave out with --ignore mode, choose others with --inputs and --target, "
     "or write a column of 0 and 1 for each word"},
    {"text in columns whose names need quotes", "a,\"m, n\",the site,y\n1,x,p,2\n3,z,q,4\n",
     "1: columns 'm, n' ('x'), 'the site' ('p') hold text: leave out with --ignore '\"m, n\",the site', "
     "choose others with --inputs and --target, or write a column of 0 and 1 for each word"},
    {"a date with the day first", "t,y\n01.03.2024,1\n02.03.2024,2\n",
     "1: column 't' ('01.03.2024') holds text: leave out with --ignore t, choose others with --inputs and --target, "
     "or write a column of 0 and 1 for each word"},
    {"a date that is none", "t,y\n2023-02-28,1\n2023-02-29,2\n2023-03-01,3\n",
     "3: column 't': '2023-02-29' is not a date with the year first"},
    {"a number with a unit", "a,y\n1,2\n3,4 V\n5,6\n", "3: column 'y': '4 V' is not a number"},
    {"groups of four", "a,y\n1,2\n3,1'2345\n5,6\n", "3: column 'y': '1'2345' is not a number"},
    {"two points", "a,y\n1,2\n3,1.2.3\n5,6\n", "3: column 'y': '1.2.3' is not a number"},
    {"a hexadecimal number", "a,y\n1,2\n3,0x10\n5,6\n", "3: column 'y': '0x10' is not a number"},
    {"half an exponent", "a,y\n1,2\n3,2e\n5,6\n", "3: column 'y': '2e' is not a number"},
    {"what is not finite", "a,y\n1,2\n3,-inf\n5,6\n", "3: column 'y': '-inf' is not finite"},
    {"what is too large", "a,y\n1,2\n3,1e400\n5,6\n", "3: column 'y': '1e400' is too large: at most 1e+15"},
    {"a word between numbers", "a,y\n1,2\n3,off\n5,6\n", "3: column 'y': 'off' is not a number"},
    {"a number between truths", "a,y\n1,on\n3,2\n5,off\n", "3: column 'y': '2' is neither true nor false"},
    {"a per cent between numbers", "a,y\n1,0.5\n3,50%\n5,0.6\n",
     "3: column 'y': '50%' has a percent sign, which the others have not"},
    {"a number between per cents", "a,y\n1,50%\n3,0.5\n5,60%\n",
     "3: column 'y': '0.5' has no percent sign, which the others have"},
    {"a field too few", "a,b,y\n1,2,3\n4,5\n6,7,8\n", "3: 2 fields, but the header has 3"},
    {"a field too many", "a,b,y\n1,2,3\n4,5,6,7\n6,7,8\n", "3: 4 fields, but the header has 3"},
    {"a quote that stays open", "a,b,y\n1,\"2,3\n4,5,6\n7,8,9\n", "2: a quote is opened and not closed"},
    {"a control character", "a,b,y\n1,2\x01,3\n4,5,6\n7,8,9\n", "2: byte 0x01 does not belong in text: is this a CSV file?"},
};

/// Rows enough to lie beyond what a reader looks at before it decides.
std::string many_rows(const char* names, const char* row) {
  std::string bytes = names;
  for (int i = 0; i < 40; ++i) bytes += row;
  return bytes;
}

// A table, and every dress of it.

struct Dress {
  char separator;
  char decimal;
  bool quotes;
  const char* end;
  int encoding;  // plain, marked, UTF-16
  int top;
  bool trailing;
};

std::string number_in(const Dress& dress, double value) {
  std::string text = number(value, 12);
  std::replace(text.begin(), text.end(), '.', dress.decimal);
  return text;
}

std::string encode(const Dress& dress, const std::string& text) {
  if (dress.encoding == 0) return text;
  if (dress.encoding == 1) return "\xef\xbb\xbf" + text;
  std::string result = dress.encoding == 2 ? "\xff\xfe" : "\xfe\xff";
  for (const char character : text) {
    if (dress.encoding == 3) result += '\0';
    result += character;
    if (dress.encoding == 2) result += '\0';
  }
  return result;
}

std::string dressed(const Dress& dress) {
  const auto line = [&](std::vector<std::string> fields) {
    std::string text;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i > 0) text += dress.separator;
      text += dress.quotes ? '"' + fields[i] + '"' : fields[i];
    }
    return text + (dress.trailing ? std::string(1, dress.separator) : "") + dress.end;
  };
  std::string text;
  if (dress.top == 1) text += std::string("Logger 12, export of 2024-03-01") + dress.end;
  if (dress.top == 2) text += std::string("# logger 12") + dress.end + dress.end;
  text += line({"left", "right", "power"});
  if (dress.top == 3) text += line({"m", "[V]", "kW"});
  const double values[][3] = {{1.5, 1234.5, -3}, {2.25, 0.125, 1e-5}, {3, 17, 1234567.5}, {-4.75, 1.234, 12.345}};
  for (const auto& row : values) text += line({number_in(dress, row[0]), number_in(dress, row[1]), number_in(dress, row[2])});
  return encode(dress, text);
}

}  // namespace

TEST_CASE("refuses what can be read in two ways, or not at all, in one line") {
  for (const Case& each : refused) {
    CAPTURE(std::string(each.name));
    CHECK(read_csv("refusals", each.bytes).refusal == std::string(each.refusal));
  }
}

TEST_CASE("refuses columns that are not there, and a time that goes back") {
  const auto refusal = [](const char* bytes, auto change) {
    CsvOptions options;
    change(options);
    return read_csv("refusals", bytes, options).refusal;
  };
  const char* const bytes = "t,a,b,y\n1,2,3,4\n0,6,7,8\n";
  CHECK(refusal(bytes, [](CsvOptions& o) { o.target = "z"; }) == "1: no column is called 'z'");
  CHECK(refusal(bytes, [](CsvOptions& o) { o.ignore = {"a,z"}; }) == "1: no column is called 'z'");
  CHECK(refusal(bytes, [](CsvOptions& o) { o.inputs = {"z"}; }) == "1: no column is called 'z'");
  CHECK(refusal(bytes, [](CsvOptions& o) { o.time = "z"; }) == "1: no column is called 'z'");
  CHECK(refusal(bytes, [](CsvOptions& o) { o.inputs = {"a,y"}, o.target = "y"; }) ==
        "1: column 'y' is an input and the target");
  CHECK(refusal(bytes, [](CsvOptions& o) { o.inputs = {"a"}, o.ignore = {"a"}; }) ==
        "1: column 'a' is an input and is ignored");
  CHECK(refusal(bytes, [](CsvOptions& o) { o.ignore = {"t,a,b"}; }) == "1: no input is left beside the target 'y'");
  CHECK(refusal(bytes, [](CsvOptions& o) { o.ignore = {"t,a,b,y"}; }) == "1: no column is left for the target");
  CHECK(refusal(bytes, [](CsvOptions& o) { o.time = "t"; }) == "3: column 't': the time goes back");
  CHECK(refusal("t,a,y\n,1,2\n", [](CsvOptions& o) { o.time = "t"; }) == "2: column 't': the value is missing");
  CHECK(refusal("t,a,y\nx,1,2\n", [](CsvOptions& o) { o.time = "t"; }) ==
        "1: column 't' holds text ('x'): a time is a number, or a date with the year first");
  CHECK(refusal("a;y\n1;2,5\n", [](CsvOptions& o) { o.decimal = Decimal::point; }) ==
        "2: column 'y': '2,5' is not a number with a decimal point");
}

TEST_CASE("stops where the decimal mark shows late that a number was read wrongly") {
  CHECK(read_csv("refusals", many_rows("a\ty\n", "1\t1.234\n") + "2\t1,5\n").refusal ==
        "42: column 'y': '1,5' has a decimal comma, so '1.234' above may be one of thousands: "
        "say --decimal comma or --decimal point");
  CHECK(read_csv("refusals", many_rows("a;y\n", "1;12\n") + "2;1,5\n2;1.234\n").rows.ends_with("2 > 1.5 | 2 > 1234"));
  CHECK(read_csv("refusals", many_rows("a;y\n", "1;12\n") + "2;1,234\n").refusal ==
        "42: column 'y': '1,234' can be 1.234 or 1234: say --decimal comma or --decimal point");
}

TEST_CASE("no dress of a table gives a wrong number") {
  const Outcome plain = read_csv("refusals", dressed({',', '.', false, "\n", 0, 0, false}));
  REQUIRE(plain.rows == "1.5 1234.5 > -3 | 2.25 0.125 > 1e-05 | 3 17 > 1234567.5 | -4.75 1.234 > 12.345");
  int read = 0;
  int refusals = 0;
  for (const char separator : {',', ';', '\t', '|', ' '}) {
    for (const char decimal : {'.', ','}) {
      for (const bool quotes : {false, true}) {
        for (const char* const end : {"\n", "\r\n", "\r"}) {
          for (int variant = 0; variant < 4 * 4 * 2; ++variant) {
            const Dress dress{separator, decimal, quotes, end, variant % 4, variant / 4 % 4, variant >= 16};
            const Outcome outcome = read_csv("refusals", dressed(dress));
            if (outcome.refusal.empty()) {
              CHECK(outcome.columns == plain.columns);
              CHECK(outcome.rows == plain.rows);
            }
            ++(outcome.refusal.empty() ? read : refusals);
          }
        }
      }
    }
  }
  // only decimal commas between bare commas are refused
  CHECK(read == 5 * 2 * 2 * 3 * 32 - 3 * 32);
  CHECK(refusals == 3 * 32);
}
