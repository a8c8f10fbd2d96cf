// SPDX-License-Identifier: Apache-2.0

package inflow

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
	"errors"
	"time"
	"unsafe"
)

// run waits for its turn, makes one call that the end of ctx ends, and gives what it handed out to
// take before the next has its turn.
func (d *Destination) run(
	ctx context.Context,
	call string,
	invoke func(timeout C.int64_t) C.bridge_answer,
	take func(answer C.bridge_answer, cause error),
) error {
	if err := d.wait(ctx, call); err != nil {
		return err
	}
	defer d.leave()
	stop := d.watch(ctx)
	answer := invoke(timeoutOf(ctx))
	stop()
	cause := d.ended(ctx)
	if take != nil {
		take(answer, cause)
	}
	return takeError(d.api, call, answer.status, answer.error, cause)
}

func (d *Destination) runForResult(
	ctx context.Context,
	call string,
	invoke func(timeout C.int64_t) C.bridge_answer,
) (Result, error) {
	var result Result
	err := d.run(ctx, call, invoke, func(answer C.bridge_answer, cause error) {
		result = d.takeResult(call, answer.result, cause)
	})
	return result, err
}

// runForJSON reads the answer into output, where there is one.
func (d *Destination) runForJSON(
	ctx context.Context,
	call string,
	output any,
	invoke func(timeout C.int64_t) C.bridge_answer,
) error {
	var text json.RawMessage
	err := d.run(
		ctx,
		call,
		invoke,
		func(answer C.bridge_answer, _ error) { text = takeBuffer(d.api, answer.buffer) },
	)
	if text == nil {
		return err
	}
	if unreadable := json.Unmarshal(text, output); unreadable != nil && err == nil {
		return refuse(
			call,
			StatusInternal,
			"the library's answer cannot be read: "+unreadable.Error(),
		)
	}
	return err
}

// runAtOnce makes one call that does not wait, neither for its turn nor by itself.
func (d *Destination) runAtOnce(call string, invoke func() C.bridge_answer) (Result, error) {
	if d.isClosing() {
		return Result{}, ErrClosed
	}
	select {
	case d.turn <- struct{}{}:
	default:
		return Result{}, busy(call)
	}
	defer d.leave()
	answer := invoke()
	result := d.takeResult(call, answer.result, nil)
	err := takeError(d.api, call, answer.status, answer.error, nil)
	// That no time was given and work is left is what was asked for.
	if errors.Is(err, StatusTimeout) {
		err = nil
	}
	if errors.Is(result.Stopped, StatusTimeout) {
		result.Stopped = nil
	}
	return result, err
}

// wait waits for the turn.
func (d *Destination) wait(ctx context.Context, call string) error {
	if d.isClosing() {
		return ErrClosed
	}
	if cause := d.ended(ctx); cause != nil {
		return notBegun(call, cause)
	}
	select {
	case d.turn <- struct{}{}:
		return nil
	default:
	}
	if d.logger.inside() {
		return busy(call)
	}
	select {
	case d.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return notBegun(call, ctx.Err())
	case <-d.closing:
		return ErrClosed
	}
}

func (d *Destination) leave() { <-d.turn }

func busy(call string) error {
	return refuse(
		call,
		StatusBusy,
		"another call runs on this destination, perhaps the one whose Log made this call; try again after it",
	)
}

func (d *Destination) isClosing() bool {
	select {
	case <-d.closing:
		return true
	default:
		return false
	}
}

// ended is why a call on ctx cannot go on; nil where it can.
func (d *Destination) ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	// The context's own timer may be late.
	if deadline, has := ctx.Deadline(); has && !time.Now().Before(deadline) {
		return context.DeadlineExceeded
	}
	if d.isClosing() {
		return ErrClosed
	}
	return nil
}

// watch cancels the running call when ctx is cancelled. The deadline is the call's own timeout.
// stop ends the watch; a cancellation that came too late for the call is taken back, so that it
// does not hit the next one.
func (d *Destination) watch(ctx context.Context) (stop func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	returned, cancelled := make(chan struct{}), make(chan bool, 1)
	go func() {
		select {
		case <-returned:
			cancelled <- false
		case <-ctx.Done():
			_, hasDeadline := ctx.Deadline()
			cancel := !hasDeadline || ctx.Err() != context.DeadlineExceeded
			if cancel {
				C.bridge_cancel(d.api, d.handle)
			}
			cancelled <- cancel
		}
	}()
	return func() {
		close(returned)
		if <-cancelled {
			C.bridge_cancel_clear(d.api, d.handle)
		}
	}
}

// timeoutOf is the time until the deadline in whole milliseconds, rounded up, as the ABI takes it;
// -1 without one.
func timeoutOf(ctx context.Context) C.int64_t {
	deadline, has := ctx.Deadline()
	if !has {
		return -1
	}
	left := time.Until(deadline)
	if left <= 0 {
		return 0
	}
	return C.int64_t(left/time.Millisecond) + 1
}

// firstByte is the address of a borrowed input, as the ABI takes it.
func firstByte(text []byte) *C.char {
	if len(text) == 0 {
		return nil
	}
	return (*C.char)(unsafe.Pointer(&text[0]))
}
