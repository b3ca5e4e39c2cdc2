from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from temporalio.client import Client
from temporalio.envconfig import ClientConfig, ClientConnectConfig
from temporalio.worker import Interceptor, Worker

from .activities import RetrainActivities
from .errors import NoServerError
from .guard import Guard
from .jobs import Jobs
from .store import ArtifactStore
from .trainer import Trainer


async def run_worker(
    trainers: Sequence[Trainer],
    store: ArtifactStore,
    *,
    task_queue: str,
    client: Client | None = None,
    max_jobs: int = 2,
    grace: timedelta = timedelta(seconds=30),
    patience: timedelta = timedelta(minutes=1),
    interceptors: Sequence[Interceptor] = (),
    on_ready: Callable[[], None] = lambda: None,
) -> None:
    """Polls until SIGTERM or SIGINT: running jobs may finish within the grace time, then they go back to the queue.

    Nothing ends a thread from outside, so two things end the process, with exit code 75 and after a sentence in the log:
    jobs that are still there a few seconds after the grace time; and, where jobs that were cancelled or timed out hold all
    `max_jobs` places for longer than `patience`, those jobs. Let a supervisor start it again. All processes below the
    worker that began after this call are ended with it (on Linux), with SIGTERM and 3 s later with SIGKILL. A single job of
    that kind is told in the log, as a warning.

    Without a client it connects with the standard `TEMPORAL_*` variables and profiles. With
    `temporalio.contrib.opentelemetry.TracingInterceptor` as an interceptor, jobs are part of the trace that led to them.
    `on_ready` is called as polling begins: the server knows of the worker a moment later.

    Raises NoServerError where it cannot connect.
    """
    if client is None:
        config = ClientConfig.load_client_connect_config()
        config.setdefault("target_host", "localhost:7233")
        client = await _connected(config)
    stopped = asyncio.Event()
    jobs = Jobs(max_jobs, patience)
    guard = Guard(jobs, grace)

    def stop() -> None:
        guard.stop()
        stopped.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    guard.start()
    try:
        with ThreadPoolExecutor(max_jobs) as executor:
            worker = Worker(
                client,
                task_queue=task_queue,
                activities=RetrainActivities(trainers, store, jobs).all,
                activity_executor=executor,
                max_concurrent_activities=max_jobs,
                graceful_shutdown_timeout=grace,
                # A job hears with a heartbeat that it is cancelled; the SDK would hold them back for most of their timeout.
                max_heartbeat_throttle_interval=timedelta(seconds=5),
                interceptors=interceptors,
            )
            try:
                async with worker:
                    on_ready()
                    await stopped.wait()
            finally:
                # Also where it fails: the executor waits for its threads.
                guard.stop()
    finally:
        guard.end()


async def _connected(config: ClientConnectConfig) -> Client:
    try:
        return await Client.connect(**config)
    except RuntimeError as error:
        # Of the SDK; what follows the first line describes its own parts.
        reason = str(error).splitlines()[0][:300]
        raise NoServerError(
            f"Expected to connect to a Temporal server at {config.get('target_host')}, got: {reason}; "
            "start one (npx temporal-retrain dev), or set TEMPORAL_ADDRESS"
        ) from error
