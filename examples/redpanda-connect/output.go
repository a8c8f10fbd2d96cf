// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"

	inflow "github.com/inflow-destination/inflow-destination/bindings/go"
	"github.com/redpanda-data/benthos/v4/public/service"
)

// output is what the host writes to. Its methods run on any of the host's goroutines; the owner
// does the work.
type output struct {
	owner   *owner
	route   *service.InterpolatedString
	options writeOptions
}

func newOutput(
	library *inflow.Library,
	config *service.ParsedConfig,
	resources *service.Resources,
) (*output, error) {
	described, err := schemaOf(library)
	if err != nil {
		return nil, err
	}
	document, field, err := documentOf(config, described)
	if err != nil {
		return nil, err
	}
	route, err := config.FieldInterpolatedString(fieldRoute)
	if err != nil {
		return nil, err
	}
	onAmbiguous, err := config.FieldString(fieldOnAmbiguous)
	if err != nil {
		return nil, err
	}
	policy, err := config.FieldBatchPolicy(fieldBatching)
	if err != nil {
		return nil, err
	}
	if err := checkFolding(document, policy); err != nil {
		return nil, err
	}
	destination, err := library.Open(logTo(resources.Logger()))
	if err != nil {
		return nil, err
	}
	if err := destination.Configure(context.Background(), document); err != nil {
		return nil, errors.Join(faultsOf(field, err), destination.Close())
	}
	options := writeOptions{ackAmbiguous: onAmbiguous == ackAmbiguous, folds: folds(document)}
	replay := newReplay(document, resources.Label(), resources.Logger())
	return &output{newOwner(destination, replay, resources.Logger()), route, options}, nil
}

// logTo gives the destination's lines to the host's logger, at their level.
func logTo(logger *service.Logger) inflow.Log {
	write := map[inflow.Level]func(string, ...any){
		inflow.LevelError: logger.Errorf, inflow.LevelWarn: logger.Warnf, inflow.LevelInfo: logger.Infof,
	}
	return func(level inflow.Level, component, message string) {
		to, known := write[level]
		if !known {
			to = logger.Debugf
		}
		to("%s: %s", component, message)
	}
}

// Connect reads once with the credential.
func (o *output) Connect(ctx context.Context) error { return o.owner.connect(ctx) }

// WriteBatch returns when every message has settled.
func (o *output) WriteBatch(ctx context.Context, batch service.MessageBatch) error {
	if len(batch) == 0 {
		return nil
	}
	w := newWrite(ctx, batch, o.route, o.options)
	o.owner.submit(w)
	select {
	case <-w.done:
	case <-ctx.Done():
		o.owner.inbox.put(func() { o.owner.withdraw(w) })
		<-w.done
	}
	return w.result()
}

// Close gives back what is pending, which the writes that wait for it report.
func (o *output) Close(ctx context.Context) error {
	o.owner.inbox.put(func() { o.owner.closing = true })
	select {
	case <-o.owner.ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
