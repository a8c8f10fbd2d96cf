// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/catalogue_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/field_text.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

std::string Pretty(const JsonTree& value) {
  return value.dump(2, ' ', false, JsonTree::error_handler_t::replace) + "\n";
}

std::string Joined(const JsonTree& list, const char* separator) {
  std::string text;
  if (!list.is_array()) return text;
  for (const JsonTree& item : list) {
    if (item.is_string())
      absl::StrAppend(&text, text.empty() ? "" : separator, item.get<std::string>());
  }
  return text;
}

JsonTree Endpoints(std::string_view description) {
  return TreeList(ParseTree(description), "endpoints");
}

std::string ListLine(const JsonTree& endpoint, size_t name_width) {
  return absl::StrFormat("  %-*s  %-12s %s\n", static_cast<int>(name_width),
                         TreeText(endpoint, "name"), Joined(TreeMember(endpoint, "methods"), "|"),
                         TreeText(endpoint, "path"));
}

std::string ListText(const JsonTree& endpoints) {
  size_t width = 0;
  for (const JsonTree& endpoint : endpoints)
    width = std::max(width, TreeText(endpoint, "name").size());
  std::string text;
  for (const auto& [kind, heading] :
       {std::pair("document", "Document endpoints (routes of the product document)"),
        std::pair("published", "Published endpoints (routes of inFlow's own OpenAPI)")}) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", heading, ":\n");
    for (const JsonTree& endpoint : endpoints) {
      if (TreeText(endpoint, "kind") == kind) text += ListLine(endpoint, width);
    }
  }
  return text + "\nOne in full: inflow endpoints NAME\n";
}

void AppendField(const char* label, const std::string& value, std::string* text) {
  if (!value.empty()) absl::StrAppend(text, "  ", absl::StrFormat("%-12s", label), value, "\n");
}

std::string OneText(const JsonTree& endpoint) {
  std::string text =
      absl::StrCat(TreeText(endpoint, "name"), ": ", TreeText(endpoint, "title"), "\n");
  AppendField("", TreeText(endpoint, "description"), &text);
  AppendField("kind", TreeText(endpoint, "kind"), &text);
  AppendField("request",
              absl::StrCat(Joined(TreeMember(endpoint, "methods"), " or "), " /{companyId}",
                           TreeText(endpoint, "path")),
              &text);
  const JsonTree parameters = TreeMember(endpoint, "parameters");
  if (parameters.is_array()) {
    for (const JsonTree& parameter : parameters) {
      AppendField(
          "parameter",
          absl::StrCat(TreeText(parameter, "name"), ": ", TreeText(parameter, "description")),
          &text);
    }
  }
  AppendField("needs", Joined(TreeMember(endpoint, "required"), ", "), &text);
  AppendField("perhaps", Joined(TreeMember(endpoint, "expected"), ", "), &text);
  AppendField("id", TreeText(endpoint, "id_field"), &text);
  if (TreeMember(endpoint, "takes_array") == true)
    AppendField("batching", "an array of records can be one request", &text);
  const std::string alternative = TreeText(endpoint, "alternative");
  if (TreeMember(endpoint, "published_route") == false) {
    AppendField("note",
                absl::StrCat("inFlow's published API does not have this route",
                             alternative.empty() ? "" : "; the same job is done by ", alternative),
                &text);
  } else {
    AppendField("see also", alternative, &text);
  }
  const JsonTree warnings = TreeMember(endpoint, "warnings");
  if (warnings.is_array()) {
    for (const JsonTree& warning : warnings) {
      if (warning.is_string()) AppendField("warning", warning.get<std::string>(), &text);
    }
  }
  return text;
}

// UnpublishedText ends the sentence that the destination is ready: what is ready may still be no
// part of inFlow's published API.
std::string UnpublishedText(const JsonTree& answer) {
  std::string text;
  for (const JsonTree& entry : TreeList(answer, "unpublished")) {
    const std::string name = TreeText(entry, "endpoint");
    const std::string alternative = TreeText(entry, "alternative");
    if (name.empty()) continue;
    absl::StrAppend(&text, text.empty() ? ", but inFlow's published API has no " : ", and no ",
                    name);
    if (!alternative.empty())
      absl::StrAppend(&text, " (", alternative, " does the same job there)");
  }
  return text;
}

// LetBeMissing takes keys out of what a schema's object requires.
void LetBeMissing(const std::vector<std::string_view>& keys, JsonTree* object) {
  const JsonTree required = TreeList(*object, "required");
  if (required.empty()) return;
  JsonTree left = JsonTree::array();
  for (const JsonTree& key : required) {
    if (!key.is_string() ||
        std::find(keys.begin(), keys.end(), key.get<std::string>()) == keys.end())
      left.push_back(key);
  }
  if (left.empty()) {
    object->erase("required");
  } else {
    (*object)["required"] = std::move(left);
  }
}

}  // namespace

