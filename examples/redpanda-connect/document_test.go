// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// What the user did not write is not handed over: a route inherits only what is not written.
func TestNothingIsAddedToWhatIsWritten(t *testing.T) {
	parsed := must(
		spec.ParseYAML(
			"config: {endpoint: create_product, rate_limit: {share: 0.5}, map: {price: 12.5, none: null}, routes: {a: {}}}",
			nil,
		),
	)
	got, _, err := documentOf(parsed, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"endpoint":"create_product","map":{"none":null,"price":12.5},"rate_limit":{"share":0.5},"routes":{"a":{}}}`; string(
		got,
	) != want {
		t.Errorf("%s", got)
	}
}

func TestFaultsAreNamedBeforeAnythingIsSent(t *testing.T) {
	parsed := must(
		spec.ParseYAML(
			"config: {endpoint: create_produkt, credential: {company_id: {env: NO_SUCH_VARIABLE}, api_key: secret-key}, retry: {max_attempts: 0}}",
			nil,
		),
	)
	_, err := newOutput(library, parsed, service.MockResources())
	lines := strings.Split(err.Error(), "\n")
	for _, want := range []string{"config.endpoint: ", "config.credential.company_id.env: ", "config.retry.max_attempts: "} {
		if !anyHasPrefix(lines, want) {
			t.Errorf("no %q in %q", want, lines)
		}
	}
	if len(lines) != 3 || strings.Contains(err.Error(), "secret-key") {
		t.Errorf("%q", lines)
	}
}

func TestNumbersAreExactOrRefused(t *testing.T) {
	for written, want := range map[string]string{
		"9007199254740993":               `{"map":9007199254740993}`,
		"18446744073709551615":           `{"map":18446744073709551615}`,
		"-9223372036854775808":           `{"map":-9223372036854775808}`,
		"0.1":                            `{"map":0.1}`,
		"'12.50'":                        `{"map":"12.50"}`,
		"123456789012345678901234567890": "config.map: YAML does not carry this number exactly (it became 1.2345678901234568e+29)",
		"[{a: .nan}]":                    "config.map[0].a: YAML does not carry this number exactly",
		"{d: 2026-01-02}":                "config.map.d: YAML reads this as time.Time: write it in quotes",
		"{1: a}":                         "config.map: YAML reads this as map[interface {}]interface {}: write it in quotes",
	} {
		got, _, err := documentOf(must(spec.ParseYAML("config: {map: "+written+"}", nil)), nil)
		if err != nil {
			got = []byte(err.Error())
		}
		if !strings.HasPrefix(string(got), want) {
			t.Errorf("%s: %s", written, got)
		}
	}
}

// The numbers of a JSON file stay as they are written.
func TestTheConfigurationMayBeAFile(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	path := filepath.Join(t.TempDir(), "products.jsonc")
	must(0, os.WriteFile(path, fmt.Appendf(nil, `{ // as it is
		"credential": {"company_id": %q, "api_key": %q}, "base_url": %q, "endpoint": "create_product",
		"map": {"name": "{record.name}", "code": 123456789012345678901234567890, "price": 12.50}}`, company, apiKey, url), 0o600))
	o, _ := connected(t, "config_file: "+path)
	if err := o.WriteBatch(background, batchOf(product(1))); err != nil {
		t.Error(err)
	}
	if want := `{"name":"Bolt 1","code":123456789012345678901234567890,"price":12.50}`; !contains(
		written(t, url),
		want,
	) {
		t.Errorf("%+v", written(t, url))
	}
	for text, want := range map[string]string{`{"endpoint": "create_produkt"}`: "config_file.endpoint: ", `{`: "config_file: "} {
		must(0, os.WriteFile(path, []byte(text), 0o600))
		if _, err := newOutput(library, must(spec.ParseYAML("config_file: "+path, nil)), service.MockResources()); !anyHasPrefix(
			strings.Split(err.Error(), "\n"),
			want,
		) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if _, _, err := documentOf(must(spec.ParseYAML("config_file: nowhere.json", nil)), nil); err == nil ||
		err.Error() != "config_file: open nowhere.json: no such file or directory" {
		t.Error(err)
	}
}

// What `create` writes for want of a default is as if it were not written; a null is no such thing.
func TestEmptyTextIsNotHandedOverWhereTheLibraryTakesNone(t *testing.T) {
	described := described(t)
	for written, want := range map[string]string{
		"{method: '', base_url: '', map: null}":                  `{"base_url":"","map":null}`,
		"{response: {confirm: ''}, retry: {}}":                   `{"response":{},"retry":{}}`,
		"{response_webhook: {url: '', secret: '', payload: ''}}": `{}`,
		"{response_webhook: {secret: s}}":                        `{"response_webhook":{"secret":"s"}}`,
		"{map: {name: '', method: ''}}":                          `{"map":{"method":"","name":""}}`,
	} {
		parsed := must(spec.ParseYAML("config: "+written, nil))
		document, _, err := documentOf(parsed, described)
		if err != nil || string(document) != want {
			t.Errorf("%s: %s, %v", written, document, err)
		}
	}
}
