from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from .errors import TrainingError


def paired_bootstrap(
    champion: Sequence[float],
    challenger: Sequence[float],
    *,
    resamples: int = 2000,
    seed: int = 0,
    beat: Callable[[], None] = lambda: None,
) -> dict[str, float | int]:
    """Paired bootstrap on losses per row, one-sided: is the challenger's mean loss really smaller?

    d_i = champion_i - challenger_i;  p = (1 + #{b : mean(d*_b) - mean(d) >= mean(d)}) / (1 + B), the test of the
    TypeScript side with another generator. Only its summary leaves the worker, never the losses.
    """
    if len(champion) != len(challenger):
        raise TrainingError(
            f"Expected a loss of the champion and one of the challenger for every held-out row, got {len(champion)} and "
            f"{len(challenger)} losses",
            permanent=True,
        )
    differences = [before - after for before, after in zip(champion, challenger, strict=True)]
    count = len(differences)
    mean_gain = sum(differences) / count
    rng = random.Random(seed)
    as_extreme = 0
    means = []
    for number in range(resamples):
        if number % 100 == 0:
            beat()
        means.append(sum(rng.choices(differences, k=count)) / count)
        if means[-1] - mean_gain >= mean_gain:
            as_extreme += 1
    means.sort()
    low, high = (means[round(share * (resamples - 1))] for share in (0.025, 0.975))
    p_value = (1 + as_extreme) / (1 + resamples)
    return {"samples": count, "meanGain": mean_gain, "pValue": p_value, "low": low, "high": high}
