// SPDX-License-Identifier: Apache-2.0
#include "plugin/webhook/webhook_poster.h"

#include <algorithm>
#include <new>
#include <string>

#include "plugin/webhook/signature.h"

namespace inflow {
namespace {

constexpr char kNoRoom[] = "too many answers wait for it, or there was no memory";

// ContentType returns an answer's own, unless it cannot stand in a header line.
std::string ContentType(const Exchange& exchange) {
  const std::optional<std::string_view> own = FindHeader(exchange, "content-type");
  const bool plain = own && !own->empty() && std::all_of(own->begin(), own->end(), [](char c) {
                       return c >= ' ' && c < 0x7F;
                     });
  return plain ? std::string(*own) : "application/octet-stream";
}

std::vector<std::string> Lines(const WebhookPost& post, int64_t unix_seconds) {
  std::vector<std::string> lines = post.target->headers;
  lines.push_back("Content-Type: " + post.content_type);
  lines.push_back("X-Inflow-Request-Id: " + std::to_string(post.request_id));
  lines.push_back("X-Inflow-Attempt: " + std::to_string(post.request_attempt));
  lines.push_back("X-Inflow-Status: " + std::to_string(post.request_status));
  lines.push_back("X-Inflow-Timestamp: " + std::to_string(unix_seconds));
  if (!post.target->secret.empty()) {
    lines.push_back("X-Inflow-Signature: " +
                    SignPost(post.target->secret, unix_seconds, post.call.body()));
  }
  return lines;
}

std::string Why(const Exchange& exchange) {
  if (exchange.status != 0) return "it answered " + std::to_string(exchange.status);
  return exchange.detail.empty() ? "it did not answer" : exchange.detail;
}

}  // namespace

WebhookPost WebhookPoster::Make(const WebhookCall& call) const {
  WebhookPost post;
  post.target = target_;
  post.call.method = HttpMethod::kPost;
  post.call.url = target_->url;
  post.call.with_credential = false;
  post.call.has_body = true;
  post.request_id = call.request_id;
  post.request_attempt = call.attempt;
  post.request_status = call.exchange->status;
  if (target_->envelope) {
    post.call.own_body = BuildEnvelope(call, target_->redactor.get());
    post.content_type = "application/json";
  } else {
    post.call.own_body = call.exchange->body;
    post.content_type = ContentType(*call.exchange);
  }
  return post;
}

void WebhookPoster::Add(const WebhookCall& call, TimePoint now) noexcept {
  if (target_ == nullptr || !call.exchange->wrote) return;
  if (!target_->envelope && call.exchange->status == 0) return;
  try {
    if (!queue_.Add(Make(call), now)) SayGivenUp(kNoRoom);
  } catch (const std::bad_alloc&) {
    queue_.CountLost();
    SayGivenUp(kNoRoom);
  }
}

Action WebhookPoster::Next(TimePoint now) noexcept {
  while (WebhookPost* const post = queue_.Next(now)) {
    const WallMillis wall = clock_->Wall();
    try {
      post->call.headers =
          std::make_shared<const std::vector<std::string>>(Lines(*post, wall / 1000));
      return {.kind = Action::kSend, .id = post->id, .call = &post->call};
    } catch (const std::bad_alloc&) {
      // Tried again like a post that failed: want of memory may pass.
      Exchange lost;
      lost.id = post->id;
      End(lost, now, wall);
    }
  }
  return {.kind = Action::kWait, .until = queue_.NextDue()};
}

std::string WebhookPoster::OnExchange(Exchange&& exchange, TimePoint now,
                                      WallMillis wall) noexcept {
  // A webhook that does not end its answer in time has not taken the post.
  if (exchange.cut && exchange.elapsed >= kTimeout) exchange.status = 0;
  End(exchange, now, wall);
  return "";
}

void WebhookPoster::OnAbort(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept {
  End(exchange, now, wall);
}

void WebhookPoster::End(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept {
  if (queue_.OnExchange(exchange, now, wall) != WebhookEnd::kGivenUp) return;
  try {
    SayGivenUp(Why(exchange));
  } catch (const std::bad_alloc&) {
    // It is counted; only the words are lost.
  }
}

// SayGivenUp reports the first post that was given up: a webhook that is away would fill the host's
// log. The rest is counted.
void WebhookPoster::SayGivenUp(std::string_view why) noexcept {
  if (said_ || !*log_) return;
  said_ = true;
  try {
    (*log_)(LogLevel::kWarn, "webhook",
            "an answer could not be delivered to the response webhook: " + std::string(why) +
                "; further ones are only counted, in webhook_failed");
  } catch (const std::bad_alloc&) {
    // It is counted; only the words are lost.
  }
}

void WebhookPoster::Report() const noexcept {
  const uint64_t lost = queue_.counters().failed + queue_.counters().pending;
  if (lost == 0 || !*log_) return;
  try {
    (*log_)(LogLevel::kWarn, "webhook",
            std::to_string(lost) + (lost == 1 ? " answer" : " answers") +
                " could not be delivered to the response webhook");
  } catch (const std::bad_alloc&) {
    // Without memory there is nobody to tell.
  }
}

}  // namespace inflow
