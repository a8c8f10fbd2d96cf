// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/hosts/redpanda-connect.md shows what its commands print, in a folder beside the checkout.
func TestTheDocumentsCommandsPrintWhatItShows(t *testing.T) {
	document := string(must(os.ReadFile(filepath.Join(root, "docs/hosts/redpanda-connect.md"))))
	document = strings.ReplaceAll(document, "http://127.0.0.1:8080", simulator(t, "--limit", "none"))
	folder := t.TempDir()
	checkout := filepath.Join(folder, "inflow-destination")
	must(0, os.MkdirAll(filepath.Join(checkout, "build"), 0o755))
	must(0, os.Symlink(filepath.Join(root, "examples"), filepath.Join(checkout, "examples")))
	must(0, os.Symlink(filepath.Join(binFolder, ".."), filepath.Join(checkout, "build/release"))) // wherever INFLOW_BIN is
	shown := regexp.MustCompile("(?s)\n```console\n(.*?)```\n").FindStringSubmatch(document)[1]
	var script strings.Builder
	for _, line := range regexp.MustCompile(`(?m)^\$ (.*)$`).FindAllStringSubmatch(shown, -1) {
		script.WriteString("cat <<'END'\n$ " + line[1] + "\nEND\n" + line[1] + "\n")
	}
	shell := exec.Command("bash", "--noprofile", "--norc", "-c", script.String())
	shell.Dir = folder
	shell.Env = append(os.Environ(), "GOEXPERIMENT=") // built as a user builds it, however these tests are
	printed, err := shell.CombinedOutput()
	if err != nil || string(printed) != shown {
		t.Errorf("%v\nprinted:\n%s\nshown:\n%s", err, printed, shown)
	}
}

// The document's example of the output is one that the host takes.
func TestTheDocumentsOutputIsClean(t *testing.T) {
	document := string(must(os.ReadFile(filepath.Join(root, "docs/hosts/redpanda-connect.md"))))
	example := regexp.MustCompile("(?s)\n```yaml\n(.*?)```\n").FindStringSubmatch(document)[1]
	path := filepath.Join(t.TempDir(), "config.yaml")
	must(0, os.WriteFile(path, []byte(example), 0o600))
	r := started(t, ".", "", nil, "lint", path)
	if code := r.ended(t); code != 0 || r.output.String() != "" {
		t.Errorf("exit %d: %s", code, &r.output)
	}
}
