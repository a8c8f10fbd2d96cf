// SPDX-License-Identifier: Apache-2.0

package inflow

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
	"runtime/cgo"
	"sync"
)

// Destination is one configured connection to one inFlow company.
type Destination struct {
	api    *C.destination_api
	logger *logger
	log    cgo.Handle // of the logger, 0 without a Log

	blocks spareBlock

	turn    chan struct{} // holds a value while a call runs, and for ever once closed
	closing chan struct{} // closed when Close begins
	once    sync.Once

	alive  sync.RWMutex // held for writing while the handle is freed
	handle *C.destination
}

// Open makes a destination without a configuration. It must be closed. log may be nil.
func (l *Library) Open(log Log) (*Destination, error) {
	d := &Destination{
		api:     l.api,
		logger:  &logger{log: log},
		turn:    make(chan struct{}, 1),
		closing: make(chan struct{}),
	}
	if log != nil {
		d.log = cgo.NewHandle(d.logger)
	}
	answer := C.bridge_open(l.api, C.uintptr_t(d.log))
	if err := takeError(l.api, "Open", answer.status, answer.error, nil); err != nil {
		d.forgetLog()
		return nil, err
	}
	d.handle = answer.handle
	return d, nil
}

// Close ends the running call, aborts what is in flight and frees the destination. Pending records
// are gone: Discard first to have them back. It does not wait for the network. The error is the
// first panic of the Log; closing again returns the same.
func (d *Destination) Close() error {
	if d.logger.inside() {
		return busy("Close")
	}
	d.once.Do(func() {
		close(d.closing)
		C.bridge_cancel(d.api, d.handle)
		d.turn <- struct{}{}
		d.alive.Lock()
		defer d.alive.Unlock()
		C.bridge_close(d.api, d.handle)
		d.handle = nil
		d.blocks.close()
		d.forgetLog()
	})
	return d.logger.panicked()
}

func (d *Destination) forgetLog() {
	if d.log != 0 {
		d.log.Delete()
	}
}

// Configure takes the configuration: one JSON object, comments allowed. All or nothing: with
// StatusConfig the error's Faults are all there are, and the earlier configuration stays in force.
// With records pending only credential, active, rate_limit, retry and limits may differ, else
// StatusConflict.
func (d *Destination) Configure(ctx context.Context, config []byte) error {
	return d.run(ctx, "Configure", func(C.int64_t) C.bridge_answer {
		return C.bridge_configure(d.api, d.handle, firstByte(config), C.size_t(len(config)))
	}, nil)
}

// SetActive activates or pauses. Inactive, Write is refused with StatusInvalidState, and Poll and
// Flush start nothing.
func (d *Destination) SetActive(ctx context.Context, active bool) error {
	var on C.int32_t
	if active {
		on = 1
	}
	return d.run(
		ctx,
		"SetActive",
		func(C.int64_t) C.bridge_answer { return C.bridge_set_active(d.api, d.handle, on) },
		nil,
	)
}

// Check reads once with the credential, which spends one request of quota. The report tells how far
// that went, also with an error.
func (d *Destination) Check(ctx context.Context) (report Report, err error) {
	err = d.runForJSON(ctx, "Check", &report, func(timeout C.int64_t) C.bridge_answer {
		return C.bridge_check(d.api, d.handle, timeout)
	})
	return report, err
}

// Preview returns the requests that a fresh destination would send for this batch and a Flush. It
// sends nothing and counts nothing.
func (d *Destination) Preview(ctx context.Context, batch Batch) (preview Preview, err error) {
	packed, err := pack("Preview", batch, &d.blocks)
	if err != nil {
		return preview, err
	}
	defer packed.free()
	err = d.runForJSON(ctx, "Preview", &preview, func(C.int64_t) C.bridge_answer {
		return C.bridge_preview(d.api, d.handle, packed.batch)
	})
	return preview, err
}

