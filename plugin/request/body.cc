// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/body.h"

#include <algorithm>

namespace inflow {
namespace {

// FormIndex is "[3]", as a form writes it.
std::string FormIndex(size_t index) { return "%5B" + std::to_string(index) + "%5D"; }

void AppendDocument(const Document& document, std::string* out) {
  const Envelope& envelope = document.is_bare() ? *document.bare : *document.envelope;
  out->append(envelope.prefix);
  size_t place = 0;
  for (const ItemList* lines : {&document.lines, &document.staged}) {
    for (const Item& line : *lines) {
      if (line.left_out) continue;
      if (place > 0) out->append(envelope.separator);
      AppendItemAt(line, envelope, place++, out);
    }
  }
  out->append(envelope.suffix);
}

}  // namespace

void AppendItemAt(const Item& item, const Envelope& envelope, size_t place, std::string* out) {
  if (item.document != nullptr) return AppendDocument(*item.document, out);
  if (envelope.list.empty()) {
    out->append(item.payload());
    return;
  }
  const std::string name = envelope.list + FormIndex(place);
  for (std::string_view rest = item.payload(); !rest.empty();) {
    const size_t mark = rest.find(kPlaceMark);
    out->append(rest.substr(0, mark));
    if (mark == std::string_view::npos) return;
    out->append(name);
    rest.remove_prefix(mark + 1);
  }
}

size_t PlacedSize(const Item& item, const Envelope& envelope, size_t place) {
  if (item.document != nullptr) return DocumentSize(*item.document);
  const auto marks =
      static_cast<size_t>(std::count(item.payload().begin(), item.payload().end(), kPlaceMark));
  return item.payload().size() + marks * (envelope.list.size() + FormIndex(place).size() - 1);
}

size_t DocumentSize(const Document& document) {
  const Envelope& envelope = document.is_bare() ? *document.bare : *document.envelope;
  return envelope.prefix.size() + document.bytes + envelope.suffix.size();
}

}  // namespace inflow
