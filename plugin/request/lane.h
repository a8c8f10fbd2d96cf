// SPDX-License-Identifier: Apache-2.0
//
// File: lane.h
//
// Where items go: records of one lane may share a request. A lane lives as long as anything of it
// does.
//
//   Lanes lanes;
//   LaneRef lane = lanes.Find(name);
//   if (!lane) lane = lanes.Make(name, {shape, url, headers, envelope});
#ifndef PLUGIN_REQUEST_LANE_H_
#define PLUGIN_REQUEST_LANE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "plugin/http/exchange.h"
#include "plugin/request/envelope.h"
#include "plugin/request/shape.h"

namespace inflow {

struct Request;
struct Lane;
using NamedLanes = std::unordered_map<std::string, Lane*>;

struct Address {
  SharedShape shape;
  std::shared_ptr<const std::string> url;
  HeaderLines headers;
  SharedEnvelope envelope;  // around the records, with values of the one that the lane was made for
};

struct Lane {
  Address to;
  size_t users = 0;
  bool own_envelope = false;       // others of its name have other values in the envelope
  Request* open = nullptr;         // the group that is open, if one is
  NamedLanes* registry = nullptr;  // that finds it by its name; null: none does
  NamedLanes::iterator self;

  const Shape& shape() const { return *to.shape; }
  const Envelope& envelope() const { return *to.envelope; }
};

// Unlist makes further records of its name begin another lane.
void Unlist(Lane* lane) noexcept;
void Leave(Lane* lane) noexcept;

// LaneRef is a user of a lane.
class LaneRef {
 public:
  LaneRef() = default;
  explicit LaneRef(Lane* lane) noexcept : lane_(lane) {
    if (lane_ != nullptr) ++lane_->users;
  }
  LaneRef(const LaneRef& other) noexcept : LaneRef(other.lane_) {}
  LaneRef(LaneRef&& other) noexcept : lane_(std::exchange(other.lane_, nullptr)) {}
  LaneRef& operator=(LaneRef other) noexcept {
    std::swap(lane_, other.lane_);
    return *this;
  }
  ~LaneRef() { Leave(lane_); }

  // Release gives up the lane, whose user it was.
  Lane* Release() { return std::exchange(lane_, nullptr); }

  Lane* get() const { return lane_; }
  Lane* operator->() const { return lane_; }
  Lane& operator*() const { return *lane_; }
  explicit operator bool() const { return lane_ != nullptr; }
  bool operator==(const LaneRef& other) const = default;

 private:
  Lane* lane_ = nullptr;
};

// MakeLane returns a lane that no name finds. Throws only std::bad_alloc.
LaneRef MakeLane(Address to);

// Lanes finds lanes by name. Lanes may outlive it.
class Lanes {
 public:
  Lanes() = default;
  Lanes(Lanes&&) = default;
  Lanes& operator=(Lanes&& other) noexcept {
    by_name_.swap(other.by_name_);
    return *this;
  }
  ~Lanes();

  LaneRef Find(const std::string& name) const;
  // Make throws only std::bad_alloc.
  LaneRef Make(const std::string& name, Address to);

 private:
  // The standard containers keep their state where there is no memory; Abseil's do not.
  std::unique_ptr<NamedLanes> by_name_ = std::make_unique<NamedLanes>();
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_LANE_H_
