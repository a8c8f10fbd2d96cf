// SPDX-License-Identifier: Apache-2.0

package inflow

// #include "bridge.h"
import "C"

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// ErrClosed is the error of every call on a closed destination, and of the call that Close ended.
var ErrClosed = errors.New("inflow: the destination is closed")

// Error says why a call failed. errors.Is finds its Status in it, and the context's error where the
// context ended the call.
type Error struct {
	Call    string // the method
	Status  Status
	Message string          // one sentence: what was attempted, the value, the rule, what to do
	Detail  json.RawMessage // a JSON object, see Faults and RetryAfter

	cause error // what ended the context
}

func (e *Error) Error() string {
	return "inflow: " + e.Call + ": " + e.Status.String() + ": " + e.Message
}

// Unwrap returns the Status.
func (e *Error) Unwrap() error { return e.Status }

// Is tells whether the context ended the call with target.
func (e *Error) Is(target error) bool { return e.cause != nil && errors.Is(e.cause, target) }

// Fault is one fault of a configuration or of a test request.
type Fault struct {
	Pointer string `json:"pointer"` // a JSON pointer
	Message string `json:"message"`
}

// Faults are all faults, where the error is about a document that has some.
func (e *Error) Faults() []Fault {
	var detail struct {
		Faults []Fault `json:"faults"`
	}
	if json.Unmarshal(e.Detail, &detail) != nil {
		return nil
	}
	return detail.Faults
}

// RetryAfter is when to come back, where the service's pause is known.
func (e *Error) RetryAfter() (after time.Duration, known bool) {
	var detail struct {
		Milliseconds *int64 `json:"retry_after_ms"`
	}
	if json.Unmarshal(e.Detail, &detail) != nil || detail.Milliseconds == nil ||
		*detail.Milliseconds < 0 {
		return 0, false
	}
	return milliseconds(*detail.Milliseconds), true
}

func refuse(call string, status Status, message string) *Error {
	return &Error{Call: call, Status: status, Message: message, Detail: json.RawMessage("{}")}
}

// notBegun is the error of a call that the end of its context kept from beginning.
func notBegun(call string, cause error) error {
	err := refuse(
		call,
		StatusCancelled,
		"the context had ended before the call began, which did nothing",
	)
	if errors.Is(cause, context.DeadlineExceeded) {
		err.Status = StatusTimeout
	}
	err.cause = cause
	return err
}

// setCause keeps what ended the context where that is what ended the call.
func (e *Error) setCause(cause error) {
	if e.Status == StatusTimeout || e.Status == StatusCancelled {
		e.cause = cause
	}
}

// takeError frees the library's error and returns it as a Go one; nil where the call succeeded.
func takeError(
	api *C.destination_api,
	call string,
	status C.destination_status,
	from *C.destination_error,
	cause error,
) error {
	if status == C.DESTINATION_OK {
		return nil
	}
	defer C.bridge_free_error(api, from)
	err := &Error{
		Call:    call,
		Status:  Status(status),
		Message: goText(C.bridge_error_message(api, from)),
		Detail:  json.RawMessage(goText(C.bridge_error_detail(api, from))),
	}
	err.setCause(cause)
	return err
}

func goText(text C.bridge_text) string { return C.GoStringN(text.data, C.int(text.len)) }

// takeBuffer frees the library's buffer and returns what it held; nil for none.
func takeBuffer(api *C.destination_api, from *C.destination_buffer) json.RawMessage {
	if from == nil {
		return nil
	}
	defer C.bridge_free_buffer(api, from)
	text := C.bridge_buffer_data(api, from)
	return append(json.RawMessage{}, bytesAt(text.data, uint64(text.len))...)
}
