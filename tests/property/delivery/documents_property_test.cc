// SPDX-License-Identifier: Apache-2.0
//
// Folded documents under random lines, refusals, flushes, closes, answers and discards, beside a
// fold of the test's own that knows nothing of groups and requests: each document is sent as that
// one has it, or not at all with every line of it refused.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "plugin/delivery/engine.h"
#include "tests/support/routes.h"

namespace inflow {
namespace {

using Json = nlohmann::json;
using Ids = std::vector<uint64_t>;

// DocumentsReached counts what the generator must have come by.
struct DocumentsReached {
  size_t delivered = 0, taken_back = 0, warned = 0, late = 0, unread = 0, dropped = 0;
};

// Plain is the test's own fold.
class Plain {
 public:
  struct Document {
    uint64_t number = 0;
    Ids lines;  // that were taken, while it is not refused
    bool closed = false;
    bool refused = false;  // nothing of it is sent
    bool on_wire = false;
    bool may_stand = false;  // an answer was missing once, or was success
    bool warned = false;
  };
  // Line is how a refused record must settle.
  struct Line {
    uint64_t document = 0;
    uint32_t flags = 0;
  };

  void Unread(uint64_t id) {
    refused_[id] = {};
    mark_ = true;
    if (!open_.empty()) {
      Refuse(open_);
    } else if (!closed_.empty()) {
      Spoil(closed_);
    }
  }

  void Take(uint64_t id, const std::string& name, bool fault) {
    const bool mark = std::exchange(mark_, false);
    if (name != open_) {
      if (documents_.count(name) != 0) {
        const bool sent = !Spoil(name);
        refused_[id] = {documents_[name].number, sent ? uint32_t{kLate | kSent} : uint32_t{kLate}};
        return;
      }
      Close();
      closed_.clear();
      open_ = name;
      documents_[name].number = ++numbers_;
    }
    named_ = true;
    Document& document = documents_[name];
    if (mark) Refuse(name);
    if (fault) {
      Refuse(name);
      refused_[id] = {document.number, 0};
    } else if (document.refused) {
      refused_[id] = {document.number, kSound};
    } else {
      document.lines.push_back(id);
    }
  }

  void EndBatch(bool close) {
    if (close && named_) Close();
    if (close) mark_ = false;
    named_ = false;
  }
  void Close() {
    mark_ = false;
    if (open_.empty()) return;
    documents_[open_].closed = true;
    closed_ = std::exchange(open_, {});
  }

  // Send checks a document that goes out.
  void Send(const std::string& name, const Ids& lines) {
    RC_ASSERT(documents_.count(name) == 1u);
    Document& document = documents_[name];
    RC_ASSERT(document.closed);
    RC_ASSERT(!document.refused);
    RC_ASSERT(document.lines == lines);
    document.on_wire = true;
  }
  void Answer(const std::string& name, bool may_stand) {
    documents_[name].on_wire = false;
    documents_[name].may_stand = documents_[name].may_stand || may_stand;
  }
  // Settled takes a document's end.
  void Settled(const std::string& name, Outcome outcome) {
    Document& document = documents_[name];
    if (outcome == Outcome::kDropped) {
      documents_.erase(name);
    } else if (!document.may_stand) {
      document.refused = true;
    }
  }
  void Discard() {
    open_.clear();
    closed_.clear();
    mark_ = false;
  }

  const std::map<uint64_t, Line>& refused() const { return refused_; }
  size_t warnings() const {
    return static_cast<size_t>(std::count_if(documents_.begin(), documents_.end(),
                                             [](const auto& one) { return one.second.warned; }));
  }
  // NameOf returns the document that has taken this line.
  std::string NameOf(uint64_t id) const {
    for (const auto& [name, document] : documents_) {
      if (std::find(document.lines.begin(), document.lines.end(), id) != document.lines.end())
        return name;
    }
    return "";
  }
  uint64_t NumberOf(const std::string& name) const { return documents_.at(name).number; }

 private:
  void Refuse(const std::string& name) {
    Document& document = documents_[name];
    document.refused = true;
    for (const uint64_t id : document.lines) refused_[id] = {document.number, kSound};
    document.lines.clear();
  }
  bool Spoil(const std::string& name) {
    Document& document = documents_[name];
    if (document.refused) return true;
    if (document.on_wire || document.may_stand) {
      document.warned = true;
      return false;
    }
    Refuse(name);
    return true;
  }

