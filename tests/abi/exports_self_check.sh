#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# exports_self_check.sh LIBRARY: exports.sh must fail on a list that lacks a symbol and on one that
# has a symbol too many.
set -euo pipefail
here=$(dirname "$0")
list=$here/../../abi/exports.txt
check=$here/exports.sh
changed=$(mktemp)
trap 'rm -f "$changed"' EXIT

tail -n +2 "$list" >"$changed"
if "$check" "$changed" "$1" >/dev/null 2>&1; then
  echo "exports.sh took a library with a symbol that its list lacks" >&2
  exit 1
fi
(cat "$list"; echo "destination_zzz@@DESTINATION_1.0") >"$changed"
if "$check" "$changed" "$1" >/dev/null 2>&1; then
  echo "exports.sh took a library that lacks a symbol of its list" >&2
  exit 1
fi
