// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
	"github.com/redpanda-data/benthos/v4/public/service"
)

var (
	library = must(inflow.Load(inflowtest.LibraryPath)) // ./dev build makes it
	spec    = must(specOf(library))
)

const (
	company = inflowtest.Company
	apiKey  = inflowtest.APIKey
)

var background = context.Background()

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

var buildFolder string // ends with the tests

func TestMain(m *testing.M) {
	// The output's own registration, so that what is tested through the host is the output as the
	// program has it.
	must(0, os.Setenv(libraryVariable, inflowtest.LibraryPath))
	must(0, register())
	buildFolder = must(os.MkdirTemp("", "inflow"))
	code := m.Run()
	os.RemoveAll(buildFolder)
	os.Exit(code)
}

// configFor is the output's configuration for the service at url; rest are lines of YAML below
// "config", more are lines beside it.
func configFor(url, rest, more string) string {
	return fmt.Sprintf(`
config:
  base_url: %s
  credential: {company_id: %s, api_key: %s}
  rate_limit: {windows: []}
  retry: {initial_backoff_ms: 1, max_backoff_ms: 1}
  %s
%s`, url, company, apiKey, strings.ReplaceAll(rest, "\n", "\n  "), more)
}

const createProduct = "endpoint: create_product"

// logged is what an output said to its host.
type logged struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *logged) Write(text []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(text)
}

func (l *logged) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

func loggerTo(log *logged) *service.Logger {
	return service.NewLoggerFromSlog(
		slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	)
}

// made is an output, closed at the end.
func made(t *testing.T, config string) (*output, *logged) {
	t.Helper()
	parsed, err := spec.ParseYAML(config, nil)
	if err != nil {
		t.Fatal(err)
	}
	log := &logged{}
	o, err := newOutput(
		library,
		parsed,
		service.MockResources(service.MockResourcesOptUseLogger(loggerTo(log))),
	)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(background); err != nil {
			t.Error(err)
		}
		if strings.Contains(log.String(), apiKey) {
			t.Errorf("the log has the key: %s", log)
		}
	})
	return o, log
}

// connected is an output with a connection.
func connected(t *testing.T, config string) (*output, *logged) {
	t.Helper()
	o, log := made(t, config)
	if err := o.Connect(background); err != nil {
		t.Fatal(err)
	}
	return o, log
}

func batchOf(records ...string) service.MessageBatch {
	batch := make(service.MessageBatch, len(records))
	for i, record := range records {
		batch[i] = service.NewMessage([]byte(record))
	}
	return batch
}

func product(name any) string { return fmt.Sprintf(`{"name":"Bolt %v","price":12.50}`, name) }

// failures are the errors of single messages, by their place.
func failures(t *testing.T, err error) map[int]string {
	t.Helper()
	var each *service.BatchError
	if !errors.As(err, &each) {
		t.Fatalf("not an error of single messages: %v", err)
	}
	found := map[int]string{}
	each.WalkMessages(func(i int, _ *service.Message, err error) bool {
		if err != nil {
			found[i] = err.Error()
		}
		return true
	})
	return found
}

func fetch(t testing.TB, url string, into any) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// stored are the products that the simulator keeps.
func stored(t testing.TB, url string) []map[string]any {
	t.Helper()
	var entities []map[string]any
	fetch(t, url+"/_sim/state/products", &entities)
	return entities
}

type request struct {
	Method, Target, Body string
	Status               int
	Complete, Applied    bool
}

// written are the requests that reached the simulator, the reads left out.
func written(t testing.TB, url string) []request {
	t.Helper()
	var seen struct{ Requests []request }
	fetch(t, url+"/_sim/requests", &seen)
	var writes []request
	for _, r := range seen.Requests {
		if r.Method != http.MethodGet {
			writes = append(writes, r)
		}
	}
	return writes
}

// server is an HTTP service whose answers to writes the test decides; reads find the credential
// good.
type server struct {
	url     string
	arrived chan string // the body of each write, before it is answered
}

func newServer(t testing.TB, answer func(body string, w http.ResponseWriter)) *server {
	s := &server{arrived: make(chan string, 1000)}
	listening := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := string(must(io.ReadAll(r.Body)))
		if r.Method == http.MethodGet {
			w.Write([]byte("[]"))
			return
		}
		s.arrived <- body
		answer(body, w)
	}))
	t.Cleanup(listening.Close)
	s.url = listening.URL
	return s
}

// await returns once a write with this body has arrived.
func (s *server) await(body string) {
	for <-s.arrived != body {
	}
}

// proveRoute writes one record: until a first answer the destination sends one request at a time,
// for there may be no such route.
func proveRoute(t *testing.T, o *output) {
	t.Helper()
	if err := o.WriteBatch(background, batchOf(product("first"))); err != nil {
		t.Fatal(err)
	}
}

// writing runs WriteBatch beside the test.
func writing(o *output, ctx context.Context, records ...string) <-chan error {
	result := make(chan error, 1)
	go func() { result <- o.WriteBatch(ctx, batchOf(records...)) }()
	return result
}

// newGate is a server that lets the request with this body wait until the test opens, or ends.
func newGate(t testing.TB, held string) (s *server, open func()) {
	gate := make(chan struct{})
	s = newServer(t, func(body string, w http.ResponseWriter) {
		if body == held {
			<-gate
		}
		w.WriteHeader(http.StatusCreated)
	})
	open = sync.OnceFunc(func() { close(gate) })
	t.Cleanup(open)
	return s, open
}
