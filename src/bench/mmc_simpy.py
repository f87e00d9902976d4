"""M/M/c with impatient clients, who leave the queue after 2 s and retry after exponential waits with mean 1 s, for at most
three attempts.

For SimPy 2.3, as Debian packages it (python3-simpy). Usage: mmc_simpy.py SERVERS ARRIVALS SEED
"""
import json
import random
import sys
import time

from SimPy.Simulation import FIFO, Process, Resource, activate, hold, initialize, now, release, request, simulate

SERVERS, ARRIVALS, SEED = (int(argument) for argument in sys.argv[1:4])
draw = random.Random(SEED).expovariate


class Count:
    events = ok = failed = timeouts = 0
    latency = 0.0


class Client(Process):
    def run(self, server):
        began = now()
        for attempt in (1, 2, 3):
            Count.events += 1  # the end of the client's patience
            yield (request, self, server), (hold, self, 2.0)
            if self.acquired(server):
                Count.events += 1  # the end of the service
                yield hold, self, draw(1.0)
                Count.ok += 1
                Count.latency += now() - began
                yield release, self, server
                return
            Count.timeouts += 1
            if attempt == 3:
                Count.failed += 1
                return
            Count.events += 1  # the end of the wait
            yield hold, self, draw(1.0)


class Source(Process):
    def run(self, server):
        for _ in range(ARRIVALS):
            Count.events += 1  # the arrival
            yield hold, self, draw(0.95 * SERVERS)
            client = Client()
            activate(client, client.run(server))


initialize()
server = Resource(capacity=SERVERS, qType=FIFO)
source = Source()
activate(source, source.run(server))
start = time.perf_counter()
simulate(until=1e12)
seconds = time.perf_counter() - start
print(
    json.dumps(
        {
            "events": Count.events,
            "ok": Count.ok,
            "failed": Count.failed,
            "timeouts": Count.timeouts,
            "latency": Count.latency / Count.ok,
            "seconds": seconds,
        }
    )
)
