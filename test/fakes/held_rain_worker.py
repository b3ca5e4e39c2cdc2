"""The rain worker, that saves a checkpoint after every round, notes it in the file `SAVES`, and then waits while `HOLD` exists."""

import asyncio
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "python" / "examples"))

from rain_worker import build, load  # noqa: E402

from temporal_retrain import FileArtifactStore, run_worker, sklearn  # noqa: E402

sklearn._CHECKPOINT_SECONDS = 0


class HeldStore(FileArtifactStore):
    def save(self, key: str, content: bytes) -> str:
        uri = super().save(key, content)
        with open(os.environ["SAVES"], "a") as saves:
            saves.write(f"{key}\n")
        while os.path.exists(os.environ["HOLD"]):
            time.sleep(0.05)
        return uri


asyncio.run(
    run_worker(
        [sklearn.SklearnTrainer("rain", load, build)],
        HeldStore(os.environ["ARTIFACTS"]),
        task_queue=os.environ["TASK_QUEUE"],
        on_ready=lambda: print("ready", flush=True),
    )
)
