from typing import Any

import pytest
from temporal_retrain import TrainingError
from temporal_retrain.tuner import propose

SPACE: dict[str, Any] = {
    "rate": {"type": "float", "low": 1e-4, "high": 1, "log": True},
    "depth": {"type": "int", "low": 2, "high": 9, "step": 3},
    "loss": {"type": "choice", "values": ["log", "hinge"]},
    "margin": {"type": "float", "low": 0, "high": 1, "when": {"name": "loss", "in": ["hinge"]}},
}


def query(trials: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"space": SPACE, "goal": "minimize", "trials": trials, "number": len(trials), "seed": 3, "first": None, **more}


def done(number: int, params: dict[str, Any], value: float | None, state: str = "complete") -> dict[str, Any]:
    return {"number": number, "params": params, "state": state, "value": value}


def test_proposals_lie_in_the_space_and_respect_conditions() -> None:
    for seed in range(30):
        params = propose(query([], seed=seed))
        assert 1e-4 <= params["rate"] <= 1 and params["depth"] in (2, 5, 8)
        assert ("margin" in params) == (params["loss"] == "hinge")


def test_the_same_query_gives_the_same_proposal_and_another_number_another() -> None:
    assert propose(query([])) == propose(query([]))
    assert propose(query([], number=1)) != propose(query([], number=2))


def test_the_champions_own_parameters_are_tried_first_as_far_as_they_fit() -> None:
    first = {"rate": 0.01, "depth": 5, "loss": "log", "stranger": 1}
    assert propose(query([], first=first)) == {"rate": 0.01, "depth": 5, "loss": "log"}
    assert propose(query([], first={**first, "rate": 50}))["depth"] == 5


def test_trials_of_every_state_and_of_another_space_are_taken() -> None:
    params = {"rate": 0.1, "depth": 5, "loss": "log"}
    trials = [
        done(0, params, 0.5),
        done(1, params, None, "failed"),
        done(2, params, None, "running"),
        {**done(3, params, 0.7, "pruned"), "intermediate": [[10, 0.7]]},
        done(4, {"rate": 99, "depth": 5, "loss": "log"}, 0.5),
        done(5, {"other": 1}, 0.5),
    ]
    assert set(propose(query(trials))) <= set(SPACE)


@pytest.mark.parametrize("log", ["no", 1, None])
def test_a_scale_that_is_neither_true_nor_false_is_refused_for_good(log: Any) -> None:
    space = {"rate": {"type": "float", "low": 0.1, "high": 1, "log": log}}
    with pytest.raises(TrainingError, match="`log` of `rate` to be true or false") as caught:
        propose(query([], space=space))
    assert caught.value.permanent


def test_it_learns_where_the_good_values_are() -> None:
    space = {"x": {"type": "float", "low": -10, "high": 10}}
    trials: list[dict[str, Any]] = []
    for number in range(40):
        params = propose(query(trials, space=space, number=number))
        trials.append(done(number, params, (params["x"] - 3) ** 2))
    assert min(trial["value"] for trial in trials) < 0.2
    late = [abs(trial["params"]["x"] - 3) for trial in trials[25:]]
    # Half of what is drawn at random lies farther off than 5.
    assert sorted(late)[len(late) // 2] < 3.5
