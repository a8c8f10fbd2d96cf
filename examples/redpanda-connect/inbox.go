// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"sync"
)

// inbox is what other goroutines ask of the owner, in order.
type inbox struct {
	mutex   sync.Mutex
	asked   []func()
	wake    context.CancelFunc // ends what the owner waits in; nil while it does not wait
	refused bool
}

// put hands over what the owner is to do, and ends its wait. False: the owner has ended, or is
// about to.
func (b *inbox) put(do func()) bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if b.refused {
		return false
	}
	b.asked = append(b.asked, do)
	if b.wake != nil {
		b.wake()
	}
	return true
}

// take returns what was put since the last time.
func (b *inbox) take() []func() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	taken := b.asked
	b.asked = nil
	return taken
}

// untilNext is a context that ends as soon as something is there to take.
func (b *inbox) untilNext() (context.Context, context.CancelFunc) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	ctx, cancel := context.WithCancel(context.Background())
	b.wake = cancel
	if len(b.asked) > 0 {
		cancel()
	}
	return ctx, cancel
}

// close refuses what comes later, and returns what was put before.
func (b *inbox) close() []func() {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.refused = true
	taken := b.asked
	b.asked = nil
	return taken
}
