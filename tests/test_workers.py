"""Several processes and a cluster make the archive that one process makes, also where some of them die."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from common import NIGHTLY, by_day, descendants, records_of, survivors, tree

from lpipgraph import pipeline
from lpipgraph.archive.pool import Workers
from lpipgraph.archive.tasks import Failure, Source, ToRead
from lpipgraph.authority import Authority
from lpipgraph.authority.relevant import Concerning
from lpipgraph.cli import main
from lpipgraph.extract import extract
from lpipgraph.files import find

ISSUE = """\
Lanes and Ledgers

Issue No. {number} | Date 0{number}.03.2025

Our research themes

Skills

Theme Lead: Dr {lead}

{lead} is a Reader at Marlow University and leads the Skills theme. The Hedge Fund for Hedgerows is worth £{number} million.
"""
LEADS = ("Ann Lee", "Jo Marsh", "Ada Green-Hill", "Bo Tarn", "Siân Ellis")


@pytest.fixture(scope="module")
def issues(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    paths, folder = [], tmp_path_factory.mktemp("issues")
    for number, lead in enumerate(LEADS, start=1):
        paths.append(folder / f"{number}.txt")
        paths[-1].write_text(ISSUE.format(number=number, lead=lead), "utf-8")
    return paths


def files(folder: Path) -> dict[str, str]:
    return {name: digest for name, digest in tree(folder).items() if not name.startswith("store/")}


@pytest.fixture(scope="module")
def alone(issues: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of an archive that one process made."""
    folder = tmp_path_factory.mktemp("alone") / "g"
    assert pipeline.build(issues, folder).report.conforms
    return files(folder)


def test_several_processes_make_the_same(issues: list[Path], alone: dict[str, str], tmp_path: Path) -> None:
    steps: list[str] = []
    pipeline.build(issues[::-1], tmp_path / "g", jobs=2, step=steps.append)
    assert files(tmp_path / "g") == alone
    assert any(step.startswith("reading: 5 of 5, ") for step in steps)


