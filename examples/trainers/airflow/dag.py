"""The DAG that trainers.yaml starts: one task, which trains or evaluates and returns the result.

Put it, and train.py of ../command, into the folder of DAGs. MODELS must be a folder that the worker of the monitor reads too.
"""

import hashlib
import os
from pathlib import Path

import train as model
from airflow.sdk import dag, get_current_context, task

MODELS = Path(os.environ.get("MODELS", "/models"))


@task
def run():
    context = get_current_context()
    conf = context["dag_run"].conf
    if conf["action"] == "evaluate":
        return model.evaluate(conf["request"])
    folder = MODELS / context["dag_run"].run_id
    folder.mkdir(parents=True, exist_ok=True)
    result = model.train(conf["request"], folder)
    return {**result, "artifact": reference(folder / result["artifact"])}


def reference(path):
    """Where the artifact is and what it must be, for whoever loads it."""
    content = path.read_bytes()
    return {"uri": path.resolve().as_uri(), "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


@dag(dag_id="retrain", schedule=None, catchup=False, max_active_runs=4)
def retrain():
    run()


retrain()
