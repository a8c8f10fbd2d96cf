// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

func written(t *testing.T, content []byte) string {
	path := filepath.Join(t.TempDir(), "lib.so")
	if err := os.WriteFile(path, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadSaysWhatIsWrongWithALibrary(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "lib.so")
	for name, c := range map[string]struct{ path, reason string }{
		"missing": {missing, "cannot open shared object file: No such file or directory; install libinflow_destination.so.1, or name " +
			"the file of a build: build/release/lib/libinflow_destination.so"},
		"missing by name": {"libinflow_nowhere.so.1", "cannot open shared object file: No such file or directory; install "},
		"another major version": {inflowtest.Compiled(t, "other_major.c"), "it speaks version 2.7 of the ABI and this program was built for 1.0: " +
			"install the library of that version, or build the program with the binding of the library's version"},
		"short table":     {inflowtest.Compiled(t, "short_table.c"), "it speaks version 1.0 of the ABI with fewer functions than 1.0 has: install a whole library"},
		"another machine": {inflowtest.ForOtherMachine(t), "it is built for RISCV, ELFCLASS64 and this program runs on X86_64, ELFCLASS64: "},
		"another library": {"libm.so.6", "it has no function destination_get_api: it is not libinflow_destination.so.1"},
		"text":            {written(t, []byte("no library at all, but long enough to be read as a header: xxxxxxxxxxxxxxxxxxxxxxxxxxxx")), "invalid ELF header; install "},
		"empty":           {written(t, nil), "file too short; install "},
		"NUL in the path": {"lib\x00.so", "a path holds no NUL byte"},
		"no path":         {"", "a path is needed"},
	} {
		loaded, err := Load(c.path)
		var why *LoadError
		if loaded != nil || !errors.As(err, &why) || why.Path != c.path ||
			!strings.HasPrefix(why.Reason, c.reason) {
			t.Errorf("%s: got %v, %v; want the reason %q", name, loaded, err, c.reason)
		}
	}
}

func TestLoadTakesTheRealLibrary(t *testing.T) {
	if major, minor := library(t).ABIVersion(); major != 1 || minor != 0 {
		t.Errorf("version %d.%d", major, minor)
	}
}

func TestALaterMinorVersionIsTakenWithItsLongerItems(t *testing.T) {
	loaded, err := Load(inflowtest.Compiled(t, "newer_library.c"))
	if err != nil {
		t.Fatal(err)
	}
	destination, err := loaded.Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer destination.Close()
	result, err := destination.Flush(background)
	want := []Item{{ID: 40, Outcome: 8, Reason: "why"}, {ID: 41, Outcome: Dropped, Reason: "why"}}
	if !reflect.DeepEqual(result.Items, want) || !errors.Is(err, Status(16)) ||
		err.Error() != "inflow: Flush: status 16: {}" {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestTheHeaderIsTheABIs(t *testing.T) {
	theirs, ours := must(
		os.ReadFile(filepath.Join(inflowtest.Root, "abi/destination.h")),
	), must(
		os.ReadFile("destination.h"),
	)
	if !bytes.Equal(theirs, ours) {
		t.Error(
			"the module's destination.h differs from abi/destination.h: copy it, and bind what is new",
		)
	}
}
