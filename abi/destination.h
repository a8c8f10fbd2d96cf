/* SPDX-License-Identifier: Apache-2.0
 *
 * File: destination.h
 *
 * The C ABI of an inflow destination: a shared library that a data-integration host loads to write
 * records into inFlow Inventory. Five calls do the work:
 *
 *     destination* d = NULL;
 *     destination_error* e = NULL;
 *     destination_open(NULL, &d, &e);
 *     destination_configure(d, json, json_len, &e);
 *     destination_write_batch(d, &batch, -1, &result, &e);    ... for all records; free each result
 *     destination_flush(d, -1, &result, &e);
 *     destination_close(d);
 *
 * TAGS. Each function carries one: [any] any thread while the handle lives · [serial] one call at a
 * time per handle; a second one, also from a callback, gets DESTINATION_BUSY at once · [O] after
 * open · [C] after a successful configure, else DESTINATION_INVALID_STATE · [last] nothing may run
 * beside it or after it. Nothing at all may run beside destination_close.
 *
 * OWNERSHIP. Inputs are borrowed for the call. Results, buffers and errors are owned by the caller,
 * may outlive the handle, and are freed on any thread with their *_free. Every *_free and close
 * takes NULL, returns nothing and cannot fail. Strings are UTF-8 with a length; strings handed out
 * are NUL-terminated too.
 *
 * STATUS AND OUTCOME. A call's status says what became of the call; a record's outcome says what
 * became of the record. Once destination_write_batch has accepted a batch it returns
 * DESTINATION_OK, whatever happens next.
 *
 * ERRORS. `err` may be NULL. Where it is not, it is set to NULL on DESTINATION_OK and to an error
 * otherwise.
 *
 * STRUCTS begin with struct_size; set it with the _INIT macro. An input that is shorter than the
 * library's has zeros for the rest; a longer one is taken only where its unknown tail is all zero.
 * Outputs are filled up to the smaller of both sizes and the rest is zeroed.
 *
 * THREADS. The library starts none of its own (libcurl's resolver aside). Work happens only inside
 * calls; between calls nothing moves and no timeout runs. After fork, a handle in the child answers
 * DESTINATION_INVALID_STATE, and closing it there frees memory but touches no socket and no file.
 *
 * The rules of change are in ABI.md beside this file.
 */
#ifndef DESTINATION_H
#define DESTINATION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#if __cplusplus >= 201103L
#define DESTINATION_NOEXCEPT noexcept
#endif
#endif
#ifndef DESTINATION_NOEXCEPT
#define DESTINATION_NOEXCEPT
#endif

/* DESTINATION_API marks what the library exports; DESTINATION_CALL is the calling convention. */
#ifndef DESTINATION_API
#if defined(__GNUC__)
#define DESTINATION_API __attribute__((visibility("default")))
#else
#define DESTINATION_API
#endif
#endif
#define DESTINATION_CALL

/* DESTINATION_ABI_VERSION is major << 16 | minor. The major number is in the soname; minors only
 * append. */
#define DESTINATION_ABI_VERSION ((uint32_t)0x00010000u)

/* --------------------------------------------------------------------------------- status codes */

/* destination_status: what became of a call. Numbers are never reused. */
typedef int32_t destination_status;
#define DESTINATION_OK ((destination_status)0)
/* The caller's mistake; the error names the argument. */
#define DESTINATION_INVALID_ARGUMENT ((destination_status)1)
/* Not configured, inactive, or the child of a fork. */
#define DESTINATION_INVALID_STATE ((destination_status)2)
/* Another call runs on this handle. */
#define DESTINATION_BUSY ((destination_status)3)
/* Not in this version of the library. */
#define DESTINATION_UNSUPPORTED ((destination_status)4)
/* The configuration is wrong, or what answers is not this service. */
#define DESTINATION_CONFIG ((destination_status)5)
/* The service refused the credential. */
#define DESTINATION_AUTH ((destination_status)6)
/* Nothing answers, or only gateways do. */
#define DESTINATION_UNAVAILABLE ((destination_status)7)
/* The service asked for a longer pause than max_retry_after_ms. */
#define DESTINATION_RATE_LIMITED ((destination_status)8)
/* timeout_ms is over and work is left. */
#define DESTINATION_TIMEOUT ((destination_status)9)
/* destination_cancel was called. */
#define DESTINATION_CANCELLED ((destination_status)10)
/* The queue is full; nothing was accepted. By open: no file descriptors are left. */
#define DESTINATION_RESOURCE_EXHAUSTED ((destination_status)11)
/* Not while records are pending. */
#define DESTINATION_CONFLICT ((destination_status)12)
#define DESTINATION_OUT_OF_MEMORY ((destination_status)13)
/* A defect of the library; the error says what. */
#define DESTINATION_INTERNAL ((destination_status)14)
/* The journal cannot be read or written: nothing is sent, told or accepted until it can. A host
 * stops, and says so to a person. */
#define DESTINATION_JOURNAL ((destination_status)15)

