import os
import signal
import subprocess
import sys
import time

from tasks import note

TASKS = 15


def test_every_task_is_done(tmp_path):
    done = tmp_path / "done"
    done.touch()
    log = open(tmp_path / "log", "w")
    for nth in range(TASKS):
        note.apply_async((str(done), nth), retry=True)
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "tasks", "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--loglevel", "INFO"],
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        deadline = time.time() + 40
        while time.time() < deadline and len(set(done.read_text().split())) < TASKS and worker.poll() is None:
            time.sleep(0.1)
    finally:
        os.kill(worker.pid, signal.SIGTERM) if worker.poll() is None else None
        worker.wait(20)
    assert sorted(map(int, set(done.read_text().split()))) == list(range(TASKS)), (tmp_path / "log").read_text()[-3000:]
