"""What was measured on: processor, disk, versions, and how busy the machine was with others."""

import importlib.metadata
import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

import psycopg
from pysqlite3 import dbapi2

from bench import databases
from bench.waiting import percentile

_PACKAGES = ("SQLAlchemy", "psycopg", "APScheduler")
_FSYNCS = 500


def fsync_us() -> tuple[float, float]:
    """Return what a written page takes to be on the disk, in microseconds: p50 and p99."""
    took = []
    with tempfile.TemporaryFile(prefix="bench-") as file:
        for _ in range(_FSYNCS):
            file.write(bytes(4096))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1_000_000)
    return statistics.median(took), percentile(took, 0.99)


def described() -> list[tuple[str, str]]:
    """Return what there is to know, each with its name."""
    p50, p99 = fsync_us()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return [
        ("Processor", f"{os.cpu_count()} cores, {_processor()}"),
        ("Memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"),
        ("System", f"{platform.system()} {platform.release()}"),
        ("fdatasync of 4 KB", f"p50 {p50:,.0f} µs, p99 {p99:,.0f} µs"),
        ("Load average before", load),
        ("Python", platform.python_version()),
        ("SQLite", f"{dbapi2.sqlite_version}, WAL, synchronous=FULL"),
        ("PostgreSQL", f"{_postgres()}, shared_buffers {databases.SHARED_BUFFERS}"),
        *((name, importlib.metadata.version(name)) for name in _PACKAGES),
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _postgres() -> str:
    with databases.bare("postgres") as url, psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return str(row[0]) if row else ""
