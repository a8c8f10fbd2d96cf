// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"math"
	"testing"
)

func TestABlockIsUsedAgain(t *testing.T) {
	var blocks spareBlock
	defer blocks.close()
	first, second := blocks.take(1000), blocks.take(1000)
	if first.memory == nil || second.memory == nil || first.memory == second.memory ||
		first.size < 1000 {
		t.Fatalf("%+v, %+v", first, second)
	}
	blocks.giveBack(first)
	if larger := blocks.take(2 * first.size); larger.memory == first.memory ||
		blocks.spare != first {
		t.Errorf("a block of %d bytes was taken for %d", first.size, larger.size)
	} else {
		blocks.giveBack(larger) // and the smaller one is freed
		if blocks.spare != larger || blocks.take(1) != larger || blocks.spare.memory != nil {
			t.Errorf("spare: %+v", blocks.spare)
		}
		blocks.giveBack(larger)
		blocks.giveBack(second)
		if blocks.spare != larger {
			t.Errorf("the smaller one is kept: %+v", blocks.spare)
		}
	}
}

func TestAHugeBlockIsNotKept(t *testing.T) {
	var blocks spareBlock
	defer blocks.close()
	blocks.giveBack(blocks.take(keepBytes + 1))
	if blocks.spare.memory != nil {
		t.Errorf("%d bytes are kept", blocks.spare.size)
	}
}

func TestNothingIsKeptAfterClose(t *testing.T) {
	var blocks spareBlock
	taken := blocks.take(1)
	blocks.close()
	blocks.giveBack(taken)
	if blocks.spare.memory != nil {
		t.Error("a block is kept")
	}
}

func TestThereIsNoBlockOfAnySize(t *testing.T) {
	var blocks spareBlock
	if taken := blocks.take(math.MaxUint64); taken.memory != nil {
		t.Errorf("%+v", taken)
	}
}
