# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

readonly GO_PACKAGES=(golang-go)
# Debian's own Go is the oldest that the binding supports; GO=PATH takes another.
readonly GO=${GO:-/usr/bin/go}

prepare_go() { [[ -x $GO ]] || install_packages "${GO_PACKAGES[@]}"; }

# test_go [GO]: the Go binding against the library that is shipped, its use of Go memory checked in
# the way that this Go has for it.
test_go() {
  local go=${1:-$GO} check=GODEBUG=cgocheck=2
  ! GOEXPERIMENT=cgocheck2 "$go" env GOROOT >/dev/null 2>&1 || check=GOEXPERIMENT=cgocheck2
  (
    cd bindings/go && "$go" vet ./... &&
      INFLOW_BIN=$PWD/../../build/release/bin fixed_addresses env "$check" "$go" test -race -count=1 -timeout=5m ./...
  )
}
