// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
	"gopkg.in/yaml.v3"
)

const (
	fieldConfig      = "config"
	fieldConfigFile  = "config_file"
	fieldRoute       = "route"
	fieldOnAmbiguous = "on_ambiguous"
	fieldBatching    = "batching"

	errorAmbiguous = "error"
	ackAmbiguous   = "ack"

	// defaultInFlight is more than the four requests that a destination has on the wire by default.
	defaultInFlight = 8
)

// schema is what is used of the JSON Schema of a destination's configuration.
type schema struct {
	Type        any                `json:"type"` // a name, or several
	Description string             `json:"description"`
	Enum        []string           `json:"enum"`
	Properties  map[string]*schema `json:"properties"`
	Required    []string           `json:"required"`
	Default     json.RawMessage    `json:"default"`
	WriteOnly   bool               `json:"writeOnly"`
}

// specOf is the output's configuration: the library's own below "config", so that a field of a
// later library is a field here too and none can meet one of the host.
func specOf(library *inflow.Library) (*service.ConfigSpec, error) {
	described, err := schemaOf(library)
	if err != nil {
		return nil, err
	}
	return specWith(field(fieldConfig, fieldConfig, described)), nil
}

// specWithout is the output's configuration where there is no library to tell its own.
func specWithout() *service.ConfigSpec {
	return specWith(service.NewAnyField(fieldConfig).Optional().Example(map[string]any{
		"credential": map[string]any{
			"company_id": examples["config.credential.company_id"],
			"api_key":    examples["config.credential.api_key"],
		},
		"endpoint": examples["config.endpoint"],
		"identity": map[string]any{"from": examples["config.identity.from"]},
	}).Description("The destination's configuration. Its fields are listed where the library can be loaded."))
}

// schemaOf is the library's own schema of a destination's configuration.
func schemaOf(library *inflow.Library) (*schema, error) {
	described, err := library.Describe()
	if err != nil {
		return nil, err
	}
	var description struct {
		Configuration schema `json:"configuration"`
	}
	if err := json.Unmarshal(described, &description); err != nil {
		return nil, fmt.Errorf("the library's description cannot be read: %w", err)
	}
	return &description.Configuration, nil
}

func specWith(config *service.ConfigField) *service.ConfigSpec {
	return service.NewConfigSpec().
		Categories("Services").
		Summary("Writes messages, each one JSON object, into inFlow Inventory at the pace that the service allows.").
		Description(specDescription+service.OutputPerformanceDocs(true, true)).
		Fields(
			config,
			service.NewStringField(fieldConfigFile).Optional().
				Description("A file with the configuration as JSON, in place of `config`."),
			service.NewInterpolatedStringField(fieldRoute).
				Default("").
				Example(`${! meta("route") }`).
				Description("The name of one of `config.routes`, which a message goes; empty for the configuration's own endpoint."),
			service.NewStringAnnotatedEnumField(fieldOnAmbiguous, map[string]string{
				errorAmbiguous: "It is an error of its message.",
				ackAmbiguous:   "It counts as delivered.",
			}).Default(errorAmbiguous).
				Description("What becomes of a message that was sent without an answer, where sending it again might make a second one."),
			service.NewOutputMaxInFlightField().Default(defaultInFlight),
			service.NewBatchPolicyField(fieldBatching),
		).
		LintRule(lintRule)
}

// examples are what `create` writes of the fields that every configuration needs; without the
// variables a lint still takes it.
var examples = map[string]any{
	"config.credential.company_id": "${INFLOW_COMPANY_ID:}",
	"config.credential.api_key":    "${INFLOW_API_KEY:}",
	"config.endpoint":              "upsert_product",
	"config.identity.from":         []any{"sku"},
}

const specDescription = `
Messages that are delivered, unchanged or superseded are acknowledged. Those that are rejected or failed are errors, each with its
reason: put the output below a ` + "`fallback`" + `, since the host writes what is not acknowledged again and again.

The requests of ` + "`config.batching`" + ` hold messages that were written together, so collect them with ` + "`batching`" + `;
` + "`config.batching.linger_ms`" + ` waits for nothing. Lines that are folded into one document must be in one batch, so with the algorithm
fold a ` + "`batching`" + ` by count, byte_size or period is refused, and batches must come whole, from ` + "`group_by_value`" + ` for example.`

// field has the library's default as an example, which is what `create` writes.
func field(path, name string, of *schema) *service.ConfigField {
	made := typed(path, name, of).Description(descriptionOf(of))
	if of.WriteOnly {
		// The host can hide nothing but text.
		made = service.NewStringField(name).Secret().Description(of.Description +
			" Text alone, such as `${VARIABLE}`; `" + fieldConfigFile + "` takes all forms.")
	}
	if example, has := exampleOf(path, of); has {
		made = made.Example(example)
	}
	return made.Optional()
}

func exampleOf(path string, of *schema) (example any, has bool) {
	if example, has = examples[path]; has {
		return example, true
	}
	if of.WriteOnly || len(of.Properties) > 0 || of.Default == nil ||
		json.Unmarshal(of.Default, &example) != nil {
		return nil, false
	}
	// JSON has no integers, and the host would write a large one with an exponent.
	if number, is := example.(float64); is && of.Type == "integer" {
		return int64(number), true
	}
	if text, is := example.(string); is && strings.Contains(text, "\n") {
		return quoted(text), true
	}
	return example, example != nil
}

// quoted is text with line breaks that YAML writes in quotes: of a block, the host's own comment
// beside it would be a part.
type quoted string

// MarshalYAML is what YAML writes.
func (q quoted) MarshalYAML() (any, error) {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(q), Style: yaml.DoubleQuotedStyle}, nil
}

// typed has types where the host keeps what is written: it makes "" or 0 of a null, and [] or {} of
// a list or map that is absent, which mean something else.
func typed(path, name string, of *schema) *service.ConfigField {
	if len(of.Properties) > 0 {
		return service.NewObjectField(name, fields(path, of.Properties)...)
	}
	switch {
	case of.Type == "string" && hostTakes(of):
		return service.NewStringEnumField(name, of.Enum...)
	case of.Type == "string":
		return service.NewStringField(name)
	case of.Type == "integer":
		return service.NewIntField(name)
	case of.Type == "number":
		return service.NewFloatField(name)
	case of.Type == "boolean":
		return service.NewBoolField(name)
	}
	return service.NewAnyField(name)
}

// hostTakes tells whether the host's own check of a choice lets pass what the library does: it
// refuses the empty text that `create` writes where there is no default, and reads a dot as a path.
// Without it the library's check is left.
func hostTakes(of *schema) bool {
	return len(of.Enum) > 0 && of.Default != nil && !slices.Contains(of.Enum, ".")
}

func fields(path string, of map[string]*schema) []*service.ConfigField {
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	sort.Strings(names)
	made := make([]*service.ConfigField, len(names))
	for i, name := range names {
		made[i] = field(path+"."+name, name, of[name])
	}
	return made
}

// descriptionOf tells the default too. It is not the host's default, which would be handed over as
// if it were written: a route inherits only what is not written.
func descriptionOf(of *schema) string {
	text := of.Description
	if of.Type == "string" && len(of.Enum) > 0 && !hostTakes(of) {
		text += " One of `" + strings.Join(of.Enum, "`, `") + "`."
	}
	if of.Default != nil {
		text += " Default: `" + string(of.Default) + "`."
	}
	return text
}
