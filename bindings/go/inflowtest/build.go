// SPDX-License-Identifier: Apache-2.0

// Package inflowtest is what the tests of the binding and of hosts in Go share: the programs of a
// build, a running inflow-sim, libraries that cannot be loaded, and pages that are followed. It is
// for tests two folders below the checkout's root.
package inflowtest

import (
	"os"
	"path/filepath"
)

// Root is the checkout's, where a test starts. Bin has the programs: the folder INFLOW_BIN, by
// default build/release/bin; the library is beside it.
var (
	Root        = rootFolder()
	Bin         = binFolder()
	LibraryPath = filepath.Join(Bin, "../lib/libinflow_destination.so.1")
)

func rootFolder() string {
	folder, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return folder
}

func binFolder() string {
	if folder := os.Getenv("INFLOW_BIN"); folder != "" {
		return folder
	}
	return filepath.Join(Root, "build/release/bin")
}
