// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

// docs/hosts/go.md shows what its commands print.
func TestTheDocumentsCommandsPrintWhatItShows(t *testing.T) {
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	// go test has put its own Go first on PATH
	inflowtest.FollowPage(
		t,
		"go.md",
		"PATH="+os.Getenv("PATH"),
		"GOCACHE="+strings.TrimSpace(string(cache)),
		"GOPROXY=off",
		"GOFLAGS=",
	)
}
