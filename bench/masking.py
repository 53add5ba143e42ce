#!/usr/bin/python3
"""How fast masked output flows: `run -- cat FILE` through a pipe, against `cat FILE` through one.

bench/masking.py [--size MIB] [--runs N]     (default 256 MiB, 5 runs after one to warm up)

Wall clock, medians, all variants interleaved; a tmpfs file of text lines, of which every tenth holds the key, and one
without it. The other end of the pipe throws everything away. Prints a table for bench/RESULTS.md.
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


def text(size, key):
    words = [f"{n:07} lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod\n" for n in range(9)]
    page = "".join([*words, f"{key or 'x' * len(front.SECRET)}\n"]).encode()
    return page * (size // len(page))


def seconds(command, environment):
    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as first:
        subprocess.run(["sh", "-c", "exec cat >/dev/null"], stdin=first.stdout, check=True)
    if first.returncode:
        sys.exit(f"{command[0]}: exit {first.returncode}")
    return time.perf_counter() - start


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--size", type=int, default=256)
    arguments.add_argument("--runs", type=int, default=5)
    chosen = arguments.parse_args()
    scratch = tempfile.mkdtemp(prefix="kmm.", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    try:
        program, environment, _ = front.keymaster(scratch)
        run = [program, "run", "--only", "bench", "--", "cat"]
        files = {}
        for name, key in (("no key in it", ""), ("a key in every tenth line", front.SECRET)):
            files[name] = pathlib.Path(scratch, name)
            files[name].write_bytes(text(chosen.size << 20, key))
        variants = {("`cat`", name): ["cat", str(file)] for name, file in files.items()}
        variants |= {("`run -- cat`", name): [*run, str(file)] for name, file in files.items()}
        figures = {variant: [] for variant in variants}
        for turn in range(chosen.runs + 1):
            for variant, command in variants.items():
                took = seconds(command, environment)
                if turn:
                    figures[variant].append(took)
        print(f"`bench/masking.py --size {chosen.size} --runs {chosen.runs}`, {time.strftime('%Y-%m-%d')}, "
              f"{os.cpu_count()} cores, {platform.system()} {platform.release().split('-')[0]}, load {os.getloadavg()[0]:.1f}\n")
        print("| what | output | MB/s | time, against `cat` |\n|---|---|---|---|")
        for (what, name), times in figures.items():
            median = statistics.median(times)
            ratio = median / statistics.median(figures["`cat`", name])
            print(f"| {what} | {name} | {files[name].stat().st_size / median / 1e6:.0f} | {ratio:.2f} × |")
        subprocess.run([program, "lock"], env=environment, check=False)
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