  std::map<std::string, Document> documents_;
  std::map<uint64_t, Line> refused_;
  std::string open_, closed_;
  bool mark_ = false, named_ = false;
  uint64_t numbers_ = 0;
};

// Documents of one customer are sent one after the other where `keyed`.
std::string Settings(size_t size, bool keyed) {
  return R"("endpoint":"create_sales_order","request_headers":{"X-A":"{record.a}"},"exclude_attributes":["a"],)" +
         std::string(keyed ? R"("key":"customer",)" : "") +
         R"("batching":{"enabled":true,"algorithm":"fold","atomic":true,"by":"order","line_attributes":["n"],"size":)" +
         std::to_string(size) + "}";
}

// DocumentsWorld drives an engine and the plain fold beside it.
class DocumentsWorld {
 public:
  explicit DocumentsWorld(DocumentsReached* reached)
      : reached_(*reached),
        route_(testing::CompileRoute(
            Settings(*rc::gen::element<size_t>(1, 1, 3), *rc::gen::arbitrary<bool>()))) {
    EngineOptions options;
    options.max_in_flight = *rc::gen::inRange<size_t>(1, 4);
    options.retry.max_attempts = 3;
    options.retry.on_503 = On503::kNotApplied;
    options.retry.on_unknown_outcome =
        *rc::gen::element(OnUnknownOutcome::kAuto, OnUnknownOutcome::kResend);
    engine_.Configure(options);
  }

  void Step() {
    const int choice = *rc::gen::inRange(0, 16);
    if (choice < 6) {
      Accept();
    } else if (choice < 8) {
      plain_.Close();
      engine_.CloseAll();
    } else if (choice == 8) {
      Discard();
    } else {
      Send();
      AnswerOne(*rc::gen::weightedElement<int>({{4, 200}, {1, 400}, {1, 429}, {2, 503}, {1, 0}}));
    }
    now_ += std::chrono::minutes(*rc::gen::inRange(0, 3));
    CollectSettled();
  }

  void Drain() {
    plain_.Close();
    engine_.CloseAll();
    for (int i = 0; engine_.counters().pending > 0; ++i) {
      RC_ASSERT(i < 1000);
      Send();
      if (flights_.empty()) now_ += std::chrono::minutes(20);
      AnswerOne(200);
      CollectSettled();
    }
    RC_ASSERT(settled_ == accepted_);
    RC_ASSERT(engine_.counters().pending_bytes == 0u);
    RC_ASSERT(!engine_.sendable());
    RC_ASSERT(engine_.counters().warnings == warned_before_ + plain_.warnings());
  }

 private:
  using Carried = std::map<std::string, Ids>;  // documents of a request

  void Accept() {
    std::vector<std::string> records(*rc::gen::inRange<size_t>(1, 8));
    const bool close = *rc::gen::inRange(0, 5) == 0;
    for (std::string& record : records) {
      const uint64_t id = accepted_++;
      const int kind = *rc::gen::inRange(0, 24);
      if (kind < 2) {
        record = *rc::gen::element<std::string>(
            "", "{", R"({"n":1,"a":"x"})", R"({"order":" ","n":1,"a":"x"})", R"({"order":[]})");
        plain_.Unread(id);
        ++reached_.unread;
        continue;
      }
      // Mostly the document goes on, sometimes another begins or an earlier one comes back.
      if (kind > 12) document_ = *rc::gen::inRange(0, 12);
      const std::string name = "D" + std::to_string(document_);
      const bool fault = kind == 3;
      const std::string around = *rc::gen::element<std::string>("", "", " ", "\u00a0");
      record = R"({"order":")" + around + name + around + R"(","n":)" + std::to_string(id) +
               R"(,"customer":"c)" + std::to_string(document_ % 3) +
               (fault ? "\"}" : R"(","a":"x"})");
      plain_.Take(id, name, fault);
    }
    plain_.EndBatch(close);
    const testing::Records block(records);
    IncomingBatch batch = block.Batch(*route_, accepted_ - records.size());
    batch.close = close;
    RC_LOG() << (close ? "accept and close" : "accept") << "\n";
    for (const std::string& record : records) RC_LOG() << "  " << record << "\n";
    RC_ASSERT(engine_.Accept(batch, now_, 0).ok());
  }

