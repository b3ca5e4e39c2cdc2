"""A logistic regression in plain Python, as a user of the command trainer would bring one. Exit code 65: unusable data."""

import csv
import json
import math
import os
import random
import sys
import time

MINIMUM_ROWS = 20


def fail(code, message):
    print(message, file=sys.stderr)
    sys.exit(code)


def read_rows(options):
    if set(options) != {"csv"}:
        fail(64, f"expected the option csv, got {sorted(options)}")
    with open(options["csv"], newline="") as file:
        return [(float(r["time"]), [float(r["a"]), float(r["b"])], int(r["label"])) for r in csv.DictReader(file)]


def select(rows, data):
    rows = sorted((r for r in rows if data["to"] is None or r[0] <= data["to"]), key=lambda r: r[0])
    newest = data["to"] if data["to"] is not None else (rows[-1][0] if rows else 0)
    if "lastSamples" in data:
        rows = rows[-data["lastSamples"] :]
    if "lastMs" in data:
        rows = [r for r in rows if r[0] >= newest - data["lastMs"]]
    if "from" in data:
        rows = [r for r in rows if r[0] > data["from"]]
    cut = max(0, len(rows) - data["holdoutSamples"])
    return rows[:cut], rows[cut:]


def window(rows):
    return {"from": rows[0][0] if rows else None, "to": rows[-1][0] if rows else None, "samples": len(rows)}


def probability(weights, inputs):
    total = weights[-1] + sum(w * x for w, x in zip(weights, inputs))
    return 1 / (1 + math.exp(-max(-500, min(500, total))))


def score(weights, rows):
    pairs = [(probability(weights, inputs), label) for _, inputs, label in rows]
    losses = [-math.log(max(1e-15, p if label else 1 - p)) for p, label in pairs]
    count = max(1, len(rows))
    return {"accuracy": sum((p >= 0.5) == bool(label) for p, label in pairs) / count, "logLoss": sum(losses) / count}, losses


def load(path):
    with open(path) as file:
        return json.load(file)


def save(path, value):
    with open(path + ".tmp", "w") as file:
        json.dump(value, file)
    os.replace(path + ".tmp", path)


def train(job):
    request = job["request"]
    rows, _ = select(read_rows(request["options"]), request["data"])
    if len(rows) < MINIMUM_ROWS:
        fail(65, f"expected at least {MINIMUM_ROWS} rows to train on, found {len(rows)}")
    fit, validation = rows[: len(rows) * 4 // 5], rows[len(rows) * 4 // 5 :]
    state = {"epoch": 0, "weights": [0.0, 0.0, 0.0]}
    if request["kind"] == "soft":
        state["weights"] = load(request["base"]["uri"].removeprefix("file://"))["weights"]
    if job["checkpoint"]:
        state = load(job["checkpoint"])
    weights, epochs = state["weights"], request["hyperparameters"].get("epochs", 5)
    for epoch in range(state["epoch"], epochs):
        order = list(range(len(fit)))
        random.Random(request["seed"] * 1_000_003 + epoch).shuffle(order)
        for row in order:
            _, inputs, label = fit[row]
            error = probability(weights, inputs) - label
            for at, x in enumerate([*inputs, 1.0]):
                weights[at] -= 0.05 * error * x
        checkpoint = os.path.join(job["checkpoints"], "state.json")
        save(checkpoint, {"epoch": epoch + 1, "weights": weights})
        metrics, _ = score(weights, validation)
        progress = {"fraction": (epoch + 1) / epochs, "score": metrics["accuracy"], "checkpoint": checkpoint}
        print("progress " + json.dumps(progress), flush=True)
    metrics, _ = score(weights, validation)
    save(os.path.join(job["output"], "model.json"), {"weights": weights})
    save(job["result"], {"artifact": "model.json", "metrics": metrics, "dataWindow": window(rows)})


def evaluate(job):
    request = job["request"]
    weights = load(request["artifact"]["uri"].removeprefix("file://"))["weights"]
    _, held_out = select(read_rows(request["options"]), request["data"])
    if not held_out:
        fail(65, "expected held-out rows, found none")
    started = time.perf_counter()
    metrics, losses = score(weights, held_out)
    latency = 1000 * (time.perf_counter() - started) / len(held_out)
    save(
        job["result"],
        {"metrics": metrics, "samples": len(held_out), "holdout": window(held_out), "losses": losses, "latencyMsP95": latency},
    )


if __name__ == "__main__":
    with open(sys.argv[1]) as request_file:
        the_job = json.load(request_file)
    {"train": train, "evaluate": evaluate}[the_job["action"]](the_job)
