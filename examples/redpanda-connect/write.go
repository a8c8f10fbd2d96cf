// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// write is one batch of the host on its way. Once the owner has it, only the owner touches it until
// done is closed.
type write struct {
	ctx   context.Context
	batch service.MessageBatch
	parts []*part

	writeOptions
	unsettled int
	ids       []uint64      // of records that settled
	givenBack int           // messages that were not sent, and may be written again
	failures  map[int]error // by message
	done      chan struct{} // closed once every message has settled
}

type writeOptions struct {
	ackAmbiguous bool
	folds        bool // lines become documents, which go whole or not at all
}

// part is the messages of a write that go one route: what the destination accepts at once.
type part struct {
	write    *write
	route    string
	messages []int // their places in the write's batch
	records  [][]byte
}

func newWrite(
	ctx context.Context,
	batch service.MessageBatch,
	route *service.InterpolatedString,
	options writeOptions,
) *write {
	w := &write{ctx: ctx, batch: batch, writeOptions: options, unsettled: len(batch),
		failures: map[int]error{}, done: make(chan struct{})}
	byRoute := map[string]*part{}
	for i, message := range batch {
		record, name, err := recordOf(message, route)
		if err != nil {
			w.fail(i, err)
			continue
		}
		to, known := byRoute[name]
		if !known {
			to = &part{write: w, route: name}
			byRoute[name], w.parts = to, append(w.parts, to)
		}
		to.add(i, record)
	}
	if w.folds && len(w.failures) > 0 {
		w.refuseParts()
	}
	return w
}

// refuseParts refuses all messages beside one that cannot be read, since that may be a line of any
// of their documents.
func (w *write) refuseParts() {
	first := len(w.batch)
	for message := range w.failures {
		first = min(first, message)
	}
	for _, part := range w.parts {
		for _, message := range part.messages {
			w.fail(
				message,
				fmt.Errorf(
					"not sent: message %d of its batch cannot be read, and may be a line of its document",
					first,
				),
			)
		}
	}
	w.parts = nil
}

func recordOf(
	message *service.Message,
	route *service.InterpolatedString,
) (record []byte, name string, err error) {
	if record, err = message.AsBytes(); err != nil {
		return nil, "", fmt.Errorf("the message cannot be read: %w", err)
	}
	if name, err = route.TryString(message); err != nil {
		return nil, "", fmt.Errorf("the message's route cannot be told: %w", err)
	}
	return record, name, nil
}

func (p *part) add(message int, record []byte) {
	p.messages = append(p.messages, message)
	p.records = append(p.records, record)
}

// settle takes what became of a message.
func (w *write) settle(message int, item inflow.Item) {
	if w.acks(item.Outcome) {
		w.settled()
	} else {
		w.fail(message, fmt.Errorf("%v: %s", item.Outcome, item.Reason))
	}
}

func (w *write) acks(outcome inflow.Outcome) bool {
	switch outcome {
	case inflow.Delivered, inflow.Unchanged, inflow.Superseded:
		return true
	case inflow.Ambiguous:
		return w.ackAmbiguous
	}
	return false
}

// giveBack settles all messages of parts that were not sent because of why.
func giveBack(parts []*part, why error) {
	for _, part := range parts {
		for _, message := range part.messages {
			part.write.giveBack(message, why)
		}
	}
}

func (w *write) fail(message int, why error) {
	w.failures[message] = why
	w.settled()
}

// giveBack settles a message that was not sent because of why.
func (w *write) giveBack(message int, why error) {
	w.givenBack++
	w.fail(message, fmt.Errorf("not sent: %w", why))
}

func (w *write) settled() {
	if w.unsettled--; w.unsettled == 0 {
		close(w.done)
	}
}

// result is what the host is told. It writes a whole batch again when it hears that there is no
// connection, so it does not hear that of a batch of which something was sent: the rest of such a
// one are failed messages.
func (w *write) result() error {
	switch {
	case len(w.failures) == 0:
		return nil
	case w.givenBack == len(w.batch):
		return service.ErrNotConnected
	}
	// The headline is all that reaches a fallback of a single message.
	headline := fmt.Errorf("%d of %d records were not delivered", len(w.failures), len(w.batch))
	if len(w.batch) == 1 {
		headline = w.failures[0]
	}
	result := service.NewBatchError(w.batch, headline)
	for message, why := range w.failures {
		result.Failed(message, why)
	}
	return result
}
