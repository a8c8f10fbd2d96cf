// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"sort"
	"time"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
)

// drainTime is how long requests on the wire are waited for, once nothing more will be sent.
const drainTime = 5 * time.Second

// Why a record was not sent.
var (
	errNotConnected = errors.New("there is no connection")
	errClosed       = errors.New("the output was closed")
	errWithdrawn    = errors.New("the host took the batch back")
)

// stop gives everything back, so that no record is both pending and written again by the host.
func (o *owner) stop(why error) {
	o.connected = false
	if errors.Is(why, inflow.StatusConfig) || errors.Is(why, inflow.StatusInvalidState) {
		o.refusal = why
	}
	if len(o.pending) > 0 {
		o.logger.Errorf("Stopped with %d pending: %v", len(o.pending), why)
	}
	if !o.closing {
		o.drain()
	}
	giveBack(o.discard(), why)
	giveBack(o.queue, why)
	o.queue = nil
}

// drain lets the requests on the wire end, so that it is known what became of them. A paused
// destination starts no others.
func (o *owner) drain() {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	for o.inFlight() && ctx.Err() == nil {
		// Activating forgets what stopped the destination, which would end the poll too.
		o.setActive(true)
		o.setActive(false)
		result, _ := o.destination.Poll(ctx) // its error is that of the stop, or of the pause
		o.settle(result.Items)
		o.setActive(true)
	}
}

func (o *owner) inFlight() bool {
	stats, err := o.destination.Stats()
	return err == nil && stats.InFlight > 0
}

func (o *owner) setActive(active bool) {
	if err := o.destination.SetActive(context.Background(), active); err != nil {
		o.logger.Errorf("%v", err)
	}
}

// withdraw gives back a write whose context has ended. The destination gives back all or nothing,
// so the records of other writes go into the queue again.
func (o *owner) withdraw(w *write) {
	if w.unsettled == 0 {
		return
	}
	queued := 0
	for _, part := range o.queue {
		if part.write == w {
			queued += len(part.messages)
		}
	}
	if w.unsettled > queued {
		o.queue = append(o.discard(), o.queue...)
	}
	var others []*part
	for i, part := range o.queue {
		if part.write.ctx.Err() == nil {
			others = append(others, part)
		} else {
			giveBack(o.queue[i:i+1], errWithdrawn)
		}
	}
	o.queue = others
}

// discard empties the destination: what may have arrived settles, and what was not sent is returned
// in its order.
func (o *owner) discard() []*part {
	var unsent []uint64
	var arrived []inflow.Item
	result, err := o.destination.Discard(context.Background())
	if err != nil { // nobody will ever say what became of them
		for id := range o.pending {
			arrived = append(
				arrived,
				inflow.Item{ID: id, Outcome: inflow.Ambiguous, Reason: err.Error()},
			)
		}
	}
	for _, item := range result.Items {
		if item.Outcome == inflow.Dropped {
			unsent = append(unsent, item.ID)
		} else {
			arrived = append(arrived, item)
		}
	}
	o.settle(arrived)
	sort.Slice(unsent, func(i, j int) bool { return unsent[i] < unsent[j] })
	return o.retake(unsent)
}

// retake makes parts of records that were accepted.
func (o *owner) retake(ids []uint64) []*part {
	var parts []*part
	var last *part
	for _, id := range ids {
		from := o.pending[id]
		delete(o.pending, id)
		if from.part != last {
			last = from.part
			parts = append(parts, &part{write: last.write, route: last.route})
		}
		parts[len(parts)-1].add(from.message(), from.part.records[from.place])
	}
	return parts
}

// close is the owner's last act. What is pending then is more than the host wants to wait for.
func (o *owner) close() {
	for _, do := range o.inbox.close() {
		do()
	}
	if o.connected && len(o.pending) == 0 {
		// Answers that are still to be posted to a webhook; the destination bounds the time.
		if _, err := o.destination.Flush(context.Background()); err != nil {
			o.logger.Errorf("%v", err)
		}
	}
	o.stop(errClosed)
	o.replay.end(o.destination)
	if err := o.destination.Close(); err != nil {
		o.logger.Errorf("%v", err)
	}
}
