// SPDX-License-Identifier: Apache-2.0
//
// File: destination.hpp
//
// The C ABI as C++17 values, for hosts. Header-only; it needs abi/destination.h and the standard
// library, throws nothing of its own, and links to nothing: the library is opened at run time, or
// its table is handed over by a host that links it.
//
//     using namespace inflow::host;
//     std::string why;
//     std::optional<Library> library = Library::Load("libinflow_destination.so.1", &why);
//     if (!library) return Fail(why);
//     Destination destination;
//     if (Error e = library->Open(&destination)) return Fail(e.message());
//     if (Error e = destination.Configure(json)) return Fail(e.message(), e.detail());
//     Batch batch;
//     batch.Add(R"({"name":"Bolt"})");
//     Result result;
//     if (Error e = destination.WriteBatch(batch, kNoLimit, &result)) return Fail(e.message());
//     for (const destination_item& item : result) Report(item.id, item.outcome, Message(item));
//
// An Error is true where the call failed. Threads, states and ownership are those of
// abi/destination.h; results, buffers and errors may outlive their Destination and the Library.
#ifndef INFLOW_DESTINATION_HPP_
#define INFLOW_DESTINATION_HPP_

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/destination.h"

namespace inflow::host {

// kNoLimit and kNoWait are the two special timeouts.
inline constexpr int64_t kNoLimit = -1;
inline constexpr int64_t kNoWait = 0;

namespace internal {

// FreeWith frees a handle through one slot of the table that made it.
template <auto kSlot>
struct FreeWith {
  const destination_api* api = nullptr;
  template <typename T>
  void operator()(T* handle) const {
    (api->*kSlot)(handle);
  }
};

template <typename T, auto kSlot>
using Handle = std::unique_ptr<T, FreeWith<kSlot>>;

// Text calls an accessor of the form `const char* f(const T*, size_t* len)`; empty for an empty
// handle.
template <typename T, auto kSlot>
std::string_view Text(const Handle<T, kSlot>& handle,
                      const char* (DESTINATION_CALL* destination_api::*accessor)(const T*,
                                                                                 size_t*)) {
  if (!handle) return {};
  size_t length = 0;
  const char* text = (handle.get_deleter().api->*accessor)(handle.get(), &length);
  return {text, length};
}

}  // namespace internal

// Error says why a call failed; false (and DESTINATION_OK) where it did not. Texts are valid while
// the Error lives.
class [[nodiscard]] Error {
 public:
  Error() = default;
  Error(const destination_api* api, destination_status status, destination_error* error)
      : status_(status), error_(error, {api}) {}

  explicit operator bool() const { return status_ != DESTINATION_OK; }
  destination_status status() const { return status_; }
  std::string_view message() const {
    return internal::Text(error_, &destination_api::error_message);
  }
  std::string_view detail() const {
    return internal::Text(error_, &destination_api::error_detail);
  }  // a JSON object

 private:
  destination_status status_ = DESTINATION_OK;
  internal::Handle<destination_error, &destination_api::error_free> error_;
};

// Buffer is bytes from the library.
class Buffer {
 public:
  using Raw = destination_buffer;
  Buffer() = default;
  Buffer(const destination_api* api, destination_buffer* buffer) : buffer_(buffer, {api}) {}

  std::string_view view() const { return internal::Text(buffer_, &destination_api::buffer_data); }

 private:
  internal::Handle<destination_buffer, &destination_api::buffer_free> buffer_;
};

// Message and Response read an item's texts, which are valid while its Result lives.
inline std::string_view Message(const destination_item& item) {
  return {item.message, item.message_len};
}
inline std::string_view Response(const destination_item& item) {
  return {item.response, item.response_len};
}

// Result is the records that settled during one call, as a range of destination_item. Empty where
// nothing settled.
class Result {
 public:
  using Raw = destination_result;

  // Iterator steps by the library's stride, which grows when a later minor version appends fields
  // to destination_item.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = destination_item;
    using difference_type = std::ptrdiff_t;
    using pointer = const destination_item*;
    using reference = const destination_item&;

    Iterator() = default;
    Iterator(pointer item, size_t stride) : item_(item), stride_(stride) {}
    reference operator*() const { return *item_; }
    pointer operator->() const { return item_; }
    Iterator& operator++() {
      item_ = reinterpret_cast<pointer>(reinterpret_cast<const char*>(item_) + stride_);
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return item_ == other.item_; }
    bool operator!=(const Iterator& other) const { return item_ != other.item_; }

   private:
    pointer item_ = nullptr;
    size_t stride_ = 0;
  };

  Result() = default;
  Result(const destination_api* api, destination_result* result) : result_(result, {api}) {}

  size_t size() const { return items().count; }
  bool empty() const { return size() == 0; }
  Iterator begin() const { return {items().first, items().stride}; }
  Iterator end() const {
    const Items all = items();
    if (all.count == 0) return begin();
    return {reinterpret_cast<const destination_item*>(reinterpret_cast<const char*>(all.first) +
                                                      all.count * all.stride),
            all.stride};
  }

