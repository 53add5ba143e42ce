#!/usr/bin/python3
"""How well and how fast keys are found: `keymaster scan` against secretlint and against `grep -rF -f` with the values.

bench/scan.py [--files N] [--runs N] [--npm]     (default 10,000 files, 3 runs after one to warm up)

The same corpus each time: source, settings, logs, lock files and binaries, about 90 MB, in which 200 keys of a vault
are planted, each once, and 400 that only look a little like keys (digests, UUIDs, placeholders). Half of the keys look
like a provider's, half like nothing. The vault is locked. All tools in one run, interleaved; with --npm, npm puts secretlint
into a folder that is gone afterwards. It runs once, last, since it takes minutes, and is ended after --patience seconds.
Prints a table for bench/RESULTS.md.
"""

import argparse
import json
import os
import pathlib
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import front

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
WORDS = ("value index request response buffer length handler context result error config client server token stream "
         "return import export function const class public static void final string number update delete").split()
PLANTED = 200
BATCH = 500  # files in one start of secretlint: its time grows faster than their number
SECRETLINT = f"secretlint, preset-recommend, {BATCH} files a start"


def drawn(chance, count, letters=LETTERS):
    return "".join(chance.choice(letters) for _ in range(count))


def keys(chance):
    """200 values: looks of providers are put together here, so that no file of ours holds any."""
    made = []
    for n in range(PLANTED):
        made.append((
            lambda: "sk-or-" + "v1-" + drawn(chance, 64, "0123456789abcdef"),
            lambda: drawn(chance, 32),
            lambda: "sk-ant-" + "api03-" + drawn(chance, 93) + "AA",
            lambda: drawn(chance, 40, "0123456789abcdef"),
            lambda: "sk-" + "proj-" + drawn(chance, 74) + "T3Blbk" + "FJ" + drawn(chance, 74),
            lambda: drawn(chance, 24) + "-" + drawn(chance, 20),
            lambda: "gh" + "p_" + drawn(chance, 36),
            lambda: "sk-canary-" + drawn(chance, 32, "0123456789abcdef"),
        )[n % 8]())
    return made


def likenesses(chance):
    for n in range(400):
        yield (
            lambda: f'"integrity": "sha512-{drawn(chance, 86, LETTERS + "+/")}=="',
            lambda: f"commit {drawn(chance, 40, '0123456789abcdef')}",
            lambda: "-".join(drawn(chance, size, "0123456789abcdef") for size in (8, 4, 4, 4, 12)),
            lambda: "OPENAI_API_KEY=" + "sk-" + "x" * 48,
        )[n % 4]()


def line(chance):
    return " " * chance.choice((0, 2, 4, 8)) + " ".join(chance.choices(WORDS, k=chance.randint(2, 11))) + ";\n"


