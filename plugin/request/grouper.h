// SPDX-License-Identifier: Apache-2.0
//
// File: grouper.h
//
// Puts items into groups: one each without batching; with it, up to `size` items and `max_bytes`
// bytes that go to the same URL with the same headers. Two items of one key never share a group,
// since they must be sent one after the other. Folded lines make one item a document, which comes
// into a group when it ends.
//
//   for (...) grouper.Add(route, input, id, now);
//   grouper.PackDocuments();
//   grouper.Commit();                                 // or Rollback(): as if nothing had been
//   added for (auto& group : grouper.TakeClosed()) ...
#ifndef PLUGIN_REQUEST_GROUPER_H_
#define PLUGIN_REQUEST_GROUPER_H_

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "plugin/request/block.h"
#include "plugin/request/document.h"
#include "plugin/request/document_memory.h"
#include "plugin/request/fold.h"
#include "plugin/request/group.h"
#include "plugin/request/route.h"

namespace inflow {

class Grouper {
 public:
  // Add renders a record into its group. InvalidArgument where it cannot be rendered; then nothing
  // has changed, but that a folded document is refused with its line. Throws only std::bad_alloc;
  // then Rollback.
  absl::Status Add(const Route& route, const RenderInput& input, uint64_t id, TimePoint now);

  // AddUnread stands for a record that cannot be read, of which nobody knows whose line it is: it
  // refuses the folded document that is open and the one that the next line goes on with or begins.
  void AddUnread(const Route& route);

  // line is what folding found out about the record that came last.
  const LineFacts& line() const { return line_; }
  // LateMessage says why a line that is late is refused.
  static std::string LateMessage(const Route& route, bool sent);

  // EndOpen ends the open document where this line begins another, which is still to be added.
  // Before Commit.
  bool EndOpen(const Route& route, const RenderInput& input);
  // RefuseLargest refuses the open document with the most lines; false where none is open. Before
  // Commit.
  bool RefuseLargest(std::string_view why);

  // RefuseEnded refuses a document that has ended since the last Commit; false where it is none of
  // those. `why` is as in TakeRefused.
  bool RefuseEnded(const Route& route, uint64_t document, std::shared_ptr<const std::string> why);
  // FindPlaced returns the document where it is in a group that was not handed over yet; null where
  // it is not.
  Document* FindPlaced(uint64_t number) const;
  // TakeOut takes such a document out of its group, after Commit; the caller releases it.
  void TakeOut(Document* document) noexcept;

  DocumentMemory& documents() { return documents_; }

  // Commit makes everything added since the last Commit part of its groups for good. PackDocuments
  // comes before it.
  void Commit() noexcept;

  // Rollback takes out everything added since the last Commit.
  void Rollback() noexcept;

  // CloseAll closes every group; Commit comes after it. Throws only std::bad_alloc; then it has to
  // be called again.
  void CloseAll();
  // CloseTouched closes the groups of this route that records came to since the last Commit, and
  // the document that is open if a line of it did. Before Commit. Throws only std::bad_alloc; then
  // Rollback.
  void CloseTouched(const Route& route);
  // CloseDue closes the groups whose linger is over.
  void CloseDue(TimePoint now) noexcept;
  // CloseOldest returns false where no group is open but folded documents that have not ended: they
  // are never split.
  bool CloseOldest() noexcept;

  // PackDocuments puts documents that have ended since the last Commit into groups. Before Commit.
  // Throws only std::bad_alloc; then it can be called again, or Rollback.
  void PackDocuments();

  // TakeClosed hands over the closed groups, in the order in which they closed. Only after Commit
  // or Rollback.
  Groups TakeClosed() noexcept { return std::exchange(closed_, Groups()); }

  // TakeRefused hands over the documents that were refused after lines of theirs had been taken.
  // Only after Commit.
  ItemList TakeRefused() noexcept { return std::exchange(refused_, ItemList()); }

  // ForgetRoutes drops what is known of routes that are about to go; only while nothing is open.
  void ForgetRoutes() noexcept {
    folds_.clear();
    documents_.ForgetAll();
    headers_.route = nullptr;
  }