  // message is what stopped the work, as a sentence; empty where nothing did.
  std::string_view message() const {
    return internal::Text(result_, &destination_api::result_message);
  }

  // summary is all zero for an empty Result: read pending from Destination::Stats then.
  destination_summary summary() const {
    destination_summary summary = DESTINATION_SUMMARY_INIT;
    if (result_) result_.get_deleter().api->result_summary(result_.get(), &summary);
    return summary;
  }

 private:
  struct Items {
    const destination_item* first = nullptr;
    size_t count = 0;
    size_t stride = 0;
  };
  Items items() const {
    Items all;
    if (result_)
      all.first = result_.get_deleter().api->result_items(result_.get(), &all.count, &all.stride);
    return all;
  }

  internal::Handle<destination_result, &destination_api::result_free> result_;
};

// Batch gathers records in the ABI's layout: one block, its offsets, and ids if every Add names
// one.
class Batch {
 public:
  // Add appends one JSON object, or "" for a record that the host could not read. Records with and
  // without ids do not mix: such a batch is refused as INVALID_ARGUMENT.
  void Add(std::string_view record) {
    data_.append(record);
    offsets_.push_back(data_.size());
  }
  void Add(std::string_view record, uint64_t id) {
    Add(record);
    ids_.push_back(id);
  }

  // Clear empties the batch and keeps its memory, its route, its token and its flags.
  void Clear() {
    data_.clear();
    offsets_.resize(1);
    ids_.clear();
  }

  void set_route(std::string_view route) {
    route_ = route;
  }  // empty: the configuration's own endpoint
  void set_token(std::string_view token) { token_ = token; }  // empty: none
  void set_flags(uint32_t flags) { flags_ = flags; }          // DESTINATION_BATCH_*

  size_t size() const { return offsets_.size() - 1; }
  size_t bytes() const { return data_.size(); }
  bool empty() const { return size() == 0; }

  // view borrows from this Batch until its next change.
  destination_batch view() const {
    destination_batch batch = DESTINATION_BATCH_INIT;
    if (!ids_.empty() && ids_.size() != size()) batch.struct_size = 0;
    batch.data = data_.data();
    batch.data_len = data_.size();
    batch.offsets = offsets_.data();
    batch.count = size();
    batch.ids = ids_.empty() ? nullptr : ids_.data();
    batch.route = route_.empty() ? nullptr : route_.data();
    batch.route_len = route_.size();
    batch.token = token_.empty() ? nullptr : token_.data();
    batch.token_len = token_.size();
    batch.flags = flags_;
    return batch;
  }

 private:
  std::string data_;
  std::vector<uint64_t> offsets_ = {0};
  std::vector<uint64_t> ids_;
  std::string route_;
  std::string token_;
  uint32_t flags_ = 0;
};

// Log takes a level (DESTINATION_LOG_*), the component and one sentence. Called only inside calls;
// must not throw.
using Log =
    std::function<void(int32_t level, std::string_view component, std::string_view message)>;

namespace internal {

// Close holds the log function, which must outlive the handle also where another Destination is
// assigned over it.
struct Close {
  const destination_api* api = nullptr;
  std::unique_ptr<Log> log;
  void operator()(destination* handle) const { api->close(handle); }
};

}  // namespace internal

// Destination is one handle; move-only. Destroying it closes it: pending records are gone, Discard
// first to have them back. Default-made it is empty, and only assigning to it and destroying it are
// allowed. Out parameters may be null where their content is of no interest; otherwise they are
// replaced on every status.
class Destination {
 public:
  Destination() = default;

  Error Configure(std::string_view json) {
    return Call(&destination_api::configure, json.data(), json.size());
  }
  Error SetActive(bool active) { return Call(&destination_api::set_active, int32_t{active}); }
  Error Check(int64_t timeout_ms, Buffer* out) {
    return Fill(out, &destination_api::check, timeout_ms);
  }
  Error Preview(const Batch& batch, Buffer* out) {
    const destination_batch view = batch.view();
    return Fill(out, &destination_api::preview, &view);
  }
  Error SendTest(std::string_view request, int64_t timeout_ms, Buffer* out) {
    return Fill(out, &destination_api::send_test, request.data(), request.size(), timeout_ms);
  }
  Error WriteBatch(const Batch& batch, int64_t timeout_ms, Result* out) {
    return WriteBatch(batch.view(), timeout_ms, out);
  }
  Error WriteBatch(const destination_batch& batch, int64_t timeout_ms, Result* out) {
    return Fill(out, &destination_api::write_batch, &batch, timeout_ms);
  }
  Error Poll(int64_t timeout_ms, Result* out) {
    return Fill(out, &destination_api::poll, timeout_ms);
  }
  Error Flush(int64_t timeout_ms, Result* out) {
    return Fill(out, &destination_api::flush, timeout_ms);
  }
  Error Discard(Result* out) { return Fill(out, &destination_api::discard); }
  Error Command(std::string_view name, std::string_view json, Buffer* out) {
    return Fill(out, &destination_api::command, name.data(), name.size(), json.data(), json.size());
  }

