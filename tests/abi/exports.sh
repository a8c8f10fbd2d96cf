#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# exports.sh LIST LIBRARY: the library exports exactly the symbols of LIST, each in its version
# node.
set -euo pipefail
export LC_ALL=C
# The version nodes themselves appear as absolute symbols (A).
nm -D --defined-only --with-symbol-versions "$2" | awk '$2 != "A" { print $3 }' | sort | diff -u "$1" - || {
  echo "The library's symbols (+) are not those of $1 (-): see abi/ABI.md before changing either." >&2
  exit 1
}
