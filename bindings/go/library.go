// SPDX-License-Identifier: Apache-2.0

// Package inflow writes records into inFlow Inventory through the shared library
// libinflow_destination, which it loads at run
// time: a program is built without it.
//
//	library, err := inflow.Load(inflow.LibraryName)
//	destination, err := library.Open(nil)
//	defer destination.Close()
//	err = destination.Configure(ctx, []byte(`{"endpoint": "upsert_product", "identity": {"from": ["sku"]}, "credential": {…}}`))
//	result, err := destination.Write(ctx, records) // as often as there are records
//	for _, item := range result.Items { … }        // on every call that has a Result, also with an error
//	result, err = destination.Flush(ctx)
//
// # Calls and records
//
// What becomes of a call and what becomes of a record are two things. With an error, Write has
// accepted nothing; without one it has accepted every record, and each settles exactly once: its
// Item is in the Result of that call or of a later Write, Accept, Poll, Collect, Flush or Discard.
// A Result counts on every return: look at its Items before the error.
//
// # Contexts
//
// A context bounds the wait: its end ends the running call and its records stay pending. A context
// that has ended already keeps a call from beginning. errors.Is finds ctx.Err() in the error. A
// Write that has accepted its records returns no error then; Result.Stopped holds it.
//
// # Goroutines
//
// All methods may be called from any goroutine. A destination does one thing at a time: calls take
// turns, and waiting for a turn ends with the context too. Accept and Collect, which never wait,
// and calls out of the destination's own Log get StatusBusy instead. Stats and Close do not wait
// for a turn; Close ends the running call.
//
// Nothing happens between calls: see docs/hosts/c.md of the project for when to call what.
package inflow

/*
#cgo CFLAGS: -std=gnu11 -Wall
#cgo linux LDFLAGS: -ldl -lpthread
#include <stdlib.h>
#include "bridge.h"
*/
import "C"

import (
	"debug/elf"
	"encoding/json"
	"fmt"
	"strings"
	"unsafe"
)

// LibraryName is the library's name along the loader's own paths.
const LibraryName = "libinflow_destination.so.1"

// Library is the loaded library. It stays loaded until the process ends.
type Library struct {
	api *C.destination_api
}

// LoadError says why a library could not be loaded.
type LoadError struct {
	Path   string
	Reason string // what is wrong and what to do
}

func (e *LoadError) Error() string { return "inflow: could not load " + e.Path + ": " + e.Reason }

// Load loads the library: a path, or a name without a slash, which is looked for where the system's
// loader looks. The error is a *LoadError.
func Load(path string) (*Library, error) {
	switch {
	case path == "": // to the loader this is the program itself
		return nil, &LoadError{path, "a path is needed, or the name " + LibraryName}
	case strings.IndexByte(path, 0) >= 0:
		return nil, &LoadError{path, "a path holds no NUL byte"}
	}
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	loaded := C.bridge_load(name)
	switch {
	case loaded.reason != nil:
		defer C.free(unsafe.Pointer(loaded.reason))
		return nil, &LoadError{path, reasonFor(path, C.GoString(loaded.reason))}
	case loaded.api == nil && loaded.abi_version>>16 == C.DESTINATION_ABI_VERSION>>16:
		return nil, &LoadError{
			path,
			fmt.Sprintf("it speaks version %s of the ABI with fewer functions than 1.0 has: "+
				"install a whole library", versionText(loaded.abi_version)),
		}
	case loaded.api == nil:
		return nil, &LoadError{
			path,
			fmt.Sprintf("it speaks version %s of the ABI and this program was built for %s: "+
				"install the library of that version, or build the program with the binding of the library's version",
				versionText(loaded.abi_version), versionText(C.DESTINATION_ABI_VERSION)),
		}
	}
	return &Library{loaded.api}, nil
}

func versionText(
	version C.uint32_t,
) string {
	return fmt.Sprintf("%d.%d", version>>16, version&0xffff)
}

// reasonFor makes the loader's words say what to do. Of a library for another machine the loader
// only says that there is no such file.
func reasonFor(path, words string) string {
	words = strings.TrimPrefix(words, path+": ")
	if theirs, ours := machineOf(path), machineOf("/proc/self/exe"); theirs != "" &&
		theirs != ours {
		return fmt.Sprintf(
			"it is built for %s and this program runs on %s: install the library for this machine",
			theirs,
			ours,
		)
	}
	if strings.HasSuffix(words, "undefined symbol: destination_get_api") {
		return "it has no function destination_get_api: it is not " + LibraryName
	}
	return words + "; install " + LibraryName + ", or name the file of a build: build/release/lib/libinflow_destination.so"
}

// machineOf names what an ELF file is built for; empty where the path is no such file.
func machineOf(path string) string {
	file, err := elf.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	return strings.TrimPrefix(file.Machine.String(), "EM_") + ", " + file.Class.String()
}

// ABIVersion is the version that the library speaks.
func (l *Library) ABIVersion() (major, minor int) {
	return int(l.api.abi_version >> 16), int(l.api.abi_version & 0xffff)
}

// Describe returns what can be configured, as a JSON object: versions, the JSON Schema of the
// configuration, the catalogue of endpoints, limits and capabilities. The same bytes every time.
func (l *Library) Describe() (json.RawMessage, error) {
	answer := C.bridge_describe(l.api)
	text := takeBuffer(l.api, answer.buffer)
	return text, takeError(l.api, "Describe", answer.status, answer.error, nil)
}

// The two names are asked for by tests, which cannot call C.
func nameOfStatus(l *Library, status Status) string {
	return C.GoString(C.bridge_status_name(l.api, C.destination_status(status)))
}

func nameOfOutcome(l *Library, outcome Outcome) string {
	return C.GoString(C.bridge_outcome_name(l.api, C.destination_outcome(outcome)))
}
