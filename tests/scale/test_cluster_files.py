"""The files that docs/cluster.md hands out are what it says of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

FILES = Path(__file__).parents[2] / "docs" / "cluster"


def test_a_worker_on_kubernetes_reads_with_one_thread_and_sees_the_folder_of_the_command() -> None:
    by_kind = {one["kind"]: one for one in yaml.safe_load_all((FILES / "kubernetes.yaml").read_text(encoding="utf-8"))}
    worker = by_kind["DaskCluster"]["spec"]["worker"]["spec"]
    command = by_kind["Job"]["spec"]["template"]["spec"]
    [reads], [commands] = worker["containers"], command["containers"]
    assert reads["args"][:2] == ["dask", "worker"]
    assert reads["args"][reads["args"].index("--nthreads") + 1] == "1"
    assert (reads["volumeMounts"], worker["volumes"]) == (commands["volumeMounts"], command["volumes"])
    assert reads["image"] == commands["image"]


@pytest.mark.parametrize(("name", "starts"), [("ssh_cluster.py", "SSHCluster"), ("slurm_cluster.py", "SLURMCluster")])
def test_a_script_starts_its_cluster_and_prints_its_address(name: str, starts: str) -> None:
    tree = ast.parse((FILES / name).read_text(encoding="utf-8"))
    called = {call.func.id for call in ast.walk(tree) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)}
    assert {starts, "print"} <= called
