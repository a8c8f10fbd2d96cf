# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

# What the target needs, pinned by requirements.txt.
readonly SINGER_VENV=build/singer-venv

prepare_singer() { venv "$SINGER_VENV" examples/singer/requirements.txt; }

test_singer() {
  local python=$PWD/$SINGER_VENV/bin/python
  (cd examples/singer && "$python" -m mypy &&
    INFLOW_BIN=$PWD/../../build/release/bin "$python" -m pytest -q -p no:cacheprovider -o faulthandler_timeout=120)
}
