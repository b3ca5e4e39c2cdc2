from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread, current_thread
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.neural_network import MLPClassifier
from temporal_retrain import Artifact, DataSelection, EvaluateRequest, FileArtifactStore, TrainingError
from temporal_retrain import sklearn as ours
from temporal_retrain.sklearn import SklearnTrainer
from training import FULL, TRAINER, BucketStore, Context, Killed, accuracy, boosted, linear, network, table


@pytest.mark.parametrize("build", [linear, boosted])
def test_soft_goes_on_from_the_champion_and_follows_the_drift(tmp_path: Path, build: Any) -> None:
    trainer, context = SklearnTrainer("own", table, build), Context(FileArtifactStore(tmp_path))
    champion = trainer.train(FULL, context).artifact
    assert accuracy(trainer, context, champion, 1999) > 0.9
    assert accuracy(trainer, context, champion, 2999) < 0.7
    data = DataSelection(200, end=2999, last_samples=1000)
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2", data=data, hyperparameters={"epochs": 40})
    result = trainer.train(soft, context)
    assert accuracy(trainer, context, result.artifact, 2999) > 0.85
    assert result.data_window.samples == 640


def loaded(context: Context, artifact: Artifact) -> Any:
    return pickle.loads(context.store.get(artifact)).estimator


@pytest.mark.parametrize(
    ("build", "name", "values"), [(linear, "alpha", (1e-5, 0.1, 10.0)), (boosted, "learning_rate", (0.01, 0.3))]
)
def test_a_soft_retrain_goes_on_with_the_hyper_parameters_it_is_given(
    tmp_path: Path, build: Any, name: str, values: tuple[float, ...]
) -> None:
    trainer, context = SklearnTrainer("own", table, build), Context(FileArtifactStore(tmp_path))
    champion = trainer.train(FULL, context).artifact
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2", seed=9)
    made = [
        trainer.train(replace(soft, hyperparameters={"epochs": 5, name: value}), context).artifact for value in values
    ]
    assert [getattr(loaded(context, artifact), name) for artifact in made] == list(values)
    assert len({artifact.sha256 for artifact in made}) == len(values)
    rows = table({}).features
    chances = [loaded(context, artifact).predict_proba(rows) for artifact in made]
    assert not any(np.allclose(chances[0], each) for each in chances[1:])
    assert [loaded(context, artifact).random_state for artifact in made] == [9] * len(values)


@pytest.mark.parametrize(
    ("build", "name", "value", "words"),
    [
        (network, "hidden_layer_sizes", 5, "`hidden_layer_sizes` of MLPClassifier to stay `3`"),
        (network, "learning_rate_init", 0.1, "`learning_rate_init` of MLPClassifier to stay `0.001`"),
        (linear, "average", 10, "`average` of SGDClassifier to stay `False`"),
        (boosted, "max_bins", 31, "`max_bins` of HistGradientBoostingClassifier to stay `255`"),
    ],
)
def test_what_a_fitted_estimator_cannot_change_is_refused_for_good(
    tmp_path: Path, build: Any, name: str, value: Any, words: str
) -> None:
    trainer, context = SklearnTrainer("own", table, build), Context(FileArtifactStore(tmp_path))
    champion = trainer.train(FULL, context).artifact
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2")
    trainer.train(soft, context)
    with pytest.raises(TrainingError, match=words) as caught:
        trainer.train(replace(soft, hyperparameters={"epochs": 5, name: value}), context)
    assert caught.value.permanent


def test_trees_that_have_grown_stay_and_another_number_to_begin_with_is_refused(tmp_path: Path) -> None:
    def grown(params: Mapping[str, Any], seed: int) -> Any:
        return HistGradientBoostingClassifier(random_state=seed, early_stopping=False, **{"max_iter": 4, **params})

    trainer, context = SklearnTrainer("own", table, grown), Context(FileArtifactStore(tmp_path))
    champion = trainer.train(FULL, context).artifact
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2")
    again = replace(soft, base=trainer.train(soft, context).artifact, retrain_id="r3")
    assert loaded(context, trainer.train(again, context).artifact).n_iter_ == 4 + 4 + 5 + 5
    with pytest.raises(TrainingError, match="`max_iter` .* to stay `4`"):
        trainer.train(replace(again, hyperparameters={"epochs": 5, "max_iter": 50}), context)


def test_a_soft_retrain_with_another_kind_of_estimator_is_refused_for_good(tmp_path: Path) -> None:
    context = Context(FileArtifactStore(tmp_path))
    champion = TRAINER.train(FULL, context).artifact
    soft = replace(FULL, kind="soft", base=champion, retrain_id="r2")
    with pytest.raises(TrainingError, match="champion's SGDClassifier, got hyper-parameters for a MLPClassifier") as caught:
        SklearnTrainer("own", table, network).train(soft, context)
    assert caught.value.permanent


@pytest.mark.parametrize("seed", [-5, 5_000_000_000])
def test_every_whole_number_is_a_seed(tmp_path: Path, seed: int) -> None:
    assert TRAINER.train(replace(FULL, seed=seed), Context(FileArtifactStore(tmp_path))).metrics["accuracy"] > 0.9


