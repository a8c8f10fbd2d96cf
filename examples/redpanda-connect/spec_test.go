// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
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
	if !strings.HasPrefix(field.Description, of.Description) ||
		of.Default != nil && !of.WriteOnly &&
			!strings.Contains(field.Description, string(of.Default)) {
		t.Errorf(
			"%s: described as %q, want %q and %s",
			path,
			field.Description,
			of.Description,
			of.Default,
		)
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
	if got := config.child(t, "null_policy").Names; !reflect.DeepEqual(
		got,
		[]string{"send", "omit"},
	) {
		t.Errorf("null_policy: %v", got)
	}
}

func TestAFieldThatALaterLibraryLearnsIsAField(t *testing.T) {
	later := &schema{
		Properties: map[string]*schema{
			"colour": {Type: "string", Description: "What colour."},
			"depth":  {Properties: map[string]*schema{"of": {Type: "integer"}}},
		},
	}
	parsed, err := service.NewConfigSpec().
		Field(field("config", "config", later)).
		ParseYAML("config: {colour: blue, depth: {of: 3}}", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := must(parsed.FieldAny("config")); !reflect.DeepEqual(
		got,
		map[string]any{"colour": "blue", "depth": map[string]any{"of": 3}},
	) {
		t.Errorf("%v", got)
	}
}
