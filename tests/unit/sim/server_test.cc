// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

using Json = nlohmann::json;

// Client is a bare socket: what the server does to a connection must be seen as it is.
class Client {
 public:
  explicit Client(int port) : descriptor_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { close(descriptor_); }

  void Send(const std::string& bytes) const {
    EXPECT_EQ(send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  // Reads up to and with `until`.
  std::string Read(const std::string& until) const {
    std::string got;
    char byte = 0;
    while (!got.ends_with(until) && recv(descriptor_, &byte, 1, 0) == 1) got.push_back(byte);
    return got;
  }

  // Reads to the end of the connection: what came, then "[end]" or "[reset]".
  std::string ReadAll() const {
    std::string got;
    char bytes[4096];
    ssize_t n = 0;
    while ((n = recv(descriptor_, bytes, sizeof bytes, 0)) > 0)
      got.append(bytes, static_cast<size_t>(n));
    return got + (n == 0 ? "[end]" : errno == ECONNRESET ? "[reset]" : "[error]");
  }

 private:
  int descriptor_;
};

std::string Post(const std::string& path, const std::string& body,
                 const std::string& headers = "") {
  return "POST /00000000-0000-4000-8000-000000000001" + path +
         " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer simulator-key\r\n"
         "Accept: application/json;version=2025-06-24\r\nContent-Type: application/json\r\n" +
         headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string Product(const std::string& name) {
  return Post("/products", R"({"productId":")" + name + R"(","name":")" + name + "\"}");
}

std::string Get(const std::string& target, const std::string& headers = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

class ServerTest : public ::testing::Test {
 protected:
  void Serve(const std::string& faults = "", Options options = {}) {
    options.limits.clear();
    options.fault = faults;
    auto started = Server::Start(options);
    ASSERT_TRUE(started.ok()) << started.status();
    server = *std::move(started);
  }

  // A look at the simulator itself; the answer's body.
  Json Control(const std::string& path) const {
    const Client client(server->port());
    client.Send(Get("/_sim/" + path, "Connection: close\r\n"));
    const std::string answer = client.ReadAll();
    const size_t body = answer.find("\r\n\r\n") + 4;
    return Json::parse(answer.substr(body, answer.size() - body - std::string("[end]").size()));
  }

  // What a client gets for one product, and how its connection ends.
  std::string PostOnce() const {
    const Client client(server->port());
    client.Send(Product("a"));
    return client.ReadAll();
  }

  std::unique_ptr<Server> server;
};

constexpr char kBody[] = R"({"productId":"a","name":"a"})";

TEST_F(ServerTest, AnswersManyRequestsOnManyConnectionsThatStayOpen) {
  Serve();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 60; ++i) clients.push_back(std::make_unique<Client>(server->port()));
  for (int round = 0; round < 2; ++round) {
    for (size_t i = 0; i < clients.size(); ++i) {
      const std::string name = std::to_string(round) + "-" + std::to_string(i);
      clients[i]->Send(Product(name));
      EXPECT_EQ(clients[i]->Read("}").substr(0, 20), "HTTP/1.1 201 Created") << name;
    }
  }
  const Json requests = Control("requests")["requests"];
  ASSERT_EQ(requests.size(), 120u);
  EXPECT_EQ(requests[119]["on_connection"], 2);
  EXPECT_EQ(requests[119]["connection"], requests[59]["connection"]);
  double last = 0;
  for (const Json& request : requests) {
    EXPECT_LE(last, request["arrived_ms"].get<double>());
    last = request["arrived_ms"];
    EXPECT_LE(last, request["ended_ms"].get<double>());
  }
}

TEST_F(ServerTest, TakesAWholeBodyInPiecesAndAfterAnExpectation) {
  Serve();
  const Client client(server->port());
  const std::string request =
      Post("/products", R"({"name":"Tea","price":12.50})", "Expect: 100-continue\r\n");
  const size_t body = request.find("\r\n\r\n") + 4;
  client.Send(request.substr(0, 30));
  client.Send(request.substr(30, body - 30));
  EXPECT_EQ(client.Read("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send(request.substr(body, 5));
  client.Send(request.substr(body + 5));
  EXPECT_EQ(client.Read("}").substr(0, 20), "HTTP/1.1 201 Created");
  EXPECT_EQ(Control("requests")["requests"][0]["body"], R"({"name":"Tea","price":12.50})");
}

TEST_F(ServerTest, ReadsAChunkedBody) {
  Serve();
  const Client client(server->port());
  client.Send(
      "POST /00000000-0000-4000-8000-000000000001/products HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer simulator-key\r\n"
      "Accept: application/json;version=2025-06-24\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
      "6\r\n{\"name\r\n7\r\n\":\"Tea\"\r\n1\r\n}\r\n0\r\n\r\n");
  EXPECT_EQ(client.Read("}").substr(0, 20), "HTTP/1.1 201 Created");
}

TEST_F(ServerTest, ClosesWhereTheClientAsksForIt) {
  Serve();
  const Client client(server->port());
  client.Send(Post("/products", kBody, "Connection: close\r\n"));
  const std::string answer = client.ReadAll();
  EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with(std::string(kBody) + "[end]"));
}

TEST_F(ServerTest, RefusesWhatIsNoHttp) {
  Serve();
  const Client client(server->port());
  client.Send("nonsense\r\n\r\n");
  EXPECT_EQ(client.ReadAll().substr(0, 12), "HTTP/1.1 400");
}

TEST_F(ServerTest, NotesABodyThatBrokeOff) {
  Serve();
  {
    const Client client(server->port());
    client.Send("POST /x/products HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"name\"");
  }
  Json requests;
  while (requests.empty()) requests = Control("requests")["requests"];
  EXPECT_EQ(requests[0]["complete"], false);
  EXPECT_EQ(requests[0]["applied"], false);
}

TEST_F(ServerTest, ResetsBeforeTheAnswerWithoutTheWork) {
  Serve(R"({"rules":[{"reset":"before"}]})");
  EXPECT_EQ(PostOnce(), "[reset]");
  EXPECT_EQ(Control("state/products"), Json::array());
  const Json request = Control("requests")["requests"][0];
  EXPECT_EQ(request["status"], 0);
  EXPECT_EQ(request["applied"], false);
}

TEST_F(ServerTest, ResetsBeforeTheAnswerAfterTheWork) {
  Serve(R"({"rules":[{"reset":"before","apply":true}]})");
  EXPECT_EQ(PostOnce(), "[reset]");
  EXPECT_EQ(Control("state/products").size(), 1u);
}

TEST_F(ServerTest, EndsAConnectionDuringTheAnswer) {
  Serve(R"({"rules":[{"nth":1,"close":"during"},{"nth":2,"reset":"during"}]})");
  const std::string closed = PostOnce();
  EXPECT_NE(closed.find("Content-Length: 28\r\n"), std::string::npos);
  EXPECT_TRUE(closed.ends_with("\r\n\r\n{\"productId\":\"[end]")) << closed;
  EXPECT_TRUE(PostOnce().ends_with("[reset]"));
}

TEST_F(ServerTest, ClosesAKeptAliveConnectionUnanswered) {
  Serve(R"({"rules":[{"reused":true,"close":"before"}]})");
  const Client client(server->port());
  client.Send(Product("a"));
  EXPECT_EQ(client.Read("}").substr(0, 20), "HTTP/1.1 201 Created");
  client.Send(Product("b"));
  EXPECT_EQ(client.ReadAll(), "[end]");
  EXPECT_EQ(Control("state/products").size(), 1u);
}

TEST_F(ServerTest, ClosesAfterAWholeAnswer) {
  Serve(R"({"rules":[{"nth":1,"close":"after"},{"nth":2,"reset":"after"}]})");
  EXPECT_TRUE(PostOnce().ends_with(std::string(kBody) + "[end]"));
  EXPECT_TRUE(PostOnce().ends_with("[reset]"));
}

TEST_F(ServerTest, CutsAndLiesAboutTheBody) {
  Serve(
      R"({"rules":[{"nth":1,"cut":3},{"nth":2,"length_off_by":5,"status":200,"apply":false,"body":"{}"}]})");
  const std::string cut = PostOnce();
  EXPECT_TRUE(cut.ends_with("\r\n\r\n{\"p[end]")) << cut;
  EXPECT_TRUE(PostOnce().ends_with("Content-Length: 7\r\n\r\n{}[end]"));
}

TEST_F(ServerTest, SendsRawBytes) {
  Serve(
      R"({"rules":[{"raw":"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}]})");
  EXPECT_EQ(PostOnce(),
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n[end]");
}

TEST_F(ServerTest, SendsSlowlyTheSameBytes) {
  Serve(R"({"rules":[{"slow":{"bytes":7,"every_ms":1}}]})");
  const Client client(server->port());
  client.Send(Post("/products", kBody, "Connection: close\r\n"));
  EXPECT_TRUE(client.ReadAll().ends_with(std::string(kBody) + "[end]"));
}

TEST_F(ServerTest, HangsUntilItIsStopped) {
  Serve(R"({"rules":[{"hang":true,"apply":true}]})");
  const Client client(server->port());
  client.Send(Product("a"));
  while (Control("requests")["requests"].empty()) {
  }
  EXPECT_EQ(Control("requests")["requests"][0]["ended_ms"], nullptr);
  EXPECT_EQ(Control("state/products").size(), 1u);
  server->Stop();
  EXPECT_EQ(client.ReadAll(), "[end]");
}

TEST_F(ServerTest, ADelayEndsWhenTheClientLeaves) {
  Serve(R"({"rules":[{"delay_ms":3600000}]})");
  {
    const Client client(server->port());
    client.Send(Product("a"));
    while (Control("requests")["requests"].empty()) {
    }
  }
  while (Control("requests")["requests"][0]["ended_ms"].is_null()) {
  }
}

TEST_F(ServerTest, HeadHasNoBody) {
  Serve();
  const Client client(server->port());
  client.Send("HEAD /_sim/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(client.ReadAll().ends_with("\r\n\r\n[end]"));
}

TEST_F(ServerTest, SaysWhyItCannotStart) {
  Serve();
  Options options;
  options.port = server->port();
  EXPECT_EQ(Server::Start(options).status().message(),
            "--port " + std::to_string(options.port) +
                ": cannot listen on 127.0.0.1; another program may have the port");
  options.port = 0;
  options.fault = "{";
  EXPECT_EQ(Server::Start(options).status().message(), "the fault script is no JSON");
  options.tls_certificate = options.tls_key = "/dev/null";
  EXPECT_EQ(Server::Start(options).status().message(),
            "--tls-cert and --tls-key: give a PEM certificate chain and its private key");
}

}  // namespace
}  // namespace inflow::sim
