#!/usr/bin/python3
"""`verify --all` and `usage` over many keys, against the slowest single call to a provider.

bench/verify.py [--keys N] [--delay MS] [--runs N]     (default 100 keys, 200 ms an answer, 5 runs)

The keys are spread over stand-ins of four providers (verify) and made at one (usage). A relay before each holds every
answer back and counts how many requests were on the way at once: few to one host, whatever the number of keys. Wall
clock and largest resident set of whole commands, medians. Prints a table for bench/RESULTS.md.
"""

import argparse
import os
import pathlib
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import commit
import front

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMAGE = ROOT / "app/target/keymaster"
VERIFIED = ("openrouter", "openai", "anthropic", "stability")


class Relay:
    """Passes connections on to a port and lets each answer wait."""

    def __init__(self, target, delay):
        self.target, self.delay = target, delay
        self.now = self.most = self.asked = 0
        self.lock = threading.Lock()
        self.door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.serve, daemon=True).start()

    def address(self):
        return self.door.getsockname()[1]

    def serve(self):
        while True:
            client, _ = self.door.accept()
            threading.Thread(target=self.pass_on, args=(client,), daemon=True).start()

    def count(self, step):
        with self.lock:
            self.now += step
            self.asked += max(step, 0)
            self.most = max(self.most, self.now)

    def pass_on(self, client):
        server = socket.create_connection(("127.0.0.1", self.target))
        with client, server:
            while request := client.recv(65536):
                self.count(1)
                server.sendall(request)
                answer = server.recv(1 << 20)
                time.sleep(self.delay)
                self.count(-1)
                client.sendall(answer)


def stand_in(provider):
    """Starts one; returns its process, port, admin credential and key."""
    jars = ":".join(str(ROOT / room / "target/classes") for room in ("testkit", "net", "core"))
    jspecify = ":".join(map(str, (IMAGE.parent / "modules").glob("*.jar")))
    command = [commit.tool("java"), "-XX:+UseSerialGC", "-cp", f"{jars}:{jspecify}", "dev.keymaster.standin.Main", provider]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    address, admin, key = (process.stdout.readline().strip() for _ in range(3))
    host = address.split("://")[1]
    return process, int(host.split("/")[0].rsplit(":", 1)[1]), "/" + host.partition("/")[2], admin, key


def measured(command, environment):
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command[1:])}: {errors[-500:]}")
    return time.perf_counter() - start, used.ru_maxrss / 1024


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--keys", type=int, default=100)
    arguments.add_argument("--delay", type=float, default=200)
    arguments.add_argument("--runs", type=int, default=5)
    chosen = arguments.parse_args()
    scratch = tempfile.mkdtemp(prefix="kmv.")
    players, relays = [], {}
    try:
        home = front.folder(scratch, "km")
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "KEYMASTER_HOME": str(home), "KEYMASTER_AGENT": "off"}
        program = str(IMAGE / "bin/keymaster")
        front.quietly([program, "vault", "init", "--key-file", str(home / "key")], environment)
        lines, admin = [], ""
        for provider in VERIFIED:
            player, port, path, manages, key = stand_in(provider)
            players.append(player)
            admin = manages if provider == "openrouter" else admin
            relays[provider] = Relay(port, chosen.delay / 1000)
            address = f"http://127.0.0.1:{relays[provider].address()}{path.rstrip('/')}"
            environment[f"KEYMASTER_PROVIDER_{provider.upper()}_BASE_URL"] = address
            lines += [f"{provider.upper()}_{n:03}={key}\n" for n in range(chosen.keys // len(VERIFIED))]
        (home / "keys.env").write_text("".join(lines))
        front.quietly([program, "import", "--all", "--env", "verified", str(home / "keys.env")], environment)
        front.quietly([program, "add", "single", "--env", "one", "--service", "openai", "--stdin"], environment, lines[chosen.keys // 4].split("=")[1])
        front.quietly([program, "providers", "login", "openrouter", "--stdin"], environment, admin)
        for n in range(chosen.keys):
            front.quietly([program, "add", f"made-{n:03}", "--env", "used", "--mint", "--service", "openrouter"], environment)
        rows = {
            "`verify` of one key": [program, "verify", "single", "--env", "one"],
            f"`verify --all` of {chosen.keys} keys at {len(VERIFIED)} providers": [program, "verify", "--all", "--env", "verified"],
            f"`usage` of {chosen.keys} keys at one provider": [program, "usage", "--env", "used"],
            "`ls`, which asks nobody": [program, "ls", "--env", "used"],
        }
        figures = {name: [] for name in rows}
        most, asked = {}, {}
        for _ in range(chosen.runs):
            for name, command in rows.items():
                for relay in relays.values():
                    relay.most = relay.asked = 0
                figures[name].append(measured(command, environment))
                most[name] = max(relay.most for relay in relays.values())
                asked[name] = sum(relay.asked for relay in relays.values())
        single = statistics.median(took for took, _ in figures["`verify` of one key"])
        print(f"`bench/verify.py --keys {chosen.keys} --delay {chosen.delay:g} --runs {chosen.runs}`, {time.strftime('%Y-%m-%d')}, "
              f"{os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, load {os.getloadavg()[0]:.1f}\n")
        print("| what | wall, median | calls | most at once to one host | resident | against one call |\n|---|---|---|---|---|---|")
        for name, runs in figures.items():
            wall = statistics.median(took for took, _ in runs)
            resident = max(memory for _, memory in runs)
            print(f"| {name} | {wall * 1000:,.0f} ms | {asked[name]} | {most[name]} | {resident:.0f} MiB | {wall / single:.2f} × |")
    finally:
        for player in players:
            player.kill()
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
