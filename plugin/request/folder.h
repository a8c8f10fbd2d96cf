// SPDX-License-Identifier: Apache-2.0
//
// File: folder.h
//
// Folds flat lines that come one after the other into documents, which are one item each. A
// document is whole or refused.
//
//   for (...) folder.Add(&maker, route, input, id, now);
//   folder.Commit(&ended, &refused);                // or Rollback(): as if nothing had been added
#ifndef PLUGIN_REQUEST_FOLDER_H_
#define PLUGIN_REQUEST_FOLDER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/request/document.h"
#include "plugin/request/document_memory.h"
#include "plugin/request/item_maker.h"
#include "plugin/request/route.h"

namespace inflow {

// LineFacts is what folding found out about a record, beside why it was refused.
struct LineFacts {
  uint64_t document = 0;  // the number of its document; 0 where it has none, or nobody knows
  bool late = false;      // its document was closed before it came
  bool sound = false;     // it was refused for the sake of its document alone
  // A closed document that must not be sent any more; 0: none. The name is not null then.
  uint64_t spoils = 0;
  std::shared_ptr<const std::string> name;
};

class Folder {
 public:
  // Add folds a line. InvalidArgument where it is refused, and its document with it. Throws only
  // std::bad_alloc; then Rollback.
  absl::Status Add(ItemMaker* maker, const Route& route, const RenderInput& input, uint64_t id,
                   TimePoint now);

  // AddUnread stands for a record that cannot be read, of which nobody knows whose line it is: it
  // refuses the document that is open and the one that the next line goes on with or begins.
  void AddUnread(const Route& route);

  // line is what was found out about the record that came last.
  const LineFacts& line() const { return line_; }
  // LateMessage says why a line that is late is refused.
  static std::string LateMessage(const Route& route, bool sent);

  // EndOpen ends the open document where this line begins another, which is still to be added.
  bool EndOpen(ItemMaker* maker, const Route& route, const RenderInput& input);
  // RefuseLargest refuses the open document with the most lines; false where none is open.
  bool RefuseLargest(std::string_view why);
  // RefuseEnded refuses a document that has ended since the last Commit; false where it is none of
  // those.
  bool RefuseEnded(uint64_t document, std::shared_ptr<const std::string> why) noexcept;

  // Close ends the document of this route that is open, if a line of it came since the last Commit;
  // CloseAll those of all routes.
  void Close(const Route& route) noexcept;
  void CloseAll() noexcept;

  // Commit makes everything since the last Commit final, and hands over the documents that have
  // ended, and those that were refused after lines of theirs had been taken: each by its number.
  void Commit(ItemList* ended, ItemList* refused) noexcept;
  // Rollback undoes everything since the last Commit.
  void Rollback() noexcept;

  // bytes are those of the lines that were taken since the last Commit.
  size_t bytes() const { return bytes_; }

  DocumentMemory& documents() { return documents_; }

  // ForgetRoutes drops what is known of routes that are about to go; only while nothing is open.
  void ForgetRoutes() noexcept;
  // Clear forgets every open document, and returns them.
  ItemList Clear() noexcept;

 private:
  // Fold is a route's; lines come one after the other, those of one document together.
  struct Fold {
    struct Entry {
      Document* document =
          nullptr;          // null where no line of it was taken, or it is refused for good
      uint64_t number = 0;  // 0: there is none
      std::shared_ptr<const std::string> name;  // never null where there is one
      std::shared_ptr<const std::string>
          refused;  // why its lines are refused, null while they are not
    };
    struct State {
      Entry open;
      Entry closed;         // what was open last, where it was closed before another began
      bool unread = false;  // a record that could not be read came behind the last line
    };
    State present;
    State committed;     // as it was at the last Commit
    bool named = false;  // a line of the open document came since the last Commit
  };

  void Unread(Fold* fold);
  void RefuseOpen(Fold::Entry* entry, std::string_view why);
  absl::Status EnterDocument(const Route& route, Fold* fold);
  absl::Status AppendLine(ItemMaker* maker, const Route& route, const RenderInput& input,
                          uint64_t id, TimePoint now, Fold::Entry* entry);
  absl::StatusOr<Document*> OpenDocument(const ItemMaker& maker, const Route& route,
                                         std::string attributes, const LaneRef& lane);
  absl::Status PutLine(ItemMaker* maker, const Route& route, const RenderInput& input, uint64_t id,
                       Document* document);
  static absl::Status CheckLine(ItemMaker* maker, const Route& route, const RenderInput& input);
  void CloseOpen(Fold* fold) noexcept;

  LineFacts line_;
  std::string name_;  // of the last line's document
  DocumentMemory documents_;
  std::map<const Route*, Fold> folds_;
  std::vector<Document*> documented_;  // those with staged lines; one may stand here twice
  size_t bytes_ = 0;
  // Documents, by their number.
  ItemList folding_;  // open
  ItemList ended_;    // since the last Commit
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_FOLDER_H_
