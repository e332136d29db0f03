"""A Celery application whose broker is SQS, as Celery's documentation sets one up."""

import os
from urllib.parse import urlsplit

from celery import Celery

endpoint = urlsplit(os.environ["AWS_ENDPOINT_URL"])
app = Celery("tasks", broker=f"sqs://test:test@{endpoint.hostname}:{endpoint.port}")
app.conf.update(
    broker_transport_options={"region": "us-east-1", "is_secure": False, "visibility_timeout": 10, "wait_time_seconds": 1, "polling_interval": 0.1},
    task_acks_late=True,
    task_default_queue="celery",
    worker_prefetch_multiplier=1,
)


@app.task
def note(path, nth):
    """Writes a line: what was done outlives the worker."""
    with open(path, "a") as file:
        file.write(f"{nth}\n")