// SendTest really sends one request, once: one of a preview's, as it is or edited. No error
// whatever the service answered. Where the context ends it, the service may have got the request.
func (d *Destination) SendTest(
	ctx context.Context,
	request Request,
) (answer TestAnswer, err error) {
	text, err := json.Marshal(request)
	if err != nil {
		return answer, err
	}
	err = d.runForJSON(ctx, "SendTest", &answer, func(timeout C.int64_t) C.bridge_answer {
		return C.bridge_send_test(d.api, d.handle, firstByte(text), C.size_t(len(text)), timeout)
	})
	return answer, err
}

// Command calls a function of the library by name, with JSON in (nil for none) and out;
// StatusUnsupported for a name that the version does not know. The header's destination_command
// lists them.
func (d *Destination) Command(
	ctx context.Context,
	name string,
	input []byte,
) (output json.RawMessage, err error) {
	nameBytes := []byte(name)
	err = d.runForJSON(ctx, "Command", &output, func(C.int64_t) C.bridge_answer {
		return C.bridge_command(
			d.api,
			d.handle,
			firstByte(nameBytes),
			C.size_t(len(nameBytes)),
			firstByte(input),
			C.size_t(len(input)),
		)
	})
	return output, err
}

// Write is WriteBatch with records alone.
func (d *Destination) Write(ctx context.Context, records [][]byte) (Result, error) {
	return d.WriteBatch(ctx, Batch{Records: records})
}

// WriteBatch accepts all records or, with an error, none. Then it sends what is due and waits until
// everything sendable has settled or the context ends. Records of an open group stay pending. A
// record that cannot be sent settles Rejected and the others go on. Where the queue is full it
// waits for room, and at the context's deadline returns StatusResourceExhausted.
func (d *Destination) WriteBatch(ctx context.Context, batch Batch) (Result, error) {
	packed, err := pack("Write", batch, &d.blocks)
	if err != nil {
		return Result{}, err
	}
	defer packed.free()
	return d.runForResult(ctx, "Write", func(timeout C.int64_t) C.bridge_answer {
		return C.bridge_write_batch(d.api, d.handle, packed.batch, timeout)
	})
}

// Accept is WriteBatch without waiting: it starts what may be sent, for Poll, Collect or Flush to
// go on with.
func (d *Destination) Accept(batch Batch) (Result, error) {
	packed, err := pack("Accept", batch, &d.blocks)
	if err != nil {
		return Result{}, err
	}
	defer packed.free()
	return d.runAtOnce(
		"Accept",
		func() C.bridge_answer { return C.bridge_write_batch(d.api, d.handle, packed.batch, 0) },
	)
}

// Poll collects answers and sends what is due: retries, and groups whose linger_ms is over. It
// returns as soon as a record has settled or nothing sendable is left. An error says what stops the
// work; everything is kept.
func (d *Destination) Poll(ctx context.Context) (Result, error) {
	return d.runForResult(
		ctx,
		"Poll",
		func(timeout C.int64_t) C.bridge_answer { return C.bridge_poll(d.api, d.handle, timeout) },
	)
}

// Collect is Poll without waiting. That work is left is no error.
func (d *Destination) Collect() (Result, error) {
	return d.runAtOnce(
		"Collect",
		func() C.bridge_answer { return C.bridge_poll(d.api, d.handle, 0) },
	)
}

// Flush closes open groups and works until nothing is pending. Errors as for Poll.
func (d *Destination) Flush(ctx context.Context) (Result, error) {
	return d.runForResult(
		ctx,
		"Flush",
		func(timeout C.int64_t) C.bridge_answer { return C.bridge_flush(d.api, d.handle, timeout) },
	)
}

// Discard gives pending records back: unsent ones settle Dropped, ones that may have reached the
// service Ambiguous (Dropped where sending again is harmless). To do so after a context has ended,
// hand it another one.
func (d *Destination) Discard(ctx context.Context) (Result, error) {
	return d.runForResult(
		ctx,
		"Discard",
		func(C.int64_t) C.bridge_answer { return C.bridge_discard(d.api, d.handle) },
	)
}

// Stats is a snapshot of the counters. It does not wait for a running call.
func (d *Destination) Stats() (Stats, error) {
	d.alive.RLock()
	defer d.alive.RUnlock()
	if d.handle == nil {
		return Stats{}, ErrClosed
	}
	stats := C.bridge_stats(d.api, d.handle)
	return statsOf(&stats), nil
}
