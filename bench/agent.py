#!/usr/bin/python3
"""Rows b4 and e4: round trips to the agent's socket, and what an idle agent costs.

bench/agent.py [--rounds N] [--seconds S] [--warm S] [--keys N] [--idle S]
               (default 3 rounds of 2 seconds for 1, 8 and 64 clients after 10 seconds of warming up;
                memory with 300 and with 100000 keys after 30 idle seconds; --keys 0 leaves the large vault out)

The client is bench/pingpong.c. The yardstick is a server in C that answers as many bytes, asked by the same client
between the rounds. `status` and `show` release nothing; `value` is a durable, audited reveal and bounded by the disk.
CPU is what the agent's process used for a round trip. Prints a table for bench/RESULTS.md.
"""

import argparse
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import front

CLIENTS = (1, 8, 64)
HOST = r"Host: keymaster\r\n"
REQUESTS = {
    "status": rf"GET /v1/status HTTP/1.1\r\n{HOST}\r\n",
    "show": rf"GET /v1/keys/dev/bench HTTP/1.1\r\n{HOST}\r\n",
    "value": rf"POST /v1/values/dev/bench HTTP/1.1\r\n{HOST}Content-Length: 0\r\n\r\n",
}
TICK = os.sysconf("SC_CLK_TCK")


def compiled(scratch):
    program = str(pathlib.Path(scratch, "pingpong"))
    source = str(front.ROOT / "bench/pingpong.c")
    subprocess.run(["gcc", "-O2", "-D_GNU_SOURCE", "-pthread", "-o", program, source], check=True)
    return program


def status(program, environment):
    lines = front.quietly([program, "agent", "status"], environment).splitlines()
    found = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(found["agent"].split()[-1]), found["socket"].strip()


def cpu(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def asked(pingpong, socket, clients, seconds, request):
    done = subprocess.run([pingpong, "ask", socket, str(clients), str(seconds), request], capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{request.split()[1]}: {done.stderr.strip()}")
    return [float(figure) for figure in done.stdout.split()]


def length(socket, request):
    import socket as sockets

    with sockets.socket(sockets.AF_UNIX) as line:
        line.connect(socket)
        line.sendall(request.replace(r"\r", "\r").replace(r"\n", "\n").encode())
        head, body = line.recv(1 << 16).split(b"\r\n\r\n", 1)
    return len(body)


def rounds(pingpong, pid, socket, floor, clients, request, chosen):
    ours, base, used = [], [], []
    for _ in range(chosen.rounds):
        base.append(asked(pingpong, floor, clients, chosen.seconds, request))
        before = cpu(pid)
        ours.append(asked(pingpong, socket, clients, chosen.seconds, request))
        used.append((cpu(pid) - before) * 1e6 / (ours[-1][0] * chosen.seconds))
    return [[statistics.median(column) for column in zip(*side)] for side in (ours, base)], statistics.median(used)


def trips(scratch, pingpong, program, environment, chosen):
    pid, socket = status(program, environment)
    for name, request in REQUESTS.items():
        asked(pingpong, socket, 2, chosen.warm / len(REQUESTS), request)
        floor = str(pathlib.Path(scratch, f"floor.{name}"))
        server = subprocess.Popen([pingpong, "serve", floor, str(length(socket, request))])
        try:
            while not os.path.exists(floor):
                time.sleep(0.01)
            for clients in CLIENTS:
                (ours, base), used = rounds(pingpong, pid, socket, floor, clients, request, chosen)
                target = "c1, c2" if name == "value" else "≤ 1.3 ×" + ("; ≥ 50,000/s" if clients == 8 else "")
                print(f"| b4 `{name}`, {clients} clients | {ours[0]:,.0f}/s | {ours[1]:.1f} µs | {ours[2]:.1f} µs "
                      f"| {base[1]:.1f} µs, {base[0]:,.0f}/s | {ours[1] / base[1]:.2f} × | {used:.0f} µs | {target} |",
                      flush=True)
        finally:
            server.terminate()
            server.wait()


def switches(pid):
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        lines = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines())
        total += int(lines["voluntary_ctxt_switches"])
    return total


def idle(program, environment, keys, seconds, most):
    pid, _ = status(program, environment)
    front.quietly([program, "ls", "--plain"], environment)
    time.sleep(seconds)
    before, used = switches(pid), cpu(pid)
    time.sleep(seconds)
    woken, used = (switches(pid) - before) / seconds, (cpu(pid) - used) / seconds
    lines = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    print(f"| e4 idle agent, {keys:,} keys | {int(lines['VmRSS'].split()[0]) / 1024:.0f} MiB "
          f"| {woken:.1f} a second | {used * 100:.2f} % | ≤ {most} MiB |", flush=True)


def large(scratch, program, keys):
    home = front.folder(scratch, "large")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "KEYMASTER_HOME": str(home),
                   "XDG_RUNTIME_DIR": str(front.folder(scratch, "large.run"))}
    alone = {**environment, "KEYMASTER_AGENT": "off"}
    front.quietly([program, "vault", "init", "--key-file", str(home / "key")], alone)
    file = home / "bench.env"
    for first in range(0, keys, 10_000):
        numbers = range(first, min(first + 10_000, keys))
        file.write_text("".join(f"BENCH_{n:06}=sk-canary-{n:032x}\n" for n in numbers))
        front.quietly([program, "import", "--all", str(file)], alone)
    front.quietly([program, "unlock"], environment)
    return environment


def table(scratch, chosen):
    pingpong = compiled(scratch)
    program, environment, _ = front.keymaster(scratch)
    front.ENDING.append(lambda: subprocess.run([program, "agent", "stop"], env=environment, capture_output=True))
    print("| what | memory | wake-ups | CPU | target |\n|---|---|---|---|---|", flush=True)
    idle(program, environment, 300, chosen.idle, 64)
    if chosen.keys:
        other = large(scratch, program, chosen.keys)
        front.ENDING.append(lambda: subprocess.run([program, "agent", "stop"], env=other, capture_output=True))
        idle(program, other, chosen.keys, chosen.idle, 128)
    print("\n| what | rate | median | 99 % | C server | ratio of medians | agent's CPU | target |\n"
          "|---|---|---|---|---|---|---|---|", flush=True)
    trips(scratch, pingpong, program, environment, chosen)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=2)
    arguments.add_argument("--warm", type=float, default=10)
    arguments.add_argument("--keys", type=int, default=100_000)
    arguments.add_argument("--idle", type=float, default=30)
    chosen = arguments.parse_args()
    if not os.access(front.IMAGE / "bin/keymaster", os.X_OK):
        sys.exit("no image: run ./keymaster --version first")
    scratch = tempfile.mkdtemp(prefix="kma.")
    print(f"`bench/agent.py --rounds {chosen.rounds} --keys {chosen.keys}`, {time.strftime('%Y-%m-%d')}, "
          f"{os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, "
          f"load {os.getloadavg()[0]:.1f}\n")
    try:
        table(scratch, chosen)
    finally:
        for end in front.ENDING:
            end()
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
