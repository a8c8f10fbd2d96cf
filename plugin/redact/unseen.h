// SPDX-License-Identifier: Apache-2.0
//
// File: unseen.h
//
// Characters that a reader does not see, and that a text may therefore hold in the midst of a word.
#ifndef PLUGIN_REDACT_UNSEEN_H_
#define PLUGIN_REDACT_UNSEEN_H_

namespace inflow {

// IsHidden tells whether a character shows nothing at all: zero width, direction marks, soft
// hyphen, byte order mark, variation selectors, fillers, tags.
bool IsHidden(char32_t code);

// IsUnseen tells it of what may stand in the midst of a word: hidden characters, control
// characters, and all blanks but U+0020.
bool IsUnseen(char32_t code);

}  // namespace inflow

#endif  // PLUGIN_REDACT_UNSEEN_H_
