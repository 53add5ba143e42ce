#!/usr/bin/python3
"""Holds the coverage gates against the report of all modules (jacoco.csv).

Lines over everything, branches in the rooms that guard keys: requirement A16.
"""

import csv
import sys

LINES = 0.90
BRANCHES = 0.90
ROOMS = ("crypto", "vault", "guard", "policy", "audit", "alert", "lifecycle")
GUARDED = tuple("dev.keymaster." + room for room in ROOMS)


def ratio(rows, kind):
    covered = sum(int(row[kind + "_COVERED"]) for row in rows)
    missed = sum(int(row[kind + "_MISSED"]) for row in rows)
    return covered / (covered + missed) if covered + missed else 1.0


def main(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    packages = sorted({row["PACKAGE"] for row in rows})
    gates = [("lines overall", ratio(rows, "LINE"), LINES)]
    for package in packages:
        chosen = [row for row in rows if row["PACKAGE"] == package]
        lines, branches = ratio(chosen, "LINE"), ratio(chosen, "BRANCH")
        print(f"{package:28} lines {lines:6.1%}  branches {branches:6.1%}")
        if package in GUARDED:
            gates.append((f"branches in {package}", branches, BRANCHES))
    failed = [gate for gate in gates if gate[1] < gate[2]]
    for name, value, least in gates:
        print(f"{'ok    ' if value >= least else 'FAILED'} {name}: {value:.1%} of at least {least:.0%}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
