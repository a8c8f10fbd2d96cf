// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/redactor.h"

#include <algorithm>

#include "plugin/redact/internal/characters.h"
#include "plugin/redact/internal/forms.h"
#include "plugin/redact/internal/glance.h"
#include "plugin/redact/internal/grams.h"
#include "plugin/redact/internal/special.h"

namespace inflow {
namespace {

constexpr size_t kLeast = 4;  // of a short secret

// HashSet holds hashes, which need no hashing.
class HashSet {
 public:
  explicit HashSet(const std::vector<uint64_t>& hashes) {
    size_t size = 2;
    while (size < 2 * hashes.size()) size *= 2;
    slots_.resize(size);
    for (const uint64_t hash : hashes) slots_[PlaceOf(hash)] = hash;
  }
  bool Has(uint64_t hash) const noexcept { return hash != 0 && slots_[PlaceOf(hash)] == hash; }

 private:
  // PlaceOf is where the hash is, or the empty place where it would be.
  size_t PlaceOf(uint64_t hash) const noexcept {
    size_t at = (hash * kHashFactor >> 32) & (slots_.size() - 1);
    while (slots_[at] != 0 && slots_[at] != hash) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  std::vector<uint64_t> slots_;
};

// WindowHashes are those of every kWindow characters of a folded form.
void AppendWindowHashes(std::string_view folded, std::vector<uint64_t>* hashes) {
  for (size_t at = 0; at + kWindow <= folded.size(); ++at) {
    uint64_t hash = 0;
    for (const char c : folded.substr(at, kWindow))
      hash = hash * kHashFactor + static_cast<uint8_t>(c);
    hashes->push_back(hash);
  }
}

}  // namespace

// Finder hides the secrets that are long. A text is only looked over, twice. Where bytes may stand
// for something else than themselves (special.h) it is read character by character, as long as the
// characters follow each other as they do in a form. Then pieces of forms are looked for that stand
// there as they are (grams.h), also behind what only seemed to be an escape.
class Redactor::Finder {
 public:
  explicit Finder(const std::vector<Form>& forms)
      : windows_(Prepare(forms)), glance_(alphabet_), find_special_(FastestFindSpecial()) {}

  size_t Hide(std::string* text) const noexcept { return HideWritten(text) + HidePlain(text); }

  // HideEverywhere reads the whole text.
  void HideEverywhere(std::string* text) const noexcept {
    Characters characters(alphabet_);
    Marker marker{text};
    for (size_t at = 0; at < text->size(); ++at) {
      characters.Feed(Byte(*text, at), at, true);
      Judge(&characters, &marker);
    }
  }

 private:
  // Marker overwrites what is found.
  struct Marker {
    std::string* text;
    size_t done = 0;
    void Mark(size_t begin, size_t end) {
      for (size_t at = std::max(begin, done); at < end; ++at) (*text)[at] = '*';
      done = end;
    }
  };

