// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"time"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// owner holds the destination: one goroutine calls it, whatever number of writes there are.
//
// Nothing moves inside the destination between calls, so the goroutine is always in Poll while
// something is pending, and what is put into the inbox ends that Poll.
type owner struct {
	destination *inflow.Destination
	logger      *service.Logger
	replay      *replay
	inbox       inbox
	ended       chan struct{}

	// The goroutine's own.
	connected bool
	closing   bool
	refusal   error // what a new connection would not mend
	paused    bool  // nothing moves, and that was logged
	lastID    uint64
	queue     []*part           // not accepted yet, in order
	held      time.Duration     // how long the queue has to wait, where that is not for room
	pending   map[uint64]origin // accepted and not settled, by record id
}

// origin is where a record came from.
type origin struct {
	part  *part
	place int // in the part
}

func (o origin) message() int { return o.part.messages[o.place] }

const (
	// untilAsked is a wait that only the inbox ends.
	untilAsked = -1
	// stoppedPause lies between two polls where the destination names no time.
	stoppedPause = time.Second
	// excerpt is how much of a record is shown to name it.
	excerpt = 200
)

func newOwner(
	destination *inflow.Destination,
	replay *replay,
	logger *service.Logger,
) *owner {
	o := &owner{
		destination: destination,
		logger:      logger,
		replay:      replay,
		ended:       make(chan struct{}),
		pending:     map[uint64]origin{},
	}
	go o.run()
	return o
}

func (o *owner) run() {
	defer close(o.ended)
	for {
		for _, do := range o.inbox.take() {
			do()
		}
		if o.closing {
			o.close()
			return
		}
		o.accept()
		o.advance()
	}
}

// submit hands a write to the owner.
func (o *owner) submit(w *write) {
	taken := o.inbox.put(func() {
		switch {
		case w.ctx.Err() != nil:
			giveBack(w.parts, errWithdrawn)
		case !o.connected:
			giveBack(w.parts, errNotConnected)
		default:
			o.queue = append(o.queue, w.parts...)
		}
	})
	if !taken {
		giveBack(w.parts, errClosed)
	}
}

// accept hands the queue to the destination.
func (o *owner) accept() {
	o.held = 0
	for len(o.queue) > 0 && o.acceptFirst() {
	}
}

// acceptFirst returns false where the queue has to wait, or is empty now.
func (o *owner) acceptFirst() bool {
	first := o.queue[0]
	result, err := o.acceptPart(first)
	o.settle(result.Items)
	switch {
	case err == nil:
	case errors.Is(err, inflow.StatusInvalidArgument):
		for _, message := range first.messages {
			first.write.fail(message, err)
		}
	case errors.Is(err, inflow.StatusResourceExhausted): // what settles makes room
		return false
	case waits(err):
		o.held = o.heed(err)
		return false
	default:
		o.stop(err)
		return false
	}
	o.queue = o.queue[1:]
	return true
}

// acceptPart closes the groups that the part opens: the host has collected what belongs together,
// and may have nothing more to write before it is settled.
func (o *owner) acceptPart(from *part) (inflow.Result, error) {
	ids := make([]uint64, len(from.records))
	for i := range ids {
		o.lastID++
		ids[i] = o.lastID
		o.pending[ids[i]] = origin{from, i}
	}
	result, err := o.destination.Accept(
		inflow.Batch{Records: from.records, IDs: ids, Route: from.route, Flags: inflow.BatchClose},
	)
	if err != nil {
		for _, id := range ids {
			delete(o.pending, id)
		}
	}
	return result, err
}

// settle hands every outcome to the write that waits for it.
func (o *owner) settle(items []inflow.Item) {
	for _, item := range items {
		if from, known := o.pending[item.ID]; known {
			delete(o.pending, item.ID)
			// acknowledged perhaps, or at its end the host takes no more errors
			if item.Outcome == inflow.Ambiguous {
				o.logger.Warnf(
					"It is not known whether this record arrived: %.*s",
					excerpt,
					from.part.records[from.place],
				)
			}
			w := from.part.write
			w.ids = append(w.ids, item.ID)
			w.settle(from.message(), item)
			if w.unsettled == 0 && len(w.failures) == 0 {
				o.acknowledged(w.ids)
			}
		}
	}
}

// acknowledged takes records that the host acknowledges now.
func (o *owner) acknowledged(ids []uint64) {
	if o.replay.acknowledge(ids) {
		time.AfterFunc(o.replay.pause, func() {
			o.inbox.put(func() { o.replay.tell(o.destination) })
		})
	}
}

// advance works until something has settled or something is put into the inbox.
func (o *owner) advance() {
	ctx, cancel := o.inbox.untilNext()
	defer cancel()
	if len(o.pending) == 0 && len(o.queue) > 0 { // nothing to poll for
		o.wait(ctx, o.held)
		return
	}
	result, err := o.destination.Poll(ctx)
	o.settle(result.Items)
	pause := o.heed(err)
	if err == nil && len(result.Items) == 0 {
		pause = o.untilDue()
	}
	o.wait(ctx, pause)
}

// wait ends early with ctx.
func (o *owner) wait(ctx context.Context, pause time.Duration) {
	if pause == 0 {
		return
	}
	var over <-chan time.Time
	if pause != untilAsked {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-ctx.Done():
	case <-over:
	}
}

// untilDue is how long the destination has nothing to do, where nothing is pending but posts to a
// webhook.
func (o *owner) untilDue() time.Duration {
	stats, err := o.destination.Stats()
	if err != nil || stats.NextDue < 0 {
		return untilAsked
	}
	return stats.NextDue
}
