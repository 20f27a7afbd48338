// SPDX-License-Identifier: MIT
// What an image weighs without motet.

int main() { return 0; }
