# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

# What the tests need, pinned by requirements.txt.
readonly PYTHON_VENV=build/python-venv

prepare_python() { venv "$PYTHON_VENV" bindings/python/requirements.txt; }

# test_python [FOLDER]: the Python package's types, and its tests below that folder, against the
# release library: one with sanitizers cannot be loaded into a Python without them.
test_python() {
  local python=$PWD/$PYTHON_VENV/bin/python
  (cd bindings/python && "$python" -m mypy &&
    "$python" -m pytest -q -p no:cacheprovider -o faulthandler_timeout=120 "${1:-tests}")
}

# The package as a wheel, which builds the library anew.
prepare_wheel() { prepare_python; }
test_wheel() { test_python tests/wheel; }
