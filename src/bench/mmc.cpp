// M/M/c whose clients leave the queue after 2 s and try again, three times in all, after exponential waits of mean 1 s.
// A std::priority_queue of plain structs; random numbers by splitmix64. Usage: mmc SERVERS ARRIVALS SEED
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <queue>
#include <vector>

static uint64_t state;
static double uniform() {
  uint64_t z = (state += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return static_cast<double>((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}
static double exponential(double mean) { return -std::log(1 - uniform()) * mean; }

enum Kind { ARRIVAL, DONE, TIMEOUT, RETRY };
struct Event {
  double time;
  uint64_t sequence;
  int kind, request, attempt;
};
struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.time > b.time || (a.time == b.time && a.sequence > b.sequence);
  }
};
struct Request {
  int tries, attempt;
  bool waits;
  double began;
};

int main(int, char** argument) {
  const int servers = std::atoi(argument[1]);
  const long arrivals = std::atol(argument[2]);
  state = std::strtoull(argument[3], nullptr, 10);
  const double gap = 1 / (0.95 * servers);
  const auto start = std::chrono::steady_clock::now();

  std::priority_queue<Event, std::vector<Event>, Later> pending;
  std::vector<Request> requests;
  std::vector<int> unused;
  std::deque<std::pair<int, int>> waiting;
  uint64_t sequence = 0, events = 0;
  long arrived = 0, ok = 0, failed = 0, timeouts = 0;
  int busy = 0;
  double now = 0, latency = 0;

  auto add = [&](double delay, Kind kind, int request, int attempt) {
    pending.push({now + delay, sequence++, kind, request, attempt});
  };
  auto serve = [&](int request) {
    busy++;
    requests[request].waits = false;
    add(exponential(1), DONE, request, 0);
  };
  auto attempt = [&](int request) {
    Request& one = requests[request];
    one.tries++;
    one.attempt++;
    add(2, TIMEOUT, request, one.attempt);
    if (busy < servers) {
      serve(request);
      return;
    }
    one.waits = true;
    waiting.push_back({request, one.attempt});
  };

  add(exponential(gap), ARRIVAL, 0, 0);
  while (!pending.empty()) {
    const Event event = pending.top();
    pending.pop();
    now = event.time;
    events++;
    const int request = event.request;
    switch (event.kind) {
      case ARRIVAL: {
        arrived++;
        int fresh;
        if (unused.empty()) {
          fresh = static_cast<int>(requests.size());
          requests.push_back({0, 0, false, 0});
        } else {
          fresh = unused.back();
          unused.pop_back();
        }
        requests[fresh].tries = 0;
        requests[fresh].began = now;
        attempt(fresh);
        if (arrived < arrivals) add(exponential(gap), ARRIVAL, 0, 0);
        break;
      }
      case DONE:
        busy--;
        ok++;
        latency += now - requests[request].began;
        unused.push_back(request);
        while (!waiting.empty()) {
          const auto [next, number] = waiting.front();
          waiting.pop_front();
          if (!requests[next].waits || requests[next].attempt != number) continue;
          serve(next);
          break;
        }
        break;
      case TIMEOUT:
        if (!requests[request].waits || requests[request].attempt != event.attempt) break;
        timeouts++;
        requests[request].waits = false;
        if (requests[request].tries < 3) {
          add(exponential(1), RETRY, request, 0);
        } else {
          failed++;
          unused.push_back(request);
        }
        break;
      case RETRY:
        attempt(request);
        break;
    }
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("{\"events\":%lu,\"ok\":%ld,\"failed\":%ld,\"timeouts\":%ld,\"latency\":%f,\"seconds\":%f}\n", events, ok,
              failed, timeouts, latency / ok, seconds);
}
