// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// pausedFor is how long the host is asked to wait before it connects again.
func pausedFor(err error) time.Duration {
	var why *service.ErrBackOff
	if !errors.As(err, &why) {
		return 0
	}
	return why.Wait
}

func pendingOf(t *testing.T, o *output) uint64 {
	t.Helper()
	return must(o.owner.destination.Stats()).Pending
}

func TestConnectSaysThatTheKeyIsRefused(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := made(t, strings.Replace(configFor(url, createProduct, ""), apiKey, "another-key", 1))
	err := o.Connect(background)
	if pausedFor(err) != refusedPause || !strings.Contains(err.Error(), "AUTH") ||
		strings.Contains(err.Error(), "another-key") {
		t.Errorf("%v, again after %v", err, pausedFor(err))
	}
	if err := o.WriteBatch(background, batchOf(product(1))); !errors.Is(
		err,
		service.ErrNotConnected,
	) {
		t.Error(err)
	}
	if writes := written(t, url); len(writes) != 0 {
		t.Errorf("%+v", writes)
	}
}

func TestConnectComesBackWhenTheServiceSays(t *testing.T) {
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	}))
	defer server.Close()
	o, _ := made(t, configFor(server.URL, createProduct, ""))
	first, second := o.Connect(background), o.Connect(background)
	if !errors.Is(first, inflow.StatusRateLimited) || pausedFor(second) < time.Hour ||
		requests.Load() != 1 {
		t.Errorf(
			"%v, %v, again after %v, %d requests",
			first,
			second,
			pausedFor(second),
			requests.Load(),
		)
	}
}

func TestARouteThatTheServiceLacksIsAskedForOnce(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none", "--routes", "published")
	o, _ := connected(t, configFor(url, createProduct, ""))
	for i := 0; i < 2; i++ {
		if err := o.WriteBatch(background, batchOf(product(1), product(2))); !errors.Is(
			err,
			service.ErrNotConnected,
		) {
			t.Error(err)
		}
		if err := o.Connect(background); pausedFor(err) != refusedPause ||
			!strings.Contains(err.Error(), "upsert_product") {
			t.Error(err)
		}
	}
	if writes := written(t, url); len(writes) != 1 {
		t.Errorf("%+v", writes)
	}
}

func TestAnInactiveOutputSaysSo(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := connected(t, configFor(url, createProduct+"\nactive: false", ""))
	if err := o.WriteBatch(background, batchOf(product(1))); !errors.Is(
		err,
		service.ErrNotConnected,
	) {
		t.Error(err)
	}
	if err := o.Connect(background); pausedFor(err) != refusedPause ||
		!strings.Contains(err.Error(), "inactive") {
		t.Error(err)
	}
	if writes := written(t, url); len(writes) != 0 {
		t.Errorf("%+v", writes)
	}
}

func TestABurstOfUnavailabilityIsSatOut(t *testing.T) {
	url := inflowtest.Simulator(
		t,
		"--limit",
		"none",
		"--fault",
		`{"rules": [{"method": "POST", "nth": [2, 3, 4, 5, 6, 7, 8, 9], "status": 503, "headers": {"Retry-After": "0"}}]}`,
	)
	o, _ := connected(t, configFor(url, createProduct, ""))
	proveRoute(t, o)
	var writes []<-chan error
	for i := 0; i < 8; i++ {
		writes = append(writes, writing(o, background, product(i)))
	}
	for _, w := range writes {
		if err := <-w; err != nil {
			t.Error(err)
		}
	}
	if n := len(stored(t, url)); n != 9 {
		t.Errorf("%d products", n)
	}
}

func TestUsedUpRetriesFailTheMessage(t *testing.T) {
	url := inflowtest.Simulator(
		t,
		"--limit",
		"none",
		"--fault",
		`{"rules": [{"method": "POST", "body_contains": "Bolt 1", "status": 503, "headers": {"Retry-After": "0"}}]}`,
	)
	config := strings.Replace(
		configFor(url, createProduct, ""),
		"max_backoff_ms: 1}",
		"max_backoff_ms: 1, max_attempts: 3}",
		1,
	)
	o, _ := connected(t, config)
	failed := failures(t, o.WriteBatch(background, batchOf(product(0), product(1), product(2))))
	if len(failed) != 1 || !strings.HasPrefix(failed[1], "FAILED: ") || len(written(t, url)) != 5 {
		t.Errorf("%v, %d requests", failed, len(written(t, url)))
	}
}

