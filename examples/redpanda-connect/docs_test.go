// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

// docs/hosts/redpanda-connect.md shows what its commands print, in a folder beside the checkout.
func TestTheDocumentsCommandsPrintWhatItShows(t *testing.T) {
	document := inflowtest.Document(t, "redpanda-connect.md")
	folder := t.TempDir()
	checkout := filepath.Join(folder, "inflow-destination")
	must(0, os.MkdirAll(filepath.Join(checkout, "build"), 0o755))
	must(0, os.Symlink(filepath.Join(inflowtest.Root, "examples"), filepath.Join(checkout, "examples")))
	must(0, os.Symlink(filepath.Join(inflowtest.Bin, ".."), filepath.Join(checkout, "build/release"))) // wherever INFLOW_BIN is
	inflowtest.RunConsole(t, document, folder, "GOEXPERIMENT=")                                        // built as a user builds it, however these tests are
}

// The document's example of the output is one that the host takes.
func TestTheDocumentsOutputIsClean(t *testing.T) {
	document := string(must(os.ReadFile(filepath.Join(inflowtest.Root, "docs/hosts/redpanda-connect.md"))))
	example := regexp.MustCompile("(?s)\n```yaml\n(.*?)```\n").FindStringSubmatch(document)[1]
	path := filepath.Join(t.TempDir(), "config.yaml")
	must(0, os.WriteFile(path, []byte(example), 0o600))
	r := started(t, ".", "", nil, "lint", path)
	if code := r.ended(t); code != 0 || r.output.String() != "" {
		t.Errorf("exit %d: %s", code, &r.output)
	}
}
