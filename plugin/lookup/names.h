// SPDX-License-Identifier: Apache-2.0
//
// File: names.h
//
// Which GUID a name stands for. It turns the marks of payloads into GUIDs, or into holes where the
// service has to be asked first, and says what to ask: a small collection whole, of a large one
// pages or single records, whichever is fewer calls. Free of I/O.
//
//   bool holes = names.Intern(&payload);
//   names.Fill(payload, size, place) ...
//   while (names.place()) { Question question = names.Ask(); ...; names.Answer(question, exchange);
//   }
#ifndef PLUGIN_LOOKUP_NAMES_H_
#define PLUGIN_LOOKUP_NAMES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "plugin/catalog/collection.h"
#include "plugin/clock/clock.h"
#include "plugin/config/config.h"
#include "plugin/entity/note.h"
#include "plugin/entity/reference_mark.h"
#include "plugin/http/exchange.h"
#include "plugin/lookup/directory.h"
#include "plugin/lookup/entity_list.h"

namespace inflow {

// Question is one read. `reference` is what a single read is about.
struct Question {
  uint64_t configured = 0;  // how often the names were when it was asked
  size_t shelf = 0;
  enum Kind : uint8_t { kPage, kSingle, kById, kStatus } kind = kPage;
  uint32_t reference = 0;
  size_t part = 0;   // kSingle
  std::string path;  // below the company's URL
};

// Answered is what came of a question.
struct Answered {
  enum Kind : uint8_t {
    kRead,     // `settled` may be filled
    kAgain,    // not all of the answer arrived: ask again
    kForeign,  // it is not this service that answers
    kFailed,   // it answers something else than was asked for, and would do so again
  } kind = kRead;
  std::string why;                // not kRead: a sentence
  std::vector<uint32_t> settled;  // references that are known now, found or not
};

// No name in inFlow is as long; it would not even fit into a URL.
inline constexpr size_t kLongestName = 1000;

class Names {
 public:
  // Configure forgets what is known, unless somebody has a hole; then only the ttl may be another.
  void Configure(const ReferencesConfig& config, bool keep = false);
  // Tick says what time it is.
  void Tick(TimePoint now);
  // Show lets marks become the names that they hold: for people, nothing is asked then.
  void Show() { shown_ = true; }

  // Intern turns the marks in a text into GUIDs where they are known, and else into holes; true
  // where holes are left. Throws only std::bad_alloc.
  bool Intern(std::string* text);
  // CanonicalKey returns the GUID of the record that one of a derived GUID turned out to be;
  // nullopt where it is the same.
  std::optional<Uuid> CanonicalKey(std::string_view key) const;

  struct Filling {
    enum Kind : uint8_t { kFull, kWaits, kRefused } kind = kFull;
    uint32_t reference = 0;     // kWaits: for what
    bool failed = false;        // kRefused: FAILED, since the service could not be asked
    std::string_view why = {};  // kRefused: a sentence
  };
  // Fill puts GUIDs into the holes of a text. `place` is when the record would have its turn. What
  // is not known is wanted from then on.
  Filling Fill(char* text, size_t size, uint64_t place);
  // Status waits until the service has said that an order may be written to, each time anew.
  Filling Status(const std::string& collection, std::string_view id, uint64_t place);
  // AskAgain wants what is known of the record of a derived GUID anew; nullopt where it is none of
  // those that were looked up, or the service cannot be asked for it alone.
  std::optional<uint32_t> AskAgain(std::string_view derived);

  // place is that of the first record that waits for what could be asked now; nullopt: nothing is.
  std::optional<uint64_t> place() const;
  // due is when what is missing is asked for again; nullopt where nothing is.
  std::optional<TimePoint> due() const;
  Question Ask();
  Answered Answer(const Question& question, const Exchange& exchange);
  // Fail ends a question without an answer: its references are refused with this sentence, FAILED
  // or REJECTED, and open again for later records. PutBack lets it be asked again.
  std::vector<uint32_t> Fail(const Question& question, bool failed, std::string_view why);
  void PutBack(const Question& question) noexcept;
  // Stands: what it was asked for was not forgotten since. Only then it has an answer, or fails.
  bool Stands(const Question& question) const { return question.configured == configured_; }

  // Knows tells whether anything of a collection was looked up.
  bool Knows(std::string_view collection) const;
  // Learn notes an entity that was delivered, so that later records find it.
  void Learn(std::string_view collection, std::string_view entity, std::string_view id);

  // Sweep forgets the references, unless a question is out; only while nobody has a hole.
  void Sweep() noexcept;

  // TakeNotes hands over what users should know of names that were found.
  std::vector<Note> TakeNotes() { return std::exchange(notes_, {}); }

  // shown counts the different names of each collection that were shown.
  const std::map<std::string, size_t>& shown() const { return shown_counts_; }

