# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# The scenario that every host goes through.

prepare_hosts() {
  prepare_go || return
  local name
  for name in "${EXAMPLES[@]}"; do "prepare_$name" || return; done
}

# build_hosts: the programs of the hosts that have some.
build_hosts() {
  (cd tests/hosts/go && "$GO" vet ./... && "$GO" build -buildvcs=false -o "$HOSTS_BIN/go-host" .) || return
  local name
  for name in "${EXAMPLES[@]}"; do
    ! declare -F "build_$name" >/dev/null || "build_$name" || return
  done
}

test_hosts() {
  build_hosts && INFLOW_BIN=$PWD/build/release/bin "$PYTHON" -m pytest -q -p no:cacheprovider tests/hosts
}
