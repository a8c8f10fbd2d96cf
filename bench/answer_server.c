/* SPDX-License-Identifier: Apache-2.0
 *
 * File: answer_server.c
 *
 * A service that costs as little as one can: reads each request whole and answers 200 at once. One thread a connection. Prints
 * its port and ends with its standard input.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char kAnswer[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

static void* serve(void* argument) {
  enum { kSize = 1 << 20 };
  const int client = (int)(long)argument, on = 1;
  char* bytes = malloc(kSize + 1);
  size_t held = 0;
  ssize_t got;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  while (bytes && held < kSize && (got = read(client, bytes + held, kSize - held)) > 0) {
    bytes[held += (size_t)got] = '\0';
    const char* end = memmem(bytes, held, "\r\n\r\n", 4);
    if (!end) continue;
    const char* length = strcasestr(bytes, "content-length:");
    const size_t whole = (size_t)(end + 4 - bytes) + (length && length < end ? strtoul(length + 15, NULL, 10) : 0);
    if (held < whole) continue;
    if (write(client, kAnswer, sizeof kAnswer - 1) < 0) break;
    memmove(bytes, bytes + whole, held -= whole);
  }
  free(bytes);
  close(client);
  return NULL;
}

static void* accept_all(void* argument) {
  for (;;) {
    const int client = accept((int)(long)argument, NULL, NULL);
    pthread_t thread;
    if (client >= 0 && pthread_create(&thread, NULL, serve, (void*)(long)client) == 0) pthread_detach(thread);
  }
  return NULL;
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  pthread_t thread;
  if (bind(listener, (struct sockaddr*)&address, size) != 0 || listen(listener, 64) != 0) return perror("answer_server"), 1;
  if (getsockname(listener, (struct sockaddr*)&address, &size) != 0) return perror("answer_server"), 1;
  if (pthread_create(&thread, NULL, accept_all, (void*)(long)listener) != 0) return 1;
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  while (getchar() != EOF) continue;
  return 0;
}
