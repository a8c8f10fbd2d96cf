// SPDX-License-Identifier: Apache-2.0

package inflow

// #include "destination.h"
import "C"

import "fmt"

// Status is what became of a call. It is an error, so that errors.Is(err, inflow.StatusAuth) asks
// for it.
type Status int32

const (
	statusOK Status = C.DESTINATION_OK
	// the caller's mistake; the error names the argument
	StatusInvalidArgument Status = C.DESTINATION_INVALID_ARGUMENT
	StatusInvalidState    Status = C.DESTINATION_INVALID_STATE // not configured, or inactive
	// another call runs, perhaps the one whose Log this is
	StatusBusy Status = C.DESTINATION_BUSY
	// not in this version of the library
	StatusUnsupported Status = C.DESTINATION_UNSUPPORTED
	// the configuration is wrong, or the service has no such route
	StatusConfig Status = C.DESTINATION_CONFIG
	// the service refused the credential
	StatusAuth Status = C.DESTINATION_AUTH
	// nothing answers, or only gateways do
	StatusUnavailable Status = C.DESTINATION_UNAVAILABLE
	// the service asked for a longer pause than max_retry_after_ms
	StatusRateLimited Status = C.DESTINATION_RATE_LIMITED
	// the context's deadline is over and work is left
	StatusTimeout   Status = C.DESTINATION_TIMEOUT
	StatusCancelled Status = C.DESTINATION_CANCELLED // the context was cancelled
	// the queue is full; nothing was accepted
	StatusResourceExhausted Status = C.DESTINATION_RESOURCE_EXHAUSTED
	StatusConflict          Status = C.DESTINATION_CONFLICT // not while records are pending
	StatusOutOfMemory       Status = C.DESTINATION_OUT_OF_MEMORY
	// a defect of the library; the error says what
	StatusInternal Status = C.DESTINATION_INTERNAL
	// the journal cannot be read or written; nothing is sent until it can
	StatusJournal Status = C.DESTINATION_JOURNAL
)

var statusNames = map[Status]string{
	statusOK:                "OK",
	StatusInvalidArgument:   "INVALID_ARGUMENT",
	StatusInvalidState:      "INVALID_STATE",
	StatusBusy:              "BUSY",
	StatusUnsupported:       "UNSUPPORTED",
	StatusConfig:            "CONFIG",
	StatusAuth:              "AUTH",
	StatusUnavailable:       "UNAVAILABLE",
	StatusRateLimited:       "RATE_LIMITED",
	StatusTimeout:           "TIMEOUT",
	StatusCancelled:         "CANCELLED",
	StatusResourceExhausted: "RESOURCE_EXHAUSTED",
	StatusConflict:          "CONFLICT",
	StatusOutOfMemory:       "OUT_OF_MEMORY",
	StatusInternal:          "INTERNAL",
	StatusJournal:           "JOURNAL",
}

// String is the ABI's name, or the number of a status that a newer library has.
func (s Status) String() string {
	if name, known := statusNames[s]; known {
		return name
	}
	return fmt.Sprintf("status %d", int32(s))
}

func (s Status) Error() string { return s.String() }

// Outcome is what became of a record.
type Outcome int32

const (
	// the service answered success, and what it answered can be one
	Delivered Outcome = C.DESTINATION_DELIVERED
	// not sent: the last delivered payload for its key is the same
	Unchanged Outcome = C.DESTINATION_UNCHANGED
	// carried by a later record of its key that was delivered
	Superseded Outcome = C.DESTINATION_SUPERSEDED
	// refused for good; the reason says by which rule, or the service's words
	Rejected Outcome = C.DESTINATION_REJECTED
	Failed   Outcome = C.DESTINATION_FAILED // retries used up; can be sent again
	// sent, outcome unknown, and sending again might duplicate
	Ambiguous Outcome = C.DESTINATION_AMBIGUOUS
	Dropped   Outcome = C.DESTINATION_DROPPED // given back unsent
)

var outcomeNames = map[Outcome]string{
	Delivered:  "DELIVERED",
	Unchanged:  "UNCHANGED",
	Superseded: "SUPERSEDED",
	Rejected:   "REJECTED",
	Failed:     "FAILED",
	Ambiguous:  "AMBIGUOUS",
	Dropped:    "DROPPED",
}

// String is the ABI's name, or the number of an outcome that a newer library has: such a record was
// not delivered.
func (o Outcome) String() string {
	if name, known := outcomeNames[o]; known {
		return name
	}
	return fmt.Sprintf("outcome %d", int32(o))
}
