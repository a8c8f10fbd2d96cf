// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/redpanda-data/benthos/v4/public/service"
)

func lints(t *testing.T, config string) []string {
	t.Helper()
	linter := service.GlobalEnvironment().NewComponentConfigLinter()
	found, err := linter.LintOutputYAML(
		[]byte("inflow:" + strings.ReplaceAll("\n"+config, "\n", "\n  ")),
	)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, l := range found {
		lines = append(lines, l.What)
	}
	return lines
}

func TestLintNamesEveryFaultWithItsPath(t *testing.T) {
	if found := lints(t, configFor("http://127.0.0.1:1", createProduct, "")); len(found) > 0 {
		t.Errorf("of a good one: %v", found)
	}
	if found := lints(t, configFor("http://127.0.0.1:1", createProduct+"\nvalues: {decimal_mark: '.'}", "")); len(found) > 0 {
		t.Errorf("of a choice that is a dot: %v", found)
	}
	for config, want := range map[string]string{
		"config: {endpoint: create_product, values: {decimal_mark: ';'}}":        "config.values.decimal_mark: ",
		"config: {endpoint: update_product, method: GET}":                        "config.method: ",
		"config: {endpoint: create_produkt}":                                     `config.endpoint: "endpoint" names "create_produkt", which is no endpoint; did you mean "create_product"?`,
		"config: {endpoint: create_product, retry: {max_attempts: 0}}":           "config.retry.max_attempts: ",
		"config: {endpoint: create_product, retry: {max_atempts: 3}}":            "config.retry.max_atempts: ",
		"config: {endpoint: create_product, routes: {a/b: {endpont: x}}}":        "config.routes.a/b.endpont: ",
		"config: {endpoint: create_product, key: {}}":                            "config.key: ",
		"config: {endpoint: create_product, body: [1, {a: 9007199254740993.0}]}": "config.body[1].a: YAML does not carry this number exactly",
		"config: {endpoint: create_product}\nroutes: {}":                         "field routes not recognised",
		"config: {endpoint: create_product}\non_ambiguous: maybe":                "value maybe is not a valid option for this field",
		"config: {endpoint: create_product}\nbatching: {size: 3}":                "field size not recognised",
		"config: {endpoint: create_product}\nconfig_file: also.json":             "one of config and config_file is needed",
		"max_in_flight: 8": "one of config and config_file is needed",
	} {
		found := lints(t, config)
		if !anyHasPrefix(found, want) {
			t.Errorf("%s: %q, want %q", config, found, want)
		}
	}
	both := lints(t, "config: {endpoint: create_produkt, retry: {max_attempts: 0}}")
	if !anyHasPrefix(both, "config.endpoint: ") ||
		!anyHasPrefix(both, "config.retry.max_attempts: ") {
		t.Errorf("not all at once: %q", both)
	}
}

func anyHasPrefix(lines []string, prefix string) bool {
	for _, line := range lines {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// The key is not on every machine that lints.
func TestLintNeedsNoCredential(t *testing.T) {
	if found := lints(t, `config: {endpoint: create_product, credential: {company_id: {env: NO_SUCH_VARIABLE}, api_key: secret-key}}`); len(
		found,
	) > 0 {
		t.Errorf("%q", found)
	}
}
