"""Optuna as the `external` tuner: ask and tell without a database, because every request carries the study so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import TrainingError


def propose(query: Mapping[str, Any]) -> dict[str, Any]:
    """The next parameters to try. The same query gives the same answer, so a retry after a crash changes nothing."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    space: Mapping[str, Mapping[str, Any]] = query["space"]
    seed = (int(query["seed"]) * 1_000_003 + int(query["number"])) % 2**32
    study = optuna.create_study(
        direction=query["goal"],
        # Parallel trials count as bad while they run, so that they do not try the same parameters.
        sampler=optuna.samplers.TPESampler(seed=seed, constant_liar=True),
    )
    for trial in query["trials"]:
        told = _tell(optuna, space, trial)
        if told is not None:
            study.add_trial(told)
    first = query.get("first")
    if query["number"] == 0 and first:
        study.enqueue_trial({name: value for name, value in first.items() if _contains(space.get(name), value)})
    asked = study.ask()
    params: dict[str, Any] = {}
    for name in _ordered(space):
        if _active(space[name], params):
            params[name] = asked._suggest(name, _distribution(optuna, name, space[name]))
    return params


def _tell(optuna: Any, space: Mapping[str, Mapping[str, Any]], trial: Mapping[str, Any]) -> Any:
    states = optuna.trial.TrialState
    state = {"complete": states.COMPLETE, "pruned": states.PRUNED, "running": states.RUNNING}.get(trial["state"])
    # A failed trial teaches nothing; a trial of another space does not either.
    if state is None or not all(_contains(space.get(name), value) for name, value in trial["params"].items()):
        return None
    steps = {int(step): float(value) for step, value in trial.get("intermediate") or []}
    return optuna.trial.create_trial(
        state=state,
        value=trial["value"] if state == states.COMPLETE else None,
        params=dict(trial["params"]),
        distributions={name: _distribution(optuna, name, space[name]) for name in trial["params"]},
        intermediate_values=steps,
    )


def _distribution(optuna: Any, name: str, dimension: Mapping[str, Any]) -> Any:
    kinds = optuna.distributions
    if dimension["type"] == "choice":
        return kinds.CategoricalDistribution(tuple(dimension["values"]))
    low, high, log = dimension["low"], dimension["high"], dimension.get("log", False)
    if not isinstance(log, bool):
        # bool("no") is True.
        raise TrainingError(f"Expected `log` of `{name}` to be true or false, got `{str(log)[:80]}`", permanent=True)
    if dimension["type"] == "float":
        return kinds.FloatDistribution(low, high, log=log)
    # Optuna does not support steps on a log scale.
    step = 1 if log else dimension.get("step", 1)
    return kinds.IntDistribution(low, low + (high - low) // step * step, log=log, step=step)


def _contains(dimension: Mapping[str, Any] | None, value: Any) -> bool:
    if dimension is None:
        return False
    if dimension["type"] == "choice":
        return any(value == each and type(value) is type(each) for each in dimension["values"])
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if not dimension["low"] <= value <= dimension["high"]:
        return False
    if dimension["type"] == "float":
        return True
    return bool((value - dimension["low"]) % dimension.get("step", 1) == 0)


def _active(dimension: Mapping[str, Any], params: Mapping[str, Any]) -> bool:
    when = dimension.get("when")
    return when is None or (when["name"] in params and params[when["name"]] in when["in"])


def _ordered(space: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Conditions come before what depends on them."""

    def depth(name: str) -> int:
        when = space[name].get("when")
        return 0 if when is None else 1 + depth(when["name"])

    return sorted(space, key=depth)
