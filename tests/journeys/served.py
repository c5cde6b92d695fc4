"""Run the real command in a real process, as a newcomer does."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import warm

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, **more: str) -> dict[str, str]:
    """This process's environment with the service's own settings replaced."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EGOV_")}
    return {**kept, "EGOV_HOME": str(home), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **more}


def egov(*arguments: str, home: Path, said: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run ``egov`` to its end."""
    return warm.run(*arguments, env=environment(home, **more), said=said)


def cold(*arguments: str, home: Path, said: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """The same by a process that has to load the program first, for what is about its start."""
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments], env=environment(home, **more), cwd=ROOT, input=said,
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@dataclass
class Demo:
    """A running demonstration and what it printed."""

    port: int
    home: Path
    process: subprocess.Popen[str]
    seconds: float = 0.0
    lines: list[str] = field(default_factory=list)

    @property
    def output(self) -> str:
        """Everything it printed so far."""
        return "".join(self.lines)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def sign_in(self) -> str:
        """The one-time link."""
        return self._found(r"http\S+/sign-in/\S+")

    @property
    def feed(self) -> str:
        """The member's feed address."""
        return self._found(r"http\S+/feeds/\S+\.ics")

    def _found(self, pattern: str) -> str:
        match = re.search(pattern, self.output)
        assert match, self.output
        return match.group(0)


@contextmanager
def demo(home: Path, *, lang: str = "en", **more: str) -> Iterator[Demo]:
    """The demonstration, until the block ends; it is told to stop the polite way."""
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "demo", "--port", str(port), "--lang", lang],
        env=environment(home, **more), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    running = Demo(port, home, process)
    ready = threading.Event()

    def read() -> None:
        assert process.stdout
        for line in process.stdout:
            running.lines.append(line)
            if "Ctrl+C" in line:
                ready.set()
        ready.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        assert ready.wait(90), running.output
        running.seconds = time.monotonic() - began
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        reader.join(5)
        assert process.stdout
        process.stdout.close()
