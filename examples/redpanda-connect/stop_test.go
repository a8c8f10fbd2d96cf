// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// refusing is a server that refuses the key from the moment that it is told to.
func refusing(t *testing.T) (url string, refuse func(bool), writes *atomic.Int64) {
	var refused atomic.Bool
	writes = &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case refused.Load():
			w.WriteHeader(http.StatusUnauthorized)
		case r.Method == http.MethodGet:
			w.Write([]byte("[]"))
		default:
			refused.Store(writes.Add(1) == 2) // the second write is the last one that is taken
			w.WriteHeader(http.StatusCreated)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, refused.Store, writes
}

func TestARefusedKeyGivesBackWhatIsPending(t *testing.T) {
	url, refuse, writes := refusing(t)
	o, log := connected(t, configFor(url, createProduct+"\n", ""))
	proveRoute(t, o)
	refuse(true)
	// Nothing of it was sent, so the host may write the whole again.
	if err := o.WriteBatch(background, batchOf(product(1), product(2))); !errors.Is(
		err,
		service.ErrNotConnected,
	) {
		t.Fatal(err)
	}
	if n := pendingOf(t, o); n != 0 || !strings.Contains(log.String(), "Stopped with 2 pending: ") {
		t.Errorf("%d pending, %s", n, log)
	}
	if err := o.Connect(background); pausedFor(err) != refusedPause {
		t.Error(err)
	}
	refuse(false)
	if err := o.Connect(background); err != nil {
		t.Fatal(err)
	}
	if err := o.WriteBatch(background, batchOf(product(1))); err != nil || writes.Load() != 2 {
		t.Errorf("%v, %d writes", err, writes.Load())
	}
}

// What is on the wire when the key is refused may well be taken; it is waited for.
func TestARefusedKeyLosesNothingThatIsOnTheWire(t *testing.T) {
	gate := make(chan struct{})
	s := newServer(t, func(body string, w http.ResponseWriter) {
		status := http.StatusCreated
		switch body {
		case product("slow"):
			<-gate
		case product("refused"):
			status = http.StatusUnauthorized
		}
		w.WriteHeader(status)
	})
	open := sync.OnceFunc(func() { close(gate) })
	t.Cleanup(open)
	o, log := connected(t, configFor(s.url, createProduct, ""))
	proveRoute(t, o)
	slow := writing(o, background, product("slow"))
	s.await(product("slow"))
	refused := writing(o, background, product("refused"))
	for !strings.Contains(log.String(), "Stopped with 2 pending: ") {
	}
	open()
	if err := <-slow; err != nil {
		t.Error(err)
	}
	if err := <-refused; !errors.Is(err, service.ErrNotConnected) {
		t.Error(err)
	}
}

// The host would write what was delivered a second time, if it were told that there is no
// connection.
func TestABatchThatWasSentInPartFailsForTheRestAlone(t *testing.T) {
	url, _, writes := refusing(t)
	o, _ := connected(
		t,
		strings.Replace(
			configFor(url, createProduct, ""),
			"{windows: []}",
			"{windows: [], max_in_flight: 1}",
			1,
		),
	)
	proveRoute(t, o)
	failed := failures(t, o.WriteBatch(background, batchOf(product(1), product(2), product(3))))
	if len(failed) != 2 || !strings.HasPrefix(failed[1], "not sent: ") ||
		!strings.HasPrefix(failed[2], "not sent: ") {
		t.Errorf("%v", failed)
	}
	if n := pendingOf(t, o); n != 0 || writes.Load() != 2 {
		t.Errorf("%d pending, %d writes", n, writes.Load())
	}
}

const updateProduct = `endpoint: update_product
parameters: {id: "{record.id}"}`

// A product that may be sent again without making a second one.
func numbered(id string) string { return `{"id":"` + id + `","name":"Bolt ` + id + `"}` }

func TestACancelledWriteLeavesNothingBehind(t *testing.T) {
	for _, c := range []struct{ name, config, record, want string }{
		{"unsent again", updateProduct, numbered("slow"), service.ErrNotConnected.Error()},
		{"may have arrived", createProduct, product("slow"), "AMBIGUOUS: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := newGate(t, c.record)
			o, _ := connected(t, configFor(s.url, c.config, ""))
			ctx, cancel := context.WithCancel(background)
			slow := writing(o, ctx, c.record)
			s.await(c.record)
			cancel()
			if err := <-slow; !strings.HasPrefix(err.Error(), c.want) {
				t.Error(err)
			}
			if n := pendingOf(t, o); n != 0 {
				t.Errorf("%d pending", n)
			}
		})
	}
}

// Else the host would connect and write without an end.
func TestNothingBeginsOnceTheContextHasEnded(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := connected(t, configFor(url, createProduct, ""))
	ctx, cancel := context.WithCancel(background)
	cancel()
	if err := o.Connect(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	w := newWrite(ctx, batchOf(product(1)), o.route, writeOptions{})
	o.owner.submit(w)
	<-w.done
	if err := w.result(); !errors.Is(err, service.ErrNotConnected) {
		t.Error(err)
	}
	if writes := written(t, url); len(writes) > 0 {
		t.Errorf("%+v", writes)
	}
}

// The destination gives back all or nothing; the other writes are accepted a second time, without
// the host.
func TestACancelledWriteDoesNotHarmTheOthers(t *testing.T) {
	s, open := newGate(t, numbered("slow"))
	config := strings.Replace(
		configFor(s.url, updateProduct, ""),
		"{windows: []}",
		"{windows: [], max_in_flight: 1}",
		1,
	)
	o, _ := connected(t, config)
	ctx, cancel := context.WithCancel(background)
	cancelled := writing(o, ctx, numbered("slow"), numbered("never"))
	s.await(numbered("slow"))
	other := writing(o, background, numbered("1"), numbered("2"))
	for pendingOf(t, o) < 4 {
	}
	cancel()
	if err := <-cancelled; !errors.Is(err, service.ErrNotConnected) {
		t.Error(err)
	}
	if err := <-other; err != nil {
		t.Error(err)
	}
	open()
	var bodies []string
	for len(s.arrived) > 0 {
		bodies = append(bodies, <-s.arrived)
	}
	if want := numbered("1") + numbered("2"); strings.Join(bodies, "") != want {
		t.Errorf("%v", bodies)
	}
}

// queued is how many parts wait to be accepted.
func queued(o *output) int {
	number := make(chan int)
	o.owner.inbox.put(func() { number <- len(o.owner.queue) })
	return <-number
}

func TestACancelledWriteThatWasNotAcceptedHarmsNobody(t *testing.T) {
	s, open := newGate(t, product("slow"))
	o, _ := connected(t, configFor(s.url, createProduct+"\nqueue: {max_records: 1}", ""))
	slow := writing(o, background, product("slow"))
	s.await(product("slow"))
	ctx, cancel := context.WithCancel(background)
	waits := writing(o, ctx, product(1))
	for queued(o) == 0 {
	}
	cancel()
	if err := <-waits; !errors.Is(err, service.ErrNotConnected) {
		t.Error(err)
	}
	open()
	if err := <-slow; err != nil {
		t.Errorf("its request was ended: %v", err)
	}
}