// Where sending again makes no second one, a broken connection is nothing that the host hears of.
func TestABrokenConnectionIsTriedAgainWhereThatIsSafe(t *testing.T) {
	url := inflowtest.Simulator(
		t,
		"--limit",
		"none",
		"--accept-any",
		"--fault",
		`{"rules": [{"method": "PUT", "nth": [1, 3], "reset": "before", "apply": true}, {"method": "PUT", "nth": 2, "reset": "during"}]}`,
	)
	o, _ := connected(t, configFor(url, "endpoint: upsert_product\nidentity: {from: name}", ""))
	if err := o.WriteBatch(background, batchOf(`{"name":"A"}`, `{"name":"B"}`, `{"name":"C"}`)); err != nil {
		t.Error(err)
	}
	if n := len(stored(t, url)); n != 3 {
		t.Errorf("%d products", n)
	}
}

func TestConnectSaysThatNothingAnswers(t *testing.T) {
	o, _ := made(t, configFor("http://"+nobody(t), createProduct, ""))
	if err := o.Connect(background); err == nil || !strings.Contains(err.Error(), "UNAVAILABLE") {
		t.Error(err)
	}
}

// nobody is an address where nothing listens.
func nobody(t *testing.T) string {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	defer listener.Close()
	return listener.Addr().String()
}

func TestRecordsWaitForAServerThatIsAway(t *testing.T) {
	answer := http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusCreated) },
	)
	first := httptest.NewServer(answer)
	o, log := connected(t, configFor(first.URL, updateProduct, ""))
	first.Close()
	waits := writing(o, background, numbered("1"), numbered("2"))
	for !strings.Contains(log.String(), "Waiting with 2 pending: ") {
	}
	second := serverAt(t, first.Listener.Addr().String(), answer)
	if err := <-waits; err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), "Records move again") ||
		strings.Count(log.String(), "Waiting with ") != 1 {
		t.Error(log)
	}
	second.Close()
	writing(o, background, numbered("3")) // Close gives it back
	for strings.Count(log.String(), "Waiting with ") < 2 {
	}
}

func serverAt(t *testing.T, address string, answer http.Handler) *httptest.Server {
	server := httptest.NewUnstartedServer(answer)
	server.Listener.Close()
	server.Listener = must(net.Listen("tcp", address))
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// What stopped the destination may outlast the records that were pending then.
func TestAWriteIsHeldThoughNothingIsPending(t *testing.T) {
	pause := true
	s := newServer(t, func(_ string, w http.ResponseWriter) {
		if pause {
			pause = false
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.WriteHeader(http.StatusCreated)
	})
	config := strings.Replace(
		configFor(s.url, createProduct, ""),
		"max_backoff_ms: 1}",
		"max_backoff_ms: 1, max_retry_after_ms: 0}",
		1,
	)
	o, log := connected(t, config)
	ctx, cancel := context.WithCancel(background)
	cancelled := writing(o, ctx, product(1))
	for !strings.Contains(log.String(), "Waiting with 1 pending: ") {
	}
	cancel()
	if err := <-cancelled; !errors.Is(err, service.ErrNotConnected) {
		t.Error(err)
	}
	held := writing(o, background, product(2))
	for queued(o) == 0 {
	}
	pauses := make(chan time.Duration)
	o.owner.inbox.put(func() { pauses <- o.owner.held })
	if pause := <-pauses; pause <= 0 || pendingOf(t, o) != 0 {
		t.Errorf("tried again after %v, %d pending", pause, pendingOf(t, o))
	}
	if err := <-held; err != nil || len(s.arrived) != 2 {
		t.Errorf("%v, %d requests", err, len(s.arrived))
	}
}

// A pause that is longer than the configuration allows stops the destination; the records stay,
// until the host takes them back.
func TestRecordsWaitForAPauseOfTheService(t *testing.T) {
	s := newServer(t, func(_ string, w http.ResponseWriter) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	o, log := connected(t, configFor(s.url, createProduct, ""))
	ctx, cancel := context.WithCancel(background)
	first, second := writing(o, ctx, product(1)), writing(o, ctx, product(2))
	for !strings.Contains(log.String(), "Waiting with ") {
	}
	third := writing(o, ctx, product(3)) // is not accepted
	cancel()
	for _, w := range []<-chan error{first, second, third} {
		if err := <-w; !errors.Is(err, service.ErrNotConnected) {
			t.Error(err)
		}
	}
	if n := pendingOf(t, o); n != 0 || len(s.arrived) != 1 {
		t.Errorf("%d pending, %d requests", n, len(s.arrived))
	}
}

func TestTheDestinationsLogIsTheHosts(t *testing.T) {
	log := &logged{}
	to := logTo(loggerTo(log))
	for _, level := range []inflow.Level{inflow.LevelError, inflow.LevelWarn, inflow.LevelInfo, inflow.LevelDebug} {
		to(level, "runner", "a line")
	}
	for _, want := range []string{"level=ERROR msg=\"runner: a line\"", "level=WARN msg=", "level=INFO msg=", "level=DEBUG msg="} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %q in %s", want, log)
		}
	}
}
