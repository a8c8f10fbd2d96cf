// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"

	"github.com/redpanda-data/benthos/v4/public/service"
)

// errCutDocuments is why a batching policy is no host for documents: the end of its batches is not
// the end of a document, and a document that is written in part takes away the lines that are
// missing.
var errCutDocuments = errors.New(
	fieldBatching + ": count, byte_size and period cut batches anywhere, and with the algorithm fold the lines of " +
		"a document must come in one batch: leave them out and let the batches come whole, from group_by_value for example",
)

// checkFolding refuses a policy that cuts documents.
func checkFolding(document []byte, policy service.BatchPolicy) error {
	if cuts := policy.Count > 0 || policy.ByteSize > 0 || policy.Period != ""; cuts &&
		folds(document) {
		return errCutDocuments
	}
	return nil
}

// batchingOf is what decides whether lines are folded, where it is written.
type batchingOf struct {
	Batching struct {
		Enabled   *bool   `json:"enabled"`
		Algorithm *string `json:"algorithm"`
	} `json:"batching"`
}

func (b batchingOf) folds() bool {
	enabled, algorithm := b.Batching.Enabled, b.Batching.Algorithm
	return enabled != nil && *enabled && algorithm != nil && *algorithm == "fold"
}

// folds tells whether a destination's configuration, which the library has taken, makes documents
// of lines anywhere.
func folds(document []byte) bool {
	var written struct {
		batchingOf
		Routes map[string]batchingOf `json:"routes"`
	}
	if json.Unmarshal(withoutComments(document), &written) != nil {
		return false
	}
	if written.folds() {
		return true
	}
	for _, route := range written.Routes {
		if route.Batching.Enabled == nil {
			route.Batching.Enabled = written.Batching.Enabled
		}
		if route.Batching.Algorithm == nil {
			route.Batching.Algorithm = written.Batching.Algorithm
		}
		if route.folds() {
			return true
		}
	}
	return false
}

// withoutComments has spaces in place of // and /* */ comments and a byte order mark.
func withoutComments(document []byte) []byte {
	const mark = "\xEF\xBB\xBF"
	text := append([]byte(nil), document...)
	blank := func(from, to int) {
		for i := from; i < to && i < len(text); i++ {
			text[i] = ' '
		}
	}
	begins := func(at int, with string) bool {
		return at+len(with) <= len(text) && string(text[at:at+len(with)]) == with
	}
	if begins(0, mark) {
		blank(0, len(mark))
	}
	for at := 0; at < len(text); at++ {
		start := at
		switch {
		case text[at] == '"':
			for at++; at < len(text) && text[at] != '"'; at++ {
				if text[at] == '\\' {
					at++
				}
			}
		case begins(at, "//"):
			for at < len(text) && text[at] != '\n' {
				at++
			}
			blank(start, at)
		case begins(at, "/*"):
			for at += 2; at < len(text) && !begins(at, "*/"); at++ {
			}
			at++
			blank(start, at+1)
		}
	}
	return text
}
