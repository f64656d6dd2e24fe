"""One thread that calls tasks at their times. A task is `tick(now_ns) -> time of the next call, or None`."""

import heapq
import itertools
import threading
import time


class Ticker(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True, name="ticker")
        self.changed = threading.Condition()
        self.queue = []
        self.order = itertools.count()

    def add(self, tick, at_ns):
        with self.changed:
            heapq.heappush(self.queue, (at_ns, next(self.order), tick))
            self.changed.notify()

    def run(self):
        while True:
            with self.changed:
                while not self.queue:
                    self.changed.wait()
                wait_s = (self.queue[0][0] - time.time_ns()) / 1e9
                if wait_s > 0:
                    self.changed.wait(wait_s)
                    continue
                _, _, tick = heapq.heappop(self.queue)
            again = tick(time.time_ns())
            if again is not None:
                self.add(tick, again)
