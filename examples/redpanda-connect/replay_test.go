// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

const journalled = "endpoint: create_product\n" +
	"          journal: {path: inflow.journal}\n" +
	"          retry: {on_unknown_outcome: hold}\n" + // what has no clear answer is not read back
	"          rate_limit: {windows: [], max_in_flight: 1}"

// The file begins anew at the next start, and so brings all of it again.
func TestAfterAKillNothingIsPostedTwice(t *testing.T) {
	for name, applied := range map[string]string{"it arrived": "true", "it did not": "false"} {
		t.Run(name, func(t *testing.T) {
			records := []string{product(1), product(2), product("held"), product(4), product(2)}
			url := inflowtest.Simulator(t, "--limit", "none", "--fault",
				`{"rules": [{"body_contains": "held", "nth": 1, "hang": true, "apply": `+applied+`}]}`)
			folder := loadFolder(t, records, shipped, journalled, "max_in_flight: 8", "max_in_flight: 1")
			first := started(t, folder, url, nil, "run", "config.yaml")
			arrived(t, url, 4) // with the one that tries the credential
			if err := first.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			first.Wait()
			second := started(t, folder, url, nil, "run", "config.yaml")
			if code := second.ended(t); code != 0 {
				t.Fatalf("exit %d: %s", code, &second.output)
			}
			posts := map[string]int{}
			for _, w := range written(t, url) {
				posts[w.Body]++
			}
			// The second one comes twice in the file, and inFlow refuses its name the second time.
			for _, record := range records {
				if want := strings.Count(strings.Join(records, "\n"), record); posts[record] != want {
					t.Errorf("%d requests of %s", posts[record], record)
				}
			}
			refused := refusals(t, folder)
			if len(refused) != 2 ||
				!strings.HasPrefix(refused[product("held")], "AMBIGUOUS: ") ||
				!strings.Contains(refused[product(2)], "is taken by") {
				t.Errorf("%v", refused)
			}
			if !strings.Contains(second.output.String(), "An earlier process ended before") {
				t.Errorf("%s", &second.output)
			}
		})
	}
}

// What the host acknowledged is told to the journal after a pause, and at the end.
func TestAGoodEndForgetsWhatWasAcknowledged(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	folder := loadFolder(t, []string{product(1)}, shipped, journalled)
	for i := 0; i < 2; i++ {
		r := started(t, folder, url, nil, "run", "config.yaml")
		if code := r.ended(t); code != 0 {
			t.Fatalf("exit %d: %s", code, &r.output)
		}
	}
	if writes := written(t, url); len(writes) != 2 {
		t.Errorf("%+v", writes)
	}
}

func TestWhatTheHostAcknowledgedIsToldAfterAPause(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	folder := t.TempDir()
	journal := "\njournal: {path: " + folder + "/inflow.journal}"
	o, _ := connected(t, configFor(url, createProduct+journal, ""))
	told := make(chan int)
	o.owner.inbox.put(func() { o.owner.replay.pause = 1 })
	for i := 0; i < 2; i++ {
		if err := o.WriteBatch(background, batchOf(product(i), product(i+2))); err != nil {
			t.Fatal(err)
		}
	}
	count := 0
	for count < 4 {
		o.owner.inbox.put(func() { told <- int(o.owner.replay.count) })
		count = <-told
	}
	if count != 4 {
		t.Errorf("%d", count)
	}
}
