// SPDX-License-Identifier: Apache-2.0

package inflow

// #include <stdlib.h>
// #include "bridge.h"
import "C"

import (
	"math/bits"
	"sync"
	"unsafe"
)

// block is C memory for one batch.
type block struct {
	memory unsafe.Pointer
	size   uint64
}

// keepBytes is the largest block that is kept.
const keepBytes = 4 << 20

// newBlock has a nil memory where there is not so much.
func newBlock(size uint64) block {
	if size <= keepBytes {
		size = 1 << bits.Len64(size) // the next batch is often a little larger
	}
	return block{C.bridge_block(C.size_t(size)), size}
}

func (b block) free() { C.free(b.memory) }

// spareBlock keeps a block from batch to batch: fresh pages take the system longer than it takes to
// fill them.
type spareBlock struct {
	mutex  sync.Mutex
	spare  block
	closed bool
}

// take returns a block of at least size bytes, or one without memory.
func (s *spareBlock) take(size uint64) block {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if taken := s.spare; taken.size >= size {
		s.spare = block{}
		return taken
	}
	return newBlock(size)
}

// giveBack keeps the larger one of b and the spare.
func (s *spareBlock) giveBack(b block) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if !s.closed && b.size <= keepBytes && b.size > s.spare.size {
		s.spare, b = b, s.spare
	}
	b.free()
}

func (s *spareBlock) close() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.closed = true
	s.spare.free()
	s.spare = block{}
}