  // Any thread: these three may run beside another call, but not beside the destructor or an
  // assignment.
  void Cancel() { api()->cancel(handle_.get()); }
  void CancelClear() { api()->cancel_clear(handle_.get()); }
  destination_stats_data Stats() const {
    destination_stats_data stats = DESTINATION_STATS_INIT;
    api()->stats(handle_.get(), &stats);
    return stats;
  }

  explicit operator bool() const { return handle_ != nullptr; }
  destination* get() const { return handle_.get(); }

 private:
  friend class Library;

  const destination_api* api() const { return handle_.get_deleter().api; }

  template <typename Slot, typename... Args>
  Error Call(Slot slot, Args... args) {
    destination_error* error = nullptr;
    const destination_status status = (api()->*slot)(handle_.get(), args..., &error);
    return {api(), status, error};
  }

  // Fill makes a call whose last but one parameter is an out handle.
  template <typename Out, typename Slot, typename... Args>
  Error Fill(Out* out, Slot slot, Args... args) {
    typename Out::Raw* raw = nullptr;
    Error error = Call(slot, args..., &raw);
    Out made(api(), raw);
    if (out) *out = std::move(made);
    return error;
  }

  std::unique_ptr<destination, internal::Close> handle_;
};

// Library is the table of a loaded library; a value that is cheap to copy. A loaded library stays
// loaded until the process ends (it is linked so), which is why there is nothing to unload and why
// what came from it may outlive this object.
class Library {
 public:
  // Load opens the shared library at `path`, or by name along the loader's own paths. On failure
  // *why is a sentence.
  static std::optional<Library> Load(const std::string& path, std::string* why) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      const char* reason = dlerror();
      return Refuse(why, "could not load " + path + ": " + (reason ? reason : "unknown reason"));
    }
    using GetApi = const destination_api*(DESTINATION_CALL*)(uint32_t);
    auto get_api = reinterpret_cast<GetApi>(dlsym(library, "destination_get_api"));
    if (!get_api)
      return Refuse(why,
                    path + " has no symbol destination_get_api: it is not a destination library");
    return FromTable(get_api(DESTINATION_ABI_VERSION), why);
  }

  // FromTable takes the table of a library that the host links:
  // FromTable(destination_get_api(DESTINATION_ABI_VERSION), &why).
  static std::optional<Library> FromTable(const destination_api* api, std::string* why) {
    if (!api) {
      return Refuse(why, "the library has another major ABI version than " +
                             VersionText(DESTINATION_ABI_VERSION) +
                             ", for which this program was built: install the matching library");
    }
    constexpr size_t kSizeOf10 = offsetof(destination_api, error_free) + sizeof(api->error_free);
    if (api->struct_size < kSizeOf10 || api->abi_version >> 16 != DESTINATION_ABI_VERSION >> 16) {
      return Refuse(why, "the library's table is of ABI version " + VersionText(api->abi_version) +
                             " with " + std::to_string(api->struct_size) +
                             " bytes, which is less than ABI 1.0 has: install a whole library");
    }
    return Library(api);
  }

  uint32_t abi_version() const { return api_->abi_version; }
  const destination_api* api() const { return api_; }
  std::string_view StatusName(destination_status status) const { return api_->status_name(status); }
  std::string_view OutcomeName(destination_outcome outcome) const {
    return api_->outcome_name(outcome);
  }

  // Describe fills *out with the JSON object of destination_describe.
  Error Describe(Buffer* out) const {
    destination_buffer* raw = nullptr;
    destination_error* error = nullptr;
    const destination_status status = api_->describe(&raw, &error);
    *out = Buffer(api_, raw);
    return {api_, status, error};
  }

  // Open makes *out an open Destination without a configuration, or leaves it as it is.
  Error Open(Destination* out, Log log = nullptr) const {
    auto held = log ? std::make_unique<Log>(std::move(log)) : nullptr;
    destination_host host = DESTINATION_HOST_INIT;
    host.ctx = held.get();
    if (held) host.log = &CallLog;
    destination* handle = nullptr;
    destination_error* error = nullptr;
    const destination_status status = api_->open(&host, &handle, &error);
    if (handle)
      out->handle_ = std::unique_ptr<destination, internal::Close>(
          handle, internal::Close{api_, std::move(held)});
    return {api_, status, error};
  }

 private:
  explicit Library(const destination_api* api) : api_(api) {}

  static std::optional<Library> Refuse(std::string* why, std::string sentence) {
    if (why) *why = std::move(sentence);
    return std::nullopt;
  }
  static std::string VersionText(uint32_t version) {
    return std::to_string(version >> 16) + "." + std::to_string(version & 0xffff);
  }
  static void DESTINATION_CALL CallLog(void* ctx, int32_t level, const char* component,
                                       const char* message, size_t message_len) {
    (*static_cast<const Log*>(ctx))(level, component, std::string_view(message, message_len));
  }

  const destination_api* api_;
};

}  // namespace inflow::host

#endif  // INFLOW_DESTINATION_HPP_
