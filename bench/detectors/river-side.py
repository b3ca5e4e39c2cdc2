"""What River makes of a stream, and how fast: one JSON request a line on standard input, one answer a line back.

{"streams": [[...], ...]}                                  keeps the streams for the requests that follow
{"run": NAME, "params": {...}, "burn_in": N, "of": [i...]} indices of drifts and warnings in each kept stream
{"time": NAME, "params": {...}, "of": i, "n": N}           updates a second over the first N values of a stream

With a burn-in the first N values after a start or an alarm give mean and deviation, and the detector sees the values
after them in standard deviations: the usual way to make River's detectors work on a metric.
"""

import json
import math
import sys
import time

from river import drift, stats


DETECTORS = {
    "adwin": drift.ADWIN,
    "page-hinkley": drift.PageHinkley,
    "kswin": drift.KSWIN,
    "ddm": drift.binary.DDM,
    "eddm": drift.binary.EDDM,
    "hddm-a": drift.binary.HDDMA,
    "hddm-w": drift.binary.HDDMW,
    "fhddm": drift.binary.FHDDM,
    "ewma": stats.EWMean,
}


class Standardized:
    def __init__(self, make, burn_in):
        self.make, self.burn_in = make, burn_in
        self.start()

    def start(self):
        self.first, self.inner, self.drift_detected = [], None, False

    def update(self, x):
        if self.drift_detected:
            self.start()
        if self.inner is None:
            self.first.append(x)
            if len(self.first) == self.burn_in:
                n = self.burn_in
                self.mean = sum(self.first) / n
                variance = sum((one - self.mean) ** 2 for one in self.first) / (n - 1)
                self.sd = max(math.sqrt(variance), 1e-9 * max(1, abs(self.mean)))
                self.inner = self.make()
            return
        self.inner.update((x - self.mean) / self.sd)
        self.drift_detected = self.inner.drift_detected


def run(make, values):
    detector = make()
    drifts, warnings = [], []
    for i, x in enumerate(values):
        detector.update(x)
        if detector.drift_detected:
            drifts.append(i)
        if getattr(detector, "warning_detected", False):
            warnings.append(i)
    return {"drifts": drifts, "warnings": warnings}


def updates_per_s(make, values):
    detector = make()
    update, seen = detector.update, 0
    has_flag = hasattr(detector, "drift_detected")
    start = time.process_time()
    if has_flag:
        for x in values:
            update(x)
            if detector.drift_detected:
                seen += 1
    else:
        for x in values:
            update(x)
    return len(values) / (time.process_time() - start)


def answer(request, streams):
    params = request.get("params", {})
    name = request.get("run") or request.get("time")
    burn_in = request.get("burn_in")

    def bare():
        return DETECTORS[name](**params)

    def make():
        return Standardized(bare, burn_in) if burn_in else bare()

    if "time" in request:
        return updates_per_s(make, streams[request["of"]][: request["n"]])
    return [run(make, streams[i]) for i in request.get("of", range(len(streams)))]


def main():
    streams = []
    for line in sys.stdin:
        request = json.loads(line)
        if "streams" in request:
            streams = request["streams"]
            reply = len(streams)
        else:
            reply = answer(request, streams)
        print(json.dumps(reply), flush=True)


main()
