// SPDX-License-Identifier: Apache-2.0

// Command redpanda-connect is Redpanda Connect with an output for inFlow Inventory.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	_ "github.com/redpanda-data/benthos/v4/public/components/io"
	_ "github.com/redpanda-data/benthos/v4/public/components/pure"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// libraryVariable names the library where it is not where the system's loader looks.
const libraryVariable = "INFLOW_DESTINATION_LIBRARY"

func main() {
	if err := register(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	service.RunCLI(context.Background())
}

// loader gives the library, or says why there is none.
type loader func() (*inflow.Library, error)

func loadLibrary() (*inflow.Library, error) {
	path := os.Getenv(libraryVariable)
	if path == "" {
		path = inflow.LibraryName
	}
	library, err := inflow.Load(path)
	if err != nil {
		return nil, fmt.Errorf("%w; %s names it", err, libraryVariable)
	}
	return library, nil
}

// register adds the output to the host. Its fields are the library's where that is there; where it
// is not, only an output and its lint need it, and they say so.
func register() error {
	load := loader(sync.OnceValues(loadLibrary))
	if err := registerLint(load); err != nil {
		return err
	}
	spec := specWithout()
	if library, err := load(); err == nil {
		if spec, err = specOf(library); err != nil {
			return err
		}
	}
	return service.RegisterBatchOutput(
		"inflow",
		spec,
		func(config *service.ParsedConfig, resources *service.Resources) (
			made service.BatchOutput, policy service.BatchPolicy, maxInFlight int, err error) {
			if policy, err = config.FieldBatchPolicy(fieldBatching); err != nil {
				return
			}
			if maxInFlight, err = config.FieldMaxInFlight(); err != nil {
				return
			}
			library, err := load()
			if err != nil {
				return
			}
			made, err = newOutput(library, config, resources)
			return
		},
	)
}
