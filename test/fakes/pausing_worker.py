"""A Python worker that a test can stop at every step of a retrain, by the files of test/support/pause-points.ts."""

import asyncio
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

from temporal_retrain import DataWindow, EvaluateResult, FileArtifactStore, Progress, RetrainActivities, TrainResult
from temporal_retrain.store import safe_part

POINTS = Path(os.environ["POINTS"])
WINDOW = DataWindow(None, None, 300)


def stop_at(point, beat):
    model = activity.info().workflow_id.split("/")[1]
    passage = {"point": point, "model": model, "pid": os.getpid()}
    with open(POINTS / "journal.ndjson", "a") as journal:
        journal.write(json.dumps(passage) + "\n")
    name = f"{model.replace(':', '_', 1)}.{point}"
    while (POINTS / f"{name}.hold").exists():
        (POINTS / f"{name}.reached").touch()
        beat()
        time.sleep(0.05)
    (POINTS / f"{name}.reached").unlink(missing_ok=True)


class Scripted:
    """Its models are files that hold their own score; the policy's options say which."""

    name = "scripted"

    def train(self, request, context):
        stop_at("train" if request.trial is None else "trial", lambda: context.heartbeat(Progress(0.5, "training")))
        score = request.options.get("score", 0.9)
        name = f"{safe_part(request.retrain_id)}/{request.trial}/attempt-{request.attempt}"
        content = json.dumps({"score": score, "retrainId": request.retrain_id})
        return TrainResult(context.store.put(f"{name}/model.json", content.encode()), {"accuracy": score}, WINDOW)

    def evaluate(self, request, context):
        model = json.loads(context.store.get(request.artifact))
        who = "challenger" if model["retrainId"] == request.retrain_id else "champion"
        stop_at(f"evaluate-{who}", lambda: context.heartbeat(Progress(0.5, "evaluating")))
        return EvaluateResult({"accuracy": model["score"]}, 300, WINDOW)


inner = RetrainActivities([Scripted()], FileArtifactStore(os.environ["ARTIFACTS"]))


@activity.defn(name="retrain.compare", no_thread_cancel_exception=True)
def compare(job: dict) -> dict:
    made = inner.compare(job)
    # All that the gate needs is there, and has not been sent yet.
    stop_at("compared", activity.heartbeat)
    return made


@activity.defn(name="retrain.propose", no_thread_cancel_exception=True)
def propose(query: dict) -> dict:
    stop_at("propose", activity.heartbeat)
    return inner.propose(query)


async def main():
    client = await Client.connect(os.environ["TEMPORAL_ADDRESS"], namespace=os.environ["TEMPORAL_NAMESPACE"])
    slots = 30
    with ThreadPoolExecutor(slots) as executor:
        activities = [inner.train, compare, propose]
        async with Worker(
            client,
            task_queue=os.environ["TASK_QUEUE"],
            activities=activities,
            activity_executor=executor,
            max_concurrent_activities=slots,
        ):
            print("ready", flush=True)
            await asyncio.Event().wait()


asyncio.run(main())
