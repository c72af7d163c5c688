"""Have SLURM start workers, a job for each, and keep as many; Ctrl-C ends them all."""

import signal
import sys

from dask_jobqueue import SLURMCluster

JOBS = 64

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with SLURMCluster(
        queue="normal",
        cores=1,
        processes=1,
        memory="2GiB",
        walltime="04:00:00",
        log_directory="/shared/logs",
        local_directory="/tmp",
        worker_extra_args=["--lifetime", "230m", "--lifetime-stagger", "5m"],  # ends in order before SLURM ends it
        job_script_prologue=["export DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False"],
        scheduler_options={"port": 8786, "dashboard": False},
    ) as cluster:
        print(cluster.job_script())
        cluster.adapt(minimum_jobs=JOBS, maximum_jobs=JOBS)  # a job that ends is followed by another
        print(cluster.scheduler_address, flush=True)
        signal.pause()
