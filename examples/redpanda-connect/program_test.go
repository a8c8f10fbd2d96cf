// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

// program is the built program, with the race detector as these tests have it.
var program = sync.OnceValue(func() string {
	path := filepath.Join(buildFolder, "redpanda-connect")
	if output, err := exec.Command("go", "build", "-race", "-o", path, ".").CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v: %s", err, output))
	}
	return path
})

// run is the program under way.
type run struct {
	*exec.Cmd
	output logged
}

// started runs the program in a folder with the environment that its shipped configuration reads;
// more are further variables.
func started(t *testing.T, folder, url string, more []string, arguments ...string) *run {
	t.Helper()
	r := &run{Cmd: exec.Command(program(), arguments...)}
	r.Dir = folder
	r.Env = append(
		os.Environ(),
		"INFLOW_BASE_URL="+url,
		"INFLOW_COMPANY_ID="+company,
		"INFLOW_API_KEY="+apiKey,
	)
	r.Env = append(r.Env, more...)
	r.Stdout, r.Stderr = &r.output, &r.output
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Process.Kill()
		if strings.Contains(r.output.String(), apiKey) {
			t.Errorf("the key is in the output: %s", &r.output)
		}
	})
	return r
}

// ended is the program's exit code.
func (r *run) ended(t *testing.T) int {
	t.Helper()
	var exit *exec.ExitError
	if err := r.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return r.ProcessState.ExitCode()
}

