#!/usr/bin/python3
"""Rows a1, a2, a3, e1, e2 and e3: what a command costs, against a yardstick measured between the same runs.

bench/start.py [--runs N] [--keys N]     (default 21 runs, largest vault 100000 keys)

Wall clock of whole processes through the launcher, medians and quartiles, all variants of a row interleaved. The
yardstick of a row is the JVM itself: the same runtime, flags and cache, with a main that returns at once.
Prints a table for bench/RESULTS.md.
"""

import argparse
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMAGE = ROOT / "app/target/keymaster"
PROGRAM = str(IMAGE / "bin/keymaster")
PASSPHRASE = "sk-canary-bench stapler of nine"


class Vault:
    """A vault of its own with a key-file slot, a passphrase slot if asked for, and so many keys."""

    def __init__(self, scratch, keys, passphrase=False):
        self.keys = keys
        self.home = tempfile.mkdtemp(dir=scratch)
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": self.home, "KEYMASTER_HOME": self.home, "CI": "true"}
        key_file = f"{self.home}/bench.key"
        if passphrase:
            self.environment["KEYMASTER_PASSPHRASE"] = PASSPHRASE
            pathlib.Path(self.home, "phrase").write_text(PASSPHRASE)
            self.run("vault", "init", "--slot", "passphrase", "--new-passphrase-file", f"{self.home}/phrase")
        else:
            self.run("vault", "init", "--key-file", key_file)
        file = pathlib.Path(self.home, "bench.env")
        for first in range(0, keys, 10_000):
            numbers = range(first, min(first + 10_000, keys))
            file.write_text("".join(f"BENCH_{n:06}=sk-canary-{n:032x}\n" for n in numbers))
            self.run("import", "--all", str(file))
        names = self.run("ls").decode().split()
        if len(names) != keys:
            sys.exit(f"{len(names)} keys instead of {keys}")
        self.some_key = names[keys // 2]

    def run(self, *arguments, stdin=b""):
        done = subprocess.run([PROGRAM, *arguments], input=stdin, env=self.environment, capture_output=True)
        if done.returncode:
            sys.exit(f"{' '.join(arguments)}: exit {done.returncode}: {done.stderr.decode()}")
        return done.stdout


def yardstick():
    cache = next((IMAGE / "aot").glob("*.aot"))
    command = [str(IMAGE / "runtime/bin/java"), f"@{IMAGE}/jvm.options", "-XX:TieredStopAtLevel=1"]
    return command + [f"-XX:AOTCache={cache}", "-m", "dev.keymaster.app/dev.keymaster.app.Rehearsal"]


def interleaved(variants, runs):
    """Runs every variant in turn, so that what else the machine does hits all alike; returns times in ms."""
    times = {name: [] for name in variants}
    for turn in range(runs + 1):
        for name, (command, environment, stdin) in variants.items():
            start = time.perf_counter()
            done = subprocess.run(command, env=environment, input=stdin, capture_output=True)
            if done.returncode:
                sys.exit(f"{name}: exit {done.returncode}: {done.stderr.decode()}")
            if turn:  # the first turn warms the page cache
                times[name].append((time.perf_counter() - start) * 1000)
    return times


def shown(times):
    low, middle, high = statistics.quantiles(times, n=4)
    return f"{middle:.0f} ms ({low:.0f}–{high:.0f})"


def row(name, times, base, target):
    value = statistics.median(times)
    floor = statistics.median(base)
    print(f"| {name} | {shown(times)} | {shown(base)} | {value / floor:.2f} × | {target} |", flush=True)


def above(name, times, base, target):
    value = statistics.median(times) - statistics.median(base)
    print(f"| {name} | {shown(times)} | {shown(base)} | + {value:.0f} ms | {target} |", flush=True)


def command(vault, *arguments, stdin=b""):
    return [PROGRAM, *arguments], vault.environment, stdin


def short_commands(scratch, runs):
    vault = Vault(scratch, 300)
    variants = {
        "hello": (yardstick(), vault.environment, b""),
        "get": command(vault, "get", vault.some_key),
        "ls": command(vault, "ls"),
        "show": command(vault, "show", vault.some_key),
        "help": command(vault, "--help"),
        "add --help": command(vault, "add", "--help"),
        "run": command(vault, "run", "--only", vault.some_key, "--", "true"),
    }
    times = interleaved(variants, runs)
    row("a1 `get`, key file, 300 keys", times["get"], times["hello"], "≤ 5 × JVM hello")
    for verb in ("ls", "show", "help", "add --help"):
        row(f"a2 `{verb}`, 300 keys", times[verb], times["hello"], "≤ 4 × JVM hello")
    row("(b2, no agent) `run -- true`, 300 keys", times["run"], times["hello"], "–")


def password(scratch, runs):
    vault = Vault(scratch, 300, passphrase=True)
    hashing = (
        "import argon2.low_level as a, time; s = time.perf_counter();"
        "a.hash_secret_raw(b'x' * 20, b's' * 16, 3, 65536, 1, 32, a.Type.ID);"
        "print(time.perf_counter() - s)"
    )
    kdf = []
    opened = []
    for turn in range(runs + 1):
        reference = subprocess.run(["/usr/bin/python3", "-c", hashing], capture_output=True, check=True)
        kdf.append(float(reference.stdout) * 1000)
        start = time.perf_counter()
        vault.run("get", vault.some_key)
        opened.append((time.perf_counter() - start) * 1000)
    above("a3 `get` with a passphrase, above Argon2id alone (C)", opened[1:], kdf[1:], "≤ 300 ms above the KDF")


def written(vault, runs):
    """Bytes that one write hands to the system, by strace."""
    trace = f"{vault.home}/trace"
    sums = []
    for turn in range(min(runs, 5)):
        under = ["strace", "-f", "-o", trace, "-e", "trace=pwrite64", PROGRAM, "edit", vault.some_key, "--note", f"n{turn}"]
        subprocess.run(under, env=vault.environment, capture_output=True, check=True)
        sums.append(sum(int(n) for n in re.findall(r"pwrite64\(.*= (\d+)$", pathlib.Path(trace).read_text(), re.M)))
    return statistics.median(sums)


def scaling(scratch, runs, largest):
    sizes = sorted({1, 10_000, largest})
    vaults = {keys: Vault(scratch, keys) for keys in sizes}
    small = vaults[1]
    variants = {"hello": (yardstick(), small.environment, b"")}
    for keys, vault in vaults.items():
        variants[f"get {keys}"] = command(vault, "get", vault.some_key)
        variants[f"edit {keys}"] = command(vault, "edit", vault.some_key, "--note", "bench")
    times = interleaved(variants, runs)
    for keys in sizes[1:]:
        row(f"e1 `get` of {keys:,} keys against of 1", times[f"get {keys}"], times["get 1"], "≤ 1.3 ×")
    for keys in sizes[1:]:
        row(f"e2 `edit` of {keys:,} keys against of 1", times[f"edit {keys}"], times["edit 1"], "≤ 1.3 ×")
    for keys in sizes:
        print(f"| e2 bytes written by one `edit` of {keys:,} keys | {written(vaults[keys], runs):,.0f} | | | constant |")
    variants = {"hello": (yardstick(), small.environment, b"")}
    for keys, vault in vaults.items():
        variants[f"ls {keys}"] = command(vault, "ls")
    times = interleaved(variants, max(3, runs // 3))
    for keys, target in ((10_000, "≤ 300 ms above the KDF"), (largest, "≤ 1,500 ms above the KDF")):
        if keys in vaults:
            above(f"e3 unlock and list {keys:,} keys, above `ls` of 1", times[f"ls {keys}"], times["ls 1"], target)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=21)
    arguments.add_argument("--keys", type=int, default=100_000)
    chosen = arguments.parse_args()
    if not os.access(PROGRAM, os.X_OK):
        sys.exit("no image: run ./keymaster --version first")
    scratch = tempfile.mkdtemp(prefix="km-bench.")
    print(f"`bench/start.py --runs {chosen.runs} --keys {chosen.keys}`, {time.strftime('%Y-%m-%d')}, "
          f"{os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, load {os.getloadavg()[0]:.1f}\n")
    print("| row | median (quartiles) | yardstick | ratio | target |\n|---|---|---|---|---|", flush=True)
    try:
        short_commands(scratch, chosen.runs)
        password(scratch, max(5, chosen.runs // 2))
        scaling(scratch, chosen.runs, chosen.keys)
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
