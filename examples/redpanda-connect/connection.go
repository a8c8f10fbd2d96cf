// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"time"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// refusedPause lies between two connections where the service refused the credential, or has no
// such route: asking again at once would only spend quota.
const refusedPause = 30 * time.Second

// connect returns once the credential is known to be good.
func (o *owner) connect(ctx context.Context) error {
	answer := make(chan error, 1)
	if !o.inbox.put(func() { answer <- o.check(ctx) }) {
		return service.ErrNotConnected
	}
	return <-answer
}

func (o *owner) check(ctx context.Context) error {
	// else the host would write, without an end, what is given back at once
	if err := ctx.Err(); err != nil {
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
	if o.lastID, err = o.replay.begin(o.destination, o.lastID); err != nil {
		return err
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

// heed does what an error of Poll asks for, and returns how long to wait before the next.
func (o *owner) heed(err error) (pause time.Duration) {
	switch {
	case err == nil:
		o.moves()
	case errors.Is(err, inflow.StatusTimeout),
		errors.Is(err, inflow.StatusCancelled): // the owner's own doing
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
		o.logger.Warnf("Waiting with %d pending: %v", len(o.pending), why)
	}
	o.paused = true
}

func (o *owner) moves() {
	if o.paused {
		o.logger.Info("Records move again")
	}
	o.paused = false
}
