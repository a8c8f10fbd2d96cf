// SPDX-License-Identifier: Apache-2.0

package inflowtest

import (
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Compiled is a shared library made of a file of the binding's testdata.
func Compiled(t testing.TB, source string) string {
	t.Helper()
	binding := filepath.Join(Root, "bindings/go")
	path := filepath.Join(t.TempDir(), "lib.so")
	output, err := exec.Command("cc", "-shared", "-fPIC", "-I", binding, "-o", path, filepath.Join(binding, "testdata", source)).
		CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	return path
}

// ForOtherMachine is the real library with the ELF header of another machine.
func ForOtherMachine(t testing.TB) string {
	t.Helper()
	image, err := os.ReadFile(LibraryPath)
	if err != nil {
		t.Fatal(err)
	}
	const machineAt, riscv = 18, 243
	binary.LittleEndian.PutUint16(image[machineAt:], riscv)
	path := filepath.Join(t.TempDir(), "lib.so")
	if err := os.WriteFile(path, image, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
