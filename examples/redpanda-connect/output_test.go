// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
	"github.com/redpanda-data/benthos/v4/public/service"
)

func TestEachMessageLearnsItsOwnOutcome(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := connected(t, configFor(url, createProduct, ""))
	exact := `{"name":"Nut","price":12.50,"code":123456789012345678901234567890,"tiny":1e-400}`
	batch := batchOf(product(1), `{"name":`, exact, `[1,2]`, `{"sku":"no name"}`, `"text"`, ``)
	failed := failures(t, o.WriteBatch(background, batch))
	for message, reason := range map[int]string{
		1: "REJECTED: byte 9: expected a value, found the end of the record",
		3: "REJECTED: byte 1: a record must be a JSON object, this is an array",
		4: "REJECTED: the service answered 400: ",
		5: "REJECTED: byte 1: a record must be a JSON object, this is a string",
		6: "REJECTED: the host could not read this record",
	} {
		if !strings.HasPrefix(failed[message], reason) {
			t.Errorf("message %d: %q, want %q", message, failed[message], reason)
		}
		delete(failed, message)
	}
	if len(failed) > 0 {
		t.Errorf("also failed: %v", failed)
	}
	writes := written(t, url)
	if len(writes) != 3 || !contains(writes, exact) {
		t.Errorf("%+v", writes)
	}
}

func contains(writes []request, body string) bool {
	for _, w := range writes {
		if w.Body == body {
			return true
		}
	}
	return false
}

// The host tells a fallback of a single message by the headline alone.
func TestTheHeadlineOfOneMessageIsItsReason(t *testing.T) {
	o, _ := connected(t, configFor(inflowtest.Simulator(t), createProduct, ""))
	if err := o.WriteBatch(background, batchOf(`{"name":`)); !strings.HasPrefix(
		err.Error(),
		"REJECTED: byte 9",
	) {
		t.Error(err)
	}
	if err := o.WriteBatch(background, batchOf(`{"name":`, `{`)); err.Error() != "2 of 2 records were not delivered" {
		t.Error(err)
	}
}

// Numbers of a message that a processor took apart stay as they were written.
func TestAMessageThatWasTakenApartKeepsItsNumbers(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := connected(t, configFor(url, createProduct, ""))
	batch := batchOf(`{"name":"Nut","code":123456789012345678901234567890,"price":12.50}`)
	parsed := must(batch[0].AsStructuredMut()).(map[string]any)
	parsed["sku"] = "N-1"
	batch[0].SetStructuredMut(parsed)
	if err := o.WriteBatch(background, batch); err != nil {
		t.Fatal(err)
	}
	if want := `{"code":123456789012345678901234567890,"name":"Nut","price":12.50,"sku":"N-1"}`; !contains(
		written(t, url),
		want,
	) {
		t.Errorf("%+v", written(t, url))
	}
}

func TestOutcomesBecomeAcksAndErrors(t *testing.T) {
	for _, c := range []struct {
		outcome      inflow.Outcome
		ackAmbiguous bool
		acked        bool
	}{
		{inflow.Delivered, false, true}, {inflow.Unchanged, false, true}, {inflow.Superseded, false, true},
		{inflow.Rejected, true, false}, {inflow.Failed, true, false}, {inflow.Dropped, true, false},
		{inflow.Ambiguous, false, false}, {inflow.Ambiguous, true, true},
		{inflow.Outcome(8), true, false}, // of a later library
	} {
		w := newWrite(
			background,
			batchOf("{}"),
			must(service.NewInterpolatedString("")),
			writeOptions{ackAmbiguous: c.ackAmbiguous},
		)
		w.settle(0, inflow.Item{Outcome: c.outcome, Reason: "why"})
		<-w.done
		err := w.result()
		if (err == nil) != c.acked || err != nil && err.Error() != c.outcome.String()+": why" {
			t.Errorf("%v: %v", c.outcome, err)
		}
	}
}

// A POST whose connection breaks off may have arrived.
func TestAnAmbiguousMessageIsAnErrorOrAnAck(t *testing.T) {
	for _, onAmbiguous := range []string{errorAmbiguous, ackAmbiguous} {
		url := inflowtest.Simulator(
			t,
			"--limit",
			"none",
			"--fault",
			`{"rules": [{"method": "POST", "nth": 1, "reset": "before", "apply": true}]}`,
		)
		// Not read back, so that it stays unknown.
		config := strings.Replace(configFor(url, createProduct, "on_ambiguous: "+onAmbiguous),
			"retry: {", "retry: {on_unknown_outcome: hold, ", 1)
		o, log := connected(t, config)
		err := o.WriteBatch(background, batchOf(product(1)))
		if onAmbiguous == ackAmbiguous && err != nil ||
			onAmbiguous == errorAmbiguous && !strings.HasPrefix(err.Error(), "AMBIGUOUS: ") {
			t.Errorf("%s: %v", onAmbiguous, err)
		}
		if writes := written(t, url); len(writes) != 1 {
			t.Errorf("%s: sent again: %+v", onAmbiguous, writes)
		}
		if !strings.Contains(log.String(), "It is not known whether this record arrived: {") {
			t.Errorf("%s: %s", onAmbiguous, log)
		}
	}
}

