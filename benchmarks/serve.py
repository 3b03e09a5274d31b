"""Put a bounded load on `muwazi tm serve`, over the loopback interface only.

    python -m benchmarks.serve tm.db [--seconds 10] [--clients 4] [--workers 3] [--seed 1]

The server is a process of its own. Each client keeps one connection, or with --reconnect opens one
a request, as most CAT tools do, and asks for texts of the memory as Weblate does: a sixth as they
are, the others with 5 to 30 per cent of their words replaced, dropped or doubled. Printed are
look-ups a second, times as the clients see them, errors (anything but 200 with a list), and the
server's CPU time for each. The clients' own CPU time is part of the load.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import numpy as np

from tm.memory import Memory

CODE = (
    "import sys; from pathlib import Path; from tm.serve import serve;"
    "serve(Path(sys.argv[1]), port=0, workers=int(sys.argv[2]),"
    " ready=lambda at: print(at, flush=True))"
)
TEXTS = 2000


def texts(path: Path, draw: random.Random) -> list[str]:
    """Return texts to ask for, at most 500 characters each."""
    with Memory(path) as memory:
        last = memory.last_unit()
        ids = [draw.randint(1, last) for _ in range(TEXTS)]
        run = memory.connection.execute
        rows = [run("SELECT source FROM unit WHERE id = ?", (unit,)).fetchone() for unit in ids]
    found = [str(row[0]).split() for row in rows if row]
    others = [word for words in found for word in words]
    for number, words in enumerate(found):
        if number % 6:
            edits = max(1, round(len(words) * draw.uniform(0.05, 0.3)))
            for at in sorted(draw.sample(range(len(words)), min(edits, len(words))), reverse=True):
                other = draw.choice(others)
                words[at : at + 1] = draw.choice(([other], [other], [], [words[at], words[at]]))
    return [" ".join(words)[:500] for words in found if words]


class Client(threading.Thread):
    """Asks one text after the other until the time is over."""

    def __init__(self, address: str, texts: list[str], stop: float, keep: bool, seed: int) -> None:
        """Take the address, what to ask, and the monotonic time at which to stop."""
        super().__init__()
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
        self.texts, self.stop, self.keep, self.draw = texts, stop, keep, random.Random(seed)
        self.times: list[float] = []
        self.errors: list[str] = []
        self.found = 0

    def run(self) -> None:
        """Note the time of each answer, and what was wrong with it."""
        while time.monotonic() < self.stop:
            path = f"/tmserver/en/ar/unit/{quote(self.draw.choice(self.texts), safe='')}"
            begin = time.perf_counter()
            try:
                self.connection.request("GET", path)
                answer = self.connection.getresponse()
                units = json.loads(answer.read())
                if answer.status != 200:
                    self.errors.append(f"{answer.status} {units}")
                else:
                    self.found += bool(units)
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.errors.append(repr(error))
                self.connection.close()
            self.times.append(time.perf_counter() - begin)
            if not self.keep:
                self.connection.close()
        self.connection.close()


def cpu_seconds(process: int) -> float:
    """Return the CPU time of a process so far; nan where the system does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Start the server and the clients, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("memory", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--reconnect", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wanted = texts(options.memory, random.Random(options.seed))
    with subprocess.Popen(
        [sys.executable, "-c", CODE, options.memory, str(options.workers)],
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        stop = time.monotonic() + options.seconds
        clients = [
            Client(address, wanted, stop, not options.reconnect, options.seed + number)
            for number in range(options.clients)
        ]
        before, begin = cpu_seconds(server.pid), time.monotonic()
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        wall = time.monotonic() - begin
        spent = cpu_seconds(server.pid) - before
        server.terminate()
    times = [1000 * one for client in clients for one in client.times]
    errors = [one for client in clients for one in client.errors]
    found = sum(client.found for client in clients)
    print(f"{len(times):,} look-ups in {wall:.1f} s, {found / len(times):.0%} found something;")
    print(f"load average at the end {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print("| look-ups/s | ms p50 | p95 | p99 | most | server CPU ms | errors |")
    print("|---|---|---|---|---|---|---|")
    p50, p95, p99 = np.percentile(times, [50, 95, 99])
    print(
        f"| {len(times) / wall:.0f} | {p50:.1f} | {p95:.1f} | {p99:.1f} | {max(times):.0f} |"
        f" {1000 * spent / len(times):.2f} | {len(errors)} |"
    )
    for error in sorted(set(errors))[:5]:
        print(error)


if __name__ == "__main__":
    main()
