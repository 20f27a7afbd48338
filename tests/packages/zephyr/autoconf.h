/* SPDX-License-Identifier: MIT */
/* What Kconfig writes, for the sample: macros in front of every source. */
#define CONFIG_CPP 1
#define CONFIG_STD_CPP20 1
#define CONFIG_MOTET 1
#define CONFIG_MAIN_STACK_SIZE 4096
