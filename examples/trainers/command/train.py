"""A model that the `command` trainer trains: rain tomorrow, by logistic regression in plain Python.

    python3 train.py request.json

The request says what to do (`action`) and where to write (`output`, `result`). docs/trainers.md explains every field.
Exit codes: 0 done, 65 the rows are of no use (no retry helps), anything else is tried again.
"""

import csv
import json
import math
import random
import sys
from pathlib import Path

DAY_MS = 86_400_000
ORIGIN_MS = -662_688_000_000  # 1949-01-01, the first day of noaa-rain.csv


def unusable(why):
    print(why, file=sys.stderr)
    sys.exit(65)


def read_rows(options):
    """Every row as (event time in epoch milliseconds, inputs, label 0 or 1), oldest first."""
    with open(options["csv"], newline="") as file:
        rows = [
            (ORIGIN_MS + int(row.pop("day")) * DAY_MS, int(row.pop("rain")), [float(x) for x in row.values()])
            for row in csv.DictReader(file)
        ]
    return sorted((at, inputs, label) for at, label, inputs in rows)


def select(rows, data):
    """What the run may use, as (rows to train on, rows held out). Never a row later than `to`."""
    if data["to"] is not None:
        rows = [row for row in rows if row[0] <= data["to"]]
    newest = data["to"] if data["to"] is not None else (rows[-1][0] if rows else 0)
    if "lastSamples" in data:
        rows = rows[-data["lastSamples"] :]
    if "lastMs" in data:
        rows = [row for row in rows if row[0] >= newest - data["lastMs"]]
    if "from" in data:
        rows = [row for row in rows if row[0] > data["from"]]
    cut = max(0, len(rows) - data["holdoutSamples"])
    return rows[:cut], rows[cut:]


def window(rows):
    return {"from": rows[0][0] if rows else None, "to": rows[-1][0] if rows else None, "samples": len(rows)}


def probability(weights, inputs):
    z = weights[-1] + sum(w * x for w, x in zip(weights, inputs))
    return 1 / (1 + math.exp(-max(-500.0, min(500.0, z))))


def score(weights, rows):
    """Metrics, and one loss a row: the gate compares champion and challenger row by row."""
    chances = [(probability(weights, inputs), label) for _, inputs, label in rows]
    losses = [-math.log(max(1e-15, p if label else 1 - p)) for p, label in chances]
    right = sum((p >= 0.5) == bool(label) for p, label in chances)
    return {"accuracy": right / max(1, len(rows)), "logLoss": sum(losses) / max(1, len(rows))}, losses


def model_at(artifact):
    return json.loads(Path(artifact["uri"].removeprefix("file://")).read_text())


def train(request, output, progress=lambda _: None):
    """Trains, writes the model below `output`, and returns the result: a TrainResult."""
    rows, _ = select(read_rows(request["options"]), request["data"])
    if len(rows) < 100:
        unusable(f"expected at least 100 rows to train on, found {len(rows)}")
    fit, validation = rows[: len(rows) * 4 // 5], rows[len(rows) * 4 // 5 :]
    # A soft retrain continues from the champion; a full one starts from nothing.
    weights = model_at(request["base"])["weights"] if request["kind"] == "soft" else [0.0] * (len(rows[0][1]) + 1)
    rate = request["hyperparameters"].get("learningRate", 0.05)
    epochs = request["hyperparameters"].get("epochs", 5)
    shuffle = random.Random(request["seed"])
    for epoch in range(epochs):
        shuffle.shuffle(fit)
        for _, inputs, label in fit:
            error = probability(weights, inputs) - label
            for at, x in enumerate([*inputs, 1.0]):
                weights[at] -= rate * error * x
        metrics, _ = score(weights, validation)
        progress({"fraction": (epoch + 1) / epochs, "score": metrics["accuracy"], "message": f"epoch {epoch + 1}"})
    path = Path(output) / "model.json"
    path.write_text(json.dumps({"weights": weights}))
    metrics, _ = score(weights, validation)
    return {"artifact": path.name, "metrics": metrics, "dataWindow": window(rows)}


def evaluate(request):
    """Judges an artifact on the held-out rows and returns the result: an EvaluateResult."""
    _, held_out = select(read_rows(request["options"]), request["data"])
    if not held_out:
        unusable("expected held-out rows, found none")
    metrics, losses = score(model_at(request["artifact"])["weights"], held_out)
    return {"metrics": metrics, "samples": len(held_out), "holdout": window(held_out), "losses": losses}


def main(path):
    job = json.loads(Path(path).read_text())

    def progress(beat):
        print("progress " + json.dumps(beat), flush=True)

    result = evaluate(job["request"]) if job["action"] == "evaluate" else train(job["request"], job["output"], progress)
    Path(job["result"]).write_text(json.dumps(result))


if __name__ == "__main__":
    main(sys.argv[1])
