// SPDX-License-Identifier: Apache-2.0

package inflow

// #include "bridge.h"
import "C"

import (
	"fmt"
	"runtime/cgo"
	"sync"
	"sync/atomic"
)

// Level is how urgent a log line is; smaller is more urgent.
type Level int32

const (
	LevelError Level = C.DESTINATION_LOG_ERROR
	LevelWarn  Level = C.DESTINATION_LOG_WARN
	LevelInfo  Level = C.DESTINATION_LOG_INFO
	LevelDebug Level = C.DESTINATION_LOG_DEBUG
)

// Log takes one line. It is called inside calls only, on the caller's goroutine, and the call waits
// for it. A method of the same destination answers StatusBusy in it, Stats apart. A panic in it
// does not reach the library: the work goes on, and Close returns the first one as an error. It
// must not end its goroutine (runtime.Goexit, testing.T.FailNow): the call would never end.
type Log func(level Level, component, message string)

// logger is what the library's callback finds behind its context pointer.
type logger struct {
	log Log
	// inside log: the thread, which the Go runtime keeps for it alone that long; otherwise 0
	thread atomic.Uint64
	mutex  sync.Mutex
	panics error // the first
}

// inside tells whether the caller runs inside of log.
func (l *logger) inside() bool {
	thread := l.thread.Load()
	return thread != 0 && thread == uint64(C.bridge_thread())
}

func (l *logger) panicked() error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.panics
}

//export inflowGoLog
func inflowGoLog(handle C.uintptr_t, level C.int32_t, component, message *C.char, length C.size_t) {
	l := cgo.Handle(handle).Value().(*logger)
	l.thread.Store(uint64(C.bridge_thread()))
	defer l.thread.Store(0)
	// Unwinding through the library's frames would leave it in the middle of its work.
	defer func() {
		if cause := recover(); cause != nil {
			l.mutex.Lock()
			defer l.mutex.Unlock()
			if l.panics == nil {
				l.panics = fmt.Errorf("inflow: the log function panicked: %v", cause)
			}
		}
	}()
	l.log(Level(level), C.GoString(component), string(bytesAt(message, uint64(length))))
}
