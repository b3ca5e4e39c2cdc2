from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .contract import DataSelection, DataWindow


@dataclass(frozen=True)
class RowSplit:
    """Half-open ranges of row numbers, oldest to newest, without gaps."""

    fit: range
    validation: range
    """Newest 20 % of the training rows: scored, never fitted."""
    holdout: range


def split_rows(times: Sequence[float], data: DataSelection) -> RowSplit:
    """Applies a selection to rows in the order of their event times, like the in-process trainer in TypeScript.

    `end`, `start`, `last_ms` and `last_samples` together bound what the run may use; the newest `holdout_samples` of that
    are held out (all of them if there are fewer); the rest is for training.
    """
    end = len(times) if data.end is None else bisect_right(times, data.end)
    newest = data.end if data.end is not None else (times[end - 1] if end else 0)
    start = min(
        end,
        max(
            0 if data.start is None else bisect_right(times, data.start),
            0 if data.last_ms is None else bisect_left(times, newest - data.last_ms),
            0 if data.last_samples is None else end - data.last_samples,
        ),
    )
    held_out = max(start, end - data.holdout_samples)
    validated = held_out - int((held_out - start) * 0.2)
    return RowSplit(range(start, validated), range(validated, held_out), range(held_out, end))


def window_of(times: Sequence[float], rows: range, digest: str | None = None) -> DataWindow:
    if len(rows) == 0:
        return DataWindow(None, None, 0, digest)
    return DataWindow(float(times[rows[0]]), float(times[rows[-1]]), len(rows), digest)
