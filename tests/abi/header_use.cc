// SPDX-License-Identifier: Apache-2.0
#include "tests/abi/header_use.c"  // NOLINT(bugprone-suspicious-include): the same use, as C++
