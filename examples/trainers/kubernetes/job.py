"""What the pod of the job runs: trains or evaluates, and leaves the result in a config map named like the job.

The image has this file and train.py of ../command. The pod's service account may create config maps in its namespace.
"""

import hashlib
import json
import os
import ssl
import urllib.request
from pathlib import Path

import train as model

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
API = os.environ.get("KUBE_API", "https://kubernetes.default.svc")
NAMESPACE = os.environ.get("NAMESPACE", "ml")
MODELS = Path(os.environ.get("MODELS", "/models"))


def run(action, request, job):
    if action == "evaluate":
        return model.evaluate(request)
    folder = MODELS / job
    folder.mkdir(parents=True, exist_ok=True)
    result = model.train(request, folder)
    return {**result, "artifact": reference(folder / result["artifact"])}


def reference(path):
    """Where the artifact is and what it must be, for whoever loads it."""
    content = path.read_bytes()
    return {"uri": path.resolve().as_uri(), "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def publish(job, result):
    """A config map holds up to 1 MiB: the losses of some 50,000 held-out rows."""
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": job},
        "data": {"result": json.dumps(result)},
    }
    token = ACCOUNT / "token"
    headers = {"Content-Type": "application/json"}
    if token.exists():
        headers["Authorization"] = f"Bearer {token.read_text()}"
    url = f"{API}/api/v1/namespaces/{NAMESPACE}/configmaps"
    call = urllib.request.Request(url, json.dumps(body).encode(), headers, method="POST")
    authority = ACCOUNT / "ca.crt"
    context = ssl.create_default_context(cafile=str(authority)) if authority.exists() else None
    urllib.request.urlopen(call, context=context, timeout=30).close()


if __name__ == "__main__":
    job = os.environ["JOB"]
    publish(job, run(os.environ["ACTION"], json.loads(os.environ["REQUEST"]), job))