/* destination_outcome: what became of a record. Numbers are never reused. */
typedef int32_t destination_outcome;
/* The service answered success, and what it answered can be one. */
#define DESTINATION_DELIVERED ((destination_outcome)1)
/* Not sent: the last delivered payload for its key is the same. */
#define DESTINATION_UNCHANGED ((destination_outcome)2)
/* Carried by a later record of its key that was delivered. */
#define DESTINATION_SUPERSEDED ((destination_outcome)3)
/* Refused for good; the message says by which rule, or the service's words. */
#define DESTINATION_REJECTED ((destination_outcome)4)
/* Retries used up; can be sent again. */
#define DESTINATION_FAILED ((destination_outcome)5)
/* Sent, outcome unknown, and sending again might duplicate. */
#define DESTINATION_AMBIGUOUS ((destination_outcome)6)
/* Given back unsent. */
#define DESTINATION_DROPPED ((destination_outcome)7)

/* Log levels of destination_host.log. */
#define DESTINATION_LOG_ERROR ((int32_t)1)
#define DESTINATION_LOG_WARN ((int32_t)2)
#define DESTINATION_LOG_INFO ((int32_t)3)
#define DESTINATION_LOG_DEBUG ((int32_t)4)

/* Record formats of destination_batch.format. */
#define DESTINATION_FORMAT_JSON ((uint32_t)1) /* each record is one JSON object, RFC 8259 */

/* Flags of destination_batch.flags.
 *
 * The groups that the batch's records come to are closed behind the last of them, folded documents
 * included: the host promises that these are complete. What is written after it waits for nothing
 * of the batch. */
#define DESTINATION_BATCH_CLOSE ((uint32_t)1)

/* Flags of destination_item.flags. The first two need a journal, the others stand with REJECTED
 * lines of folded documents. */

/* Accepted in an earlier session. It stands in the command "earlier" alone, never in a result. */
#define DESTINATION_FLAG_ADOPTED ((uint32_t)1)
/* Settled before this call: its batch had been accepted with the same token. */
#define DESTINATION_FLAG_REPEATED ((uint32_t)2)
/* Its document was closed before it came. */
#define DESTINATION_FLAG_LATE ((uint32_t)4)
/* Refused for the sake of its document alone: nothing is wrong with the line. */
#define DESTINATION_FLAG_SOUND ((uint32_t)8)
/* With LATE: its document was sent, or may have been; written alone, the line would replace that
 * one's lines. */
#define DESTINATION_FLAG_SENT ((uint32_t)16)

/* ---------------------------------------------------------------------------------------- types */

/* destination: one configured connection to one inFlow company. Opaque. */
typedef struct destination destination;
/* destination_result: the records that settled during a call. Opaque. */
typedef struct destination_result destination_result;
/* destination_buffer: bytes handed out by the library. Opaque. */
typedef struct destination_buffer destination_buffer;
/* destination_error: why a call did not return OK. Opaque. */
typedef struct destination_error destination_error;

/* destination_quota_window: in any span of per_ms, at most so many requests. */
typedef struct destination_quota_window {
  uint64_t requests;
  int64_t per_ms;
} destination_quota_window;

/* destination_host: what the host offers the library. Copied by open; ctx must outlive the
 * handle. */
typedef struct destination_host {
  uint32_t struct_size;
  uint32_t reserved; /* zero */
  void* ctx;
  /* log (optional) is called only on the thread that is inside a call, never after it. It must not
   * throw, and every serial function it calls on the same handle answers BUSY. The credential never
   * appears in a message. */
  void(DESTINATION_CALL* log)(void* ctx, int32_t level, const char* component, const char* message,
                              size_t message_len);
  /* quota_acquire and quota_ended (both or none) ask the host whether a request of the company may
   * start, for those that share its quota with handles on other machines; rate_limit.log is not
   * used then. `company` is the company id as it was configured, `windows` are those in force, what
   * the service has named included, after "share". 1: granted, *permit is the host's number of it.
   * 0: ask again after *wait_ms, of which retry.max_retry_after_ms is the most. Anything else: the
   * host cannot tell now; the call returns UNAVAILABLE, and what is pending stays pending. Asked
   * after the handle's own windows have a request left. Several grants may be open at once.
   *
   * quota_ended is called exactly once for each grant, when its request has ended, by
   * destination_discard and destination_close at the latest. `spent` is 0 where no byte of the
   * request was written, so that it has cost nothing, else 1. The windows count from here on.
   *
   * Both are called only on the thread that is inside a call or destination_close, never in the
   * child of a fork, and never with the credential. They must neither wait nor throw; of the same
   * handle they may call destination_cancel and destination_stats alone: serial functions answer
   * BUSY. */
  int32_t(DESTINATION_CALL* quota_acquire)(void* ctx, const char* company, size_t company_len,
                                           const destination_quota_window* windows, uint32_t count,
                                           uint64_t* permit, int64_t* wait_ms);
  void(DESTINATION_CALL* quota_ended)(void* ctx, uint64_t permit, int32_t spent);
} destination_host;
#define DESTINATION_HOST_INIT \
  { sizeof(destination_host), 0, NULL, NULL, NULL, NULL }

