"""Start a scheduler and workers on some machines over SSH; Ctrl-C ends them all."""

import signal
import sys

from distributed import SSHCluster

HOSTS = ["node1", "node1", "node2", "node3"]  # the first is the scheduler's
PYTHON = "/shared/trucewatch/bin/python"  # where trucewatch[dask] is installed, on all of them
WORKERS = 8  # on each machine: one a core

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with SSHCluster(
        HOSTS,
        connect_options={"username": "reader"},  # and port, client_keys, known_hosts: asyncssh.connect knows them
        worker_options={"n_workers": WORKERS, "nthreads": 1, "memory_limit": "1GiB"},
        scheduler_options={"port": 8786, "dashboard": False},
        remote_python=PYTHON,
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        signal.pause()
