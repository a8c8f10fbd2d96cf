// SPDX-License-Identifier: Apache-2.0

package inflowtest

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// FollowPage follows a page below docs/hosts as its reader would, and compares what its commands
// print with what it shows. The environment is NAME=VALUE for the commands.
func FollowPage(t testing.TB, name string, environment ...string) {
	t.Helper()
	arguments := []string{
		filepath.Join(Root, "tests/support/page.py"),
		filepath.Join(Root, "docs/hosts", name),
		"--folder",
		t.TempDir(),
	}
	for _, variable := range environment {
		arguments = append(arguments, "--set", variable)
	}
	if output, err := exec.Command("python3", arguments...).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, output)
	}
}
