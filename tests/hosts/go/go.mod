module example.com/go-host

go 1.19

require github.com/inflow-destination/inflow-destination/bindings/go v0.0.0

replace github.com/inflow-destination/inflow-destination/bindings/go => ../../../bindings/go
