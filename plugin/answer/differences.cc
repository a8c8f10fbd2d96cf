// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/differences.h"

#include "plugin/answer/internal/entity_comparer.h"

namespace inflow {

Differences CompareEntities(const ObjectSchema* object, std::string_view sent,
                            std::string_view found) {
  Differences differences;
  answer::EntityComparer comparer(object, sent, found);
  comparer.TellEach(&differences);
  comparer.Compare();
  return differences;
}

}  // namespace inflow