  static uint8_t Byte(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

  std::vector<uint64_t> Prepare(const std::vector<Form>& forms) {
    std::vector<uint64_t> hashes;
    std::bitset<256> used;
    for (const Form& form : forms) {
      std::string folded = form.text;
      for (char& c : folded) c = static_cast<char>(Folded(static_cast<uint8_t>(c)));
      for (size_t i = 0; i < folded.size(); ++i) {
        used.set(Byte(folded, i));
        if (i > 0) alphabet_.follows[Byte(folded, i - 1)].set(Byte(folded, i));
      }
      AppendWindowHashes(folded, &hashes);
      if (folded.size() >= kWindow) grams_.Add(form);
    }
    for (size_t c = 0; c < alphabet_.fold.size(); ++c) {
      const uint8_t folded = Folded(static_cast<uint8_t>(c));
      if (used[folded]) alphabet_.fold[c] = folded;
    }
    return hashes;
  }

  void Judge(Characters* characters, Marker* marker) const noexcept {
    if (characters->last().chain < kWindow || !windows_.Has(characters->WindowHash())) return;
    marker->Mark(characters->last(kWindow - 1).begin, characters->last().end);
    characters
        ->Anchor();  // what was overwritten cannot be found again, so the chain is read to its end
  }

  // HideWritten hides what is escaped, or has something unseen between. It returns how many bytes
  // were read.
  size_t HideWritten(std::string* text) const noexcept {
    size_t steps = 0;
    SpecialPlaces special(find_special_, *text);
    LeaveIdle(*text, &special);
    while (special.place() < text->size()) {
      const size_t place = special.place();
      Characters characters(alphabet_);
      Marker marker{text};
      const size_t begin = BeginBefore(*text, place);
      size_t at = begin;
      do {
        characters.Feed(Byte(*text, at), at, at >= place && IsSpecial(Byte(*text, at)));
        Judge(&characters, &marker);
        ++at;
      } while (at <= place || GoesOn(characters, *text, at));
      steps += at - begin;
      special.GoTo(at);
      LeaveIdle(*text, &special);
    }
    return steps;
  }

  // HidePlain hides what stands there as it is.
  size_t HidePlain(std::string* text) const noexcept {
    size_t steps = 0;
    for (size_t place = grams_.Find(*text, 0); place < text->size();) {
      Characters characters(alphabet_);
      Marker marker{text};
      const size_t begin = BeginBefore(*text, place);
      size_t at = begin;
      do {
        characters.Feed(Byte(*text, at), at, at == place);
        Judge(&characters, &marker);
        ++at;
      } while (at < text->size() && !IsSpecial(Byte(*text, at)) &&
               (at <= place || characters.last().anchored));
      steps += at - begin;
      const size_t next =
          characters.last().chain == 1 ? at - 1 : at;  // the last one may begin another
      place = grams_.Find(*text, std::max(next, place + 1));
    }
    return steps;
  }

  // BeginBefore goes back over the plain characters that follow each other, and the blanks between
  // them and `place`. However many there are, they are read once: no other place is behind them.
  size_t BeginBefore(std::string_view text, size_t place) const noexcept {
    size_t at = place;
    while (at > 0 && text[at - 1] == ' ') --at;
    for (const size_t end = at;
         at > 0 && alphabet_.Has(Byte(text, at - 1)) && !IsSpecial(Byte(text, at - 1)); --at) {
      if (at < end && !alphabet_.Follow(Byte(text, at - 1), Byte(text, at))) break;
    }
    return at;
  }

  // GoesOn tells whether a form may go on at `at`. Behind a blank only where something unseen
  // comes, beside which it does not count.
  static bool GoesOn(const Characters& characters, std::string_view text, size_t at) noexcept {
    if (at == text.size()) return false;
    const bool blank =
        characters.last().byte == ' ' && text[at] != ' ' && !IsSpecial(Byte(text, at));
    return (characters.last().anchored && !blank) || characters.last().pending > 0;
  }

  void LeaveIdle(std::string_view text, SpecialPlaces* special) const noexcept {
    SpecialPlaces places = *special;  // so that it stays in registers
    while (places.place() < text.size() && glance_.IsIdle(text, places.place())) places.Next();
    *special = places;
  }

  Alphabet alphabet_;
  Grams grams_;
  HashSet windows_;  // of all forms
  Glance glance_;
  FindSpecial find_special_;
};

Redactor::Redactor() = default;
Redactor::~Redactor() = default;
Redactor::Redactor(Redactor&&) noexcept = default;
Redactor& Redactor::operator=(Redactor&&) noexcept = default;

Redactor::Redactor(const std::vector<std::string>& secrets) {
  std::vector<Form> forms;
  for (const std::string& secret : secrets) {
    if (Unescaped(secret).size() < kWindow && secret.size() >= kLeast) short_.push_back(secret);
    if (secret.size() < kWindow) continue;
    for (Form& form : FormsOf(secret)) forms.push_back(std::move(form));
  }
  if (!forms.empty()) finder_ = std::make_unique<const Finder>(forms);
}

size_t Redactor::Redact(std::string* text) const noexcept {
  RedactShort(text);
  return finder_ != nullptr && text->size() >= kWindow ? finder_->Hide(text) : 0;
}

bool Redactor::LooksRedacted(std::string_view text) const noexcept {
  size_t least = finder_ != nullptr ? kWindow : std::string::npos;
  for (const std::string& secret : short_) least = std::min(least, secret.size());
  size_t row = 0;
  return std::any_of(text.begin(), text.end(), [&row, least](char c) {
    row = c == '*' ? row + 1 : 0;
    return row == least;
  });
}

void Redactor::RedactName(std::string* name) const noexcept {
  RedactShort(name);
  if (finder_ != nullptr && name->size() >= kWindow) finder_->HideEverywhere(name);
}

void Redactor::RedactShort(std::string* text) const noexcept {
  for (const std::string& secret : short_) {
    for (size_t at = text->find(secret); at != std::string::npos; at = text->find(secret, at)) {
      std::fill_n(text->begin() + static_cast<std::ptrdiff_t>(at), secret.size(), '*');
      at += secret.size();
    }
    for (size_t length = std::min(secret.size() - 1, text->size()); length >= kLeast; --length) {
      if (text->compare(text->size() - length, length, secret, 0, length) != 0) continue;
      std::fill_n(text->end() - static_cast<std::ptrdiff_t>(length), length, '*');
      break;
    }
  }
}

}  // namespace inflow
