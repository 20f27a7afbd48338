// SPDX-License-Identifier: MIT
#pragma once

// The header by which an Arduino sketch finds the library. Other headers follow as <motet/...>.
#include "motet/learner.hpp"
#include "motet/queue.hpp"
