// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/curl_url.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(RequestUrlTest, AcceptsHttpAndHttpsWithAHost) {
  RequestUrl kept;
  for (const char* url : {"http://a", "https://a.example/b?c=d", "HTTPS://127.0.0.1:8443/",
                          "http://[::1]:80/x/../y", "http://a/%20", "http://a/?from=x:///y"}) {
    EXPECT_TRUE(RequestUrl().Set(url)) << url;
    EXPECT_TRUE(kept.Set(url)) << url;
    EXPECT_EQ(kept.text(), url);
  }
}

TEST(RequestUrlTest, RefusesEverythingElse) {
  using std::string_literals::operator""s;
  for (const std::string& url :
       {""s, "a"s, "//a/b"s, "ftp://a/b"s, "file:///etc/passwd"s, "http://"s, "http:///b"s,
        "https:////b"s, "http://a:b/"s, "http://user:secret@a/"s, "https://user@a/"s,
        "http://a/b c"s, "http://a/b\r\nX: y"s, "http://a/\0b"s}) {
    RequestUrl refused;
    EXPECT_FALSE(refused.Set(url)) << url;
    EXPECT_EQ(refused.text(), "");
  }
}

TEST(IsProxyUrlTest, AcceptsHostsAndTheSchemesOfProxies) {
  for (const char* url : {"proxy", "proxy:3128", "http://proxy:3128", "https://user:secret@proxy",
                          "socks4://p", "socks4a://p", "socks5://p:1", "socks5h://[::1]:1080"}) {
    EXPECT_TRUE(IsProxyUrl(url)) << url;
  }
  for (const char* url : {"ftp://proxy", "gopher://proxy", "http://", "proxy:port", "a b"})
    EXPECT_FALSE(IsProxyUrl(url)) << url;
}

TEST(ServerNameTest, IsHostAndPort) {
  EXPECT_EQ(ServerName("https://a.example/b"), "a.example port 443");
  EXPECT_EQ(ServerName("http://a.example"), "a.example port 80");
  EXPECT_EQ(ServerName("http://[::1]:8080/"), "[::1] port 8080");
  EXPECT_EQ(ServerName("http://"), "the server");
}

TEST(ProxyNameTest, LeavesOutUserInformation) {
  EXPECT_EQ(ProxyName("http://user:secret@proxy:3128"), "proxy port 3128");
  EXPECT_EQ(ProxyName("proxy"), "proxy");
  EXPECT_EQ(ProxyName("a b"), "in the settings");
}

}  // namespace
}  // namespace inflow