// loadFolder has the shipped configuration, changed by pairs of texts, and the records to load.
func loadFolder(t *testing.T, records []string, changes ...string) string {
	t.Helper()
	folder := t.TempDir()
	text := string(must(os.ReadFile("config.yaml")))
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(text, changes[i]) {
			t.Fatalf("the shipped configuration has no %q", changes[i])
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	must(0, os.WriteFile(filepath.Join(folder, "config.yaml"), []byte(text), 0o600))
	must(
		0,
		os.WriteFile(
			filepath.Join(folder, "products.ndjson"),
			[]byte(strings.Join(records, "\n")+"\n"),
			0o600,
		),
	)
	return folder
}

// refusals are the reasons in the reject file, by the rest of its line.
func refusals(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	text, err := os.ReadFile(filepath.Join(folder, "rejects.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var rejected struct {
			Inflow struct{ Outcome, Reason, Raw string } `json:"_inflow"`
		}
		if err := json.Unmarshal([]byte(line), &rejected); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		record := rejected.Inflow.Raw
		if record == "" {
			prefix := `{"_inflow":` + string(
				must(json.Marshal(map[string]string{
					"outcome": rejected.Inflow.Outcome, "reason": rejected.Inflow.Reason})),
			) + ","
			record = "{" + strings.TrimPrefix(line, prefix)
		}
		if _, twice := found[record]; twice {
			t.Errorf("refused twice: %s", record)
		}
		found[record] = rejected.Inflow.Outcome + ": " + rejected.Inflow.Reason
	}
	return found
}

func TestTheShippedConfigurationIsCleanAndTested(t *testing.T) {
	here := must(os.Getwd())
	for _, arguments := range [][]string{{"lint", "config.yaml"}, {"test", "config.yaml"}} {
		r := started(t, here, "http://127.0.0.1:1", nil, arguments...)
		if code := r.ended(t); code != 0 || arguments[0] == "lint" && r.output.String() != "" {
			t.Errorf("%v: exit %d: %s", arguments, code, &r.output)
		}
	}
}

func TestARefusedRecordCostsOneRequestAndKeepsItsReason(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	var records []string
	for i := 0; i < 30; i++ {
		records = append(records, product(i))
	}
	ofService := []string{
		`{"sku":"S-1","price":12.50}`,
		`{"sku":"S-2","code":123456789012345678901234567890}`,
	}
	ofPlugin := []string{`{"name":`, `[1,2]`, `{"name":"A","name":"B"}`}
	records = append(append(append(records[:20:20], ofService...), ofPlugin...), records[20:]...)
	folder := loadFolder(t, records, shipped, createProduct)
	r := started(t, folder, url, nil, "run", "config.yaml")
	if code := r.ended(t); code != 0 {
		t.Fatalf("exit %d: %s", code, &r.output)
	}
	refused := refusals(t, folder)
	for _, record := range append(ofService, ofPlugin...) {
		if !strings.HasPrefix(refused[record], "REJECTED: ") {
			t.Errorf("%s: %q", record, refused[record])
		}
	}
	requests := map[string]int{}
	for _, w := range written(t, url) {
		requests[w.Body]++
	}
	for body, times := range requests {
		if times != 1 {
			t.Errorf("%d requests of %s", times, body)
		}
	}
	if len(refused) != 5 || len(requests) != 32 || requests[ofService[0]] != 1 ||
		len(stored(t, url)) != 30 {
		t.Errorf(
			"%d refused, %d requests, %d products: %v",
			len(refused),
			len(requests),
			len(stored(t, url)),
			refused,
		)
	}
}

func TestAMendedRecordIsLoadedFromTheRejectFile(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	folder := loadFolder(t, []string{`{"sku":"S-1","price":12.50}`}, shipped, createProduct)
	if r := started(t, folder, url, nil, "run", "config.yaml"); r.ended(t) != 0 {
		t.Fatal(&r.output)
	}
	rejects := string(must(os.ReadFile(filepath.Join(folder, "rejects.ndjson"))))
	mended := strings.Replace(rejects, `"sku":`, `"name":"Nut","sku":`, 1)
	again := loadFolder(t, []string{strings.TrimSpace(mended)}, shipped, createProduct)
	if r := started(t, again, url, nil, "run", "config.yaml"); r.ended(t) != 0 {
		t.Fatal(&r.output)
	}
	if writes := written(t, url); len(writes) != 2 ||
		writes[1].Body != `{"name":"Nut","sku":"S-1","price":12.50}` {
		t.Errorf("%+v", writes)
	}
}

const (
	shipped = "endpoint: upsert_product\n          identity: { from: [sku] } # one SKU is one product, whenever it comes"
	noQuota = "endpoint: create_product\n          rate_limit: {windows: [], max_in_flight: 8}"
	upsert  = "endpoint: upsert_product\n          identity: {from: sku}\n          rate_limit: {windows: [], max_in_flight: 8}"
)

func TestAThousandLinesOfWhichSomeAreRefused(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	var records []string
	for i := 0; i < 1000; i++ {
		if i%50 == 7 {
			records = append(records, fmt.Sprintf(`{"sku":"S-%d"}`, i))
		} else {
			records = append(records, product(i))
		}
	}
	folder := loadFolder(t, records, shipped, noQuota)
	if r := started(t, folder, url, nil, "run", "config.yaml"); r.ended(t) != 0 {
		t.Fatal(&r.output)
	}
	refused := refusals(t, folder)
	if writes := written(t, url); len(writes) != 1000 || len(refused) != 20 ||
		len(stored(t, url)) != 980 {
		t.Errorf(
			"%d requests, %d refused, %d products",
			len(writes),
			len(refused),
			len(stored(t, url)),
		)
	}
	for record, reason := range refused {
		if !strings.HasPrefix(record, `{"sku":"S-`) ||
			!strings.HasPrefix(reason, "REJECTED: the service answered 400: ") {
			t.Errorf("%s: %s", record, reason)
		}
	}
}

// arrived waits until so many requests have reached the simulator.
func arrived(t *testing.T, url string, number int) {
	t.Helper()
	var seen struct{ Counts struct{ Arrived int } }
	for seen.Counts.Arrived < number {
		fetch(t, url+"/_sim/requests?from=none", &seen)
	}
}

// What was on its way ends well; the same input once more makes the rest, and nothing twice where
// the endpoint allows that.
func TestATermSignalInTheMiddleLosesNothingAndDoublesNothing(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none", "--latency-ms", "10")
	var records []string
	for i := 0; i < 300; i++ {
		records = append(
			records,
			fmt.Sprintf(`{"name":"Bolt %d","itemType":"stockedProduct","sku":"B-%d"}`, i, i),
		)
	}
	folder := loadFolder(t, records, shipped, upsert)
	first := started(t, folder, url, nil, "run", "config.yaml")
	arrived(t, url, 40)
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := first.ended(t); code != 0 {
		t.Errorf("exit %d: %s", code, &first.output)
	}
	writes := written(t, url)
	for _, w := range writes {
		if !w.Complete || !w.Applied || w.Status != 200 {
			t.Errorf("half done: %+v", w)
		}
	}
	if n := len(stored(t, url)); n != len(writes) || n < 30 || n >= 300 {
		t.Errorf("%d products of %d requests", n, len(writes))
	}
	second := started(t, folder, url, nil, "run", "config.yaml")
	if code := second.ended(t); code != 0 {
		t.Errorf("exit %d: %s", code, &second.output)
	}
	if n := len(stored(t, url)); n != 300 {
		t.Errorf("%d products after the second run", n)
	}
	if text, err := os.ReadFile(filepath.Join(folder, "rejects.ndjson")); len(text) > 0 {
		t.Errorf("%s, %v", text, err)
	}
}

// The host gives three quarters of its time to what is under way, and then takes it back.
func TestATermSignalEndsARequestThatHangs(t *testing.T) {
	const record = `{"name":"Bolt","itemType":"StockedProduct","sku":"B-1"}`
	for name, endpoint := range map[string]string{"may not be sent again": noQuota, "may be sent again": upsert} {
		t.Run(name, func(t *testing.T) {
			url := inflowtest.Simulator(
				t,
				"--limit",
				"none",
				"--fault",
				`{"rules": [{"path": "/products", "hang": true}]}`,
			)
			folder := loadFolder(
				t,
				[]string{record},
				"http:\n",
				"shutdown_timeout: 2s\n\nhttp:\n",
				shipped,
				endpoint,
			)
			r := started(t, folder, url, nil, "run", "config.yaml")
			arrived(t, url, 2)
			if err := r.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			code, writes := r.ended(t), written(t, url)
			unknown := strings.Contains(
				r.output.String(),
				"It is not known whether this record arrived: {",
			)
			if code != 0 || len(writes) != 1 || unknown != (endpoint == noQuota) ||
				strings.Contains(r.output.String(), "prevented forced termination") {
				t.Errorf("exit %d, %+v, %s", code, writes, &r.output)
			}
		})
	}
}

func TestTheProgramSaysThatTheKeyIsRefused(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	folder := loadFolder(
		t,
		[]string{product(1)},
		shipped,
		createProduct,
		"http:\n",
		"shutdown_timeout: 2s\n\nhttp:\n",
	)
	r := started(t, folder, url, []string{"INFLOW_API_KEY=another-key"}, "run", "config.yaml")
	for !strings.Contains(r.output.String(), "Failed to connect to inflow: ") {
	}
	r.Process.Signal(syscall.SIGTERM)
	r.ended(t)
	if text := r.output.String(); !strings.Contains(text, "AUTH: ") ||
		strings.Contains(text, "another-key") {
		t.Error(text)
	}
}

func TestTheProgramDoesNotStartWithAFaultyConfiguration(t *testing.T) {
	url := inflowtest.Simulator(t)
	for _, c := range []struct{ written, want string }{
		{"endpoint: create_produkt", "did you mean"},
		{"endpoint: create_product\n          retry: {max_atempts: 3}", "config.retry.max_atempts"},
		{"endpoint: create_product\n          tls: {ca_file: nowhere.pem}", "config.tls.ca_file"},
	} {
		r := started(
			t,
			loadFolder(t, []string{product(1)}, shipped, c.written),
			url,
			nil,
			"run",
			"config.yaml",
		)
		if code := r.ended(t); code != 1 || !strings.Contains(r.output.String(), c.want) {
			t.Errorf("%s: exit %d: %s", c.written, code, &r.output)
		}
	}
	r := started(
		t,
		loadFolder(t, nil),
		url,
		[]string{"INFLOW_COMPANY_ID=no-guid"},
		"run",
		"config.yaml",
	)
	if code := r.ended(t); code != 1 ||
		!strings.Contains(r.output.String(), "config.credential.company_id: ") {
		t.Errorf("exit %d: %s", code, &r.output)
	}
	if writes := written(t, url); len(writes) > 0 {
		t.Errorf("%+v", writes)
	}
}

func TestTheProgramSaysWhatIsWrongWithTheLibrary(t *testing.T) {
	for path, want := range map[string]string{
		"nowhere.so":                              "cannot open shared object file: No such file or directory; install libinflow_destination.so.1",
		inflowtest.Compiled(t, "other_major.c"):   "it speaks version 2.7 of the ABI and this program was built for 1.0",
		inflowtest.ForOtherMachine(t):             "it is built for RISCV, ELFCLASS64",
		filepath.Join(inflowtest.Root, "LICENSE"): "invalid ELF header",
	} {
		library := []string{libraryVariable + "=" + path}
		want = "inflow: could not load " + path + ": " + want
		for _, chilled := range []string{"--chilled", "--chilled=false"} { // past the lint too
			r := started(t, loadFolder(t, nil), "http://127.0.0.1:1", library, "run", chilled, "config.yaml")
			if code := r.ended(t); code != 1 || !strings.Contains(r.output.String(), want) ||
				!strings.Contains(r.output.String(), libraryVariable) {
				t.Errorf("exit %d, %q, want %q", code, &r.output, want)
			}
		}
	}
}

// What needs no output needs no library.
func TestTheProgramListsItsOutputsWithoutTheLibrary(t *testing.T) {
	library := []string{libraryVariable + "=nowhere.so"}
	for _, arguments := range [][]string{{"list", "outputs"}, {"create", "stdin//inflow"}, {"--help"}} {
		r := started(t, t.TempDir(), "", library, arguments...)
		if code := r.ended(t); code != 0 ||
			arguments[0] != "--help" && !strings.Contains(r.output.String(), "inflow") ||
			strings.Contains(r.output.String(), "could not load") {
			t.Errorf("%v: exit %d, %s", arguments, code, &r.output)
		}
	}
}

// With or without what is advanced, and with or without the library or the variables when it is
// made, it is one to begin with.
func TestWhatCreateMakesIsClean(t *testing.T) {
	unset := []string{"INFLOW_COMPANY_ID=", "INFLOW_API_KEY="}
	for _, more := range [][]string{nil, unset, {libraryVariable + "=nowhere.so"}} {
		for _, small := range []string{"--small", "--small=false"} {
			folder := t.TempDir()
			created := started(t, folder, "", more, "create", small, "stdin//inflow")
			if code := created.ended(t); code != 0 ||
				!strings.Contains(created.output.String(), "endpoint: upsert_product") {
				t.Fatalf("exit %d: %s", code, &created.output)
			}
			path := filepath.Join(folder, "created.yaml")
			must(0, os.WriteFile(path, []byte(created.output.String()), 0o600))
			r := started(t, folder, "", unset, "lint", path)
			if code := r.ended(t); code != 0 || r.output.String() != "" {
				t.Errorf("%v %s: exit %d: %s", more, small, code, &r.output)
			}
		}
	}
}

// Of what create writes only the credential is lacking: it runs once there is one.
func TestWhatCreateMakesRuns(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	folder := t.TempDir()
	created := started(t, folder, "", nil, "create", "--small", "file//inflow")
	if code := created.ended(t); code != 0 {
		t.Fatalf("exit %d: %s", code, &created.output)
	}
	text := created.output.String()
	for _, change := range [][2]string{
		{"https://cloudapi.inflowinventory.com", url},
		{"paths: []", "paths: [products.ndjson]"},
	} {
		if !strings.Contains(text, change[0]) {
			t.Fatalf("no %q in %s", change[0], text)
		}
		text = strings.Replace(text, change[0], change[1], 1)
	}
	must(0, os.WriteFile(filepath.Join(folder, "created.yaml"), []byte(text), 0o600))
	records := []byte(`{"sku":"B-1","name":"Bolt","itemType":"StockedProduct"}` + "\n")
	must(0, os.WriteFile(filepath.Join(folder, "products.ndjson"), records, 0o600))
	r := started(t, folder, url, nil, "run", "--set", "http.enabled=false", "created.yaml")
	if code := r.ended(t); code != 0 || len(stored(t, url)) != 1 {
		t.Errorf("exit %d, %v: %s", code, stored(t, url), &r.output)
	}
}
