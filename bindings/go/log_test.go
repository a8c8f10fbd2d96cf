// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// loud is a service that answers 429 twice, each worth a log line, and then takes everything.
func loud(t *testing.T) string {
	var answers atomic.Int64
	return service(t, func(w http.ResponseWriter, _ *http.Request) {
		if answers.Add(1) <= 2 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
}

// loggedBy delivers one record of a destination whose lines go to log, and returns the destination.
func loggedBy(t *testing.T, log Log) *Destination {
	t.Helper()
	destination := opened(t, log)
	if err := destination.Configure(background, configFor(loud(t), nil)); err != nil {
		t.Fatal(err)
	}
	result, err := destination.Write(background, products(1))
	if err != nil || result.Delivered != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	return destination
}

func TestLogLinesComeWithLevelAndComponent(t *testing.T) {
	var lines []string
	loggedBy(t, func(level Level, component, message string) {
		if level < LevelError || level > LevelDebug || component == "" || message == "" {
			t.Errorf("level %d, component %q, message %q", level, component, message)
		}
		lines = append(lines, message)
	})
	if all := strings.Join(lines, "\n"); !strings.Contains(all, "429") ||
		strings.Contains(all, apiKey) {
		t.Errorf("logged: %s", all)
	}
}

func TestALogThatPanicsDoesNotHurtTheWork(t *testing.T) {
	lines := 0
	destination := loggedBy(t, func(Level, string, string) {
		lines++
		panic(lines)
	})
	for i := 0; i < 2; i++ {
		if err := destination.Close(); lines < 2 || err == nil ||
			err.Error() != "inflow: the log function panicked: 1" {
			t.Errorf("after %d lines: %v", lines, err)
		}
	}
}

func TestALogThatCallsItsDestinationIsToldBusy(t *testing.T) {
	var destination *Destination
	answers := map[string]error{}
	destination = opened(t, func(Level, string, string) {
		_, answers["Write"] = destination.Write(background, products(1))
		_, answers["Flush"] = destination.Flush(background)
		_, answers["Accept"] = destination.Accept(Batch{Records: products(1)})
		answers["Configure"] = destination.Configure(background, nil)
		answers["Close"] = destination.Close()
		_, answers["Stats"] = destination.Stats()
	})
	if err := destination.Configure(background, configFor(loud(t), nil)); err != nil {
		t.Fatal(err)
	}
	if result, err := destination.Write(background, products(1)); err != nil ||
		result.Delivered != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	if len(answers) == 0 {
		t.Error("nothing was logged")
	}
	for name, err := range answers {
		if name == "Stats" && err != nil || name != "Stats" && !errors.Is(err, StatusBusy) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := destination.Close(); err != nil {
		t.Error(err)
	}
}

// Two destinations whose logs write into each other: the inner call runs, its log's call back out
// is busy.
func TestALogMayCallAnotherDestination(t *testing.T) {
	var outer *Destination
	var inner []error
	outer = opened(t, func(Level, string, string) {
		destination := loggedBy(t, func(Level, string, string) {
			_, err := outer.Flush(background)
			inner = append(inner, err)
		})
		destination.Close()
	})
	if err := outer.Configure(background, configFor(loud(t), nil)); err != nil {
		t.Fatal(err)
	}
	if result, err := outer.Write(background, products(1)); err != nil || result.Delivered != 1 {
		t.Fatalf("%+v, %v", result, err)
	}
	if len(inner) == 0 {
		t.Error("nothing was logged")
	}
	for _, err := range inner {
		if !errors.Is(err, StatusBusy) {
			t.Error(err)
		}
	}
}
