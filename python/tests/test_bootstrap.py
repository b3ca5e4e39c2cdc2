import random

import pytest
from temporal_retrain import TrainingError
from temporal_retrain.bootstrap import paired_bootstrap


def losses(gain: float, seed: int = 1, rows: int = 300) -> tuple[list[float], list[float]]:
    rng = random.Random(seed)
    difficulty = [rng.expovariate(1) for _ in range(rows)]
    return [each + rng.gauss(0, 0.1) for each in difficulty], [each - gain + rng.gauss(0, 0.1) for each in difficulty]


def test_a_better_challenger_has_a_small_p_value_and_a_worse_one_a_large() -> None:
    assert paired_bootstrap(*losses(0.05))["pValue"] < 0.01
    assert paired_bootstrap(*losses(-0.05))["pValue"] > 0.99


def test_noise_alone_passes_the_five_percent_level_about_one_time_in_twenty() -> None:
    passed = sum(paired_bootstrap(*losses(0, seed, 80), resamples=200, seed=seed)["pValue"] <= 0.05 for seed in range(200))
    assert 2 <= passed <= 22


def test_the_same_seed_gives_the_same_answer() -> None:
    assert paired_bootstrap(*losses(0.01), seed=7) == paired_bootstrap(*losses(0.01), seed=7)


def test_equal_models_are_no_gain() -> None:
    assert paired_bootstrap([1.0] * 5, [1.0] * 5) == {"samples": 5, "meanGain": 0.0, "pValue": 1.0, "low": 0.0, "high": 0.0}


def test_losses_of_different_rows_are_refused() -> None:
    with pytest.raises(TrainingError, match="got 1 and 2 losses") as caught:
        paired_bootstrap([1.0], [1.0, 2.0])
    assert caught.value.permanent