  // NextDue is when the next linger is over; nullopt where none is running.
  std::optional<TimePoint> NextDue() const;

  // closed is what TakeClosed will hand over.
  const Groups& closed() const { return closed_; }

  // uncommitted_bytes is the payload added since the last Commit.
  size_t uncommitted_bytes() const { return uncommitted_bytes_; }

  // TakeNotes hands over the notes of the record that Add has taken last.
  std::vector<Note> TakeNotes() { return std::exchange(record_.notes, {}); }

  // Clear forgets every group and document, and returns their items.
  ItemList Clear() noexcept;

 private:
  // Place is where an item goes: an open group, or what the next one there is opened with.
  struct Place {
    Group* group = nullptr;
    std::string name;
    SharedFrame frame;
    std::shared_ptr<const std::string> url;
    HeaderLines headers;
  };

  // TargetName is what records of one route must share to share a request; NameOf tells the routes
  // apart, too.
  static std::string TargetName(const RenderedTarget& target);
  static std::string NameOf(const Shape& shape, std::string_view target);
  absl::Status FindPlace(const Route& route, const RenderInput& input, Place* place);
  absl::StatusOr<Item*> MakeItem(const Route& route, const RenderInput& input, size_t line,
                                 uint64_t id);
  absl::Status AddAlone(const Route& route, const RenderInput& input, uint64_t id, TimePoint now);
  const HeaderLines& Headers(const Route& route);
  static bool Fits(const Group& group, const Item& item);
  Group* Open(const SharedShape& shape, Place place, TimePoint now);
  static std::unique_ptr<Group> MakeGroup(const SharedShape& shape, Place place, TimePoint now);
  Group* Enter(const SharedShape& shape, Place place, const Item& item, TimePoint now);
  void Put(Group* group, Item* item, ItemList* from);
  void PutAlone(const SharedShape& shape, Place place, TimePoint now, Item* item, ItemList* from);
  void Close(Groups::iterator at) noexcept;
  void CloseIfFull(Group* group) noexcept;
  void Forget(const Group& group) noexcept;
  void DropStaged(Group* group) noexcept;

  // fold.cc
  absl::Status AddLine(const Route& route, const RenderInput& input, uint64_t id, TimePoint now);
  void Unread(Fold* fold);
  void RefuseOpen(Fold::Entry* entry, std::string_view why);
  absl::Status EnterDocument(const Route& route, Fold* fold);
  absl::Status AppendLine(const Route& route, const RenderInput& input, uint64_t id, TimePoint now,
                          Fold::Entry* entry);
  absl::StatusOr<Document*> OpenDocument(const Route& route, std::string attributes,
                                         std::string target, TimePoint now);
  absl::Status PutLine(const Route& route, const RenderInput& input, uint64_t id,
                       Document* document);
  absl::Status CheckLine(const Route& route, const RenderInput& input);
  void CloseOpen(Fold* fold);
  void Pack(Document* document);
  void ReturnDocument(Document* document) noexcept;
  void CommitFolds() noexcept;
  void RollbackFolds() noexcept;

  Blocks blocks_;
  Groups open_;  // in the order in which they were opened
  Groups closed_;
  // The standard containers keep their state where there is no memory; Abseil's do not.
  std::unordered_map<std::string, Groups::iterator> by_name_;
  std::vector<Group*> touched_;        // groups with staged items; one may stand here twice
  std::vector<Document*> documented_;  // likewise, documents with staged lines
  Group* last_ = nullptr;              // the group that took the last record, while it is open
  size_t uncommitted_bytes_ = 0;
  RenderedTarget target_;
  struct {
    const Route* route = nullptr;
    std::string values;
    HeaderLines lines;
  } headers_;  // of the last target
  MappedRecord record_;
  std::string payload_;  // of the last record
  LineFacts line_;
  std::string name_;  // of the last line's document
  DocumentMemory documents_;
  std::map<const Route*, Fold> folds_;
  // Documents, by their number.
  ItemList folding_;   // open
  ItemList complete_;  // ended since the last Commit, and not in a group yet
  ItemList refused_;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_GROUPER_H_
