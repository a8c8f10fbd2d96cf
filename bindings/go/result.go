// SPDX-License-Identifier: Apache-2.0

package inflow

// #include "bridge.h"
import "C"

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
	"unsafe"
)

// Flags of an Item. The first two need a journal, the others stand with rejected lines of folded
// documents.
const (
	FlagAdopted uint32 = C.DESTINATION_FLAG_ADOPTED // accepted in an earlier session
	// listed before, in a result that was never taken
	FlagRepeated uint32 = C.DESTINATION_FLAG_REPEATED
	FlagLate     uint32 = C.DESTINATION_FLAG_LATE  // its document was closed before it came
	FlagSound    uint32 = C.DESTINATION_FLAG_SOUND // refused for the sake of its document alone
	// with FlagLate: its document was sent, or may have been
	FlagSent uint32 = C.DESTINATION_FLAG_SENT
)

// Item is one settled record.
type Item struct {
	ID         uint64 // of Batch.IDs, or the record's position
	Outcome    Outcome
	HTTPStatus int           // of the last answer; 0 where there was none
	Attempts   uint32        // requests that carried it and may have reached the service
	Flags      uint32        // Flag…
	Latency    time.Duration // of the last attempt
	// why it was not delivered, or a note; empty where there is nothing to say
	Reason   string
	Response string // the answer's body with "capture_responses": true
	// the folded document that it is a line of, from 1; 0 where it is none, or nobody can tell of
	// which
	Document uint64
}

// Counts is a number of records by outcome.
type Counts struct {
	Delivered, Unchanged, Superseded, Rejected, Failed, Ambiguous, Dropped uint64
}

// Result is the records that settled during a call.
type Result struct {
	Items []Item
	Counts
	Pending uint64 // records that are still pending after the call
	// what stopped the work, the context's end included; an *Error, or nil where nothing did
	Stopped error
}

// takeResult frees the library's result and returns it as a Go one. cause is what ended the call's
// context, if anything did.
func (d *Destination) takeResult(call string, from *C.destination_result, cause error) Result {
	if from == nil {
		return Result{Pending: uint64(C.bridge_stats(d.api, d.handle).pending)}
	}
	defer C.bridge_free_result(d.api, from)
	view := C.bridge_view_result(d.api, from)
	sum := &view.summary
	return Result{
		Items: itemsOf(&view),
		Counts: Counts{
			uint64(sum.delivered),
			uint64(sum.unchanged),
			uint64(sum.superseded),
			uint64(sum.rejected),
			uint64(sum.failed),
			uint64(sum.ambiguous),
			uint64(sum.dropped),
		},
		Pending: uint64(sum.pending),
		Stopped: stoppedOf(call, &view, cause),
	}
}

func itemsOf(view *C.bridge_view) []Item {
	items := make([]Item, view.count)
	var reason, response texts
	for i := range items {
		item := (*C.destination_item)(
			unsafe.Add(unsafe.Pointer(view.first), uintptr(i)*uintptr(view.stride)),
		)
		items[i] = Item{
			ID:         uint64(item.id),
			Outcome:    Outcome(item.outcome),
			HTTPStatus: int(item.http_status),
			Attempts:   uint32(item.attempts),
			Flags:      uint32(item.flags),
			Latency:    milliseconds(int64(item.latency_ms)),
			Reason:     reason.take(item.message, item.message_len),
			Response:   response.take(item.response, item.response_len),
			Document:   uint64(item.document),
		}
	}
	return items
}

// stoppedOf is what stopped the work as an error; nil where nothing did.
func stoppedOf(call string, view *C.bridge_view, cause error) error {
	if view.summary.status == C.DESTINATION_OK {
		return nil
	}
	stopped := refuse(
		call,
		Status(view.summary.status),
		goText(C.bridge_text{view.message, view.message_len}),
	)
	stopped.setCause(cause)
	if after := int64(view.summary.retry_after_ms); after >= 0 {
		stopped.Detail = json.RawMessage(fmt.Sprintf(`{"retry_after_ms":%d}`, after))
	}
	return stopped
}

// texts makes Go strings of the library's. The records of one request share their text there, and
// so do their strings here.
type texts struct {
	data *C.char
	text string
}

func (t *texts) take(data *C.char, length C.size_t) string {
	if length == 0 {
		return ""
	}
	if data != t.data {
		t.copy(data, length)
	}
	return t.text
}

func (t *texts) copy(data *C.char, length C.size_t) {
	t.data, t.text = data, string(bytesAt(data, uint64(length)))
}

// bytesAt is C memory as a slice, valid as long as that memory.
func bytesAt(data *C.char, length uint64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(data)), length)
}

// milliseconds is a duration, at most the longest there is.
func milliseconds(ms int64) time.Duration {
	if ms > math.MaxInt64/int64(time.Millisecond) {
		return math.MaxInt64
	}
	return time.Duration(ms) * time.Millisecond
}

// Quota is one quota window as it stands now.
type Quota struct {
	Requests uint64        // how many the window allows, after "share"
	Per      time.Duration // its length
	Used     uint64        // requests in flight or ended within it
	NextFree time.Duration // until one more may start; 0 now, negative when one in flight ends
}

// Stats is the counters since Open, at one moment: Accepted is the sum of Counts and Pending.
type Stats struct {
	Accepted uint64
	Counts
	Pending      uint64
	PendingBytes uint64
	InFlight     uint64 // requests on the wire
	Requests     uint64 // requests started that may have reached the service
	Retries      uint64 // of those, not the first for their records
	Throttled    uint64 // answers 429
	// until Poll has something to send; 0 now, negative: nothing is waiting for time
	NextDue time.Duration
	Windows []Quota

	WebhookDelivered, WebhookFailed, WebhookPending uint64 // answers for the response webhook

	Warnings uint64 // what the service may lose of accepted records; the command "warnings" names them

	AdoptedPending uint64 // records of earlier sessions, in the journal; in no other figure but the bytes
}

func statsOf(s *C.destination_stats_data) Stats {
	stats := Stats{
		Accepted: uint64(s.accepted),
		Counts: Counts{
			uint64(s.delivered),
			uint64(s.unchanged),
			uint64(s.superseded),
			uint64(s.rejected),
			uint64(s.failed),
			uint64(s.ambiguous),
			uint64(s.dropped),
		},
		Pending:          uint64(s.pending),
		PendingBytes:     uint64(s.pending_bytes),
		InFlight:         uint64(s.in_flight),
		Requests:         uint64(s.requests),
		Retries:          uint64(s.retries),
		Throttled:        uint64(s.throttled),
		NextDue:          milliseconds(int64(s.next_due_ms)),
		WebhookDelivered: uint64(s.webhook_delivered),
		WebhookFailed:    uint64(s.webhook_failed),
		WebhookPending:   uint64(s.webhook_pending),
		Warnings:         uint64(s.warnings),
		AdoptedPending:   uint64(s.adopted_pending),
	}
	for _, w := range s.windows[:s.window_count] {
		stats.Windows = append(
			stats.Windows,
			Quota{
				uint64(w.requests),
				milliseconds(int64(w.per_ms)),
				uint64(w.used),
				milliseconds(int64(w.next_free_ms)),
			},
		)
	}
	return stats
}
