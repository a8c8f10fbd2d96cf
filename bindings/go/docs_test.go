// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

// docs/hosts/go.md shows what its commands print: its files and commands, in a folder beside the checkout.
func TestTheDocumentsCommandsPrintWhatItShows(t *testing.T) {
	document := inflowtest.Document(t, "go.md")
	folder := t.TempDir()
	if err := os.Symlink(inflowtest.Root, filepath.Join(folder, "inflow-destination")); err != nil {
		t.Fatal(err)
	}
	folder = filepath.Join(folder, "load")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, file := range regexp.MustCompile("(?s)<!-- file: (\\S+) -->\n```\\w*\n(.*?)```\n").FindAllStringSubmatch(document, -1) {
		if err := os.WriteFile(filepath.Join(folder, file[1]), []byte(file[2]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	inflowtest.RunConsole(t, document, folder, "GOPROXY=off", "GOFLAGS=") // go test has put its own Go first on PATH
}
