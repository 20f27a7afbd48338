// SPDX-License-Identifier: MIT
// One object of each kind, all of which must lie in .bss (bss.cmake).

#include "motet/adapter.hpp"
#include "motet/contest.hpp"
#include "motet/descent.hpp"
#include "motet/estimator.hpp"
#include "motet/learner.hpp"
#include "motet/model.hpp"

constinit motet::Estimator<8, 3, 64> estimator(motet::zeroed);
constinit motet::Adapter<8, 3> adapter(motet::zeroed);
constinit motet::Descent<8, 3> descent(motet::zeroed);
constinit motet::Learner<8, 3> learner(motet::zeroed);
constinit motet::Contest<8, 3> contest;
constinit motet::Model<8, 3> model;
