// SPDX-License-Identifier: Apache-2.0
//
// File: bench_peer.cc
//
// What a delivery costs without a plugin: a small libcurl program, written the plain way, that
// sends prebuilt bodies and reads each answer into a buffer, and nothing more.
//
//   bench-peer URL BODIES REQUESTS IN_FLIGHT [METHOD]
//
// BODIES holds one body a line; they are sent in turn by METHOD (POST) until REQUESTS have been
// made, IN_FLIGHT at a time. Prints
//   requests 100000 failed 0 bytes 35100000 cpu_seconds 1.234567 seconds 1.987654
#include <curl/curl.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "bench/cpu_seconds.h"

namespace {

using inflow::bench::CpuSeconds;

size_t Keep(char* bytes, size_t size, size_t count, void* answer) {
  static_cast<std::string*>(answer)->append(bytes, size * count);
  return size * count;
}

class Sender {
 public:
  Sender(const char* url, const char* method, const std::vector<std::string>& bodies,
         size_t requests)
      : url_(url),
        method_(method),
        bodies_(bodies),
        requests_(requests),
        multi_(curl_multi_init()) {
    headers_ =
        curl_slist_append(headers_, "Authorization: Bearer 0123456789abcdef0123456789abcdef");
    headers_ = curl_slist_append(headers_, "Content-Type: application/json");
    headers_ = curl_slist_append(headers_, "Accept: application/json;version=2025-06-24");
    headers_ = curl_slist_append(headers_, "Expect:");
  }

  void Run(size_t in_flight) {
    answers_.resize(in_flight);
    for (size_t i = 0; i < in_flight && next_ < requests_; ++i) {
      CURL* easy = curl_easy_init();
      curl_easy_setopt(easy, CURLOPT_PRIVATE, &answers_[i]);
      Send(easy);
    }
    int running = 1;
    while (running > 0) {
      curl_multi_perform(multi_, &running);
      int left = 0;
      while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        CURL* easy = message->easy_handle;
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (message->data.result != CURLE_OK || status / 100 != 2) ++failed_;
        curl_multi_remove_handle(multi_, easy);
        if (next_ < requests_) {
          Send(easy);
          running = 1;
        } else {
          curl_easy_cleanup(easy);
        }
      }
      if (running > 0) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
    }
    curl_multi_cleanup(multi_);
    curl_slist_free_all(headers_);
  }

  size_t failed() const { return failed_; }
  size_t bytes() const { return bytes_; }

 private:
  void Send(CURL* easy) {
    const std::string& body = bodies_[next_++ % bodies_.size()];
    curl_easy_setopt(easy, CURLOPT_URL, url_);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, method_);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    std::string* answer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &answer);
    answer->clear();
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Keep);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
    bytes_ += body.size();
    curl_multi_add_handle(multi_, easy);
  }

  const char* url_;
  const char* method_;
  const std::vector<std::string>& bodies_;
  std::vector<std::string> answers_;
  size_t requests_;
  CURLM* multi_;
  curl_slist* headers_ = nullptr;
  size_t next_ = 0;
  size_t failed_ = 0;
  size_t bytes_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> bodies;
  if (argc == 5 || argc == 6) {
    std::ifstream file(argv[2]);
    for (std::string line; std::getline(file, line);) bodies.push_back(line);
  }
  if (bodies.empty()) {
    std::fprintf(
        stderr,
        "usage: %s URL BODIES REQUESTS IN_FLIGHT [METHOD]; BODIES is a file with one body a line\n",
        argv[0]);
    return 2;
  }
  const size_t requests = std::strtoull(argv[3], nullptr, 10);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const double cpu = CpuSeconds();
  const auto begin = std::chrono::steady_clock::now();
  Sender sender(argv[1], argc == 6 ? argv[5] : "POST", bodies, requests);
  sender.Run(std::strtoull(argv[4], nullptr, 10));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("requests %zu failed %zu bytes %zu cpu_seconds %.6f seconds %.6f\n", requests,
              sender.failed(), sender.bytes(), CpuSeconds() - cpu, seconds);
  return sender.failed() == 0 ? 0 : 1;
}
