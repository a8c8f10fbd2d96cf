/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/entity_answer.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define ID "\"5f0f2a34-7c1e-4d58-9a3b-6e2d8c4b1f07\""
#define STAMP "\"00000000003110AB\""

/* What an answer shows of a product besides the fields that a benchmark's record sends. */
static const char* const kFields[] = {
    "\"timestamp\":" STAMP,
    "\"lastModifiedById\":" ID,
    "\"categoryId\":" ID,
    "\"lastModifiedDateTime\":\"2025-11-28T09:41:07.1230000+00:00\"",
    "\"autoAssemble\":false",
    "\"description\":\"Zinc plated, property class 8.8; sold by the hundred\"",
    "\"height\":null",
    "\"length\":\"30.0000\"",
    "\"width\":\"8.0000\"",
    "\"customFields\":{\"custom1\":\"\",\"custom2\":\"\",\"custom3\":\"\",\"custom4\":\"A \\u2013 "
    "4\",\"custom5\":\"\",\"custom6\":\"\","
    "\"custom7\":\"\",\"custom8\":\"False\",\"custom9\":\"\",\"custom10\":\"\"}",
    "\"trackSerials\":false",
    "\"isManufacturable\":false",
    "\"standardUomName\":\"ea.\"",
    "\"salesUom\":{\"conversionRatio\":{\"standardQuantity\":\"1.0000\",\"uomQuantity\":\"1.0000\"},\"name\":\"ea.\"}",
    "\"purchasingUom\":{\"conversionRatio\":{\"standardQuantity\":\"100.0000\",\"uomQuantity\":\"1.0000\"},\"name\":\"box\"}",
    "\"totalQuantityOnHand\":\"1250.0000\"",
    "\"prices\":[{\"fixedMarkup\":null,\"priceType\":\"fixedPrice\",\"pricingSchemeId\":" ID
    ",\"productPriceId\":" ID ",\"timestamp\":" STAMP
    ",\"unitPrice\":\"12.50000\"},{\"fixedMarkup\":\"40.00000\",\"priceType\":\"fixedMarkup\","
    "\"pricingSchemeId\":" ID ",\"productPriceId\":" ID ",\"timestamp\":" STAMP
    ",\"unitPrice\":null}]",
    "\"originCountry\":\"DE\"",
    "\"hsTariffNumber\":\"7318.15\"",
    "\"vendorItems\":[{\"cost\":\"7.12500\",\"leadTimeDays\":14,\"lineNum\":1,\"vendorId\":" ID
    ",\"vendorItemCode\":\"HB-8-30\","
    "\"vendorItemId\":" ID ",\"timestamp\":" STAMP "}]",
    "\"reorderSettings\":[{\"defaultSublocation\":\"A-12-B\",\"enableReordering\":true,\"locationId\":" ID
    ",\"reorderMethod\":\"purchaseOrder\",\"reorderPoint\":\"200.0000\",\"reorderQuantity\":\"500.0000\","
    "\"reorderSettingsId\":" ID "}]",
    "\"lastVendorId\":" ID,
    "\"defaultImageId\":null",
    "\"includeQuantityBuildable\":false",
    "\"images\":[{\"imageId\":" ID
    ",\"largeUrl\":\"https://images.example.com/large/hex-bolt.png\","
    "\"thumbUrl\":\"https://images.example.com/thumb/hex-bolt.png\"}]",
    "\"productBarcodes\":[]",
    "\"itemBoms\":[]",
    "\"taxCodes\":[]",
    "\"attachments\":[]",
};
enum { kFieldCount = sizeof kFields / sizeof kFields[0] };

typedef struct writer {
  char* at;
  char* end;
} writer;

static void put(writer* out, const char* bytes, size_t count) {
  if (out->at == NULL || (size_t)(out->end - out->at) < count) {
    out->at = NULL;
    return;
  }
  memcpy(out->at, bytes, count);
  out->at += count;
}

/* string_end returns what follows the string that begins at `at`, or NULL. */
static const char* string_end(const char* at, const char* end) {
  do {
    ++at;
    at = at < end ? memchr(at, '"', (size_t)(end - at)) : NULL;
  } while (at != NULL && at[-1] == '\\');
  return at == NULL ? NULL : at + 1;
}

/* value_end returns what follows the value at `at`, or NULL. */
static const char* value_end(const char* at, const char* end) {
  int depth = 0;
  while (at != NULL && at < end) {
    if (*at == '"') {
      at = string_end(at, end);
    } else {
      const char c = *at;
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) return at;
      depth += (c == '{' || c == '[') - (c == '}' || c == ']');
      ++at;
    }
    if (depth == 0 && at != NULL && at < end && (*at == ',' || *at == '}' || *at == ']')) return at;
  }
  return depth == 0 ? at : NULL;
}

/* The service shows more digits than it was given. */
static int is_decimal_text(const char* at, const char* end) {
  if (*at != '"' || memchr(at, '.', (size_t)(end - at)) == NULL) return 0;
  return strspn(at + 1, "0123456789.") == (size_t)(end - at - 2);
}

/* put_field adds the next of kFields while there are bytes to spare. */
static int put_field(size_t* next, size_t* spare, writer* out) {
  const size_t count = *next < kFieldCount ? strlen(kFields[*next]) : *spare;
  if (count >= *spare) return 0;
  put(out, ",", 1);
  put(out, kFields[*next], count);
  *spare -= count + 1;
  ++*next;
  return 1;
}

/* put_entity answers the object [at, end). */
static int put_entity(const char* at, const char* end, int create, size_t bytes, writer* out) {
  static atomic_uint made;
  const size_t sent = (size_t)(end - at);
  size_t next = 0, spare = bytes > sent ? bytes - sent : 0;
  put(out, "{", 1);
  if (create) {
    char id[64];
    const int count = snprintf(id, sizeof id, "\"productId\":\"8c4b1f07-7c1e-4d58-9a3b-%012x\",",
                               atomic_fetch_add(&made, 1));
    put(out, id, (size_t)count);
    spare -= spare < (size_t)count ? spare : (size_t)count;
  }
  while (*at != '}') {  // at the bracket or comma in front of a member
    const char* name = at + 1;
    const char* value = *name == '"' ? string_end(name, end) : NULL;
    const char* stop = value == NULL ? NULL : value_end(value + 1, end);
    if (stop == NULL || stop >= end) return 0;
    if (*at == ',') put(out, ",", 1);
    const size_t decimal = is_decimal_text(value + 1, stop);
    put(out, name, (size_t)(stop - name) - decimal);
    if (decimal) put(out, "00\"", 3);
    put_field(&next, &spare, out);
    at = stop;
  }
  while (put_field(&next, &spare, out)) continue;
  put(out, "}", 1);
  return 1;
}

size_t entity_answer(const char* body, const char* end, int create, size_t bytes, char* out,
                     size_t room) {
  writer answer = {out, out + room};
  const int several = body < end && *body == '[';
  const char* at = body + several;
  if (several) put(&answer, "[", 1);
  while (at < end && *at == '{') {
    const char* stop = value_end(at, end);
    if (stop == NULL || !put_entity(at, stop, create, bytes, &answer)) return 0;
    at = stop;
    if (several && at < end) put(&answer, at++, 1);  // the comma, or the bracket at the end
  }
  return at == end && end != body && answer.at != NULL ? (size_t)(answer.at - out) : 0;
}
