// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
)

const (
	// acknowledgePause lies between two times that the journal hears what was acknowledged. It
	// remembers that until the next time, and by then the input has noted it.
	acknowledgePause = 10 * time.Second
	// replayedAfter is how many records must have been acknowledged, beside as many as an earlier
	// process left, before the input has surely brought those again.
	replayedAfter = 10_000
)

// replay is what a journal knows of an input that brings again what it has no acknowledgement of.
// It is the owner's; all of it does nothing without a journal.
type replay struct {
	name   string // of the input, in the journal; empty: there is none
	logger *service.Logger
	pause  time.Duration

	begun        bool
	left         uint64 // how many records an earlier process left
	replayed     bool   // they have come again
	acknowledged []uint64
	count        uint64 // ever
	due          bool   // somebody will call tell
}

func newReplay(document []byte, label string, logger *service.Logger) *replay {
	r := &replay{logger: logger, pause: acknowledgePause}
	if journals(document) {
		r.name = "redpanda-connect " + label
	}
	return r
}

// journals tells whether a configuration has a journal.
func journals(document []byte) bool {
	var written struct {
		Journal struct{ Path string } `json:"journal"`
	}
	return json.Unmarshal(document, &written) == nil && written.Journal.Path != ""
}

// begin returns the last id that must not be used.
func (r *replay) begin(destination *inflow.Destination, lastID uint64) (uint64, error) {
	if r.name == "" || r.begun {
		return lastID, nil
	}
	var standing struct{ Next, Records uint64 }
	err := r.command(destination, map[string]any{"begin": r.name, "replay": true}, &standing)
	if err != nil {
		return lastID, err
	}
	r.begun, r.left = true, standing.Records
	if r.left > 0 {
		r.logger.Warnf(
			"An earlier process ended before %d records were acknowledged; those of them that come again "+
				"and must not be sent twice are not sent again", r.left)
	}
	return max(lastID, standing.Next), nil
}

// acknowledge takes records of a write that the host acknowledges to its input now; true: tell has
// to be called after the pause.
func (r *replay) acknowledge(ids []uint64) bool {
	if !r.begun || len(ids) == 0 {
		return false
	}
	r.acknowledged = append(r.acknowledged, ids...)
	first := !r.due
	r.due = true
	return first
}

// tell has the journal know of what was acknowledged.
func (r *replay) tell(destination *inflow.Destination) {
	r.due = false
	if !r.begun || len(r.acknowledged) == 0 {
		return
	}
	if err := r.command(destination, map[string]any{"acknowledged": r.acknowledged}, nil); err != nil {
		r.logger.Warnf("The journal could not be told what was acknowledged: %v", err)
		return
	}
	r.count += uint64(len(r.acknowledged))
	r.acknowledged = nil
	if r.replayed || r.count < replayedAfter+r.left {
		return
	}
	var left struct{ Dropped, Ambiguous uint64 }
	if err := r.command(destination, map[string]any{"replayed": true}, &left); err != nil {
		return // the next time
	}
	r.replayed = true
	if left.Dropped+left.Ambiguous > 0 {
		r.logger.Warnf(
			"Records that an earlier process left did not come again: %d were not sent, and of %d nobody knows "+
				"whether they arrived", left.Dropped, left.Ambiguous)
	}
}

// end is for a good end of the process.
func (r *replay) end(destination *inflow.Destination) {
	if !r.begun {
		return
	}
	r.tell(destination)
	if err := r.command(destination, map[string]any{"end": true}, nil); err != nil {
		r.logger.Warnf("The journal could not be told of the end: %v", err)
	}
}

func (r *replay) command(destination *inflow.Destination, arguments map[string]any, answer any) error {
	text, err := json.Marshal(arguments)
	if err != nil {
		return err
	}
	output, err := destination.Command(context.Background(), "run", text)
	if err != nil || answer == nil {
		return err
	}
	if err := json.Unmarshal(output, answer); err != nil {
		return fmt.Errorf("the library's answer to \"run\": %w", err)
	}
	return nil
}
