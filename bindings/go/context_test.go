// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

// waiting is every method that waits, with the records that it needs to have something to wait for.
var waiting = map[string]func(*Destination, context.Context) (Result, error){
	"Write": func(d *Destination, ctx context.Context) (Result, error) { return d.Write(ctx, products(1)) },
	"Poll":  (*Destination).Poll,
	"Flush": (*Destination).Flush,
}

// accepted is a destination with two records pending, the first of which is at the gate.
func accepted(t *testing.T, gate *gate) *Destination {
	destination := configured(t, gate.url, nil)
	if _, err := destination.Accept(Batch{Records: products(2)}); err != nil {
		t.Fatal(err)
	}
	return destination
}

// acceptedAll is what stopped a write that has accepted its records.
func acceptedAll(t *testing.T, result Result, err error) error {
	if err != nil {
		t.Errorf("nothing was accepted: %v", err)
	}
	return result.Stopped
}

func TestAContextThatHasEndedKeepsACallFromBeginning(t *testing.T) {
	cancelled, cancel := context.WithCancel(background)
	cancel()
	over, cancel := context.WithDeadline(background, time.Now().Add(-time.Hour))
	defer cancel()
	var requests atomic.Int64
	url := service(t, func(http.ResponseWriter, *http.Request) { requests.Add(1) })
	destination := configured(t, url, openGroup)
	if _, err := destination.Write(background, products(2)); err != nil {
		t.Fatal(err)
	}
	calls := map[string]func(context.Context) error{
		"Configure": func(ctx context.Context) error { return destination.Configure(ctx, configFor(url, nil)) },
		"SetActive": func(ctx context.Context) error { return destination.SetActive(ctx, false) },
		"Check":     func(ctx context.Context) error { _, err := destination.Check(ctx); return err },
		"Preview":   func(ctx context.Context) error { _, err := destination.Preview(ctx, Batch{}); return err },
		"SendTest":  func(ctx context.Context) error { _, err := destination.SendTest(ctx, Request{}); return err },
		"Command":   func(ctx context.Context) error { _, err := destination.Command(ctx, "warnings", nil); return err },
		"Discard":   func(ctx context.Context) error { _, err := destination.Discard(ctx); return err },
	}
	for name, wait := range waiting {
		wait := wait
		calls[name] = func(ctx context.Context) error { _, err := wait(destination, ctx); return err }
	}
	for name, call := range calls {
		if err := call(cancelled); !errors.Is(err, context.Canceled) ||
			!errors.Is(err, StatusCancelled) {
			t.Errorf("%s, cancelled: %v", name, err)
		}
		if err := call(over); !errors.Is(err, context.DeadlineExceeded) ||
			!errors.Is(err, StatusTimeout) {
			t.Errorf("%s, deadline over: %v", name, err)
		}
	}
	if stats, err := destination.Stats(); err != nil || stats.Accepted != 2 || stats.Pending != 2 ||
		requests.Load() != 0 {
		t.Errorf("%+v, %v, %d requests", stats, err, requests.Load())
	}
	if result, err := destination.Flush(background); err != nil || result.Delivered != 2 {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestCancellingEndsTheRunningCallAndKeepsTheRecords(t *testing.T) {
	for name, wait := range waiting {
		t.Run(name, func(t *testing.T) {
			gate := newGate(t)
			destination := accepted(t, gate)
			ctx, cancel := context.WithCancel(background)
			defer cancel()
			go func() {
				<-gate.arrived
				cancel()
			}()
			result, err := wait(destination, ctx)
			want := uint64(2)
			if name == "Write" {
				want, err = 3, acceptedAll(t, result, err)
			}
			if !errors.Is(err, context.Canceled) || !errors.Is(err, StatusCancelled) ||
				errors.Is(err, ErrClosed) ||
				result.Pending != want {
				t.Errorf("%+v, %v", result, err)
			}
			gate.release()
			if result, err := destination.Flush(background); err != nil ||
				result.Delivered != want {
				t.Errorf("the cancellation was not cleared: %+v, %v", result, err)
			}
		})
	}
}

// Not a whole number of milliseconds: the call's own timeout, rounded up, is over after the
// context's timer.
func TestTheDeadlineEndsTheRunningCall(t *testing.T) {
	for name, wait := range waiting {
		t.Run(name, func(t *testing.T) {
			gate := newGate(t)
			destination := accepted(t, gate)
			ctx, cancel := context.WithTimeout(background, 20100*time.Microsecond)
			defer cancel()
			result, err := wait(destination, ctx)
			if name == "Write" {
				err = acceptedAll(t, result, err)
			}
			if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, StatusTimeout) ||
				len(result.Items) != 0 {
				t.Errorf("%+v, %v", result, err)
			}
			left := pending(t, destination)
			gate.release()
			if result, err := destination.Flush(background); err != nil ||
				result.Delivered != left {
				t.Errorf("%+v, %v", result, err)
			}
		})
	}
}

func TestTheDeadlineEndsACheck(t *testing.T) {
	gate := newGate(t)
	destination := configured(t, gate.url, nil)
	ctx, cancel := context.WithTimeout(background, 20*time.Millisecond)
	defer cancel()
	if report, err := destination.Check(ctx); !errors.Is(err, context.DeadlineExceeded) ||
		report.OK {
		t.Errorf("%+v, %v", report, err)
	}
}

// However a cancellation meets the end of a call, the next call does not see it.
func TestACancellationThatCameTooLateIsTakenBack(t *testing.T) {
	destination := configured(
		t,
		service(t, func(http.ResponseWriter, *http.Request) {}),
		map[string]any{
			"rate_limit": map[string]any{
				"windows": []any{map[string]any{"requests": 1000000, "per_ms": 1}},
			},
		},
	)
	for i := 0; i < 200; i++ {
		ctx, cancel := context.WithCancel(background)
		go cancel()
		if _, err := destination.Write(ctx, products(1)); err != nil &&
			!errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if result, err := destination.Flush(background); err != nil || result.Pending != 0 {
			t.Fatalf("%d: %+v, %v", i, result, err)
		}
	}
}

func TestFarDeadlinesAreNoLimit(t *testing.T) {
	destination := configured(t, inflowtest.Simulator(t, "--limit", "none"), nil)
	for _, deadline := range []time.Time{time.Now().AddDate(0, 0, 1), time.Now().AddDate(200, 0, 0), time.Unix(1<<60, 0)} {
		ctx, cancel := context.WithDeadline(background, deadline)
		result, err := destination.Write(
			ctx,
			[][]byte{[]byte(fmt.Sprintf(`{"name":"%s"}`, deadline))},
		)
		if err != nil || result.Delivered != 1 {
			t.Errorf("%v: %+v, %v", deadline, result, err)
		}
		cancel()
	}
}

func TestCallsTakeTurns(t *testing.T) {
	gate := newGate(t)
	destination := configured(t, gate.url, nil)
	written := make(chan error)
	go func() {
		_, err := destination.Write(background, products(1))
		written <- err
	}()
	<-gate.arrived
	if _, err := destination.Accept(Batch{Records: products(1)}); !errors.Is(err, StatusBusy) {
		t.Error(err)
	}
	if _, err := destination.Collect(); !errors.Is(err, StatusBusy) {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(background, 20*time.Millisecond)
	defer cancel()
	if _, err := destination.Write(ctx, products(1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the wait for a turn: %v", err)
	}
	if stats, err := destination.Stats(); err != nil || stats.Accepted != 1 || stats.InFlight != 1 {
		t.Errorf("beside a running call: %+v, %v", stats, err)
	}
	gate.release()
	if err := <-written; err != nil {
		t.Errorf("the end of one caller's context hit another: %v", err)
	}
}

func TestManyGoroutinesWrite(t *testing.T) {
	const writers, batches, size = 8, 20, 5
	destination := configured(
		t,
		service(t, func(http.ResponseWriter, *http.Request) {}),
		map[string]any{
			"batching": map[string]any{"enabled": true, "size": size},
			"rate_limit": map[string]any{
				"windows": []any{map[string]any{"requests": 1000000, "per_ms": 1}},
			},
		},
	)
	var all sync.WaitGroup
	results := make(chan Result, writers*batches)
	for w := 0; w < writers; w++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for b := 0; b < batches; b++ {
				result, err := destination.Write(background, products(size))
				if err != nil {
					t.Error(err)
				}
				results <- result
				if stats, err := destination.Stats(); err != nil ||
					stats.Accepted != stats.Delivered+stats.Pending {
					t.Errorf("%+v, %v", stats, err)
				}
			}
		}()
	}
	all.Wait()
	close(results)
	seen := map[uint64]Outcome{}
	for result := range results {
		for id, outcome := range outcomes(result) {
			if _, twice := seen[id]; twice || outcome != Delivered {
				t.Errorf("record %d: %v, twice %v", id, outcome, twice)
			}
			seen[id] = outcome
		}
	}
	if len(seen) != writers*batches*size {
		t.Errorf("%d records settled", len(seen))
	}
}

func TestAfterCloseEveryCallSaysSo(t *testing.T) {
	destination := configured(t, inflowtest.Simulator(t), openGroup)
	if _, err := destination.Write(background, products(2)); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 2; i++ {
		if err := destination.Close(); err != nil {
			t.Error(err)
		}
	}
	for name, call := range map[string]func() error{
		"Configure": func() error { return destination.Configure(background, nil) },
		"SetActive": func() error { return destination.SetActive(background, true) },
		"Check":     func() error { _, err := destination.Check(background); return err },
		"Preview":   func() error { _, err := destination.Preview(background, Batch{}); return err },
		"SendTest":  func() error { _, err := destination.SendTest(background, Request{}); return err },
		"Command":   func() error { _, err := destination.Command(background, "warnings", nil); return err },
		"Write":     func() error { _, err := destination.Write(background, products(1)); return err },
		"Accept":    func() error { _, err := destination.Accept(Batch{Records: products(1)}); return err },
		"Poll":      func() error { _, err := destination.Poll(background); return err },
		"Collect":   func() error { _, err := destination.Collect(); return err },
		"Flush":     func() error { _, err := destination.Flush(background); return err },
		"Discard":   func() error { _, err := destination.Discard(background); return err },
		"Stats":     func() error { _, err := destination.Stats(); return err },
	} {
		if err := call(); !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCloseEndsTheRunningCallAndThoseThatWait(t *testing.T) {
	gate := newGate(t)
	destination := accepted(t, gate)
	const callers = 4
	ended := make(chan error, callers)
	for i := 0; i < callers; i++ {
		go func() {
			_, err := destination.Flush(background)
			ended <- err
		}()
	}
	<-gate.arrived
	closed := make(chan error, 2)
	for i := 0; i < cap(closed); i++ {
		go func() { closed <- destination.Close() }()
	}
	for i := 0; i < callers; i++ {
		if err := <-ended; !errors.Is(err, ErrClosed) || errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	for i := 0; i < cap(closed); i++ {
		if err := <-closed; err != nil {
			t.Error(err)
		}
	}
}
