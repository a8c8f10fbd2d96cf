module github.com/inflow-destination/inflow-destination/bindings/go

go 1.19