/* destination_batch: records as one byte block. Record i is data[offsets[i] .. offsets[i+1]); bytes
 * between records do not exist, so separators such as newlines belong to a record and are skipped
 * as white space. A record of length 0 stands for one that the host itself could not read: it
 * settles REJECTED, and where lines are folded it refuses the documents that it may have been a
 * line of. It concerns the batch's route; a host that does not know the record's route writes one
 * to each that folds. */
typedef struct destination_batch {
  uint32_t struct_size;
  uint32_t format; /* DESTINATION_FORMAT_JSON */
  const char* data;
  size_t data_len;
  const uint64_t* offsets; /* count + 1 of them, ascending, the last at most data_len */
  uint64_t count;
  const uint64_t* ids; /* count of them, or NULL: positions since the handle's first, from 0 */
  const char* route;   /* a name under "routes", or NULL: the configuration's own endpoint */
  size_t route_len;
  const char* token; /* with a journal: the batch's name; writing it twice is harmless */
  size_t token_len;
  uint32_t flags;    /* DESTINATION_BATCH_* */
  uint32_t reserved; /* zero */
} destination_batch;
#define DESTINATION_BATCH_INIT                                                                    \
  {                                                                                               \
    sizeof(destination_batch), DESTINATION_FORMAT_JSON, NULL, 0, NULL, 0, NULL, NULL, 0, NULL, 0, \
        0, 0                                                                                      \
  }

/* destination_item: one settled record. Items are walked by the stride that
 * destination_result_items gives, so that later versions can append fields. Strings are borrowed
 * from the result. */
typedef struct destination_item {
  uint64_t id;
  destination_outcome outcome;
  int32_t http_status; /* of the last answer; 0 where there was none */
  uint32_t attempts;   /* requests that carried it and may have reached the service */
  uint32_t flags;      /* DESTINATION_FLAG_* */
  int64_t latency_ms;  /* from the start of the last attempt to its end; 0 where there was none */
  const char* message; /* never NULL; empty where there is nothing to say */
  size_t message_len;
  const char* response; /* the answer's body with "capture_responses": true, else empty */
  size_t response_len;
  /* The folded document that it is a line of, counted from 1 in the order in which they began; 0
   * where it is none, or nobody can tell of which. */
  uint64_t document;
} destination_item;

