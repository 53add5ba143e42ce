#!/usr/bin/python3
"""Rows c1 and c2: releases of keys whose record is on stable storage before the value is handed over.

bench/commit.py [--rounds N] [--seconds S]     (default 3 rounds of 3 seconds for each number of clients)

In one process, as an agent does it: bench/Commit.java in the image's own runtime. The yardstick is a loop in C that
appends a record and calls fdatasync, run between the rounds on the same disk. Prints a table for bench/RESULTS.md.
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

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMAGE = ROOT / "app/target/keymaster"
CLIENTS = (1, 64, 256)

LOOP = r"""
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int words, char **word) {
  char record[328] = {1};
  int file = open(word[1], O_CREAT | O_WRONLY | O_APPEND | O_TRUNC, 0600);
  double begin = now(), end = begin + atof(word[2]);
  long done = 0;
  for (; now() < end; done++) {
    if (write(file, record, sizeof record) != sizeof record || fdatasync(file) != 0) return 1;
  }
  printf("%.0f\n", done / (now() - begin));
  return 0;
}
"""


def tool(name):
    """A program of the JDK that built the image."""
    find = f'. "{ROOT}/app/image/jdk.sh"; find_jdk'
    home = subprocess.run(["sh", "-c", find], capture_output=True, text=True, check=True).stdout.strip()
    return f"{home}/bin/{name}"


def compiled(scratch):
    source = scratch / "loop.c"
    source.write_text(LOOP)
    subprocess.run(["cc", "-O2", "-o", str(scratch / "loop"), str(source)], check=True)
    modules = "dev.keymaster.core,dev.keymaster.storage"
    java = [tool("javac"), "--system", str(IMAGE / "runtime"), "--add-modules", modules, "-d", str(scratch / "classes")]
    subprocess.run([*java, str(ROOT / "bench/Commit.java")], check=True)
    return [str(IMAGE / "runtime/bin/java"), f"@{IMAGE}/jvm.options", f"-Dorg.sqlite.lib.path={IMAGE}/native",
            "--add-modules", modules, "-cp", str(scratch / "classes"), "Commit"]


def loop(scratch, seconds):
    command = [str(scratch / "loop"), str(scratch / "appended"), str(seconds)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def releases(program, scratch, seconds):
    """Returns, by clients, releases and commits a second."""
    home = tempfile.mkdtemp(dir=scratch)
    command = [*program, home, str(seconds), *map(str, CLIENTS)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    lines = (line.split() for line in done.stdout.splitlines())
    return {int(clients): (float(rate), float(commits)) for clients, rate, commits in lines}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seconds", type=float, default=3)
    chosen = arguments.parse_args()
    if not (IMAGE / "runtime").is_dir():
        sys.exit("no image: run ./keymaster --version first")
    scratch = pathlib.Path(tempfile.mkdtemp(prefix=".km-bench.", dir=ROOT / "app/target"))  # on a disk, not in memory
    try:
        program = compiled(scratch)
        floors = [loop(scratch, chosen.seconds)]
        rounds = []
        for _ in range(chosen.rounds):
            rounds.append(releases(program, scratch, chosen.seconds))
            floors.append(loop(scratch, chosen.seconds))
    finally:
        shutil.rmtree(scratch)
    rate = {n: statistics.median(each[n][0] for each in rounds) for n in CLIENTS}
    shared = {n: statistics.median(each[n][0] / max(1, each[n][1]) for each in rounds) for n in CLIENTS}
    floor = statistics.median(floors)
    print(f"`bench/commit.py --rounds {chosen.rounds} --seconds {chosen.seconds:g}`, {time.strftime('%Y-%m-%d')}, "
          f"{os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, load {os.getloadavg()[0]:.1f}\n")
    print("| row | releases/s | yardstick | ratio | target |\n|---|---|---|---|---|")
    print(f"| c1 one client | {rate[1]:,.0f} | {floor:,.0f}/s, append and fdatasync in C | {rate[1] / floor:.2f} × | ≥ 0.9 × |")
    for n in CLIENTS[1:]:
        print(f"| c2 {n} clients, {shared[n]:.0f} a commit | {rate[n]:,.0f} | {rate[1]:,.0f}/s, one client | "
              f"{rate[n] / rate[1]:.1f} × | {'≥ 10 ×' if n == 64 else '–'} |")


if __name__ == "__main__":
    main()
