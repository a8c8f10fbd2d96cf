/* SPDX-License-Identifier: Apache-2.0
 *
 * File: answer_server.c
 *
 * A service that costs as little as one can: reads each request whole and answers 200 at once. One
 * thread a connection. Prints its port and ends with its standard input.
 *
 *     answer_server                   answers {}
 *     answer_server ENTITY_BYTES      answers the entities that the request carried, each of about
 * so many bytes
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/entity_answer.h"

enum { kSize = 1 << 20, kHeadBytes = 128, kKept = 4096 };

static size_t entity_bytes;

static int write_all(int client, const char* bytes, size_t count) {
  while (count > 0) {
    const ssize_t done = write(client, bytes, count);
    if (done < 0) return -1;
    bytes += done;
    count -= (size_t)done;
  }
  return 0;
}

/* What was answered to a body. The same ones come again and again, and making the answer costs more
 * than sending it. */
typedef struct kept_answer {
  char* body;
  size_t body_bytes;
  char* bytes; /* with its header */
  size_t count;
} kept_answer;

static size_t place_of(const char* body, size_t count) {
  uint64_t sum = count, word;
  for (size_t i = 0; i + sizeof word <= count; i += sizeof word) {
    memcpy(&word, body + i, sizeof word);
    sum = (sum ^ word) * 0x9E3779B97F4A7C15u;
  }
  return (size_t)(sum >> 32) % kKept;
}

/* Makes the answer to a body in `kept`; -1 where there is none. */
static int make_answer(kept_answer* kept, int create, const char* body, size_t body_bytes) {
  char* room = malloc(kHeadBytes + kSize);
  char* copy = malloc(body_bytes + 1);
  size_t length = 0;
  if (room && copy && entity_bytes > 0) {
    length = entity_answer(body, body + body_bytes, create, entity_bytes, room + kHeadBytes, kSize);
  } else if (room && copy) {
    memcpy(room + kHeadBytes, "{}", length = 2);
  }
  if (length == 0) {
    fputs("answer_server: a body that is no record and no list of records\n", stderr);
    free(room);
    free(copy);
    return -1;
  }
  const int head = snprintf(
      room, kHeadBytes,
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", length);
  memmove(room + head, room + kHeadBytes, length);
  memcpy(copy, body, body_bytes);
  free(kept->body);
  free(kept->bytes);
  char* fitted = realloc(room, (size_t)head + length);
  *kept = (kept_answer){copy, body_bytes, fitted ? fitted : room, (size_t)head + length};
  return 0;
}

static void* serve(void* argument) {
  const int client = (int)(long)argument, on = 1;
  char* bytes = malloc(kSize + 1);
  kept_answer* all = calloc(kKept, sizeof *all);
  size_t held = 0;
  ssize_t got;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  while (bytes && all && held < kSize && (got = read(client, bytes + held, kSize - held)) > 0) {
    bytes[held += (size_t)got] = '\0';
    const char* end = memmem(bytes, held, "\r\n\r\n", 4);
    if (!end) continue;
    const char* length = strcasestr(bytes, "content-length:");
    const size_t body_bytes = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
    const size_t whole = (size_t)(end + 4 - bytes) + body_bytes;
    if (held < whole) continue;
    kept_answer* kept = &all[place_of(end + 4, body_bytes)];
    const int same = kept->body && kept->body_bytes == body_bytes &&
                     memcmp(kept->body, end + 4, body_bytes) == 0;
    if (!same && make_answer(kept, memcmp(bytes, "POST", 4) == 0, end + 4, body_bytes) < 0) break;
    if (write_all(client, kept->bytes, kept->count) < 0) break;
    memmove(bytes, bytes + whole, held -= whole);
  }
  for (size_t i = 0; all && i < kKept; ++i) free(all[i].body), free(all[i].bytes);
  free(all);
  free(bytes);
  close(client);
  return NULL;
}

static void* accept_all(void* argument) {
  for (;;) {
    const int client = accept((int)(long)argument, NULL, NULL);
    pthread_t thread;
    if (client >= 0 && pthread_create(&thread, NULL, serve, (void*)(long)client) == 0)
      pthread_detach(thread);
  }
  return NULL;
}

int main(int argc, char** argv) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  pthread_t thread;
  if (argc > 1) entity_bytes = strtoul(argv[1], NULL, 10);
  if (bind(listener, (struct sockaddr*)&address, size) != 0 || listen(listener, 64) != 0)
    return perror("answer_server"), 1;
  if (getsockname(listener, (struct sockaddr*)&address, &size) != 0)
    return perror("answer_server"), 1;
  if (pthread_create(&thread, NULL, accept_all, (void*)(long)listener) != 0) return 1;
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  while (getchar() != EOF) continue;
  return 0;
}
