# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

# The Go that go.mod names, and its modules.
readonly HOST_GO=$PWD/build/go

# Debian's Go is too old for Redpanda Connect, and fetches the one that it names: a module like any
# other, but for the modes of its files.
prepare_redpanda_connect() {
  local version machine toolchain modules=$HOST_GO/modules
  prepare_go || return
  version=$(sed -n 's/^go //p' examples/redpanda-connect/go.mod)
  machine=$("$GO" env GOHOSTOS)-$("$GO" env GOHOSTARCH)
  toolchain=golang.org/toolchain@v0.0.1-go$version.$machine
  if [[ $(readlink "$HOST_GO/root") == "$modules/$toolchain" ]]; then return; fi
  say "installing Go $version into $HOST_GO"
  (cd bindings/go && GOMODCACHE=$modules GOFLAGS=-modcacherw "$GO" mod download "$toolchain") &&
    chmod -R +x "$modules/$toolchain/bin" "$modules/$toolchain/pkg/tool" &&
    ln -sfn "$modules/$toolchain" "$HOST_GO/root"
}

# host_go COMMAND...: that Go. It asks git for no version, which refuses where the checkout is
# another user's.
host_go() {
  GOTOOLCHAIN=local GOMODCACHE=$HOST_GO/modules GOFLAGS="-modcacherw -buildvcs=false" fixed_addresses "$HOST_GO/root/bin/go" "$@"
}

build_redpanda_connect() { (cd examples/redpanda-connect && host_go build -o "$HOSTS_BIN/redpanda-connect" .); }

# The binding too, with the Go that this host needs.
test_redpanda_connect() {
  test_go "$HOST_GO/root/bin/go" && (
    cd examples/redpanda-connect && host_go vet ./... &&
      INFLOW_BIN=$PWD/../../build/release/bin GOEXPERIMENT=cgocheck2 host_go test -race -count=1 -timeout=10m ./...
  )
}
