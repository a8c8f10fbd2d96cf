// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/inflow-destination/inflow-destination/bindings/go/internal/plainc"
)

// Records of 350 bytes, as bench/run.py has them.
const (
	batchRecords = 1000
	recordBytes  = 350
)

func benchmarkBatch() Batch {
	batch := Batch{Records: make([][]byte, batchRecords)}
	for i := range batch.Records {
		text := fmt.Sprintf(
			`{"name":"Hex bolt M8 x %d","sku":"SKU-%d","price":"12.50","cost":7.1250,"quantity":%d,"remarks":"`,
			i,
			i,
			i,
		)
		batch.Records[i] = []byte(text + strings.Repeat("x", recordBytes-len(text)-2) + `"}`)
	}
	return batch
}

// beside times the same work through Go and in C by turns, so that what else the machine does hits
// both, and reports what the fastest tenth takes.
func beside(b *testing.B, throughGo, inC func()) {
	ours, theirs := make([]time.Duration, b.N), make([]time.Duration, b.N)
	for i := range ours {
		ours[i], theirs[i] = timed(throughGo), timed(inC)
	}
	b.ReportMetric(0, "ns/op") // of both together: of no interest
	b.ReportMetric(tenth(ours), "us-go")
	b.ReportMetric(tenth(theirs), "us-c")
	b.ReportMetric(tenth(ours)-tenth(theirs), "us-more")
}

func timed(work func()) time.Duration {
	start := time.Now()
	work()
	return time.Since(start)
}

func tenth(times []time.Duration) float64 {
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	return float64(times[len(times)/10]) / float64(time.Microsecond)
}

// BenchmarkBatch writes 1,000 records into an open group, and takes them back with a discard: all
// of the binding's work and of the library's, both ways, without a network.
func BenchmarkBatch(b *testing.B) {
	destination, batch := configured(b, "http://127.0.0.1:1", openGroup), benchmarkBatch()
	packed, err := pack("", batch, &destination.blocks)
	if err != nil {
		b.Fatal(err)
	}
	defer packed.free()
	inC := packed.batch // alone: what C is given may point to no Go memory
	beside(b, func() {
		if _, err := destination.WriteBatch(background, batch); err != nil {
			b.Fatal(err)
		}
		if result, err := destination.Discard(background); err != nil ||
			result.Dropped != batchRecords {
			b.Fatal(result.Counts, err)
		}
	}, func() {
		settled := plainc.WriteAndDiscard(
			unsafe.Pointer(destination.api),
			unsafe.Pointer(destination.handle),
			unsafe.Pointer(&inC),
		)
		if settled != batchRecords {
			b.Fatal(settled)
		}
	})
}

// BenchmarkPoll polls where there is nothing to do: what a call costs by itself.
func BenchmarkPoll(b *testing.B) {
	destination := configured(b, "http://127.0.0.1:1", nil)
	beside(b, func() {
		if _, err := destination.Poll(background); err != nil {
			b.Fatal(err)
		}
	}, func() {
		if !plainc.Poll(unsafe.Pointer(destination.api), unsafe.Pointer(destination.handle)) {
			b.Fatal("the call failed")
		}
	})
}