/* destination_summary: a result in numbers, and what stopped the work. */
typedef struct destination_summary {
  uint32_t struct_size;
  /* What stopped the work (AUTH, UNAVAILABLE, RATE_LIMITED, CONFIG, CANCELLED, TIMEOUT, JOURNAL),
   * else OK. */
  destination_status status;
  uint64_t count; /* items */
  uint64_t delivered;
  uint64_t unchanged;
  uint64_t superseded;
  uint64_t rejected;
  uint64_t failed;
  uint64_t ambiguous;
  uint64_t dropped;
  uint64_t pending;       /* records still pending after the call */
  int64_t retry_after_ms; /* of RATE_LIMITED and UNAVAILABLE: when to come back; -1 where unknown */
} destination_summary;
#define DESTINATION_SUMMARY_INIT \
  { sizeof(destination_summary), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

/* destination_quota: one quota window as it stands now. */
typedef struct destination_quota {
  uint64_t requests;    /* how many the window allows, after "share" */
  int64_t per_ms;       /* its length */
  uint64_t used;        /* requests in flight or ended within it */
  int64_t next_free_ms; /* until one more may start; 0 now, -1 when one in flight ends */
} destination_quota;

#define DESTINATION_MAX_WINDOWS 8

/* destination_stats: the handle's counters since open; accepted is the sum of the outcomes and
 * pending. */
typedef struct destination_stats_data {
  uint32_t struct_size;
  uint32_t window_count;
  uint64_t accepted;
  uint64_t delivered;
  uint64_t unchanged;
  uint64_t superseded;
  uint64_t rejected;
  uint64_t failed;
  uint64_t ambiguous;
  uint64_t dropped;
  uint64_t pending;
  uint64_t pending_bytes; /* payload bytes held for pending records */
  uint64_t in_flight;     /* requests on the wire */
  uint64_t requests;      /* requests started that may have reached the service */
  uint64_t retries;       /* of those, not the first for their records */
  uint64_t throttled;     /* answers 429 */
  int64_t next_due_ms;    /* until poll has something to send; 0 now, -1 nothing waits for time */
  destination_quota windows[DESTINATION_MAX_WINDOWS];
  uint64_t webhook_delivered; /* answers that the response webhook has taken */
  uint64_t webhook_failed;    /* answers that were given up, or found no room */
  uint64_t webhook_pending;   /* answers that are still to be posted */
  uint64_t warnings;          /* what the service may lose; the command "warnings" names it */
  uint64_t adopted_pending;   /* records of earlier sessions; in no figure above but the bytes */
} destination_stats_data;
#define DESTINATION_STATS_INIT                                                      \
  {                                                                                 \
    sizeof(destination_stats_data), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
        {{0, 0, 0, 0}}, 0, 0, 0, 0, 0                                               \
  }

/* ------------------------------------------------------------------------------------ functions */

struct destination_api;

/* destination_abi_version: DESTINATION_ABI_VERSION of the library. [any] */
DESTINATION_API uint32_t DESTINATION_CALL destination_abi_version(void) DESTINATION_NOEXCEPT;

/* destination_get_api: the functions below as a table that is only ever appended to. NULL for
 * another major version; for a newer minor the library's own table, whose struct_size tells what it
 * holds. Static storage. [any] */
DESTINATION_API const struct destination_api* DESTINATION_CALL
destination_get_api(uint32_t requested) DESTINATION_NOEXCEPT;

/* destination_status_name: "OK", "AUTH" …; "UNKNOWN" for a number that is none. Static storage.
 * [any] */
DESTINATION_API const char* DESTINATION_CALL destination_status_name(destination_status status)
    DESTINATION_NOEXCEPT;

/* destination_outcome_name: "DELIVERED" …; "UNKNOWN" for a number that is none. Static storage.
 * [any] */
DESTINATION_API const char* DESTINATION_CALL destination_outcome_name(destination_outcome outcome)
    DESTINATION_NOEXCEPT;

/* destination_describe: a JSON object: versions, the JSON Schema of the configuration, its keys in
 * the words, sections and order of the documentation with the algorithms and formats that use each,
 * the algorithms, the endpoint catalogue, what can be listed, limits and capabilities. No I/O; the
 * same bytes every time. [any] */
DESTINATION_API destination_status DESTINATION_CALL
destination_describe(destination_buffer** out, destination_error** err) DESTINATION_NOEXCEPT;

/* destination_open: allocates a handle; no configuration, no I/O. `host` may be NULL. [any] */
DESTINATION_API destination_status DESTINATION_CALL destination_open(
    const destination_host* host, destination** out, destination_error** err) DESTINATION_NOEXCEPT;

/* destination_configure: takes the configuration, one JSON object (comments allowed). All or
 * nothing: CONFIG lists *all* faults in destination_error_detail and leaves the earlier
 * configuration in force. With records pending only the API key, active, rate_limit, retry and
 * limits may differ, else CONFLICT. Environment variables and files that the credential names are
 * read here. Clears AUTH and CONFIG, and ends a pause that is longer than max_retry_after_ms. A
 * journal is opened, and nothing in it changes: a file that is none, is damaged, is a newer
 * version's or a copy is a fault; one that cannot be read or made: JOURNAL. [serial O,C] */
DESTINATION_API destination_status DESTINATION_CALL
destination_configure(destination* handle, const char* json, size_t json_len,
                      destination_error** err) DESTINATION_NOEXCEPT;

/* destination_set_active: 1 activates, 0 pauses. Inactive: write_batch is refused with
 * INVALID_STATE, poll and flush start nothing and return INVALID_STATE while records are pending.
 * Activating clears AUTH and CONFIG, and ends a pause that is longer than max_retry_after_ms.
 * [serial C] */
DESTINATION_API destination_status DESTINATION_CALL destination_set_active(
    destination* handle, int32_t active, destination_error** err) DESTINATION_NOEXCEPT;

/* destination_check: one cheap read with the credential. *out is a JSON object with "ok" and
 * "steps" (resolve, connect, tls, credential, company, quota), warnings on the key's form and the
 * endpoint, and "unpublished": the endpoints, routes' too, that the published API lacks, each with
 * an "alternative"; "service_time_ms" is the service's clock in Unix milliseconds, or null. It is
 * set on every status but INVALID_ARGUMENT, INVALID_STATE, BUSY and OUT_OF_MEMORY. Spends one
 * request of quota. AUTH, UNAVAILABLE, RATE_LIMITED, TIMEOUT, CANCELLED. OK clears AUTH and CONFIG.
 * An answer that is not this service's: CONFIG. timeout_ms: -1 no limit.
 * [serial C] */
DESTINATION_API destination_status DESTINATION_CALL
destination_check(destination* handle, int64_t timeout_ms, destination_buffer** out,
                  destination_error** err) DESTINATION_NOEXCEPT;

/* destination_preview: the requests that a fresh handle would send for this batch and a flush, with
 * secrets masked, and the records that it would refuse. No I/O, no counters. *out is JSON:
 * {"requests": [{"route", "method", "url", "headers": {name: value}, "body": text or null,
 * "records": [id]}], "refused": [{"id", "message"}]}. Names that would be looked up (references,
 * adopt) stand in the bodies as they are; then "lookups" counts them by collection, and each
 * request has "names": true, with which destination_send_test refuses it. [serial C] */
DESTINATION_API destination_status DESTINATION_CALL
destination_preview(destination* handle, const destination_batch* batch, destination_buffer** out,
                    destination_error** err) DESTINATION_NOEXCEPT;

/* destination_send_test: sends one real request, once: one of a preview's, as it is or edited.
 * `request_json` is such an object ("route" and "records" are ignored); it must stay below base_url
 * and the credential's company, may not set what the destination sets, and may hold nothing that a
 * preview masked but the credential, else INVALID_ARGUMENT with all faults in the error's detail.
 * It waits for the quota and spends from it, also while inactive or stopped. OK whatever the
 * service answered; *out is JSON: {"status", "headers", "body", "cut", "elapsed_ms",
 * "http_version", "message"}. Without an answer: UNAVAILABLE, with "status": 0 and the reason;
 * TIMEOUT or CANCELLED, after which the service may have got it. [serial C] */
DESTINATION_API destination_status DESTINATION_CALL destination_send_test(
    destination* handle, const char* request_json, size_t request_len, int64_t timeout_ms,
    destination_buffer** out, destination_error** err) DESTINATION_NOEXCEPT;

/* destination_write_batch: accepts all records or none, then sends what is due and waits at most
 * timeout_ms (0 never, -1 no limit) until everything sendable has settled. Records of an open group
 * stay pending. A record that cannot be sent settles REJECTED and the others go on, but those of
 * its folded document: that is refused whole, also where it waits to be sent. Without room the
 * oldest open group is sent first and room is waited for; still none: RESOURCE_EXHAUSTED. Where
 * only folded documents that are still open hold the queue, a batch of one line refuses the
 * largest. A batch that is larger than the whole queue: INVALID_ARGUMENT. A status other than OK
 * means that nothing was accepted: INVALID_STATE (inactive), AUTH, CONFIG, UNAVAILABLE,
 * RATE_LIMITED (what stopped the work before is still so), CANCELLED, RESOURCE_EXHAUSTED, JOURNAL,
 * CONFLICT. *result is set on every status, NULL if nothing settled and nothing stopped the work;
 * where `result` itself is NULL, the outcomes come with the next call that has one.
 *
 * With a journal the batch is in the file before the call returns OK, each request is marked there
 * before it leaves, and each outcome before a result has it. The first call of a handle sees to
 * what earlier sessions left (journal.on_pending); none of that is ever in a result. A token that
 * the journal knows accepts nothing anew: what settled comes back at once with its outcome and
 * DESTINATION_FLAG_REPEATED, what is pending goes on, under the ids of this batch; other records
 * under it: CONFLICT. timeout_ms bounds waiting for the network and other processes, not the disk;
 * another process that writes the journal is waited for a quarter of a second even with 0.
 * [serial C] */
DESTINATION_API destination_status DESTINATION_CALL
destination_write_batch(destination* handle, const destination_batch* batch, int64_t timeout_ms,
                        destination_result** result, destination_error** err) DESTINATION_NOEXCEPT;

/* destination_poll: collects answers and sends what is due: retries, and groups whose linger_ms is
 * over. Open groups stay open. Returns OK as soon as a record has settled or nothing sendable is
 * left; TIMEOUT when timeout_ms is over before; or what stops the work, at once and with everything
 * kept: CANCELLED, AUTH, UNAVAILABLE, RATE_LIMITED, CONFIG, JOURNAL, INVALID_STATE (inactive).
 * *result as for write_batch. [serial C] */
DESTINATION_API destination_status DESTINATION_CALL
destination_poll(destination* handle, int64_t timeout_ms, destination_result** result,
                 destination_error** err) DESTINATION_NOEXCEPT;

/* destination_flush: closes open groups and works until nothing that this handle accepted is
 * pending; folded documents must be complete. Statuses as for poll. [serial C] */
DESTINATION_API destination_status DESTINATION_CALL
destination_flush(destination* handle, int64_t timeout_ms, destination_result** result,
                  destination_error** err) DESTINATION_NOEXCEPT;

/* destination_discard: gives pending records back: unsent ones settle DROPPED, ones that may have
 * reached the service AMBIGUOUS (DROPPED where sending again is harmless). Aborts what is in
 * flight. JOURNAL, and nothing is given back, where the journal cannot be written. [serial C] */
DESTINATION_API destination_status DESTINATION_CALL destination_discard(
    destination* handle, destination_result** result, destination_error** err) DESTINATION_NOEXCEPT;

/* destination_cancel: the running call stops waiting and returns CANCELLED (write_batch that has
 * accepted: OK, with CANCELLED in the summary). With none running, the next waiting call returns
 * CANCELLED before it accepts anything, unless cleared. A call that returns so has consumed the
 * cancellation. Pending records stay pending. Safe in a signal handler's thread, not in the handler
 * itself. [any] */
DESTINATION_API void DESTINATION_CALL destination_cancel(destination* handle) DESTINATION_NOEXCEPT;

/* destination_cancel_clear: takes back a cancellation that no call has consumed. [any] */
DESTINATION_API void DESTINATION_CALL destination_cancel_clear(destination* handle)
    DESTINATION_NOEXCEPT;

/* destination_stats: a consistent snapshot of the counters. INVALID_ARGUMENT for NULL or
 * struct_size 0. [any] */
DESTINATION_API destination_status DESTINATION_CALL
destination_stats(destination* handle, destination_stats_data* stats) DESTINATION_NOEXCEPT;

/* destination_command: further functions by name, JSON in and out; UNSUPPORTED for a name that the
 * version does not know. Those of a journal's file need no configuration: CONFLICT where another
 * process uses it or a file is in the way, CONFIG where it is damaged.
 *   warnings {}
 *     {"warnings":[{"kind","field","records","message"}]}: of the records accepted so far, by
 *     field, what the service takes with 200 and still may lose; and the folded documents
 *     ("sent_document", "field" is the name) that were sent before a line of theirs came. At most
 *     200 fields are named; destination_stats counts all.
 *   settings {"route"}
 *     {"route","routes":["orders"],"settings":{},"origins":{"/batching/size":"named"}}: the
 *     configuration in force of the route ("": its own endpoint), in the shape of a configuration
 *     without routes, with defaults and inheritance resolved; what does not apply is left out.
 *     Secrets stand as {"env"}, {"file"} or {"literal":true}, and what may be secret of the
 *     webhook's headers and URL and of the proxy is masked. Origins: "named" or, of a route,
 *     "inherited"; keys that are not there have their defaults.
 *   columns {"route","columns":["sku"]}
 *     {"missing":[{"name","pointer","needed","message"}]}: attributes that the configuration reads
 *     of records and that rows under these columns do not have; without a needed one each is
 *     refused.
 *   identify {"route","records":[{}]}
 *     {"records":[{"key","name","lookups"} or {"refused"}]}: of each record by itself, in order, a
 *     hash of what names it (not of lines that are folded, nor from process to process the same)
 *     with that as text, and hashes of the names that are looked up for it; or why it would be
 *     refused. Nothing is sent or counted.
 *   list {"collection","filter":{"name":"Tea"},"include":["prices"],"after","count"}
 *     {"collection","entities":[{}],"next","total"}: one page of what inFlow has in a collection of
 *     destination_describe, of at most `count` (1 to 100, which is the default) entities as they
 *     came. All but "collection" may be absent. `next` is the `after` of the next page, null where
 *     there is none; `total` is how many the filters fit, null where the service does not tell.
 *     "include" asks for what is shown only then, rows and related records; "lines.product" too.
 *     One request, which waits for the quota and takes part in it, also while inactive;
 *     destination_cancel ends the wait. INVALID_ARGUMENT for a collection, filter or include that
 *     there is not, and where the service refuses the request; AUTH, RATE_LIMITED with
 * retry_after_ms in the detail, CONFIG for an answer that is no list or a page that does not
 * advance, UNAVAILABLE. journal_backup {"path","to"}, journal_move {"path","to"}
 *     {}: a copy of a journal at a place where nothing is, which delivers nothing until it is taken
 *     over; the journal at that place instead.
 *   journal_check {"path"}
 *     {"path","sound","faults":["1 records ..."],"standing","bytes","free_bytes","scopes":
 *     [{"company","name","pending","maybe_applied","settled":{"delivered":1}}],"sessions":
 *     [{"session","began","ended","pid","run"}],"runs":[{"run","key","began","pid"}]}: what lies in
 *     it, read only; sessions and runs (loads that did not end) have the fields of scopes too.
 * "pid" is that of the process that has it, null for none. "own", "copy" or "other_machine".
 *   journal_salvage {"path","to"}
 *     {"records","lost_bytes":[1],"unreadable","faults":[""]}: the pending records of a journal,
 *     damaged or not, written to a file where nothing is, as lines {"_inflow":{"outcome","reason",
 *     "route","number","id","ordinal","maybe_applied"},...}; numbers whose bytes cannot be read,
 *     and how many may have been pending.
 *   journal_take_over {"path"}
 *     {}: makes a copy this machine's.
 *   plan {"route","records":[{}],"begin","more","identify"}
 *     {"records","fine","refused","pending","documents","requests","bytes","lookups":{"vendors":2},
 *     "reasons":[{"message","sound","places":[0]}],"identities":[{"key","name"}]}: what a fresh
 *     handle would send of the records and refuse, without I/O. With skip_unchanged also "created",
 *     "changed","unchanged": keys, unless names are looked up. With "more": true the plan stays
 *     open for the next call: groups and folded documents go over the borders of calls, "pending"
 *     are the records in them; else the call ends it. "begin": true drops an open one, as configure
 *     does. The queue's bounds hold; no linger_ms is over. Figures and places count from the plan's
 *     beginning, bytes are those of the bodies with names as they stand, lookups different names by
 *     collection; reasons are of what this call found refused, "sound" where only for the sake of
 *     its document. With "identify", each record of the call as "identify" has it, {} where it is
 *     refused or a folded line. A record that is a string is the text in it, perhaps no JSON.
 *   preview {"route","records":[{}],"first_id"}
 *     as destination_preview, with the names looked up; ids count from "first_id". Statuses as
 *     with list.
 *   earlier {"after"}
 *     {"records":[{"id","route","token","accepted","outcome","http_status","attempts","settled",
 *     "message","record"}],"next"}: with a journal, what earlier sessions left pending (outcome
 *     null) or settled without their host having taken it, in the order in which it was accepted.
 *     `next` is the `after` of the next page, null where there is none. "record" is the record's
 *     text, null once it is DELIVERED. JOURNAL, CONFLICT.
 *   forget {"route","key"}
 *     {}: with a journal, what was delivered last of a key is not known any more. JOURNAL,
 * CONFLICT. run {"begin":"text","restart":false,"replay":false}
 *     {"run","goes_on","began","records","next","pending","outcomes":{"DELIVERED":1},"ended":{},
 *     "others":[{"key","began","records","pending","pid"}]}: with a journal, begins what the text
 *     names, or goes on with it where it did not end; from then on the ids of records are their
 *     places in it. What it accepted before comes back in results when it is written again, settled
 *     records with DESTINATION_FLAG_REPEATED; other bytes at a place: CONFLICT. No other session
 *     delivers or gives back what is pending of it. "restart" gives up an earlier one, of which
 *     "ended" tells. "others" are those of the same company and name that did not end either.
 *     "replay" is for a host whose input brings again what it did not acknowledge, at other places
 *     perhaps: ids begin with "next", and a record is looked up by its route and bytes among those
 * of earlier sessions, each of which stands for one record of this session at most. What the
 *     service has or may have of it, and may not be sent again, comes back with
 *     DESTINATION_FLAG_REPEATED or as AMBIGUOUS; all else is new. {"acknowledged":ID}: the input
 * does not bring records up to that id again, in the order of which it replays;
 * {"acknowledged":[1]}: nor these, in whatever order. They have settled, and are remembered until
 * the next time, since an acknowledgement may be lost. It answers {"dropped","ambiguous"}: how many
 * an earlier session left pending which did not come again, and were settled so; so does
 * {"replayed":true}, which says that nothing more of earlier sessions is coming. {"end":true}, at a
 * good end: {"ended"}, false where some was not acknowledged, or may still be replayed. Without
 * "replay" {"end":true} ends all of it, and {"compare":true,"route","ids":[1], "records":["text"]}
 * is {"differs"}: the first id whose record is another one than was accepted there, null where
 * there is none. resolve {"collection","names":["Tea"]}
 *     {"collection","names":[{"name","id","message"}]}: the GUIDs that names stand for, null where
 *     there is none, or two; the message says why, or that another case of letters was taken. By
 *     references.by, whatever references.mode says. Statuses as with list.
 *   verify {"route","records":[{}],"include_equal"}
 *     {"records":[{"places":[0],"result","id","name","differences":[{"field","sent","found"}],
 *     "message"}],"counts":{"equal":1}}: whether the service has of these records what would be
 *     sent of them; "equal", "different", "absent", "unreadable" (nobody can tell) or "refused" (it
 *     would not be sent). One result a record, or a folded document, whose lines come together,
 *     with their places among the records; equal ones only with "include_equal". A field is a path
 *     with the places of rows ("prices.0.unitPrice"), values are texts of at most 500 bytes, null
 *     where there is none. Of "id", "name" (a SKU, name or number), "differences" and "message"
 *     what there is. One request each, as with list; what would befall the next read too (AUTH,
 *     RATE_LIMITED, CONFIG, UNAVAILABLE, CANCELLED) ends the call without results, so pass few.
 * [serial C] */
DESTINATION_API destination_status DESTINATION_CALL destination_command(
    destination* handle, const char* name, size_t name_len, const char* json, size_t json_len,
    destination_buffer** out, destination_error** err) DESTINATION_NOEXCEPT;

/* destination_close: aborts what is in flight and frees the handle; pending records are gone
 * (discard first to have them back), but with a journal they stay in it. Never waits on the
 * network. NULL is allowed. [serial, last] */
DESTINATION_API void DESTINATION_CALL destination_close(destination* handle) DESTINATION_NOEXCEPT;

/* destination_result_summary: fills *summary (its struct_size set by the caller). INVALID_ARGUMENT
 * for NULL. [any] */
DESTINATION_API destination_status DESTINATION_CALL destination_result_summary(
    const destination_result* result, destination_summary* summary) DESTINATION_NOEXCEPT;

/* destination_result_items: the first item, how many there are, and how many bytes lie from one to
 * the next. Valid until the result is freed. NULL and 0 for a NULL result. `count` and `stride` may
 * be NULL. [any] */
DESTINATION_API const destination_item* DESTINATION_CALL destination_result_items(
    const destination_result* result, size_t* count, size_t* stride) DESTINATION_NOEXCEPT;

/* destination_result_message: what stopped the work, as a sentence; empty with status OK. Never
 * NULL. [any] */
DESTINATION_API const char* DESTINATION_CALL
destination_result_message(const destination_result* result, size_t* len) DESTINATION_NOEXCEPT;
DESTINATION_API void DESTINATION_CALL destination_result_free(destination_result* result)
    DESTINATION_NOEXCEPT;

/* destination_buffer_data: the bytes, NUL-terminated. Never NULL; empty for a NULL buffer. [any] */
DESTINATION_API const char* DESTINATION_CALL
destination_buffer_data(const destination_buffer* buffer, size_t* len) DESTINATION_NOEXCEPT;
DESTINATION_API void DESTINATION_CALL destination_buffer_free(destination_buffer* buffer)
    DESTINATION_NOEXCEPT;

/* destination_error_code: the status that the call returned; OK for NULL. [any] */
DESTINATION_API destination_status DESTINATION_CALL
destination_error_code(const destination_error* error) DESTINATION_NOEXCEPT;
/* destination_error_message: one sentence: what was attempted, the value, the rule, what to do.
 * Never NULL. [any] */
DESTINATION_API const char* DESTINATION_CALL
destination_error_message(const destination_error* error, size_t* len) DESTINATION_NOEXCEPT;
/* destination_error_detail: a JSON object. For CONFIG by configure:
 * {"faults":[{"pointer","message"}…]}. With a suspended service: {"retry_after_ms"}. "{}" where
 * there is no more to say. Never NULL. [any] */
DESTINATION_API const char* DESTINATION_CALL
destination_error_detail(const destination_error* error, size_t* len) DESTINATION_NOEXCEPT;
DESTINATION_API void DESTINATION_CALL destination_error_free(destination_error* error)
    DESTINATION_NOEXCEPT;

/* destination_api: the same functions, for hosts that look up one symbol. Appended to, never
 * changed. */
typedef struct destination_api {
  uint32_t struct_size;
  uint32_t abi_version;
  /* 1.0 */
  uint32_t(DESTINATION_CALL* version)(void);
  const char*(DESTINATION_CALL* status_name)(destination_status);
  const char*(DESTINATION_CALL* outcome_name)(destination_outcome);
  destination_status(DESTINATION_CALL* describe)(destination_buffer**, destination_error**);
  destination_status(DESTINATION_CALL* open)(const destination_host*, destination**,
                                             destination_error**);
  destination_status(DESTINATION_CALL* configure)(destination*, const char*, size_t,
                                                  destination_error**);
  destination_status(DESTINATION_CALL* set_active)(destination*, int32_t, destination_error**);
  destination_status(DESTINATION_CALL* check)(destination*, int64_t, destination_buffer**,
                                              destination_error**);
  destination_status(DESTINATION_CALL* preview)(destination*, const destination_batch*,
                                                destination_buffer**, destination_error**);
  destination_status(DESTINATION_CALL* send_test)(destination*, const char*, size_t, int64_t,
                                                  destination_buffer**, destination_error**);
  destination_status(DESTINATION_CALL* write_batch)(destination*, const destination_batch*, int64_t,
                                                    destination_result**, destination_error**);
  destination_status(DESTINATION_CALL* poll)(destination*, int64_t, destination_result**,
                                             destination_error**);
  destination_status(DESTINATION_CALL* flush)(destination*, int64_t, destination_result**,
                                              destination_error**);
  destination_status(DESTINATION_CALL* discard)(destination*, destination_result**,
                                                destination_error**);
  void(DESTINATION_CALL* cancel)(destination*);
  void(DESTINATION_CALL* cancel_clear)(destination*);
  destination_status(DESTINATION_CALL* stats)(destination*, destination_stats_data*);
  destination_status(DESTINATION_CALL* command)(destination*, const char*, size_t, const char*,
                                                size_t, destination_buffer**, destination_error**);
  void(DESTINATION_CALL* close)(destination*);
  destination_status(DESTINATION_CALL* result_summary)(const destination_result*,
                                                       destination_summary*);
  const destination_item*(DESTINATION_CALL* result_items)(const destination_result*, size_t*,
                                                          size_t*);
  const char*(DESTINATION_CALL* result_message)(const destination_result*, size_t*);
  void(DESTINATION_CALL* result_free)(destination_result*);
  const char*(DESTINATION_CALL* buffer_data)(const destination_buffer*, size_t*);
  void(DESTINATION_CALL* buffer_free)(destination_buffer*);
  destination_status(DESTINATION_CALL* error_code)(const destination_error*);
  const char*(DESTINATION_CALL* error_message)(const destination_error*, size_t*);
  const char*(DESTINATION_CALL* error_detail)(const destination_error*, size_t*);
  void(DESTINATION_CALL* error_free)(destination_error*);
} destination_api;

#ifdef __cplusplus
}
#endif

#endif /* DESTINATION_H */
