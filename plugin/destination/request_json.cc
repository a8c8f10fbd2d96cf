// SPDX-License-Identifier: Apache-2.0
#include "plugin/destination/internal/request_json.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "plugin/config/headers.h"
#include "plugin/record/walker.h"
#include "plugin/request/document.h"
#include "plugin/request/url.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/nearest.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kAuthorization = "Authorization";
constexpr std::string_view kMasked = "Bearer ********";

// Reader reads the members of an edited request, each fault with its pointer.
class Reader {
 public:
  Reader(const Json& request, const Redactor& redactor, std::vector<Fault>* faults)
      : request_(request), redactor_(redactor), faults_(faults) {}

  void Wrong(std::string pointer, std::string message) {
    faults_->push_back({std::move(pointer), std::move(message)});
  }

  std::optional<HttpMethod> Method() {
    const std::string* name = Text("method");
    if (name == nullptr) return std::nullopt;
    for (const HttpMethod m : {HttpMethod::kGet, HttpMethod::kPost, HttpMethod::kPut,
                               HttpMethod::kPatch, HttpMethod::kDelete}) {
      if (*name == MethodName(m)) return m;
    }
    Wrong("/method", "\"method\" must be GET, POST, PUT, PATCH or DELETE");
    return std::nullopt;
  }

  // The message does not quote the URL: what was pasted there may be anything.
  std::string Url(std::string_view prefix) {
    const std::string* url = Text("url");
    if (url == nullptr) return "";
    const bool below = url->size() > prefix.size() && url->compare(0, prefix.size(), prefix) == 0 &&
                       (*url)[prefix.size()] == '/';
    if (!below) {
      Wrong(
          "/url",
          "a test request goes to the service and company of the credential: \"url\" must begin with " +
              std::string(prefix) + "/");
    } else if (HasDotSegment(*url)) {
      Wrong(
          "/url",
          "\"url\" holds \".\" or \"..\" as a path segment, which would lead elsewhere: write the path out");
    } else if (std::any_of(url->begin(), url->end(),
                           [](char c) { return c <= ' ' || c >= 0x7f; })) {
      Wrong(
          "/url",
          "\"url\" holds blanks, control characters or letters beyond ASCII: percent-encode them");
    } else if (redactor_.LooksRedacted(*url)) {
      Wrong("/url", "\"url\" " + Masked());
    } else {
      return *url;
    }
    return "";
  }

  HeaderLines Headers() {
    auto lines = std::make_shared<std::vector<std::string>>();
    const auto headers = request_.find("headers");
    if (headers == request_.end()) return lines;
    if (!headers->is_object()) {
      Wrong("/headers", "\"headers\" must be an object of names and texts");
      return lines;
    }
    for (const auto& [name, value] : headers->items()) {
      const std::string problem = HeaderProblem(name, value);
      if (!problem.empty()) {
        Wrong("/headers", "a header " + problem);
      } else if (!IsMasked(name, value) && (LooksRedacted(name) || LooksRedacted(value))) {
        Wrong("/headers", "the header " + Quoted(name) + " " + Masked());
      } else if (!IsMasked(name, value)) {
        lines->push_back(name + ": " + *value.get_ptr<const std::string*>());
      }
    }
    return lines;
  }

  std::optional<std::string> Body() {
    const auto body = request_.find("body");
    if (body == request_.end() || body->is_null()) return std::nullopt;
    if (LooksRedacted(*body)) {
      Wrong("/body", "\"body\" " + Masked());
      return std::nullopt;
    }
    if (body->is_string()) return body->get<std::string>();
    Wrong("/body", "\"body\" must be text, the body as it is sent, or null for none");
    return std::nullopt;
  }

