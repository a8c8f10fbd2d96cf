// SPDX-License-Identifier: Apache-2.0

package inflowtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Document is a page below docs/hosts, its address of the service replaced by that of a running simulator.
func Document(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Root, "docs/hosts", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "http://127.0.0.1:8080", Simulator(t, "--limit", "none"))
}

// RunConsole runs the commands of a document's console block in a folder, and compares what they print with what it shows.
func RunConsole(t testing.TB, document, folder string, environment ...string) {
	t.Helper()
	shown := regexp.MustCompile("(?s)\n```console\n(.*?)```\n").FindStringSubmatch(document)[1]
	var script strings.Builder
	for _, line := range regexp.MustCompile(`(?m)^\$ (.*)$`).FindAllStringSubmatch(shown, -1) {
		script.WriteString("cat <<'END'\n$ " + line[1] + "\nEND\n" + line[1] + "\n")
	}
	shell := exec.Command("bash", "--noprofile", "--norc", "-c", script.String())
	shell.Dir = folder
	shell.Env = append(os.Environ(), environment...)
	printed, err := shell.CombinedOutput()
	if err != nil || string(printed) != shown {
		t.Errorf("%v\nprinted:\n%s\nshown:\n%s", err, printed, shown)
	}
}
