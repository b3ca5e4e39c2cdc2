"""A Python worker that knows nothing of our package, and answers `retrain.train` with whatever the policy's options say."""

import asyncio
import os

from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

SHA256 = "ab" * 32
WINDOW = {"from": None, "to": None, "samples": 3}


def trained(**changes):
    artifact = {"uri": f"file://{os.environ['ARTIFACTS']}/m.bin", "sha256": SHA256, "bytes": 1}
    return {"artifact": artifact, "metrics": {"accuracy": 0.9}, "dataWindow": WINDOW, **changes}


@activity.defn(name="retrain.train")
async def train(job):
    outside = {"uri": "file:///etc/passwd", "sha256": SHA256, "bytes": 1}
    return {
        "nan": lambda: trained(metrics={"accuracy": float("nan")}),
        "no-metrics": lambda: trained(metrics={}),
        "shape": lambda: ["accuracy", 0.9],
        "nothing": lambda: None,
        "outside": lambda: trained(artifact=outside),
        "climbing": lambda: trained(artifact={**outside, "uri": f"file://{os.environ['ARTIFACTS']}/../../etc/passwd"}),
        "comparison": trained,
    }[job["options"]["answer"]]()


@activity.defn(name="retrain.compare")
async def compare(job):
    return {"champion": None, "challenger": {"metrics": {"accuracy": "high"}, "samples": 3}, "holdout": WINDOW}


@activity.defn(name="retrain.propose")
async def propose(query):
    return {"alpha": "much"}


async def main():
    client = await Client.connect(os.environ["TEMPORAL_ADDRESS"], namespace=os.environ["TEMPORAL_NAMESPACE"])
    async with Worker(client, task_queue=os.environ["TASK_QUEUE"], activities=[train, compare, propose]):
        print("ready", flush=True)
        await asyncio.Event().wait()


asyncio.run(main())
