/* SPDX-License-Identifier: Apache-2.0
 *
 * File: entity_answer.h
 *
 * The body with which inFlow answers a write: the whole entity, or an array of them, in which what
 * was sent comes back among what the service adds.
 */
#ifndef BENCH_ENTITY_ANSWER_H_
#define BENCH_ENTITY_ANSWER_H_

#include <stddef.h>

/* entity_answer writes the answer to the body [body, end), one JSON object or an array of them
 * without white space between their parts, to `out`, and returns its length; 0 where the body is
 * none or `room` bytes are not enough. Each entity has the members of its record, decimal texts
 * with the digits that the service shows, and fields of a product that make it about `bytes` long;
 * with `create` also a productId. */
size_t entity_answer(const char* body, const char* end, int create, size_t bytes, char* out,
                     size_t room);

#endif /* BENCH_ENTITY_ANSWER_H_ */
