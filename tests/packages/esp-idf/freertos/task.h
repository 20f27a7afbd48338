/* SPDX-License-Identifier: MIT */
#pragma once

static inline void vTaskDelay(TickType_t ticks) { (void)ticks; }
