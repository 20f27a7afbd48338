/* SPDX-License-Identifier: MIT */
/* What calls the example. */

void app_main(void);

int main(void) {
  app_main();
  return 0;
}
