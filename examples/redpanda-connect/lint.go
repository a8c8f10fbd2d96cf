// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"strings"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/bloblang"
)

const (
	lintMethod = "inflow_faults"
	lintRule   = `root = match {
  this.exists("` + fieldConfig + `") == (this.` + fieldConfigFile + `.or("") != "") => ["one of ` + fieldConfig + ` and ` + fieldConfigFile + ` is needed"]
  this.exists("` + fieldConfig + `") => this.` + fieldConfig + `.` + lintMethod + `()
}`
)

// registerLint makes the library's own check of a configuration a method of the host's language, in
// which lint rules are written.
func registerLint(load loader) error {
	spec := bloblang.NewPluginSpec().
		Description("What is wrong with the configuration of an inFlow destination, as a list of texts.")
	return bloblang.RegisterMethodV2(
		lintMethod,
		spec,
		func(*bloblang.ParsedParams) (bloblang.Method, error) {
			return func(written any) (any, error) {
				library, err := load()
				if err != nil {
					return []any{err.Error()}, nil
				}
				return lint(library, written)
			}, nil
		},
	)
}

func lint(library *inflow.Library, written any) (any, error) {
	described, err := schemaOf(library)
	if err != nil {
		return nil, err
	}
	document, err := encode(written, described)
	if err != nil {
		return []any{err.Error()}, nil
	}
	destination, err := library.Open(nil)
	if err != nil {
		return nil, err
	}
	defer destination.Close()
	err = destination.Configure(context.Background(), document)
	lines := []any{}
	var why *inflow.Error
	if !errors.As(err, &why) {
		return lines, err
	}
	for _, fault := range why.Faults() {
		// The machine that lints may have no credential, in the environment or in a file.
		if !strings.HasPrefix(fault.Pointer, "/credential/") {
			lines = append(lines, lineOf(fieldConfig, fault))
		}
	}
	return lines, nil
}
