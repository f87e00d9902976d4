// M/M/c with impatient clients, who leave the queue after 2 s and retry after exponential waits with mean 1 s, for up to
// three attempts. Uses a std::priority_queue of plain structs and splitmix64 random numbers. Records the same data as a
// Hindcast run for a service: counts, integrals of queue and busy servers, completed and failed requests per minute, and
// the latencies in each of 480 windows in a log-linear histogram, whose median and 99th percentile are read at the end.
// Usage: mmc SERVERS ARRIVALS SEED
#include <algorithm>
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

// Microseconds, in buckets no wider than 1/64 of the value.
class Histogram {
 public:
  void record(uint64_t value) {
    const size_t at = bucket(value);
    weights_[at]++;
    lowest_ = std::min(lowest_, at);
    highest_ = std::max(highest_, at);
    total_++;
  }
  size_t quantile(double share) const {
    double sum = 0;
    for (size_t i = lowest_; i <= highest_; i++) {
      sum += weights_[i];
      if (sum >= share * total_) return i;
    }
    return highest_;
  }
  void clear() {
    if (total_ > 0) std::fill(weights_.begin() + lowest_, weights_.begin() + highest_ + 1, 0);
    lowest_ = weights_.size();
    highest_ = 0;
    total_ = 0;
  }

 private:
  static size_t bucket(uint64_t value) {
    if (value < 128) return value;
    const int shift = 57 - __builtin_clzll(value);
    return shift * 64 + (value >> shift);
  }
  std::vector<double> weights_ = std::vector<double>(2304);
  size_t lowest_ = 2304, highest_ = 0;
  double total_ = 0;
};

// The data recorded for a service.
class Meter {
 public:
  explicit Meter(double until) : every_(until / 480), window_(until / 480) {
    ended_.resize(static_cast<size_t>(until / 60) + 64);
    failed_.resize(ended_.size());
  }
  void level(double now, double queue, double busy) {
    queueArea_ += queue_ * (now - since_);
    busyArea_ += busy_ * (now - since_);
    since_ = now;
    queue_ = queue;
    busy_ = busy;
  }
  void ended(double now, bool well, double latency) {
    while (now >= window_) {
      series_.push_back({histogram_.quantile(0.5), histogram_.quantile(0.99)});
      histogram_.clear();
      window_ += every_;
    }
    const size_t minute = std::min(static_cast<size_t>(now / 60), ended_.size() - 1);
    ended_[minute]++;
    if (!well) {
      failed++;
      failed_[minute]++;
      return;
    }
    ok++;
    sum += latency;
    histogram_.record(static_cast<uint64_t>(latency * 1e6));
  }
  double queueArea() const { return queueArea_; }
  double busyArea() const { return busyArea_; }
  long arrivals = 0, attempts = 0, ok = 0, failed = 0, timeouts = 0;
  double sum = 0;

 private:
  double every_, window_, since_ = 0, queue_ = 0, busy_ = 0, queueArea_ = 0, busyArea_ = 0;
  std::vector<double> ended_, failed_;
  std::vector<std::pair<size_t, size_t>> series_;
  Histogram histogram_;
};

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
  Meter meter(arrivals * gap);
  int busy = 0, queued = 0;
  double now = 0;

  auto add = [&](double delay, Kind kind, int request, int attempt) {
    pending.push({now + delay, sequence++, kind, request, attempt});
  };
  auto serve = [&](int request) {
    busy++;
    requests[request].waits = false;
    meter.level(now, queued, busy);
    add(exponential(1), DONE, request, 0);
  };
  auto attempt = [&](int request) {
    Request& one = requests[request];
    one.tries++;
    one.attempt++;
    meter.attempts++;
    add(2, TIMEOUT, request, one.attempt);
    if (busy < servers) {
      serve(request);
      return;
    }
    one.waits = true;
    waiting.push_back({request, one.attempt});
    meter.level(now, ++queued, busy);
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
        meter.arrivals++;
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
        if (meter.arrivals < arrivals) add(exponential(gap), ARRIVAL, 0, 0);
        break;
      }
      case DONE:
        meter.level(now, queued, --busy);
        meter.ended(now, true, now - requests[request].began);
        unused.push_back(request);
        while (!waiting.empty()) {
          const auto [next, number] = waiting.front();
          waiting.pop_front();
          if (!requests[next].waits || requests[next].attempt != number) continue;
          queued--;
          serve(next);
          break;
        }
        break;
      case TIMEOUT:
        if (!requests[request].waits || requests[request].attempt != event.attempt) break;
        meter.timeouts++;
        meter.level(now, --queued, busy);
        requests[request].waits = false;
        if (requests[request].tries < 3) {
          add(exponential(1), RETRY, request, 0);
        } else {
          meter.ended(now, false, 0);
          unused.push_back(request);
        }
        break;
      case RETRY:
        attempt(request);
        break;
    }
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("{\"events\":%lu,\"ok\":%ld,\"failed\":%ld,\"timeouts\":%ld,\"latency\":%f,\"queue\":%f,\"busy\":%f,\"seconds\":%f}\n",
              events, meter.ok, meter.failed, meter.timeouts, meter.sum / meter.ok, meter.queueArea() / now,
              meter.busyArea() / now, seconds);
}