 private:
  static constexpr Duration kAskMissingAgain = std::chrono::minutes(1);

  struct Shelf {
    const Collection* collection = nullptr;
    std::vector<size_t> plain;  // the fields that a plain name is looked up by, in their order
    Directory directory;        // of the pages that were read
    bool status = false;        // of orders that are asked for by their GUID, each time anew
    enum : uint8_t { kUnread, kReading, kWhole, kPartial } state = kUnread;
    std::optional<int64_t> total;
    std::string after;                               // the last id of the page that was read last
    size_t singles = 0;                              // single reads since it was unread
    bool asked = false;                              // a question of it is out
    TimePoint read_at{};                             // the first page
    std::optional<TimePoint> again;                  // when what is missing is asked for anew
    std::unordered_map<std::string, Finding> found;  // by single reads, by KeyOf
    Directory single;                                // of the single read that is going on
    std::string single_of;                           // by KeyOf: the part that it is about
    std::string single_after;
    size_t single_pages = 0;
    std::vector<uint32_t> wanted;  // references that records wait for
    size_t open = 0;               // how many of these are not known
    uint64_t place = 0;            // the lowest of theirs
  };
  struct Part {
    size_t field = 0;
    bool strict = false;  // it must agree with the others
    std::string text{};
  };
  struct Reference {
    ReferenceKind kind = ReferenceKind::kName;
    bool status = false;  // of an order
    size_t shelf = 0;
    Uuid derived{};  // kAdopt, kOwn, kId: the GUID; status: that of the order
    std::vector<Part> parts{};
    enum : uint8_t { kOpen, kFound, kMissing, kRefused } state = kOpen;
    bool wanted = false;
    bool fresh = false;      // what a list says of it is not enough
    bool transient = false;  // refused, since it could not be asked: open again for later records
    bool failed = false;     // likewise: their outcome is FAILED
    uint64_t place = 0;
    Uuid id{};
    std::string why{};
  };

  // names.cc
  size_t ShelfOf(std::string_view collection, bool status);
  uint32_t ReferenceOf(const ReferenceMark& mark);
  std::string_view Put(const ReferenceMark& mark, bool* holes);
  uint32_t Enter(std::string key, Reference reference);
  void AddParts(const ReferenceMark& mark, Reference* reference) const;
  static std::string KeyOf(const Part& part);
  std::optional<Finding> Known(const Shelf& shelf, const Part& part, bool fresh) const;
  void Resolve(Reference* reference);
  void Found(Reference* reference, const Uuid& id);
  static void Refuse(Reference* reference, std::string why);
  // RefuseHalfRead refuses for now: the record may be among those that did not come.
  static void RefuseHalfRead(const std::string& what, int64_t came, std::optional<int64_t> total,
                             Reference* reference);
  std::string WhyMissing(const Reference& reference) const;
  void RefuseMissing(Reference* reference) const;
  void Want(uint32_t ordinal, uint64_t place);
  Filling Filled(uint32_t ordinal, uint64_t place);

  // questions.cc
  void Refresh(size_t shelf);
  static void Forget(Shelf* shelf);
  static void ForgetSingle(Shelf* shelf) noexcept;
  static std::string_view FilterOf(const Shelf& shelf, const Part& part);
  const Part* OpenPart(const Reference& reference) const;
  // Holds: who names what is missing waits for it.
  bool Holds(const Reference& reference) const {
    return reference.state == Reference::kMissing && config_.on_missing == OnMissing::kHold;
  }
  bool CanAskAlone(const Shelf& shelf, const Reference& reference) const;
  bool AsksPages(const Shelf& shelf, const Reference& reference) const;
  void AskMissing(Shelf* shelf);
  void CountOpen(Shelf* shelf) const;
  static void ReadPage(const EntityList& list, Shelf* shelf);
  void ReadSingle(const EntityList& list, const Question& question, Shelf* shelf);
  Answered Read(const Question& question, const Exchange& exchange);
  void ReadOne(const Question& question, const Exchange& exchange, Answered* answered);
  void SettleWanted(Shelf* shelf, Answered* answered);

  ReferencesConfig config_;
  uint64_t configured_ = 0;  // how often everything was forgotten
  TimePoint now_{};
  bool shown_ = false;
  std::vector<Shelf> shelves_;
  std::vector<std::unique_ptr<Reference>> references_;
  std::unordered_map<std::string, uint32_t> by_key_;
  std::unordered_map<std::string, Uuid> canonical_;  // by derived GUID, where it is another
  std::vector<Note> notes_;
  std::map<std::string, size_t> shown_counts_;
  std::unordered_set<uint64_t> shown_names_;  // as hashes: there may be millions
  std::string key_, put_;                     // of the last mark
  std::string status_why_;                    // of the order that was refused last
};

}  // namespace inflow

#endif  // PLUGIN_LOOKUP_NAMES_H_