  static Carried Read(const std::string& body) {
    Carried carried;
    Json all = Json::parse(body);
    if (!all.is_array()) all = Json::array({all});
    for (const Json& one : all) {
      std::string name = one["order"];
      name = name.substr(name.find('D'));
      name = name.substr(0, name.find_first_not_of("D0123456789"));
      for (const Json& line : one["lines"]) carried[name].push_back(line["n"]);
    }
    return carried;
  }

  void Send() {
    while (true) {
      const Action action = engine_.Next(now_);
      if (action.kind == Action::kNeedPermit) {
        engine_.OnPermit();
        continue;
      }
      if (action.kind != Action::kSend) return;
      RC_LOG() << "send " << (*action.call).body() << "\n";
      const Carried carried = Read(std::string((*action.call).body()));
      for (const auto& [name, lines] : carried) plain_.Send(name, lines);
      flights_.emplace(action.id, carried);
    }
  }

  void AnswerOne(int status) {
    if (flights_.empty()) return;
    const auto flight = flights_.begin();
    RC_LOG() << "answer " << status << "\n";
    Exchange exchange;
    exchange.id = flight->first;
    exchange.status = status;
    exchange.wrote = true;
    if (status == 0) exchange.failure = Failure::kLost;
    for (const auto& [name, lines] : flight->second)
      plain_.Answer(name, status == 0 || status == 200);
    flights_.erase(flight);
    engine_.OnExchange(std::move(exchange), now_, 0);
  }

  void Discard() {
    RC_LOG() << "discard\n";
    for (const auto& [id, carried] : flights_) {
      Exchange exchange;
      exchange.id = id;
      exchange.wrote = *rc::gen::arbitrary<bool>();
      for (const auto& [name, lines] : carried) plain_.Answer(name, exchange.wrote);
      engine_.OnAbort(exchange, TimePoint(), 0);
    }
    flights_.clear();
    engine_.Discard();
    plain_.Discard();
  }

  // CollectSettled compares what has settled with the plain fold. What is dropped may begin anew,
  // so its warnings are counted here.
  void CollectSettled() {
    std::map<std::string, Outcome> ended;
    for (const auto& one : engine_.settled()) {
      ++settled_;
      const auto refused = plain_.refused().find(one.id);
      if (refused != plain_.refused().end()) {
        RC_ASSERT(one.outcome == Outcome::kRejected);
        RC_ASSERT(one.document == refused->second.document);
        RC_ASSERT(one.flags == refused->second.flags);
        reached_.late += (one.flags & kLate) != 0 ? 1 : 0;
        reached_.warned += (one.flags & kSent) != 0 ? 1 : 0;
        reached_.taken_back += (one.flags & kSound) != 0 ? 1 : 0;
        continue;
      }
      const std::string name = plain_.NameOf(one.id);
      RC_ASSERT(!name.empty());
      RC_ASSERT(one.document == plain_.NumberOf(name));
      RC_ASSERT(one.flags == 0u);
      const auto [end, first] = ended.emplace(name, one.outcome);
      RC_ASSERT(end->second == one.outcome);
      reached_.delivered += one.outcome == Outcome::kDelivered ? 1 : 0;
      reached_.dropped += one.outcome == Outcome::kDropped ? 1 : 0;
    }
    engine_.ClearSettled();
    for (const auto& [name, outcome] : ended) {
      const size_t before = plain_.warnings();
      plain_.Settled(name, outcome);
      warned_before_ += before - plain_.warnings();
    }
  }

  DocumentsReached& reached_;
  std::unique_ptr<const Route> route_;
  Engine engine_{1};
  Plain plain_;
  TimePoint now_{};
  int document_ = 0;
  uint64_t accepted_ = 0, settled_ = 0;
  size_t warned_before_ = 0;
  std::map<uint64_t, Carried> flights_;
};

TEST(DocumentsProperty, EachIsWholeOrAbsent) {
  DocumentsReached reached;
  EXPECT_TRUE(rc::check([&reached] {
    DocumentsWorld world(&reached);
    const int steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) world.Step();
    world.Drain();
  }));
  EXPECT_GT(reached.delivered, 20u);
  EXPECT_GT(reached.taken_back, 20u);
  EXPECT_GT(reached.warned, 20u);
  EXPECT_GT(reached.late, 20u);
  EXPECT_GT(reached.unread, 20u);
  EXPECT_GT(reached.dropped, 20u);
}

}  // namespace
}  // namespace inflow
