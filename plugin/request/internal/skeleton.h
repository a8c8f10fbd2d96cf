// SPDX-License-Identifier: Apache-2.0
//
// File: skeleton.h
//
// A body as JSON with a mark in place of its records, and the envelope that it becomes in a content
// format.
//
//   SkeletonList("data.items")              "data":{"items":<mark>}
//   SplitSkeleton({"data":{"items":<mark>}})  as JSON: {"data":{"items":[ and ]}}
#ifndef PLUGIN_REQUEST_INTERNAL_SKELETON_H_
#define PLUGIN_REQUEST_INTERNAL_SKELETON_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "plugin/config/config.h"
#include "plugin/request/envelope.h"

namespace inflow {

// JsonString is a text as a JSON string.
std::string JsonString(std::string_view text);

// SkeletonMark is a JSON string that stands for the records.
std::string SkeletonMark();

// SkeletonList is a member that leads to the records, by its dotted path.
std::string SkeletonList(const std::string& path);

// WithMember returns an object's bytes with one more member behind its own.
std::string WithMember(std::string_view object, const std::string& member);

// MarkRecords puts the mark where "{records}" stands as a value; nullopt unless it does so exactly
// once.
std::optional<std::string> MarkRecords(std::string_view json);

// Around returns what stands before and behind a part of text; nullopt unless it is there exactly
// once.
std::optional<std::pair<std::string_view, std::string_view>> Around(std::string_view text,
                                                                    std::string_view part);

// Carrier is how a content format writes a skeleton.
struct Carrier {
  ContentFormat format = ContentFormat::kJson;  // not text
  std::string_view root, item;  // XML: the elements of the document and of one record
  bool named = false;  // each record has a name of its own: an object stands in place of the list
};

// SplitSkeleton makes the envelope. InvalidArgument where the format cannot carry a value of it, or
// a value holds the mark.
absl::StatusOr<Envelope> SplitSkeleton(std::string_view skeleton, const Carrier& carrier);

}  // namespace inflow

#endif  // PLUGIN_REQUEST_INTERNAL_SKELETON_H_