absl::StatusOr<std::string> EndpointsText(std::string_view description, const std::string& name,
                                          bool as_json) {
  const JsonTree endpoints = Endpoints(description);
  if (name.empty()) return as_json ? Pretty(endpoints) : ListText(endpoints);
  for (const JsonTree& endpoint : endpoints) {
    if (TreeText(endpoint, "name") != name) continue;
    const JsonTree objects =
        ObjectsOf(TreeMember(ParseTree(description), "objects"), TreeText(endpoint, "object"));
    if (!as_json) return OneText(endpoint) + FieldsText(objects);
    JsonTree whole = endpoint;
    whole["objects"] = objects;
    return Pretty(whole);
  }
  return absl::NotFoundError(
      absl::StrCat("there is no endpoint \"", name, "\"; list all with: inflow endpoints"));
}

absl::StatusOr<std::string> SchemaText(std::string_view description) {
  JsonTree schema = TreeMember(ParseTree(description), "configuration");
  if (schema.is_null())
    return absl::InternalError("the plugin's description holds no schema of the configuration");
  // A file may leave the credential to the environment.
  LetBeMissing({"credential"}, &schema);
  if (const JsonTree credential = TreeMember(TreeMember(schema, "properties"), "credential");
      credential.is_object())
    LetBeMissing({"company_id", "api_key"}, &schema["properties"]["credential"]);
  return Pretty(schema);
}

std::string PluginNamed(std::string_view description) {
  const JsonTree parsed = ParseTree(description);
  return absl::StrCat(TreeText(parsed, "name"), " ", TreeText(parsed, "version"));
}

std::vector<std::string> NamesIn(std::string_view description, const char* list) {
  std::vector<std::string> names;
  for (const JsonTree& one : TreeList(ParseTree(description), list))
    names.push_back(TreeText(one, "name"));
  return names;
}

std::string CheckText(std::string_view answer, const Style& style) {
  const JsonTree parsed = ParseTree(answer);
  std::string text;
  const JsonTree steps = TreeMember(parsed, "steps");
  for (const JsonTree& step : steps.is_array() ? steps : JsonTree::array()) {
    const JsonTree ms = TreeMember(step, "ms");
    const bool ok = TreeMember(step, "ok") == true;
    absl::StrAppend(&text, "  ",
                    ok ? style.As(Look::kGood, "ok") + "      " : style.As(Look::kBad, "FAILED  "),
                    absl::StrFormat("%-11s", style.Safe(TreeText(step, "name"))),
                    style.Safe(TreeText(step, "detail")),
                    ms.is_number() ? absl::StrFormat(" (%.1f ms)", ms.get<double>()) : "");
    while (text.back() == ' ') text.pop_back();
    text += '\n';
  }
  const JsonTree quota = TreeMember(parsed, "quota");
  for (const JsonTree& window : quota.is_array() ? quota : JsonTree::array()) {
    const JsonTree requests = TreeMember(window, "requests");
    const JsonTree per_ms = TreeMember(window, "per_ms");
    const JsonTree used = TreeMember(window, "used");
    if (!requests.is_number_integer() || !per_ms.is_number_integer()) continue;
    absl::StrAppend(&text, "  quota   ", requests.get<int64_t>(), " requests per ",
                    HumanDuration(per_ms.get<int64_t>()));
    if (used.is_number_integer()) absl::StrAppend(&text, ", used ", used.get<int64_t>());
    text += "\n";
  }
  const JsonTree warnings = TreeMember(parsed, "warnings");
  for (const JsonTree& warning : warnings.is_array() ? warnings : JsonTree::array()) {
    if (warning.is_string()) {
      absl::StrAppend(&text, "  ", style.As(Look::kWarning, "warning"), " ",
                      style.Safe(warning.get<std::string>()), "\n");
    }
  }
  const bool ok = TreeMember(parsed, "ok") == true;
  const std::string endpoint = TreeText(parsed, "endpoint");
  return absl::StrCat(text,
                      ok ? style.As(Look::kGood, "The destination is ready")
                         : style.As(Look::kBad, "The destination is not ready"),
                      style.Safe(absl::StrCat(endpoint.empty() ? "" : " for ", endpoint,
                                              ok ? UnpublishedText(parsed) : "")),
                      "\n");
}

}  // namespace inflow::command
