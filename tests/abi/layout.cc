// SPDX-License-Identifier: Apache-2.0
#include "tests/abi/layout.c"  // NOLINT(bugprone-suspicious-include): the same asserts, as C++
