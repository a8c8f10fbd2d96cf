// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redpanda-data/benthos/v4/public/service"
)

const foldLines = "endpoint: create_sales_order\nbatching: {enabled: true, algorithm: fold, by: order, line_attributes: [sku]}"

func TestAPolicyThatCutsDocumentsIsRefused(t *testing.T) {
	for policy, refused := range map[string]bool{
		"":                                     false,
		"batching: {count: 50}":                true,
		"batching: {period: 1s}":               true,
		"batching: {byte_size: 1000}":          true,
		"batching: {check: this.last == true}": false,
		"batching: {count: 0, period: ''}":     false,
	} {
		parsed := must(spec.ParseYAML(configFor("http://127.0.0.1:1", foldLines, policy), nil))
		o, err := newOutput(library, parsed, service.MockResources())
		if err == nil {
			err = o.Close(background)
		}
		if got := err != nil && strings.HasPrefix(err.Error(), "batching: count, byte_size and period cut batches anywhere"); got != refused {
			t.Errorf("%q: %v", policy, err)
		}
	}
}

func TestFoldingIsFoundWhereverItIsWritten(t *testing.T) {
	for document, want := range map[string]bool{
		`{"batching": {"enabled": true, "algorithm": "fold"}}`:                                                   true,
		`{"batching": {"enabled": true}}`:                                                                        false,
		`{"batching": {"algorithm": "fold"}}`:                                                                    false,
		`{"routes": {"a": {"batching": {"enabled": true, "algorithm": "fold"}}}}`:                                true,
		`{"batching": {"algorithm": "fold"}, "routes": {"a": {}, "b": {"batching": {"enabled": true}}}}`:         true,
		`{"batching": {"enabled": true}, "routes": {"a": {"batching": {"algorithm": "fold"}}}}`:                  true,
		"\xEF\xBB\xBF{ // \"batching\": {}\n\"batching\": {/* \" */\"enabled\": true, \"algorithm\": \"fold\"}}": true,
		`{"base_url": "http://x\"/*", "batching": {"enabled": true, "algorithm": "fold"}}`:                       true,
	} {
		if folds([]byte(document)) != want {
			t.Errorf("%s: %v", document, !want)
		}
	}
	path := filepath.Join(t.TempDir(), "config.json")
	must(
		0,
		os.WriteFile(
			path,
			[]byte(`{"credential": {"company_id": "`+company+`", "api_key": "`+apiKey+`"},
	 // orders
	 "endpoint": "create_sales_order", "batching": {"enabled": true, "algorithm": "fold", "by": "order", "line_attributes": ["sku"]}}`),
			0o600,
		),
	)
	_, err := newOutput(
		library,
		must(spec.ParseYAML("config_file: "+path+"\nbatching: {count: 5}", nil)),
		service.MockResources(),
	)
	if err == nil {
		t.Error("a file's is not found")
	}
}

// A message that cannot be read, or whose route cannot be told, may be a line of any document of
// its batch.
func TestAMessageThatCannotBeReadRefusesItsBatchOfLines(t *testing.T) {
	route := must(service.NewInterpolatedString(`${! json("route").not_null() }`))
	w := newWrite(
		background,
		batchOf(`{"route":"","order":"7"}`, `{"order":"7"}`, `{"route":"","order":"7"}`),
		route,
		writeOptions{folds: true},
	)
	<-w.done
	failed := failures(t, w.result())
	if len(w.parts) > 0 || len(failed) != 3 ||
		!strings.HasPrefix(failed[1], "the message's route cannot be told: ") ||
		failed[0] != failed[2] ||
		!strings.HasPrefix(failed[0], "not sent: message 1 of its batch cannot be read") {
		t.Errorf("%v %v", w.parts, failed)
	}
}
