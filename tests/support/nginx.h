// SPDX-License-Identifier: Apache-2.0
//
// File: nginx.h
//
// A real nginx as server, for what the fault server does not speak: HTTP/2.
//
//   Nginx nginx("server { listen @LISTEN@ ssl http2; ssl_certificate …; location / { return 200; }
//   }"); … requests to "https://127.0.0.1:" + std::to_string(nginx.port()) …
#ifndef TESTS_SUPPORT_NGINX_H_
#define TESTS_SUPPORT_NGINX_H_

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/temp_folder.h"

namespace inflow::testing {

class Nginx {
 public:
  // `http` is what stands inside the http block; @LISTEN@ in it becomes the address, @FOLDER@ a
  // folder of its own. Files for it are put there with `files`: name and content. Throws where
  // nginx does not start.
  Nginx(std::string http, const std::vector<std::pair<std::string, std::string>>& files);
  ~Nginx();
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  int port() const { return port_; }

 private:
  TempFolder folder_;
  int port_ = 0;
  pid_t process_ = -1;
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_NGINX_H_
