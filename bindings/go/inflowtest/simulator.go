// SPDX-License-Identifier: Apache-2.0

package inflowtest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
)

// The credential that the simulator takes.
const (
	Company = "00000000-0000-4000-8000-000000000001"
	APIKey  = "simulator-key"
)

// Simulator is the URL of a running inflow-sim, which ends with the test.
func Simulator(t testing.TB, options ...string) string {
	t.Helper()
	arguments := append(
		[]string{"--port", "0", "--company", Company, "--api-key", APIKey},
		options...)
	command := exec.Command(filepath.Join(Bin, "inflow-sim"), arguments...)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("%v (./dev build makes it)", err)
	}
	t.Cleanup(func() {
		command.Process.Signal(syscall.SIGTERM)
		command.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	url := regexp.MustCompile(`http://\S+`).FindString(line)
	if url == "" {
		t.Fatalf("inflow-sim said %q, %v", line, err)
	}
	return url
}
