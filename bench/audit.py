#!/usr/bin/python3
"""Row c3: checking a log of a million events without any secret.

bench/audit.py [--events N] [--runs N]     (default 1000000 events, 3 runs)

Makes a vault with the program, puts made-up events into its file, their hash tiles and a checkpoint under a key of its own
(docs/format.md §9.2, 9.3), and has `keymaster audit verify` check that, then again with one event changed. Prints wall clock
and the largest resident set, from wait4. Needs Debian's python3-cryptography.
"""

import argparse
import base64
import hashlib
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = str(ROOT / "app/target/keymaster/bin/keymaster")
SIZE = 360  # of a usual event: padded to 256, an envelope, a MAC


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def complete(hashes):
    """The root over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = [sha256(b"\1", hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def root(hashes):
    if len(hashes) & (len(hashes) - 1) == 0:
        return complete(hashes)
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\1", complete(hashes[:split]), root(hashes[split:]))


def fill(path, count):
    """Puts the events there; returns the text of the key that checks them."""
    signer = Ed25519PrivateKey.generate()
    public = signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    file = sqlite3.connect(path)
    file.execute("DELETE FROM event")
    file.execute("DELETE FROM tile WHERE level >= 128")
    leaves = []

    def events():
        for number in range(count):
            event = number.to_bytes(8, "big") * (SIZE // 8)
            leaves.append(sha256(b"\0", event))
            yield number, event

    file.executemany("INSERT INTO event VALUES(?, ?)", events())
    level, hashes = 128, leaves
    while hashes:
        tiles = [hashes[i : i + 64] for i in range(0, len(hashes), 64)]
        file.executemany("INSERT INTO tile VALUES(?, ?, ?)", ((level, i, b"".join(tile).ljust(2048, b"\0")) for i, tile in enumerate(tiles)))
        level, hashes = level + 1, [complete(tile) for tile in tiles if len(tile) == 64]
    name = "keymaster/bench/log"
    body = f"{name}\n{count}\n{base64.b64encode(root(leaves)).decode()}\n"
    key_id = sha256(name.encode(), b"\n\1", public)[:4]
    line = base64.b64encode(key_id + signer.sign(body.encode())).decode()
    file.execute("UPDATE part SET value = ? WHERE name = 'checkpoint'", (f"{body}\n— {name} {line}\n".encode(),))
    file.commit()
    file.close()
    typed = base64.b64encode(b"\1" + public).decode()
    return f"{name}+{key_id.hex()}+{typed}"


def verify(path, key, environment, expected):
    began = time.monotonic()
    done = subprocess.Popen([PROGRAM, "audit", "verify", "--file", path, "--key", key], env=environment, stdout=subprocess.PIPE)
    out = done.stdout.read().decode()
    _, status, usage = os.wait4(done.pid, 0)
    took = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) != expected:
        sys.exit(f"exit {os.waitstatus_to_exitcode(status)} instead of {expected}: {out}")
    return took, usage.ru_maxrss / 1024, out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = {"PATH": "/usr/bin:/bin", "HOME": home, "KEYMASTER_HOME": home, "KEYMASTER_AGENT": "off"}
        subprocess.run([PROGRAM, "vault", "init", "--key-file", f"{home}/key"], env=environment, check=True, capture_output=True)
        path = f"{home}/data/vault.db"
        key = fill(path, args.events)
        shutil.rmtree(f"{home}/state/checkpoints")  # of the log that was there, by another key
        print(f"{args.events:,} events, {os.path.getsize(path) / 1e6:,.0f} MB")
        print("| check | median | memory | limit |\n|---|---|---|---|")
        for what, expected in (("sound", 0), ("one event changed", 9)):
            if expected:
                bad = args.events * 7 // 10
                with sqlite3.connect(path) as file:
                    file.execute("UPDATE event SET sealed = zeroblob(?) WHERE number = ?", (SIZE, bad))
            runs = [verify(path, key, environment, expected) for _ in range(args.runs)]
            if expected and f"first bad event: {bad}\n" not in runs[0][2]:
                sys.exit("the changed event is not named: " + runs[0][2])
            seconds = statistics.median(run[0] for run in runs)
            memory = max(run[1] for run in runs)
            print(f"| {what} | {seconds:.1f} s | {memory:.0f} MiB | 30 s, 256 MiB |")


if __name__ == "__main__":
    main()
