// SPDX-License-Identifier: Apache-2.0

// A host in Go: go-host LIBRARY CONFIG RECORDS.ndjson; prints each record that was not delivered as
// a JSON line.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log"
	"os"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func report(result inflow.Result, err error) {
	out := json.NewEncoder(os.Stdout)
	for _, item := range result.Items {
		if item.Outcome != inflow.Delivered {
			check(out.Encode(map[string]any{"id": item.ID, "reason": item.Reason}))
		}
	}
	check(err)
}

func run(ctx context.Context, destination *inflow.Destination, arguments map[string]any) {
	text, err := json.Marshal(arguments)
	check(err)
	_, err = destination.Command(ctx, "run", text)
	check(err)
}

func main() {
	ctx := context.Background()
	config, err := os.ReadFile(os.Args[2])
	check(err)
	lines, err := os.ReadFile(os.Args[3])
	check(err)
	library, err := inflow.Load(os.Args[1])
	check(err)
	destination, err := library.Open(nil)
	check(err)
	defer destination.Close()
	check(destination.Configure(ctx, config))
	journalled := bytes.Contains(config, []byte(`"journal"`))
	if journalled { // what an earlier process did with this file comes back, and the rest goes on
		run(ctx, destination, map[string]any{"begin": os.Args[3]})
	}
	records := bytes.Split(bytes.TrimSpace(lines), []byte("\n"))
	for len(records) > 0 {
		count := 300
		if count > len(records) {
			count = len(records)
		}
		report(destination.Write(ctx, records[:count]))
		records = records[count:]
	}
	report(destination.Flush(ctx))
	if journalled {
		run(ctx, destination, map[string]any{"end": true})
	}
}