func TestEightWritesAreInFlightAndASlowOneHoldsNoneBack(t *testing.T) {
	s, open := newGate(t, product("slow"))
	o, _ := connected(t, configFor(s.url, createProduct, "max_in_flight: 8"))
	proveRoute(t, o)
	slow := writing(o, background, product("slow"))
	s.await(product("slow"))
	for round := 0; round < 3; round++ {
		var others []<-chan error
		for i := 0; i < 7; i++ {
			others = append(others, writing(o, background, product(i)))
		}
		for _, other := range others {
			if err := <-other; err != nil {
				t.Error(err)
			}
		}
	}
	select {
	case err := <-slow:
		t.Fatalf("the slow one is over: %v", err)
	default:
	}
	open()
	if err := <-slow; err != nil {
		t.Error(err)
	}
}

// The host may have nothing more to write before a group's records settle, so a group waits for
// nobody.
func TestMessagesThatShareARequestDoNotWaitForMore(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := connected(
		t,
		configFor(
			url,
			createProduct+"\nbatching: {enabled: true, size: 100, linger_ms: 3600000}",
			"",
		),
	)
	if err := o.WriteBatch(background, batchOf(product(1), product(2), product(3))); err != nil {
		t.Fatal(err)
	}
	if writes := written(t, url); len(writes) != 1 ||
		writes[0].Body != "["+product(1)+","+product(2)+","+product(3)+"]" {
		t.Errorf("%+v", writes)
	}
}

func TestASlowRequestHoldsNoGroupBack(t *testing.T) {
	s, open := newGate(t, "["+product("slow")+"]")
	o, _ := connected(t, configFor(s.url, createProduct+"\nbatching: {enabled: true}", ""))
	proveRoute(t, o)
	slow := writing(o, background, product("slow"))
	s.await("[" + product("slow") + "]")
	if err := o.WriteBatch(background, batchOf(product(1), product(2))); err != nil {
		t.Error(err)
	}
	open()
	if err := <-slow; err != nil {
		t.Error(err)
	}
}

// Where a batch finds no room, the groups before it are closed all the same.
func TestAFullQueueClosesTheGroupsBeforeIt(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := connected(
		t,
		configFor(url, createProduct+"\nbatching: {enabled: true}\nqueue: {max_records: 3}", ""),
	)
	hold := make(chan struct{})
	o.owner.inbox.put(func() { <-hold })
	first, second := writing(
		o,
		background,
		product(1),
		product(2),
	), writing(
		o,
		background,
		product(3),
		product(4),
	)
	close(hold)
	for _, w := range []<-chan error{first, second} {
		if err := <-w; err != nil {
			t.Error(err)
		}
	}
	if n := len(stored(t, url)); n != 4 {
		t.Errorf("%d products", n)
	}
}

func TestLinesThatAreWrittenTogetherFoldIntoOneDocument(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none", "--accept-any")
	o, _ := connected(t, configFor(url,
		foldLines, ""))
	if err := o.WriteBatch(background, batchOf(`{"order":"7","sku":"A"}`, `{"order":"7","sku":"B"}`)); err != nil {
		t.Fatal(err)
	}
	if writes := written(t, url); len(writes) != 1 ||
		writes[0].Body != `{"order":"7","lines":[{"sku":"A"},{"sku":"B"}]}` {
		t.Errorf("%+v", writes)
	}
}

func TestMessagesOfOneBatchGoTheirOwnRoutes(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := connected(
		t,
		configFor(
			url,
			createProduct+"\nroutes: {customers: {endpoint: create_customer}}",
			`route: ${! meta("route") | "" }`,
		),
	)
	batch := batchOf(product(1), `{"name":"Ada"}`, product(2), product(3))
	batch[1].MetaSetMut("route", "customers")
	batch[3].MetaSetMut("route", "suppliers")
	failed := failures(t, o.WriteBatch(background, batch))
	if len(failed) != 1 || !strings.Contains(failed[3], `"suppliers"`) {
		t.Errorf("%v", failed)
	}
	targets := map[string]int{}
	for _, w := range written(t, url) {
		targets[strings.TrimPrefix(w.Target, "/"+company)]++
	}
	if want := map[string]int{"/products": 2, "/customers": 1}; !reflect.DeepEqual(targets, want) {
		t.Errorf("%v", targets)
	}
}

