// SPDX-License-Identifier: Apache-2.0

package inflow

// Request is a request as a preview shows it. One that was edited can be sent with SendTest.
type Request struct {
	Route   string            `json:"route"` // empty: the configuration's own endpoint
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"` // the credential masked
	Body    *string           `json:"body"`
	Records []uint64          `json:"records"` // ids
}

// Refusal is a record that would be REJECTED.
type Refusal struct {
	ID     uint64 `json:"id"`
	Reason string `json:"message"`
}

// Warning is what the service takes with 200 and still may lose, of the records of a preview.
type Warning struct {
	Kind    string `json:"kind"`
	Field   string `json:"field"`
	Records uint64 `json:"records"` // how many
	Message string `json:"message"`
}

// Preview is what would be sent for a batch.
type Preview struct {
	Requests []Request `json:"requests"`
	Refused  []Refusal `json:"refused"`
	Warnings []Warning `json:"warnings"`
}

// TestAnswer is what the service answered to a test request.
type TestAnswer struct {
	Status      int               `json:"status"` // 0: there was none, and Message says why
	Headers     map[string]string `json:"headers"`
	Body        string            `json:"body"`
	Cut         bool              `json:"cut"` // the body was longer
	ElapsedMS   int64             `json:"elapsed_ms"`
	HTTPVersion int               `json:"http_version"` // 10, 11, 20
	Message     string            `json:"message"`
}

// Step is one step of a check: resolve, connect, tls, credential, company, quota.
type Step struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Unpublished is an endpoint that inFlow's published API does not have, and the one that does the
// same job there.
type Unpublished struct {
	Endpoint    string `json:"endpoint"`
	Alternative string `json:"alternative"`
}

// Report is what a check found.
type Report struct {
	OK          bool          `json:"ok"`
	Message     string        `json:"message"`
	Endpoint    string        `json:"endpoint"`
	Steps       []Step        `json:"steps"`       // up to the first that failed
	Unpublished []Unpublished `json:"unpublished"` // of the configuration's endpoints
	Warnings    []string      `json:"warnings"`
}