def corpus(root, count):
    """Returns where each key is: path to value."""
    chance = random.Random(5_2026)
    pages = ["".join(line(chance) for _ in range(chance.randint(20, 400))) for _ in range(300)]
    binary = chance.randbytes(60_000)
    planted = dict(zip(sorted(chance.sample(range(count), PLANTED)), keys(chance)))
    others = dict(zip(sorted(chance.sample(range(count), 400)), likenesses(chance)))
    where = {}
    for n in range(count):
        folder = root / f"module{n % 97:02}" / f"part{n % 13:02}"
        folder.mkdir(parents=True, exist_ok=True)
        kind = n % 20
        name = f"file{n:05}" + (".bin" if kind == 19 else (".js", ".json", ".env.sample", ".log")[n % 4])
        text = (binary[n % 7000:n % 7000 + 9000] if kind == 19 else chance.choice(pages).encode())
        if n in others:
            text = text + b"\n" + others[n].encode() + b"\n"
        if n in planted:
            form = ("KEY={}\n", '{{"key":"{}"}}\n', "curl -H 'x-api-key: {}' https://example.org\n",
                    '{{"text":"first\\n{}\\nlast"}}\n', "const key = '{}';\n")[n % 5]
            cut = text.find(b"\n", len(text) // 2) + 1
            text = text[:cut] + b"\n" + form.format(planted[n]).encode() + text[cut:]
            where[f"{folder.name}/{name}"] = planted[n]
        (folder / name).write_bytes(text)
    return where


def measured(command, environment, folder, patience=3600):
    """Seconds, largest resident set in MB, what it printed; nothing if it took longer than that."""
    out = tempfile.TemporaryFile()
    start = time.perf_counter()
    child = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
    alarm = threading.Timer(patience, child.kill)
    alarm.start()
    _, status, usage = os.wait4(child.pid, 0)
    alarm.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    out.seek(0)
    printed = "" if seconds >= patience else out.read().decode("utf-8", "replace")
    return seconds, usage.ru_maxrss / 1024, printed


def ours(printed):
    return [one["place"] for one in json.loads(printed)["findings"]]


def grepped(printed):
    return [one.split(":", 1)[0] for one in printed.splitlines()]


def linted(printed):
    return [one.split(":", 1)[0] for one in printed.splitlines() if "[Error/" in one]


def secretlint(scratch):
    home = front.folder(scratch, "npm")
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "secretlint",
                    "@secretlint/secretlint-rule-preset-recommend"], cwd=home, env=environment, check=True)
    rules = home / "rules.json"
    rules.write_text(json.dumps({"rules": [{"id": "@secretlint/secretlint-rule-preset-recommend"}]}))
    program = home / "node_modules/.bin/secretlint"
    lint = f"'{program}' --secretlintrc '{rules}' --format unix --maskSecrets"
    return ["sh", "-c", f"find . -type f -print0 | xargs -0 -n {BATCH} {lint} || test $? -eq 123"], environment


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--files", type=int, default=10_000)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--npm", action="store_true")
    arguments.add_argument("--patience", type=int, default=1200)
    chosen = arguments.parse_args()
    scratch = tempfile.mkdtemp(prefix="kms.", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    try:
        program, environment, alone = front.keymaster(scratch)
        root = front.folder(scratch, "corpus")
        where = corpus(root, chosen.files)
        env = pathlib.Path(scratch, "planted.env")
        env.write_text("".join(f"PLANTED_{n:03}={value}\n" for n, value in enumerate(where.values())))
        front.quietly([program, "import", "--all", str(env)], alone)
        subprocess.run([program, "lock"], env=environment, check=False, capture_output=True)
        values = pathlib.Path(scratch, "values")
        values.write_text("\n".join(where.values()) + "\n")
        tools = {
            "`keymaster scan`": ([program, "scan", "--json"], {**alone}, ours),
            "`grep -rF -f VALUES`": (["grep", "-raF", "-f", str(values), "."], alone, grepped),
        }
        figures = {name: [] for name in tools}
        found = {}
        for turn in range(chosen.runs + 1):
            for name, (command, variables, places) in tools.items():
                seconds, memory, printed = measured(command, variables, root)
                if turn:
                    figures[name].append((seconds, memory))
                found[name] = places(printed)
        if chosen.npm:
            command, variables = secretlint(scratch)
            seconds, memory, printed = measured(command, variables, root, chosen.patience)
            if seconds < chosen.patience and "[Error/" not in printed:
                sys.exit("secretlint found nothing at all: did it start?")
            figures[SECRETLINT] = [(seconds, memory)]
            found[SECRETLINT] = linted(printed) if printed else None
        size = sum(file.stat().st_size for file in root.rglob("*") if file.is_file())
        print(f"`bench/scan.py --files {chosen.files} --runs {chosen.runs}{' --npm' if chosen.npm else ''}`, "
              f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, "
              f"load {os.getloadavg()[0]:.1f}; {chosen.files:,} files, {size / 1e6:.0f} MB, {PLANTED} keys planted\n")
        print("| tool | missed | false alarms | time (median) | against grep | largest memory |\n|---|---|---|---|---|---|")
        base = statistics.median(seconds for seconds, _ in figures["`grep -rF -f VALUES`"])
        for name, runs in figures.items():
            if found[name] is None:
                print(f"| {name} | – | – | not done after {chosen.patience} s | – | {runs[0][1]:.0f} MB |")
                continue
            hit = {"/".join(pathlib.PurePath(place).parts[-2:]) for place in found[name]}
            seconds = statistics.median(one for one, _ in runs)
            memory = max(one for _, one in runs)
            print(f"| {name} | {len(set(where) - hit)} | {len(hit - set(where))} | {seconds:.2f} s | {seconds / base:.2f} × | {memory:.0f} MB |")
        if set(where) - {"/".join(pathlib.PurePath(place).parts[-2:]) for place in found["`keymaster scan`"]}:
            sys.exit("keymaster scan missed some")
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