  void Finish() {
    constexpr std::string_view kKeys[] = {"method", "url", "headers", "body", "route", "records"};
    for (const auto& [name, value] : request_.items()) {
      if (std::find(std::begin(kKeys), std::end(kKeys), name) != std::end(kKeys)) continue;
      if (name == "names") {
        Wrong(
            "/names",
            "the body shows names in place of GUIDs, as a preview does: let destination_command(\"preview\") look them up, "
            "or write GUIDs and leave \"names\" out");
        continue;
      }
      const std::string_view nearest = NearestKey(name, {std::begin(kKeys), std::end(kKeys)});
      Wrong("", "a key is not one of \"method\", \"url\", \"headers\", \"body\"" +
                    (nearest.empty() ? "" : "; did you mean \"" + std::string(nearest) + "\"?"));
    }
  }

 private:
  const std::string* Text(const char* key) {
    const auto value = request_.find(key);
    const std::string* text =
        value == request_.end() ? nullptr : value->get_ptr<const std::string*>();
    if (text == nullptr)
      Wrong(std::string("/") + key, "\"" + std::string(key) + "\" is missing, or no text");
    return text;
  }

  bool LooksRedacted(const Json& value) const {
    const auto* text = value.get_ptr<const std::string*>();
    return text != nullptr && redactor_.LooksRedacted(*text);
  }

  // Only what is masked can be told from the request, not what it was.
  static std::string Masked() {
    return "holds a row of asterisks, as a preview shows in place of a secret, and they would be sent as they are: write the "
           "value itself, or leave it out";
  }

  // The credential's header stands in a preview, masked, and may stay there.
  static bool IsMasked(std::string_view name, const Json& value) {
    return absl::EqualsIgnoreCase(Absl(name), Absl(kAuthorization)) && value == kMasked;
  }

  static std::string HeaderProblem(std::string_view name, const Json& value) {
    if (IsMasked(name, value)) return "";
    if (std::string problem = config::HeaderNameProblem(name); !problem.empty()) return problem;
    const auto* text = value.get_ptr<const std::string*>();
    return text == nullptr ? "must be text" : config::HeaderValueProblem(*text);
  }

  const Json& request_;
  const Redactor& redactor_;
  std::vector<Fault>* faults_;
};

}  // namespace

Json RequestJson(const Request& sent, std::string_view route, const Redactor& redactor) {
  const auto shown = [&redactor](std::string text) {
    redactor.Redact(&text);
    return text;
  };
  const HttpCall& call = sent.call;
  Json headers = Json::object();
  for (const std::string& line : *call.headers) {
    const size_t colon = line.find(": ");
    headers[shown(line.substr(0, colon))] = shown(line.substr(colon + 2));
  }
  if (call.with_credential) headers[std::string(kAuthorization)] = kMasked;
  Json records = Json::array();
  ForEachRecord(sent.group.items, [&records](const Item& record) { records.push_back(record.id); });
  return {{"route", route},
          {"method", MethodName(call.method)},
          {"url", shown(*call.url)},
          {"headers", std::move(headers)},
          {"body", call.has_body ? Json(shown(std::string(call.body()))) : Json()},
          {"records", std::move(records)}};
}

std::optional<HttpCall> ParseRequestJson(std::string_view json, std::string_view prefix,
                                         const Redactor& redactor, std::vector<Fault>* faults) {
  RecordIndex index;
  if (const absl::Status status = WalkHostRecord(json, &index); !status.ok()) {
    faults->push_back(
        {"",
         "the request must be a JSON object with \"method\", \"url\", \"headers\" and \"body\"; " +
             std::string(status.message())});
    return std::nullopt;
  }
  const Json request = Json::parse(json.begin(), json.end(), nullptr, /*allow_exceptions=*/false);
  Reader reader(request, redactor, faults);
  const std::optional<HttpMethod> method = reader.Method();
  std::string url = reader.Url(prefix);
  HeaderLines headers = reader.Headers();
  std::optional<std::string> body = reader.Body();
  reader.Finish();
  if (!faults->empty()) return std::nullopt;
  HttpCall call;
  call.method = *method;
  call.url = std::make_shared<const std::string>(std::move(url));
  call.headers = std::move(headers);
  call.has_body = body.has_value();
  if (body) call.own_body = *std::move(body);
  return call;
}

}  // namespace inflow