func TestAMessageWithoutARouteIsItsOwnError(t *testing.T) {
	o, _ := connected(
		t,
		configFor(
			inflowtest.Simulator(t, "--limit", "none"),
			createProduct,
			`route: ${! json("route").not_null() }`,
		),
	)
	failed := failures(
		t,
		o.WriteBatch(background, batchOf(`{"name":"Bolt","route":""}`, `{"name":"Nut"}`)),
	)
	if len(failed) != 1 || !strings.HasPrefix(failed[1], "the message's route cannot be told: ") {
		t.Errorf("%v", failed)
	}
}

func TestAFullQueueIsWaitedFor(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	o, _ := connected(t, configFor(url, createProduct+"\nqueue: {max_records: 2}", ""))
	var writes []<-chan error
	for i := 0; i < 8; i++ {
		writes = append(writes, writing(o, background, product(2*i), product(2*i+1)))
	}
	for _, w := range writes {
		if err := <-w; err != nil {
			t.Error(err)
		}
	}
	if n := len(stored(t, url)); n != 16 {
		t.Errorf("%d products", n)
	}
	failed := failures(t, o.WriteBatch(background, batchOf(product(20), product(21), product(22))))
	if len(failed) != 3 || !strings.Contains(failed[0], "max_records") {
		t.Errorf("a batch larger than the queue: %v", failed)
	}
}

func TestCloseGivesBackWhatIsPending(t *testing.T) {
	s, _ := newGate(t, product(1))
	o, _ := connected(t, configFor(s.url, createProduct, ""))
	sent := writing(o, background, product(1))
	<-s.arrived
	start := time.Now()
	if err := o.Close(background); err != nil || time.Since(start) > drainTime {
		t.Fatal(err, time.Since(start))
	}
	if err := <-sent; !strings.HasPrefix(err.Error(), "AMBIGUOUS: ") {
		t.Error(err)
	}
	if err := o.WriteBatch(background, batchOf(product(2))); !errors.Is(
		err,
		service.ErrNotConnected,
	) {
		t.Error(err)
	}
	if err := o.Connect(background); !errors.Is(err, service.ErrNotConnected) {
		t.Error(err)
	}
}

func TestAWriteThatMeetsTheCloseIsGivenBack(t *testing.T) {
	o, _ := connected(t, configFor(inflowtest.Simulator(t, "--limit", "none"), createProduct, ""))
	closing, hold := make(chan struct{}), make(chan struct{})
	o.owner.inbox.put(func() {
		o.owner.closing = true
		close(closing)
		<-hold
	})
	<-closing
	late := writing(o, background, product(1))
	for asked(o) == 0 {
	}
	close(hold)
	if err := <-late; !errors.Is(err, service.ErrNotConnected) {
		t.Error(err)
	}
}

// asked is how much the owner has not looked at yet.
func asked(o *output) int {
	o.owner.inbox.mutex.Lock()
	defer o.owner.inbox.mutex.Unlock()
	return len(o.owner.inbox.asked)
}

// Answers for a webhook travel while the host has nothing to write, and before the end.
func TestAWebhookGetsItsAnswers(t *testing.T) {
	for name, end := range map[string]func(*output) error{
		"idle": func(*output) error { return nil },
		"end":  func(o *output) error { return o.Close(background) },
	} {
		t.Run(name, func(t *testing.T) {
			posts := make(chan struct{}, 10)
			hook := httptest.NewServer(
				http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					if len(posts) == 0 {
						w.WriteHeader(
							http.StatusServiceUnavailable,
						) // it comes again about a second later
					}
					posts <- struct{}{}
				}),
			)
			defer hook.Close()
			o, _ := connected(
				t,
				configFor(
					inflowtest.Simulator(t, "--limit", "none"),
					createProduct+"\nresponse_webhook: {url: "+hook.URL+"}",
					"",
				),
			)
			if err := o.WriteBatch(background, batchOf(product(1))); err != nil {
				t.Fatal(err)
			}
			if err := end(o); err != nil {
				t.Fatal(err)
			}
			if name == "end" && len(posts) != 2 {
				t.Errorf("%d posts", len(posts))
			}
			for len(posts) < 2 {
			}
		})
	}
}

// A flush may be over before it has begun.
func TestAGroupThatWasNotClosedIsClosedLater(t *testing.T) {
	o, _ := connected(
		t,
		configFor(
			inflowtest.Simulator(t, "--limit", "none"),
			createProduct+"\nbatching: {enabled: true}",
			"",
		),
	)
	w := newWrite(background, batchOf(product(1)), o.route, writeOptions{})
	o.owner.inbox.put(func() { o.owner.acceptPart(w.parts[0]) })
	<-w.done
	if err := w.result(); err != nil {
		t.Error(err)
	}
}

func TestCloseWaitsNoLongerThanItsContext(t *testing.T) {
	o, _ := made(t, configFor("http://127.0.0.1:1", createProduct, ""))
	ctx, cancel := context.WithCancel(background)
	cancel()
	held := make(chan struct{})
	o.owner.inbox.put(func() { <-held })
	if err := o.Close(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(held)
}
