// SPDX-License-Identifier: Apache-2.0

package inflow

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/inflow-destination/inflow-destination/bindings/go/inflowtest"
)

func TestConfigureReportsAllFaults(t *testing.T) {
	destination := opened(t, nil)
	err := destination.Configure(
		background,
		[]byte(`{"endpoint": "create_produkt", "activ": true}`),
	)
	var why *Error
	if !errors.As(err, &why) || why.Status != StatusConfig {
		t.Fatal(err)
	}
	var pointers []string
	for _, fault := range why.Faults() {
		pointers = append(pointers, fault.Pointer)
		if fault.Message == "" {
			t.Errorf("no message: %+v", fault)
		}
	}
	for _, want := range []string{"/credential", "/endpoint", "/activ"} {
		if !strings.Contains(strings.Join(pointers, " "), want) {
			t.Errorf("faults at %v lack %s", pointers, want)
		}
	}
	if _, known := why.RetryAfter(); known {
		t.Error("a fault is not mended by waiting")
	}
}

func TestConfigureTakesWhatIsNoDocument(t *testing.T) {
	destination := opened(t, nil)
	for _, config := range [][]byte{nil, {}, []byte("\x00"), []byte("[]")} {
		if err := destination.Configure(background, config); err == nil {
			t.Errorf("%q was taken", config)
		}
	}
}

func TestWithoutAConfigurationCallsAreRefused(t *testing.T) {
	destination := opened(t, nil)
	if _, err := destination.Write(background, products(1)); !errors.Is(err, StatusInvalidState) {
		t.Error(err)
	}
}

func TestInactiveWritesAreRefused(t *testing.T) {
	destination := configured(
		t,
		inflowtest.Simulator(t, "--limit", "none"),
		map[string]any{"active": false},
	)
	if _, err := destination.Write(background, products(1)); !errors.Is(err, StatusInvalidState) {
		t.Error(err)
	}
	if err := destination.SetActive(background, true); err != nil {
		t.Fatal(err)
	}
	if result, err := destination.Write(background, products(1)); err != nil ||
		result.Delivered != 1 {
		t.Errorf("%+v, %v", result, err)
	}
	if err := destination.SetActive(background, false); err != nil {
		t.Fatal(err)
	}
	if _, err := destination.Write(background, products(1)); !errors.Is(err, StatusInvalidState) {
		t.Error(err)
	}
}

func TestCheckTellsHowFarItCame(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	report, err := configured(t, url, nil).Check(background)
	if err != nil || !report.OK || report.Endpoint != "create_product" ||
		len(report.Warnings) == 0 {
		t.Errorf("%+v, %v", report, err)
	}
	wrong := configured(
		t,
		url,
		map[string]any{"credential": map[string]any{"company_id": company, "api_key": "wrong-key"}},
	)
	report, err = wrong.Check(background)
	if !errors.Is(err, StatusAuth) || report.OK || len(report.Steps) == 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	if last := report.Steps[len(report.Steps)-1]; last.Name != "credential" || last.OK ||
		last.Detail == "" {
		t.Errorf("%+v", last)
	}
	if text := err.Error() + report.Message; strings.Contains(text, "wrong-key") {
		t.Errorf("the key is told: %s", text)
	}
}

func TestAPreviewedRequestCanBeSent(t *testing.T) {
	url := inflowtest.Simulator(t, "--limit", "none")
	destination := configured(t, url, nil)
	preview, err := destination.Preview(
		background,
		Batch{Records: [][]byte{[]byte(`{"name":"Tea"}`), nil}, IDs: []uint64{5, 6}},
	)
	if err != nil || len(preview.Requests) != 1 || len(preview.Refused) != 1 ||
		len(stored(t, url)) != 0 {
		t.Fatalf("%+v, %v", preview, err)
	}
	request := preview.Requests[0]
	if request.Method != "POST" || request.URL != url+"/"+company+"/products" ||
		request.Body == nil ||
		*request.Body != `{"name":"Tea"}` ||
		!reflect.DeepEqual(request.Records, []uint64{5}) ||
		strings.Contains(request.Headers["Authorization"], apiKey) {
		t.Errorf("%+v", request)
	}
	if refused := preview.Refused[0]; refused.ID != 6 || refused.Reason == "" {
		t.Errorf("%+v", refused)
	}
	answer, err := destination.SendTest(background, request)
	if err != nil || answer.Status != 201 || !strings.Contains(answer.Body, "Tea") ||
		len(stored(t, url)) != 1 {
		t.Errorf("%+v, %v", answer, err)
	}
	request.URL = "https://elsewhere.example.com/"
	_, err = destination.SendTest(background, request)
	var why *Error
	if !errors.As(err, &why) || why.Status != StatusInvalidArgument ||
		why.Faults()[0].Pointer != "/url" {
		t.Error(err)
	}
}

func TestPreviewNamesWhatTheServiceMayLose(t *testing.T) {
	destination := configured(
		t,
		inflowtest.Simulator(t),
		map[string]any{"endpoint": "upsert_product", "unknown_fields": "warn",
			"identity": map[string]any{"from": []string{"name"}}},
	)
	record := []byte(`{"name":"Tea","itemType":"stockedProduct","colour":"green"}`)
	preview, err := destination.Preview(background, Batch{Records: [][]byte{record}})
	if err != nil || len(preview.Warnings) != 1 || preview.Warnings[0].Field != "colour" ||
		preview.Warnings[0].Records != 1 {
		t.Errorf("%+v, %v", preview, err)
	}
}

func TestCommandsGoByName(t *testing.T) {
	destination := configured(t, inflowtest.Simulator(t), nil)
	output, err := destination.Command(background, "warnings", []byte("{}"))
	if err != nil || string(output) != `{"warnings":[]}` {
		t.Errorf("%s, %v", output, err)
	}
	for _, name := range []string{"", "no such", "nul\x00"} {
		if _, err := destination.Command(background, name, nil); !errors.Is(
			err,
			StatusUnsupported,
		) &&
			!errors.Is(err, StatusInvalidArgument) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestDescribeIsTheCatalogue(t *testing.T) {
	text, err := library(t).Describe()
	var description map[string]json.RawMessage
	if err != nil || json.Unmarshal(text, &description) != nil ||
		len(description["endpoints"]) == 0 {
		t.Errorf("%.200s, %v", text, err)
	}
}
