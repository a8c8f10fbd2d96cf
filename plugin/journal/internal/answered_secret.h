// SPDX-License-Identifier: Apache-2.0
//
// File: answered_secret.h
#ifndef PLUGIN_JOURNAL_INTERNAL_ANSWERED_SECRET_H_
#define PLUGIN_JOURNAL_INTERNAL_ANSWERED_SECRET_H_

#include <string>
#include <string_view>

namespace inflow {

// HideAnsweredSecrets overwrites with '*' what a text of an answer has as the value of attributes
// with "secret" in their names: the answer that makes a webhook's subscription tells its secret.
// Such attributes are found in JSON, in JSON that is quoted in a text, and where they are cut off.
void HideAnsweredSecrets(std::string* text);

// MayHaveSecret is a quick look whether there is one.
bool MayHaveSecret(std::string_view text);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_ANSWERED_SECRET_H_