def dies(task: ToRead) -> str:
    """Ends its process: once for one issue, always for another."""
    once = Path(task.out)
    if task.source.digest == "always" or (task.source.digest == "once" and not once.exists()):
        once.mkdir(exist_ok=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return task.source.digest


def test_a_process_that_dies_takes_no_other_issue_along(tmp_path: Path) -> None:
    workers = Workers(Concerning(Authority()), "", 2, lambda _: None)
    kinds = ["well"] * 6 + ["once", "always"] + ["well"] * 4
    tasks = [ToRead(Source(f"{n}.txt", kind), str(tmp_path / f"{kind}-{n}")) for n, kind in enumerate(kinds)]
    keep = tmp_path / "keep"
    keep.mkdir()
    try:
        found = {t.source.path: f for t, f in workers._shared(dies, tasks, "reading")}  # type: ignore[type-var]
    finally:
        workers.end()
    assert {path: f for path, f in found.items() if f != "well"}.keys() == {"6.txt", "7.txt"}
    assert found["7.txt"] is None


def test_workers_end_with_the_process_that_sent_them(issues: list[Path], tmp_path: Path) -> None:
    program = [sys.executable, "-m", "lpipgraph", "build", *map(str, issues), "-o", "g", "--jobs", "2"]
    process = subprocess.Popen(program, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen: set[int] = set()
    while len(seen) < 3 and process.poll() is None:  # the server that forks, and its two
        seen = descendants(process.pid)
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert not survivors(seen)


def test_an_issue_that_kills_two_processes_is_named_and_the_others_are_built(
    issues: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = Workers.read

    def read(self: Workers, tasks: list[ToRead]) -> Iterator[object]:
        for found in real(self, tasks):
            died = found.source.path.endswith("3.txt")
            from lpipgraph.archive.pool import _died

            yield Failure(found.source, _died(found.source.path)) if died else found

    monkeypatch.setattr(Workers, "read", read)
    assert main(["build", *map(str, issues), "-o", str(tmp_path / "g"), "--jobs", "1"]) == 2
    err = capsys.readouterr().err
    assert "3.txt: two processes died of it" in err
    assert len(list((tmp_path / "g" / "records" / "texts").iterdir())) == 4


@pytest.mark.parametrize("wrong", ["0", "-1", "two"])
def test_a_number_of_processes_is_a_number(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["build", "--jobs", wrong])
    assert stop.value.code == 2
    assert "not a whole number from 1" in capsys.readouterr().err or wrong == "-1"


# --- what is known costs only where it concerns an issue ------------------------------------------------------


#: All issues at night, by day the one that ships and each eighth of the others: another page of the same kinds of words.
ISSUES = [
    *find("data/issues", "*.txt"),
    *sorted((Path(__file__).parent / "issues").glob("*.txt"))[:: 1 if NIGHTLY else 8],
]


@pytest.mark.parametrize("path", ISSUES, ids=lambda p: p.stem)
def test_an_issue_is_read_with_what_concerns_it_as_with_all(path: Path) -> None:
    from lpipgraph import document
    from lpipgraph.issue_reading import words

    issue = document.read(path)
    known = Authority.read()
    mine = Concerning(known).part(issue.id, words(issue))
    assert len(mine.entries) < len(known.entries)
    whole = known.confirmed(issue.id)
    wanted = records_of(path, known=True) if whole == known else extract(issue, whole)
    assert extract(issue, mine.confirmed(issue.id)) == wanted


# --- a cluster ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3() -> Iterator[str | None]:
    """The address of a place in a local server that speaks S3, which workers find by their environment."""
    try:
        import boto3
        import s3fs  # noqa: F401
        from moto.server import ThreadedMotoServer
    except ImportError:
        yield None
        return
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in (
            ("ENDPOINT_URL", f"http://{host}:{port}"), ("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test"),
            ("DEFAULT_REGION", "us-east-1"), ("EC2_METADATA_DISABLED", "true"),
        ):  # fmt: skip
            patched.setenv(f"AWS_{name}", value)
        boto3.client("s3").create_bucket(Bucket="parts")
        yield "s3://parts/archive"
    server.stop()


@pytest.fixture(scope="module")
def cluster(s3: str | None) -> Iterator[object]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as made:
        yield made


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("shared", by_day(["folder", None, "memory"], 1))
def test_a_cluster_makes_the_same(
    cluster: object, issues: list[Path], alone: dict[str, str], tmp_path: Path, shared: str | None
) -> None:
    where = {"folder": str(tmp_path / "shared"), "memory": f"file://{tmp_path}/shared"}.get(str(shared))
    address = cluster.scheduler_address  # type: ignore[attr-defined]
    pipeline.build(issues, tmp_path / "g", scheduler=address, shared=where)
    assert files(tmp_path / "g") == alone
    assert not list((tmp_path / "shared").glob("*")) or shared is None


@pytest.mark.filterwarnings("ignore")
def test_what_a_cluster_makes_comes_back_through_an_object_store(
    cluster: object, s3: str | None, issues: list[Path], alone: dict[str, str], tmp_path: Path
) -> None:
    if s3 is None:
        pytest.skip("moto and s3fs are not installed")
    import boto3

    pipeline.build(issues, tmp_path / "g", scheduler=cluster.scheduler_address, shared=s3)  # type: ignore[attr-defined]
    assert files(tmp_path / "g") == alone
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="parts")


@pytest.mark.filterwarnings("ignore")
def test_the_work_of_a_worker_that_is_lost_is_done_by_another(
    cluster: object, issues: list[Path], alone: dict[str, str], tmp_path: Path
) -> None:
    pids = [worker.pid for worker in cluster.workers.values()]  # type: ignore[attr-defined]

    def step(words: str) -> None:
        if words.startswith("reading: 1 of") and pids:
            os.kill(pids.pop(), signal.SIGKILL)

    pipeline.build(issues, tmp_path / "g", scheduler=cluster.scheduler_address, step=step)  # type: ignore[attr-defined]
    assert not pids or len(pids) == 1
    assert files(tmp_path / "g") == alone


@pytest.fixture
def hosts() -> Iterator[tuple[str, list[str]]]:
    """Our address on a network of our own, and two hosts on it: namespaces that see nothing else of this machine."""
    if os.geteuid() or shutil.which("ip") is None:
        pytest.skip("network namespaces want root and iproute2")
    mark = f"{os.getpid() % 0xFFFF:04x}"
    subnet = f"10.{os.getpid() % 199 + 30}.77"
    bridge, names = f"lp{mark}", [f"lp{mark}-1", f"lp{mark}-2"]

    def ip(command: str) -> None:
        subprocess.run(["ip", *command.split()], check=True, capture_output=True)

    try:
        try:
            ip(f"link add {bridge} type bridge")
            ip(f"addr add {subnet}.1/24 dev {bridge}")
            ip(f"link set {bridge} up")
            for n, name in enumerate(names, start=2):
                ip(f"netns add {name}")
                ip(f"link add {bridge}h{n} type veth peer name {bridge}n{n}")
                ip(f"link set {bridge}h{n} master {bridge} up")
                ip(f"link set {bridge}n{n} netns {name}")
                for command in (
                    f"addr add {subnet}.{n}/24 dev {bridge}n{n}",
                    f"link set {bridge}n{n} up",
                    "link set lo up",
                ):
                    ip(f"netns exec {name} ip {command}")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"this machine gives no network namespaces: {error.stderr.decode().strip()}")
        yield f"{subnet}.1", names
    finally:
        for command in (*(f"netns del {name}" for name in names), f"link del {bridge}"):
            with suppress(subprocess.CalledProcessError):
                ip(command)


@pytest.mark.skipif(not NIGHTLY, reason="starts two hosts")
@pytest.mark.filterwarnings("ignore")
def test_workers_on_several_hosts_make_the_same_also_if_one_is_lost(
    hosts: tuple[str, list[str]], issues: list[Path], alone: dict[str, str], tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    ours, names = hosts
    with distributed.LocalCluster(n_workers=0, host=ours, dashboard_address=None) as made:
        program = [
            sys.executable,
            "-m",
            "dask",
            "worker",
            made.scheduler_address,
            "--no-nanny",
            "--no-dashboard",
            "--nthreads",
            "1",
        ]
        workers = [
            subprocess.Popen(["ip", "netns", "exec", name, *program], cwd=tmp_path, stderr=subprocess.DEVNULL)
            for name in names
        ]
        try:
            with distributed.Client(made.scheduler_address, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=120)
                at = {address.split("//")[1].split(":")[0] for address in client.scheduler_info()["workers"]}
            assert len(at) == 2
            assert ours not in at

            def step(words: str) -> None:
                if words.startswith("reading: 1 of"):
                    workers[0].kill()

            pipeline.build(issues, tmp_path / "g", scheduler=made.scheduler_address, step=step)
            assert files(tmp_path / "g") == alone
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_that_is_not_there(
    issues: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed")
    assert main(["build", str(issues[0]), "-o", str(tmp_path / "g"), "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "no Dask scheduler answers" in capsys.readouterr().err
