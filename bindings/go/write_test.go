// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

// outcomes are the outcomes of a result's items, by id.
func outcomes(result Result) map[uint64]Outcome {
	found := map[uint64]Outcome{}
	for _, item := range result.Items {
		found[item.ID] = item.Outcome
	}
	return found
}

func TestWriteDeliversAndNamesRecordOutcomeAndReason(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	destination := configured(t, url, map[string]any{"capture_responses": true})
	result, err := destination.WriteBatch(background, Batch{
		Records: [][]byte{
			[]byte(`{"name":"Bolt","price":12.50}`),
			[]byte(`{"sku":"nameless"}`),
			[]byte(`{"name":`),
		},
		IDs: []uint64{7, 1 << 63, 9},
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[uint64]Outcome{7: Delivered, 1 << 63: Rejected, 9: Rejected}; !reflect.DeepEqual(
		outcomes(result),
		want,
	) {
		t.Errorf("outcomes %v, want %v", outcomes(result), want)
	}
	if want := (Counts{Delivered: 1, Rejected: 2}); result.Counts != want || result.Pending != 0 ||
		result.Stopped != nil {
		t.Errorf(
			"counts %+v, pending %d, stopped %v",
			result.Counts,
			result.Pending,
			result.Stopped,
		)
	}
	for _, item := range result.Items {
		switch item.ID {
		case 7:
			if item.HTTPStatus != http.StatusCreated || item.Attempts != 1 ||
				!strings.Contains(item.Response, `"Bolt"`) ||
				item.Latency < 0 {
				t.Errorf("delivered as %+v", item)
			}
		case 9:
			if item.HTTPStatus != 0 || item.Attempts != 0 ||
				!strings.HasPrefix(item.Reason, "byte ") {
				t.Errorf("refused as %+v", item)
			}
		default:
			if item.HTTPStatus != http.StatusBadRequest ||
				!strings.Contains(item.Reason, `"name" is needed`) {
				t.Errorf("refused as %+v", item)
			}
		}
	}
	if entities := stored(t, url); len(entities) != 1 || entities[0]["name"] != "Bolt" {
		t.Errorf("the service stored %v", entities)
	}
}

func TestRecordsWithoutIDsAreCountedFromTheFirst(t *testing.T) {
	destination := configured(t, inflowtest.Simulator(t, "--limit", "none"), nil)
	for first := uint64(0); first < 6; first += 3 {
		result, err := destination.Write(background, products(int(first) + 3)[first:])
		if err != nil {
			t.Fatal(err)
		}
		want := map[uint64]Outcome{first: Delivered, first + 1: Delivered, first + 2: Delivered}
		if !reflect.DeepEqual(outcomes(result), want) {
			t.Errorf("%v, want %v", outcomes(result), want)
		}
	}
}

func TestRecordsThatAreNoneAreRejectedAndTheOthersGoOn(t *testing.T) {
	destination := configured(t, inflowtest.Simulator(t, "--limit", "none"), nil)
	result, err := destination.Write(
		background,
		[][]byte{
			nil,
			{},
			[]byte("{\"name\":\"a\x00b\"}"),
			[]byte("\x00"),
			[]byte(`{"name":"Nut"}`),
			[]byte("\xff\xfe"),
		},
	)
	want := map[uint64]Outcome{
		0: Rejected,
		1: Rejected,
		2: Rejected,
		3: Rejected,
		4: Delivered,
		5: Rejected,
	}
	if err != nil || !reflect.DeepEqual(outcomes(result), want) {
		t.Errorf("%v, %v; want %v", outcomes(result), err, want)
	}
	for _, item := range result.Items {
		if item.Outcome == Rejected && item.Reason == "" {
			t.Errorf("no reason: %+v", item)
		}
	}
}

func TestNoRecordsAreAccepted(t *testing.T) {
	destination := configured(t, inflowtest.Simulator(t, "--limit", "none"), nil)
	for _, records := range [][][]byte{nil, {}} {
		if result, err := destination.Write(background, records); err != nil ||
			!reflect.DeepEqual(result, Result{}) {
			t.Errorf("%+v, %v", result, err)
		}
	}
}

func TestLinesTellOfTheirDocument(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none", "--accept-any")
	destination := configured(
		t,
		url,
		map[string]any{"endpoint": "create_sales_order", "batching": map[string]any{
			"enabled": true, "algorithm": "fold", "by": "no", "line_attributes": []string{"q"}}},
	)
	type told struct {
		outcome  Outcome
		document uint64
		flags    uint32
	}
	write := func(lines ...string) map[uint64]told {
		batch := Batch{Flags: BatchClose}
		for _, line := range lines {
			batch.Records = append(batch.Records, []byte(line))
		}
		result, err := destination.WriteBatch(background, batch)
		if err != nil {
			t.Fatal(err)
		}
		found := map[uint64]told{}
		for _, item := range result.Items {
			found[item.ID] = told{item.Outcome, item.Document, item.Flags}
		}
		return found
	}
	first := write(`{"no":"1","q":1}`, `{"no":"2","q":2}`, "", `{"no":"3","q":3}`)
	if want := (map[uint64]told{0: {Delivered, 1, 0}, 1: {Rejected, 2, FlagSound}, 2: {Rejected, 0, 0}, 3: {Rejected, 3, FlagSound}}); !reflect.DeepEqual(
		first,
		want,
	) {
		t.Errorf("%v, want %v", first, want)
	}
	if late := write(`{"no":"1","q":4}`); !reflect.DeepEqual(
		late,
		map[uint64]told{4: {Rejected, 1, FlagLate | FlagSent}},
	) {
		t.Errorf("late: %v", late)
	}
}

func TestARouteIsNamedByTheBatch(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	destination := configured(
		t,
		url,
		map[string]any{
			"routes": map[string]any{"customers": map[string]any{"endpoint": "create_customer"}},
		},
	)
	result, err := destination.WriteBatch(
		background,
		Batch{Records: [][]byte{[]byte(`{"name":"Alma"}`)}, Route: "customers", IDs: []uint64{1}},
	)
	if err != nil || result.Delivered != 1 || len(stored(t, url)) != 0 {
		t.Errorf("%+v, %v", result, err)
	}
	if _, err = destination.WriteBatch(background, Batch{Records: products(1), Route: "custom"}); !errors.Is(
		err,
		StatusInvalidArgument,
	) ||
		!strings.Contains(err.Error(), `"custom", which is not under "routes"; it has "customers"`) {
		t.Error(err)
	}
}

func TestABatchThatCannotBeAcceptedIsRefusedWhole(t *testing.T) {
	// Pages that are never touched: many records of one gigabyte each that take no memory.
	page, err := syscall.Mmap(-1, 0, 1<<30, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(page)
	immense := make([][]byte, 1<<18)
	for i := range immense {
		immense[i] = page
	}
	destination := configured(
		t,
		inflowtest.Simulator(t),
		map[string]any{"queue": map[string]any{"max_records": 1000, "max_bytes": 100000}},
	)
	for name, c := range map[string]struct {
		batch  Batch
		status Status
		words  string
	}{
		"more than memory holds":     {Batch{Records: immense}, StatusOutOfMemory, "no memory for a batch of 262144 records"},
		"more than the queue counts": {Batch{Records: products(1001)}, StatusInvalidArgument, "queue.max_records 1000"},
		"more than the queue holds":  {Batch{Records: [][]byte{make([]byte, 100001)}}, StatusInvalidArgument, "queue.max_bytes 100000"},
		"ids of other records":       {Batch{Records: products(2), IDs: []uint64{1}}, StatusInvalidArgument, "2 records has 1 ids"},
		"ids of none":                {Batch{Records: products(2), IDs: []uint64{}}, StatusInvalidArgument, "2 records has 0 ids"},
		"a token":                    {Batch{Records: products(1), Token: "a"}, StatusUnsupported, "token needs a journal"},
	} {
		for method, write := range map[string]func() (Result, error){
			"Write":   func() (Result, error) { return destination.WriteBatch(background, c.batch) },
			"Accept":  func() (Result, error) { return destination.Accept(c.batch) },
			"Preview": func() (Result, error) { _, err := destination.Preview(background, c.batch); return Result{}, err },
		} {
			_, err := write()
			var why *Error
			if !errors.As(err, &why) || why.Status != c.status || why.Call != method ||
				!strings.Contains(why.Message, c.words) {
				t.Errorf("%s of %s: %v", method, name, err)
			}
		}
	}
	if stats, err := destination.Stats(); err != nil || stats.Accepted != 0 {
		t.Errorf("%+v, %v", stats, err)
	}
}

func TestAHugeBatchIsDelivered(t *testing.T) {
	const records = 100000
	var requests atomic.Int64
	url := service(t, func(w http.ResponseWriter, _ *http.Request) { requests.Add(1) })
	destination := configured(t, url, map[string]any{
		"batching":   map[string]any{"enabled": true, "size": records, "max_bytes": 1 << 26},
		"rate_limit": map[string]any{"max_in_flight": 1},
	})
	result, err := destination.Write(background, products(records))
	if err != nil || result.Delivered != records || len(result.Items) != records ||
		requests.Load() != 1 {
		t.Errorf("%v, %+v in %d requests", err, result.Counts, requests.Load())
	}
}

func TestAcceptAndCollectDoNotWait(t *testing.T) {
	gate := newGate(t)
	destination := configured(t, gate.url, nil)
	result, err := destination.Accept(Batch{Records: append(products(2), nil)})
	if err != nil || result.Rejected != 1 || result.Pending != 2 || result.Stopped != nil {
		t.Fatalf("%+v, %v", result, err)
	}
	// Nothing moves between calls, and Collect waits for nothing: ask until the first request has
	// come.
	for arrived := false; !arrived; {
		if result, err := destination.Collect(); err != nil || len(result.Items) != 0 ||
			result.Pending != 2 ||
			result.Stopped != nil {
			t.Fatalf("%+v, %v", result, err)
		}
		select {
		case <-gate.arrived:
			arrived = true
		default:
		}
	}
	gate.release()
	if result, err := destination.Flush(background); err != nil || result.Delivered != 2 ||
		result.Pending != 0 {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestDiscardGivesBackWhatIsPending(t *testing.T) {
	destination := configured(t, inflowtest.Simulator(t), openGroup)
	if result, err := destination.Write(background, products(3)); err != nil ||
		result.Pending != 3 ||
		result.Stopped != nil {
		t.Fatalf("%+v, %v", result, err)
	}
	result, err := destination.Discard(background)
	if want := map[uint64]Outcome{0: Dropped, 1: Dropped, 2: Dropped}; err != nil ||
		!reflect.DeepEqual(outcomes(result), want) {
		t.Errorf("%v, %v", outcomes(result), err)
	}
}

func TestWhatStopsTheWorkIsToldByTheResultAndByTheNextCall(t *testing.T) {
	destination := configured(
		t,
		service(
			t,
			func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		),
		nil,
	)
	result, err := destination.Write(background, append(products(1), nil))
	if err != nil || !errors.Is(result.Stopped, StatusAuth) || result.Pending != 1 ||
		result.Rejected != 1 {
		t.Errorf("%+v, %v", result, err)
	}
	if _, err := destination.Write(background, products(1)); !errors.Is(err, StatusAuth) ||
		errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if result, err := destination.Poll(background); !errors.Is(err, StatusAuth) ||
		result.Pending != 1 {
		t.Errorf("%+v, %v", result, err)
	}
}

func TestALongPauseNamesItsEnd(t *testing.T) {
	destination := configured(t, service(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "86400")
		w.WriteHeader(http.StatusTooManyRequests)
	}), nil)
	result, err := destination.Write(background, append(products(1), nil))
	if err != nil || result.Rejected != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	_, err = destination.Flush(background)
	for _, stopped := range []error{result.Stopped, err} {
		var why *Error
		if !errors.As(stopped, &why) || why.Status != StatusRateLimited {
			t.Fatal(stopped)
		}
		if after, known := why.RetryAfter(); !known || after.Hours() < 23 || after.Hours() > 24 {
			t.Errorf("retry after %v, %v", after, known)
		}
	}
}

func TestStatsAddUp(t *testing.T) {
	destination := configured(t, inflowtest.Simulator(t, "--limit", "none"), nil)
	if _, err := destination.Write(background, append(products(4), nil)); err != nil {
		t.Fatal(err)
	}
	stats, err := destination.Stats()
	if err != nil || stats.Accepted != 5 || stats.Counts != (Counts{Delivered: 4, Rejected: 1}) ||
		stats.Requests != 4 ||
		stats.NextDue >= 0 {
		t.Errorf("%+v, %v", stats, err)
	}
	if len(stats.Windows) == 0 || stats.Windows[0].Used != 4 ||
		stats.Windows[0].Per.Minutes() != 1 {
		t.Errorf("windows %+v", stats.Windows)
	}
}

func TestNamesAreTheLibrarys(t *testing.T) {
	loaded := library(t)
	for status, name := range statusNames {
		if theirs := nameOfStatus(loaded, status); theirs != name {
			t.Errorf("status %d is %s, the library says %s", status, name, theirs)
		}
	}
	for outcome, name := range outcomeNames {
		if theirs := nameOfOutcome(loaded, outcome); theirs != name {
			t.Errorf("outcome %d is %s, the library says %s", outcome, name, theirs)
		}
	}
	beyond := fmt.Sprint(Status(len(statusNames)), ", ", Outcome(len(outcomeNames)+1))
	if beyond != "status 16, outcome 8" || nameOfStatus(loaded, 16) != "UNKNOWN" ||
		nameOfOutcome(loaded, 8) != "UNKNOWN" {
		t.Errorf("the library knows more than the binding: %s", beyond)
	}
}
