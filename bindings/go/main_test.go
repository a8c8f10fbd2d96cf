// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
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

// library is the real one.
func library(t testing.TB) *Library {
	t.Helper()
	loaded, err := Load(inflowtest.LibraryPath)
	if err != nil {
		t.Fatalf("%v (./dev build makes it; INFLOW_BIN names another build's bin)", err)
	}
	return loaded
}

// opened is a destination with a Log, closed at the end.
func opened(t testing.TB, log Log) *Destination {
	t.Helper()
	destination, err := library(t).Open(log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { destination.Close() })
	return destination
}

// configured is a destination for the service at url; rest are more keys of the configuration.
func configured(t testing.TB, url string, rest map[string]any) *Destination {
	t.Helper()
	destination := opened(t, nil)
	if err := destination.Configure(background, configFor(url, rest)); err != nil {
		t.Fatal(err)
	}
	return destination
}

func configFor(url string, rest map[string]any) []byte {
	config := map[string]any{
		"credential": map[string]any{"company_id": company, "api_key": apiKey},
		"base_url":   url,
		"endpoint":   "create_product",
	}
	for key, value := range rest {
		config[key] = value
	}
	return must(json.Marshal(config))
}

// openGroup keeps everything pending: nothing is sent before a flush.
var openGroup = map[string]any{
	"batching": map[string]any{"enabled": true, "size": 100000, "max_bytes": 67108864},
}

// products are n good records.
func products(n int) [][]byte {
	records := make([][]byte, n)
	for i := range records {
		records[i] = []byte(fmt.Sprintf(`{"name":"Bolt %d","price":12.50}`, i))
	}
	return records
}

// stored are the products that the simulator keeps.
func stored(t testing.TB, url string) []map[string]any {
	t.Helper()
	answer, err := http.Get(url + "/_sim/state/products")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var entities []map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&entities); err != nil {
		t.Fatal(err)
	}
	return entities
}

// gate is a service that lets a request wait until the test opens it.
type gate struct {
	url     string
	arrived chan struct{} // a value for each request that waits
	open    chan struct{} // closed by the test
}

func newGate(t testing.TB) *gate {
	g := &gate{arrived: make(chan struct{}, 1000), open: make(chan struct{})}
	g.url = service(t, func(w http.ResponseWriter, _ *http.Request) {
		g.arrived <- struct{}{}
		<-g.open
		w.WriteHeader(http.StatusCreated)
	})
	t.Cleanup(g.release)
	return g
}

func (g *gate) release() {
	select {
	case <-g.open:
	default:
		close(g.open)
	}
}

// service is the URL of an HTTP server that answers so.
func service(t testing.TB, answer http.HandlerFunc) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func pending(t testing.TB, destination *Destination) uint64 {
	t.Helper()
	stats, err := destination.Stats()
	if err != nil {
		t.Fatal(err)
	}
	return stats.Pending
}
