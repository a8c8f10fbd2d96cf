// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"sort"
	"time"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
)

const (
	// refusedPause lies between two connections where the service refused the credential, or has no such route: asking again at once
	// would only spend quota.
	refusedPause = 30 * time.Second
	// drainTime is how long requests on the wire are waited for, once nothing more will be sent.
	drainTime = 5 * time.Second
	// excerpt is how much of a record is shown to name it.
	excerpt = 200
)

var (
	errNotConnected = errors.New("there is no connection")
	errClosed       = errors.New("the output was closed")
	errWithdrawn    = errors.New("the host took the batch back")
)

// connect returns once the credential is known to be good.
func (o *owner) connect(ctx context.Context) error {
	answer := make(chan error, 1)
	if !o.inbox.put(func() { answer <- o.check(ctx) }) {
		return service.ErrNotConnected
	}
	return <-answer
}

func (o *owner) check(ctx context.Context) error {
	if err := ctx.Err(); err != nil { // else the host would write, without an end, what is given back at once
		return err
	}
	if o.connected {
		return nil
	}
	if o.refusal != nil {
		return service.NewErrBackOff(o.refusal, refusedPause)
	}
	report, err := o.destination.Check(ctx)
	if err != nil {
		return later(err)
	}
	for _, warning := range report.Warnings {
		o.logger.Warn(warning)
	}
	o.connected = true
	return nil
}

// later tells the host when to connect again, where it should not come back at once.
func later(err error) error {
	if after, known := retryAfter(err); known {
		return service.NewErrBackOff(err, after)
	}
	if errors.Is(err, inflow.StatusAuth) {
		return service.NewErrBackOff(err, refusedPause)
	}
	return err
}

func retryAfter(err error) (time.Duration, bool) {
	var why *inflow.Error
	if !errors.As(err, &why) {
		return 0, false
	}
	return why.RetryAfter()
}

// waits tells whether err is a pause after which the destination goes on with what it has.
func waits(err error) bool {
	return errors.Is(err, inflow.StatusUnavailable) || errors.Is(err, inflow.StatusRateLimited)
}

// heed does what an error of Poll or Flush asks for, and returns how long to wait before the next.
func (o *owner) heed(err error) (pause time.Duration) {
	switch {
	case err == nil:
		o.moves()
	case errors.Is(err, inflow.StatusTimeout), errors.Is(err, inflow.StatusCancelled): // the owner's own doing
	case waits(err):
		o.waits(err)
		pause = stoppedPause
		if after, known := retryAfter(err); known {
			pause = max(after, time.Millisecond)
		}
	default:
		o.stop(err)
		pause = untilAsked
	}
	return pause
}

// waits says why nothing moves; once, however often it is tried.
func (o *owner) waits(why error) {
	if !o.paused {
		o.logger.Warnf("%d records wait: %v", len(o.pending), why)
	}
	o.paused = true
}

func (o *owner) moves() {
	if o.paused {
		o.logger.Info("Records move again")
	}
	o.paused = false
}

// stop gives everything back, so that no record is both pending and written again by the host.
func (o *owner) stop(why error) {
	o.connected = false
	if errors.Is(why, inflow.StatusConfig) || errors.Is(why, inflow.StatusInvalidState) {
		o.refusal = why
	}
	if len(o.pending) > 0 {
		o.logger.Errorf("Stopped with %d records pending: %v", len(o.pending), why)
	}
	if !o.closing {
		o.drain()
	}
	giveBack(o.discard(), why)
	giveBack(o.queue, why)
	o.queue = nil
}

// drain lets the requests on the wire end, so that it is known what became of them. A paused destination starts no others.
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

// withdraw gives back a write whose context has ended. The destination gives back all or nothing, so the records of other writes go
// into the queue again.
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

// discard empties the destination: what may have arrived settles, and what was not sent is returned in its order.
func (o *owner) discard() []*part {
	var unsent []uint64
	var arrived []inflow.Item
	result, err := o.destination.Discard(context.Background())
	if err != nil { // nobody will ever say what became of them
		for id := range o.pending {
			arrived = append(arrived, inflow.Item{ID: id, Outcome: inflow.Ambiguous, Reason: err.Error()})
		}
	}
	for _, item := range result.Items {
		from, known := o.pending[item.ID]
		switch {
		case known && item.Outcome == inflow.Dropped:
			unsent = append(unsent, item.ID)
			continue
		case known && item.Outcome == inflow.Ambiguous: // at its end the host takes no more errors
			o.logger.Warnf("It is not known whether this record arrived: %.*s", excerpt, from.record())
		}
		arrived = append(arrived, item)
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
		parts[len(parts)-1].add(from.message(), from.record())
	}
	return parts
}

// close is the owner's last act. What is pending then is more than the host wants to wait for.
func (o *owner) close() {
	for _, do := range o.inbox.close() {
		do()
	}
	if len(o.pending) == 0 {
		// Answers that are still to be posted to a webhook; the destination bounds the time.
		if _, err := o.destination.Flush(context.Background()); err != nil {
			o.logger.Errorf("%v", err)
		}
	}
	o.stop(errClosed)
	if err := o.destination.Close(); err != nil {
		o.logger.Errorf("%v", err)
	}
}
