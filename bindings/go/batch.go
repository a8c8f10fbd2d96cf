// SPDX-License-Identifier: Apache-2.0

package inflow

// #include "bridge.h"
import "C"

import (
	"fmt"
	"unsafe"
)

// Batch is records that are accepted together. They are copied, and may be changed as soon as the
// call returns.
type Batch struct {
	Records [][]byte // each one JSON object; empty: one that the host could not read
	// one a record, given back in Item.ID; nil: positions since the destination's first record, from 0
	IDs   []uint64
	Route string // a name under "routes" of the configuration; empty: its own endpoint
	Token string // with a journal: names the batch, so that accepting it twice is harmless
	Flags uint32 // Batch…
}

// Flags of a Batch.
const (
	// the groups that its records come to are closed behind the last, folded documents too
	BatchClose uint32 = C.DESTINATION_BATCH_CLOSE
)

const wordSize = unsafe.Sizeof(C.uint64_t(0))

// packedBatch is a batch in one block of C memory: offsets, ids, the records, route and token. It
// holds no Go pointer, and takes one block whatever the number of records.
type packedBatch struct {
	batch C.destination_batch
	block block
	from  *spareBlock
}

func (p *packedBatch) free() { p.from.giveBack(p.block) }

func pack(call string, from Batch, blocks *spareBlock) (*packedBatch, error) {
	if from.IDs != nil && len(from.IDs) != len(from.Records) {
		return nil, refuse(
			call,
			StatusInvalidArgument,
			fmt.Sprintf(
				"a batch of %d records has %d ids; give one a record, or none",
				len(from.Records),
				len(from.IDs),
			),
		)
	}
	words := uint64(len(from.Records) + 1 + len(from.IDs))
	textAt := words * uint64(wordSize)
	size := textAt + uint64(len(from.Route)) + uint64(len(from.Token))
	for _, record := range from.Records {
		size += uint64(len(record))
	}
	packed := &packedBatch{block: blocks.take(size), from: blocks}
	memory := packed.block.memory
	if memory == nil {
		return nil, refuse(
			call,
			StatusOutOfMemory,
			fmt.Sprintf(
				"there is no memory for a batch of %d records; write smaller batches",
				len(from.Records),
			),
		)
	}

	offsets := unsafe.Slice((*uint64)(memory), len(from.Records)+1)
	ids := unsafe.Slice(
		(*uint64)(unsafe.Add(memory, wordSize*uintptr(len(offsets)))),
		len(from.IDs),
	)
	text := unsafe.Slice((*byte)(unsafe.Add(memory, textAt)), size-textAt)
	copy(ids, from.IDs)
	var end uint64
	offsets[0] = 0
	for i, record := range from.Records {
		end += uint64(copy(text[end:], record))
		offsets[i+1] = end
	}
	routeAt := textAt + end
	tokenAt := routeAt + uint64(copy(text[end:], from.Route))
	copy(text[tokenAt-textAt:], from.Token)

	at := func(offset uint64) *C.char { return (*C.char)(unsafe.Add(memory, offset)) }
	batch := &packed.batch
	batch.struct_size = C.uint32_t(unsafe.Sizeof(*batch))
	batch.format = C.DESTINATION_FORMAT_JSON
	batch.data, batch.data_len = at(textAt), C.size_t(end)
	batch.offsets, batch.count = (*C.uint64_t)(memory), C.uint64_t(len(from.Records))
	if len(ids) > 0 {
		batch.ids = (*C.uint64_t)(unsafe.Pointer(&ids[0]))
	}
	if from.Route != "" {
		batch.route, batch.route_len = at(routeAt), C.size_t(len(from.Route))
	}
	if from.Token != "" {
		batch.token, batch.token_len = at(tokenAt), C.size_t(len(from.Token))
	}
	batch.flags = C.uint32_t(from.Flags)
	return packed, nil
}
