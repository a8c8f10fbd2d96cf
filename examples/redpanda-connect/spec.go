// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"sort"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
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
	Default     json.RawMessage    `json:"default"`
	WriteOnly   bool               `json:"writeOnly"`
}

// specOf is the output's configuration: the library's own below "config", so that a field of a
// later library is a field here too and none can meet one of the host.
func specOf(library *inflow.Library) (*service.ConfigSpec, error) {
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
	return service.NewConfigSpec().
		Categories("Services").
		Summary("Writes messages, each one JSON object, into inFlow Inventory at the pace that the service allows.").
		Description(specDescription+service.OutputPerformanceDocs(true, true)).
		Fields(
			field(fieldConfig, &description.Configuration),
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
		LintRule(lintRule), nil
}

const specDescription = `
Messages that are delivered, unchanged or superseded are acknowledged. Those that are rejected or failed are errors, each with its
reason: put the output below a ` + "`fallback`" + `, since the host writes what is not acknowledged again and again.

The requests of ` + "`config.batching`" + ` hold messages that were written together, so collect them with ` + "`batching`" + `;
` + "`config.batching.linger_ms`" + ` waits for nothing. Lines that are folded into one document must be in one batch, so with the algorithm
fold a ` + "`batching`" + ` by count, byte_size or period is refused, and batches must come whole, from ` + "`group_by_value`" + ` for example.`

func field(name string, of *schema) *service.ConfigField {
	if of.WriteOnly {
		// The host can hide nothing but text.
		return service.NewStringField(name).Secret().Optional().Description(of.Description +
			" Text alone, such as `${VARIABLE}`; `" + fieldConfigFile + "` takes all forms.")
	}
	return typed(name, of).Optional().Description(descriptionOf(of))
}

// typed has types where the host keeps what is written: it makes "" or 0 of a null, and [] or {} of
// a list or map that is absent, which mean something else.
func typed(name string, of *schema) *service.ConfigField {
	if len(of.Properties) > 0 {
		return service.NewObjectField(name, fields(of.Properties)...)
	}
	switch {
	case of.Type == "string" && len(of.Enum) > 0:
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

func fields(of map[string]*schema) []*service.ConfigField {
	names := make([]string, 0, len(of))
	for name := range of {
		names = append(names, name)
	}
	sort.Strings(names)
	made := make([]*service.ConfigField, len(names))
	for i, name := range names {
		made[i] = field(name, of[name])
	}
	return made
}

// descriptionOf tells the default too. It is not the host's default, which would be handed over as
// if it were written: a route inherits only what is not written.
func descriptionOf(of *schema) string {
	if of.Default == nil {
		return of.Description
	}
	return of.Description + " Default: `" + string(of.Default) + "`."
}
