// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// documentOf is the destination's configuration as the user wrote it, without what is empty, and
// the field that it came from.
func documentOf(
	config *service.ParsedConfig,
	described *schema,
) (document []byte, field string, err error) {
	var path string
	if config.Contains(fieldConfigFile) {
		if path, err = config.FieldString(fieldConfigFile); err != nil {
			return nil, "", err
		}
	}
	if path != "" {
		if document, err = os.ReadFile(path); err != nil {
			return nil, "", fmt.Errorf("%s: %w", fieldConfigFile, err)
		}
		return document, fieldConfigFile, nil
	}
	written, err := config.FieldAny(fieldConfig)
	if err != nil {
		return nil, "", err
	}
	document, err = encode(written, described)
	return document, fieldConfig, err
}

// encode makes JSON of what YAML gave, where that is what the user wrote.
func encode(written any, described *schema) ([]byte, error) {
	if err := carried(fieldConfig, written); err != nil {
		return nil, err
	}
	return json.Marshal(withoutEmpty(written, described))
}

// withoutEmpty leaves out what the host's `create` writes for text that has no default: the empty
// text, which the library takes for none of them, and the object that needs such a field.
func withoutEmpty(written any, of *schema) any {
	members, isObject := written.(map[string]any)
	if !isObject || of == nil {
		return written
	}
	kept := map[string]any{}
	for name, member := range members {
		below, known := of.Properties[name]
		if !known || !below.isEmpty(member) {
			kept[name] = withoutEmpty(member, below)
		}
	}
	return kept
}

// isEmpty tells whether value stands for a field that is not written.
func (s *schema) isEmpty(value any) bool {
	if value == "" {
		return s.Type == "string" && s.Default == nil
	}
	members, isObject := value.(map[string]any)
	if !isObject {
		return false
	}
	for _, name := range s.Required {
		if below, known := s.Properties[name]; known && below.isEmpty(members[name]) {
			return true
		}
	}
	return false
}

// exactIntegers end where float64 begins to leave some out.
const exactIntegers = 1 << 53

// carried says what of value YAML has changed, or JSON cannot hold.
func carried(path string, value any) error {
	switch v := value.(type) {
	case map[string]any:
		var all []error
		for name, member := range v {
			all = append(all, carried(path+"."+name, member))
		}
		return errors.Join(all...)
	case []any:
		var all []error
		for i, element := range v {
			all = append(all, carried(fmt.Sprintf("%s[%d]", path, i), element))
		}
		return errors.Join(all...)
	case float64:
		if math.IsNaN(v) || math.Abs(v) >= exactIntegers {
			return fmt.Errorf("%s: YAML does not carry this number exactly (it became %v): write it as text in quotes, or put the "+
				"configuration into a JSON file and name that in %s", path, v, fieldConfigFile)
		}
	case nil, bool, string, int, int64, uint64:
	default:
		return fmt.Errorf("%s: YAML reads this as %T: write it in quotes", path, v)
	}
	return nil
}

// faultsOf is the error of a configuration with a line for each fault.
func faultsOf(field string, err error) error {
	var why *inflow.Error
	if !errors.As(err, &why) || len(why.Faults()) == 0 {
		return err
	}
	var lines []error
	for _, fault := range why.Faults() {
		lines = append(lines, errors.New(lineOf(field, fault)))
	}
	return errors.Join(lines...)
}

// lineOf names the place as the user wrote it: /retry/max_attempts is config.retry.max_attempts.
func lineOf(field string, fault inflow.Fault) string {
	return field + unescape.Replace(fault.Pointer) + ": " + fault.Message
}

var unescape = strings.NewReplacer("/", ".", "~1", "/", "~0", "~")
