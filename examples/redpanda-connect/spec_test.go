// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/redpanda-data/benthos/v4/public/service"
)

// hostField is a field as the host documents it.
type hostField struct {
	Name        string      `json:"name"`
	Type        string      `json:"type"`
	Description string      `json:"description"`
	IsSecret    bool        `json:"is_secret"`
	IsOptional  bool        `json:"is_optional"`
	Children    []hostField `json:"children"`
	Options     [][2]string `json:"annotated_options"`
	Names       []string    `json:"options"`
}

func (f hostField) child(t *testing.T, name string) hostField {
	t.Helper()
	for _, c := range f.Children {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("%s has no field %q", f.Name, name)
	return hostField{}
}

// hosts is what the host knows of the output.
func hosts(t *testing.T) hostField {
	view, known := service.GlobalEnvironment().GetOutputConfig("inflow")
	if !known {
		t.Fatal("the host does not know the output")
	}
	var component struct{ Config hostField }
	if err := json.Unmarshal(must(view.FormatJSON()), &component); err != nil {
		t.Fatal(err)
	}
	return component.Config
}

func described(t *testing.T) *schema {
	var description struct{ Configuration *schema }
	if err := json.Unmarshal(must(library.Describe()), &description); err != nil {
		t.Fatal(err)
	}
	return description.Configuration
}

// same compares a field with its schema, and all below it.
func same(t *testing.T, path string, field hostField, of *schema) {
	t.Helper()
	if !strings.HasPrefix(field.Description, of.Description) || of.Default != nil && !of.WriteOnly && !strings.Contains(field.Description, string(of.Default)) {
		t.Errorf("%s: described as %q, want %q and %s", path, field.Description, of.Description, of.Default)
	}
	if field.IsSecret != of.WriteOnly || !field.IsOptional {
		t.Errorf("%s: secret %v, optional %v", path, field.IsSecret, field.IsOptional)
	}
	if len(field.Children) != len(of.Properties) {
		t.Errorf("%s: %d fields of %d", path, len(field.Children), len(of.Properties))
	}
	for name, below := range of.Properties {
		same(t, path+"."+name, field.child(t, name), below)
	}
}

func TestTheFieldsAreTheLibrarys(t *testing.T) {
	config := hosts(t).child(t, "config")
	same(t, "config", config, described(t))
	for name, want := range map[string]string{"base_url": "string", "active": "bool", "endpoint": "unknown", "map": "unknown"} {
		if got := config.child(t, name).Type; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := config.child(t, "retry").child(t, "max_attempts").Type; got != "int" {
		t.Errorf("max_attempts: %s", got)
	}
	if got := config.child(t, "rate_limit").child(t, "share").Type; got != "float" {
		t.Errorf("share: %s", got)
	}
	if got := config.child(t, "null_policy").Names; !reflect.DeepEqual(got, []string{"send", "omit"}) {
		t.Errorf("null_policy: %v", got)
	}
}

func TestAFieldThatALaterLibraryLearnsIsAField(t *testing.T) {
	later := &schema{Properties: map[string]*schema{"colour": {Type: "string", Description: "What colour."}, "depth": {Properties: map[string]*schema{"of": {Type: "integer"}}}}}
	parsed, err := service.NewConfigSpec().Field(field("config", later)).ParseYAML("config: {colour: blue, depth: {of: 3}}", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := must(parsed.FieldAny("config")); !reflect.DeepEqual(got, map[string]any{"colour": "blue", "depth": map[string]any{"of": 3}}) {
		t.Errorf("%v", got)
	}
}

// What the user did not write is not handed over: a route inherits only what is not written.
func TestNothingIsAddedToWhatIsWritten(t *testing.T) {
	parsed := must(spec.ParseYAML("config: {endpoint: create_product, rate_limit: {share: 0.5}, map: {price: 12.5, none: null}, routes: {a: {}}}", nil))
	got, _, err := documentOf(parsed)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"endpoint":"create_product","map":{"none":null,"price":12.5},"rate_limit":{"share":0.5},"routes":{"a":{}}}`; string(got) != want {
		t.Errorf("%s", got)
	}
}

func lints(t *testing.T, config string) []string {
	t.Helper()
	linter := service.GlobalEnvironment().NewComponentConfigLinter()
	found, err := linter.LintOutputYAML([]byte("inflow:" + strings.ReplaceAll("\n"+config, "\n", "\n  ")))
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
	for config, want := range map[string]string{
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
	if !anyHasPrefix(both, "config.endpoint: ") || !anyHasPrefix(both, "config.retry.max_attempts: ") {
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
	if found := lints(t, `config: {endpoint: create_product, credential: {company_id: {env: NO_SUCH_VARIABLE}, api_key: secret-key}}`); len(found) > 0 {
		t.Errorf("%q", found)
	}
}

func TestFaultsAreNamedBeforeAnythingIsSent(t *testing.T) {
	parsed := must(spec.ParseYAML("config: {endpoint: create_produkt, credential: {company_id: {env: NO_SUCH_VARIABLE}, api_key: secret-key}, retry: {max_attempts: 0}}", nil))
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
		got, _, err := documentOf(must(spec.ParseYAML("config: {map: "+written+"}", nil)))
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
	url := simulator(t, "--limit", "none")
	path := filepath.Join(t.TempDir(), "products.jsonc")
	must(0, os.WriteFile(path, fmt.Appendf(nil, `{ // as it is
		"credential": {"company_id": %q, "api_key": %q}, "base_url": %q, "endpoint": "create_product",
		"map": {"name": "{record.name}", "code": 123456789012345678901234567890, "price": 12.50}}`, company, apiKey, url), 0o600))
	o, _ := connected(t, "config_file: "+path)
	if err := o.WriteBatch(background, batchOf(product(1))); err != nil {
		t.Error(err)
	}
	if want := `{"name":"Bolt 1","code":123456789012345678901234567890,"price":12.50}`; !contains(written(t, url), want) {
		t.Errorf("%+v", written(t, url))
	}
	for text, want := range map[string]string{`{"endpoint": "create_produkt"}`: "config_file.endpoint: ", `{`: "config_file: "} {
		must(0, os.WriteFile(path, []byte(text), 0o600))
		if _, err := newOutput(library, must(spec.ParseYAML("config_file: "+path, nil)), service.MockResources()); !anyHasPrefix(strings.Split(err.Error(), "\n"), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if _, _, err := documentOf(must(spec.ParseYAML("config_file: nowhere.json", nil))); err == nil || err.Error() != "config_file: open nowhere.json: no such file or directory" {
		t.Error(err)
	}
}
