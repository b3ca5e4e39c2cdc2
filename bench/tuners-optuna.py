"""Optuna's best losses on the problems of tuners-problems.ts: python tuners-optuna.py FIRST_SEED SEEDS TRIALS."""

import json
import subprocess
import sys
import time
from pathlib import Path

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
first_seed, seeds, trials = map(int, sys.argv[1:4])

samplers = {
    "optuna-tpe": lambda seed: optuna.samplers.TPESampler(seed=seed),
    "optuna-random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
}

objective = subprocess.Popen(
    ["node", "--import", "tsx", str(Path(__file__).with_name("tuners-objective.ts"))],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
    text=True,
)
spaces = json.loads(objective.stdout.readline())


def loss(problem, params):
    objective.stdin.write(json.dumps({"problem": problem, "params": params}) + "\n")
    objective.stdin.flush()
    return json.loads(objective.stdout.readline())


def suggest(trial, name, dimension):
    log = dimension.get("log", False)
    if dimension["type"] == "float":
        return trial.suggest_float(name, dimension["low"], dimension["high"], log=log)
    if dimension["type"] == "int":
        return trial.suggest_int(name, dimension["low"], dimension["high"], log=log)
    return trial.suggest_categorical(name, dimension["values"])


def best(problem, sampler, trials):
    study = optuna.create_study(direction="minimize", sampler=sampler)
    space = spaces[problem].items()
    study.optimize(lambda trial: loss(problem, {n: suggest(trial, n, d) for n, d in space}), n_trials=trials)
    return study.best_value


def ask_ms(problem, trials, asks=20):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
    space = spaces[problem].items()
    study.optimize(lambda trial: loss(problem, {n: suggest(trial, n, d) for n, d in space}), n_trials=trials)
    rounds = []
    for _ in range(5):
        rounds.append(ask_round(study, space, asks))
    return min(rounds)


def ask_round(study, space, asks):
    times = []
    for _ in range(asks):
        started = time.perf_counter()
        trial = study.ask()
        for name, dimension in space:
            suggest(trial, name, dimension)
        times.append((time.perf_counter() - started) * 1000)
        study.tell(trial, state=optuna.trial.TrialState.FAIL)
    return sorted(times)[len(times) // 2]


result = {"optuna": optuna.__version__, "best": {}, "askMs": {p: ask_ms(p, 200) for p in ("hartmann6", "mixed")}}
for problem in spaces:
    result["best"][problem] = {
        name: [best(problem, sampler(seed), trials) for seed in range(first_seed, first_seed + seeds)]
        for name, sampler in samplers.items()
    }
json.dump(result, sys.stdout)
objective.stdin.close()
objective.wait(timeout=10)
