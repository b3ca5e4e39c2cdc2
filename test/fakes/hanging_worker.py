"""A worker whose trainings start a program, write its process id to the file `HOLD`, and send no sign of life."""

import asyncio
import os
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

from temporal_retrain import FileArtifactStore, run_worker


class Hanging:
    name = "rain"

    def train(self, request, context):
        child = subprocess.Popen(["sleep", "600"])
        Path(os.environ["HOLD"]).write_text(str(child.pid))
        threading.Event().wait()

    def evaluate(self, request, context):
        raise NotImplementedError


asyncio.run(
    run_worker(
        [Hanging()],
        FileArtifactStore(os.environ["ARTIFACTS"]),
        task_queue=os.environ["TASK_QUEUE"],
        max_jobs=1,
        grace=timedelta(seconds=1),
        patience=timedelta(seconds=1),
        on_ready=lambda: print("ready", flush=True),
    )
)
