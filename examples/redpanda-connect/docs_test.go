// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

// docs/hosts/redpanda-connect.md shows what its commands print.
func TestTheDocumentsCommandsPrintWhatItShows(t *testing.T) {
	// Built as a user builds it, however these tests are; what is fetched already is not fetched
	// again.
	environment := []string{"GOEXPERIMENT=", "PATH=" + os.Getenv("PATH")}
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOFLAGS", "GOTOOLCHAIN"} {
		value := must(exec.Command("go", "env", name).Output())
		environment = append(environment, name+"="+strings.TrimSpace(string(value)))
	}
	inflowtest.FollowPage(t, "redpanda-connect.md", environment...)
}

// The document's example of the output is one that the host takes.
func TestTheDocumentsOutputIsClean(t *testing.T) {
	document := string(
		must(os.ReadFile(filepath.Join(inflowtest.Root, "docs/hosts/redpanda-connect.md"))),
	)
	example := regexp.MustCompile("(?s)\n```yaml\n(.*?)```\n").FindStringSubmatch(document)[1]
	path := filepath.Join(t.TempDir(), "config.yaml")
	must(0, os.WriteFile(path, []byte(example), 0o600))
	r := started(t, ".", "", nil, "lint", path)
	if code := r.ended(t); code != 0 || r.output.String() != "" {
		t.Errorf("exit %d: %s", code, &r.output)
	}
}
