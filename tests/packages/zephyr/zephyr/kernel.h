/* SPDX-License-Identifier: MIT */
/* What the sample uses of Zephyr, on this machine. */
#pragma once

#include <stdint.h>
#include <stdio.h>

#define printk printf

static inline int32_t k_msleep(int32_t milliseconds) { return milliseconds - milliseconds; }
