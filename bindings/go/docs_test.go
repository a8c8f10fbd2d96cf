// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/hosts/go.md shows what its commands print: its files and commands, in a folder beside the checkout.
func TestTheDocumentsCommandsPrintWhatItShows(t *testing.T) {
	document := string(must(os.ReadFile(filepath.Join(root, "docs/hosts/go.md"))))
	document = strings.ReplaceAll(document, "http://127.0.0.1:8080", simulator(t, "--limit", "none"))
	folder := t.TempDir()
	if err := os.Symlink(root, filepath.Join(folder, "inflow-destination")); err != nil {
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
	shown := regexp.MustCompile("(?s)\n```console\n(.*?)```\n").FindStringSubmatch(document)[1]
	var script strings.Builder
	for _, line := range regexp.MustCompile(`(?m)^\$ (.*)$`).FindAllStringSubmatch(shown, -1) {
		script.WriteString("cat <<'END'\n$ " + line[1] + "\nEND\n" + line[1] + "\n")
	}
	shell := exec.Command("bash", "--noprofile", "--norc", "-c", script.String())
	shell.Dir = folder
	shell.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=") // go test has put its own Go first on PATH
	printed, err := shell.CombinedOutput()
	if err != nil || string(printed) != shown {
		t.Errorf("%v\nprinted:\n%s\nshown:\n%s", err, printed, shown)
	}
}