def test_the_same_request_gives_the_same_bytes(tmp_path: Path) -> None:
    one = TRAINER.train(FULL, Context(FileArtifactStore(tmp_path / "a"))).artifact
    assert one.sha256 == TRAINER.train(FULL, Context(FileArtifactStore(tmp_path / "b"))).artifact.sha256


def test_a_killed_run_goes_on_from_its_checkpoint_and_ends_the_same(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(ours, "_CHECKPOINT_SECONDS", 0)
    request = replace(FULL, hyperparameters={"epochs": 12})
    whole = TRAINER.train(request, Context(FileArtifactStore(tmp_path / "whole")))
    store = FileArtifactStore(tmp_path / "killed")
    with pytest.raises(Killed):
        TRAINER.train(request, Context(store, die_at=9))
    second = Context(store)
    resumed = TRAINER.train(replace(request, attempt=2), second)
    assert second.logs == ["resumed from a checkpoint"]
    assert [beat.fraction for beat in second.beats][1] == 9 / 12
    one, other = (
        pickle.loads(FileArtifactStore(tmp_path / name).get(result.artifact)).estimator
        for name, result in (("whole", whole), ("killed", resumed))
    )
    assert (one.coef_ == other.coef_).all() and (one.intercept_ == other.intercept_).all()
    assert resumed.metrics == whole.metrics


@pytest.mark.parametrize(
    "change", [{"seed": 8}, {"hyperparameters": {"epochs": 13}}, {"data": DataSelection(200, end=1998)}]
)
def test_a_checkpoint_of_another_run_is_not_taken(tmp_path: Path, monkeypatch: Any, change: Any) -> None:
    monkeypatch.setattr(ours, "_CHECKPOINT_SECONDS", 0)
    store = FileArtifactStore(tmp_path)
    with pytest.raises(Killed):
        TRAINER.train(FULL, Context(store, die_at=4))
    context = Context(store)
    TRAINER.train(replace(FULL, **change), context)
    assert context.logs == []


def test_an_unreadable_checkpoint_costs_time_and_nothing_else(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(ours, "_CHECKPOINT_SECONDS", 0)
    store = FileArtifactStore(tmp_path)
    with pytest.raises(Killed):
        TRAINER.train(FULL, Context(store, die_at=4))
    torn = [path for path in (tmp_path / "checkpoints").rglob("*") if path.is_file()]
    assert torn
    for path in torn:
        path.write_bytes(b"torn")
    context = Context(store)
    TRAINER.train(FULL, context)
    assert context.logs == ["checkpoint not readable; starting over"]


def test_any_store_of_four_methods_will_do() -> None:
    context = Context(BucketStore())
    artifact = TRAINER.train(FULL, context).artifact
    assert artifact.uri.startswith("s3://models/models/")
    assert accuracy(TRAINER, context, artifact, 1999) > 0.9


def test_the_champion_is_not_changed_by_what_goes_on_from_it(tmp_path: Path) -> None:
    context = Context(FileArtifactStore(tmp_path))
    champion = TRAINER.train(FULL, context).artifact
    before = context.store.get(champion)
    TRAINER.train(replace(FULL, kind="soft", base=champion, retrain_id="r2"), context)
    assert context.store.get(champion) == before


@pytest.mark.parametrize("epochs", [0, -1, 2.5, "5", True, None])
def test_epochs_that_are_none_are_refused(tmp_path: Path, epochs: Any) -> None:
    with pytest.raises(TrainingError, match="epochs") as caught:
        TRAINER.train(replace(FULL, hyperparameters={"epochs": epochs}), Context(FileArtifactStore(tmp_path)))
    assert caught.value.permanent


def test_data_that_cannot_teach_is_refused(tmp_path: Path) -> None:
    context = Context(FileArtifactStore(tmp_path))
    with pytest.raises(TrainingError, match="both classes"):
        TRAINER.train(replace(FULL, data=DataSelection(200, end=100)), context)
    artifact = TRAINER.train(FULL, context).artifact
    with pytest.raises(TrainingError, match="held-out rows"):
        TRAINER.evaluate(EvaluateRequest("shop:x", "r", artifact, DataSelection(200, end=-1), {}), context)


def test_only_a_trial_is_named_in_the_path_of_its_artifact(tmp_path: Path) -> None:
    trained = TRAINER.train(FULL, Context(FileArtifactStore(tmp_path)))
    assert "/trial-" not in trained.artifact.uri
    tried = TRAINER.train(replace(FULL, trial=3), Context(FileArtifactStore(tmp_path)))
    assert "/trial-3" in tried.artifact.uri


def test_a_fit_whose_run_was_cancelled_is_told_of_and_keeps_no_process_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "_BEAT_SECONDS", 0.01)
    end, context, threads = Event(), Context(None, die_at=1), list[Thread]()

    def fit() -> None:
        threads.append(current_thread())
        end.wait()

    with pytest.raises(Killed):
        ours._beating(fit, context, 0.5)
    assert threads[0].is_alive() and threads[0].daemon
    assert "goes on until" in context.logs[0]
    end.set()


def test_what_a_fit_raises_is_raised() -> None:
    def fit() -> None:
        raise ValueError("no rows")

    with pytest.raises(ValueError, match="no rows"):
        ours._beating(fit, Context(None), 0.5)
