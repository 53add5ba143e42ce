#!/usr/bin/python3
"""Malformed frames at the socket of a real agent (security.md SL5).

  checks/frames.py N [SEED]   sends N frames that are no requests, holds 200 connections that say nothing, and has a good
                              client ask all the while

Ends with exit code 1 if the agent ends, fails inside (an answer of 500), leaves a frame without answer and end for 15
seconds, or keeps the good client waiting for more than 30. The home is thrown away.
"""
import collections
import json
import multiprocessing
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEYMASTER = os.environ.get("KEYMASTER", os.path.join(ROOT, "app/target/keymaster/bin/keymaster"))
IDLE = 200
WORKERS = 2
PATIENCE = 15
GOOD_PATIENCE = 30
# an agent ends what said nothing for a minute
RENEWED_AFTER = 45

ROUTES = [
    b"POST /v1/unlock", b"POST /v1/keys", b"POST /v1/release", b"POST /v1/command", b"POST /v1/mfa/prove", b"POST /v1/slots",
    b"POST /v1/restore", b"POST /v1/alerts", b"PUT /v1/policy", b"PATCH /v1/keys/dev/kept", b"POST /v1/log/events",
]


def whole(line, body, kind=b"application/octet-stream", more=b""):
    return (line + b" HTTP/1.1\r\nHost: k\r\nContent-Type: " + kind + b"\r\n" + more
            + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def noise(chance, most):
    return chance.randbytes(chance.randrange(1, most))


def changed(chance):
    """A request of which one byte is another one; now and then it still is a request."""
    frame = bytearray(whole(b"GET /v1/status", b"")[:-4] + b"\r\n\r\n")
    frame[chance.randrange(len(frame))] = chance.randrange(256)
    return bytes(frame)


def cut(chance):
    frame = whole(chance.choice(ROUTES), noise(chance, 200))
    return frame[:chance.randrange(1, len(frame))]


def length(chance):
    value = chance.choice([b"-1", b"+5", b"0x10", b"99999999999999999999", b"2147483648", b"4194305", b"5, 5", b"", b"1e3", b"5 5"])
    return chance.choice(ROUTES) + b" HTTP/1.1\r\nHost: k\r\nContent-Length: " + value + b"\r\n\r\nhello"


def smuggled(chance):
    more = chance.choice([
        b"Transfer-Encoding: chunked\r\n", b"Content-Length: 3\r\n", b"Host: other\r\n", b" folded: line\r\n", b"Bad Name: x\r\n",
        b"X: a\rb\r\n", b"X: a\0b\r\n", b"X: " + b"a" * 9000 + b"\r\n", b"X: y\r\n" * 100, b": empty\r\n"])
    return whole(chance.choice(ROUTES), b"abc", more=more)


def line(chance):
    return chance.choice([
        b"GET\r\n\r\n", b"GET /v1/status\r\n\r\n", b"GET  /v1/status HTTP/1.1\r\nHost: k\r\n\r\n", b"GET /v1/status HTTP/2.0\r\nHost: k\r\n\r\n",
        b"TRACE / HTTP/1.1\r\nHost: k\r\n\r\n", b"GET /v1/%6beys HTTP/1.1\r\nHost: k\r\n\r\n", b"GET /../../etc HTTP/1.1\r\nHost: k\r\n\r\n",
        b"\r\n" * 50, b"GET /v1/status HTTP/1.1\r\n\r\n", b"GET /" + b"a" * 10000 + b" HTTP/1.1\r\nHost: k\r\n\r\n"])


def body(chance):
    """Sound HTTP around what is neither pairs nor JSON."""
    kind = chance.choice([b"application/octet-stream", b"application/json", b"text/plain", b""])
    content = chance.choice([
        noise(chance, 300), b"\xff\xff\xff\xff", b"\0\0\0\x05about", b"{" * chance.randrange(1, 5000), b'{"a":1e999}', b'{"a":"\\ud800"}',
        b"[]", b'{"a":1,"a":2}', b'{"text":' + b"9" * 400 + b"}"])
    return whole(chance.choice(ROUTES), content, kind)


KINDS = [changed, cut, length, smuggled, line, body, lambda chance: noise(chance, 2000)]


def connected(path):
    peer = socket.socket(socket.AF_UNIX)
    peer.connect(path)
    peer.settimeout(PATIENCE)
    return peer


def answer(path, frame):
    """Returns the first line of the answer; empty if the agent just ended the connection."""
    with connected(path) as peer:
        try:
            peer.sendall(frame)
            peer.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError, OSError) as failure:
            if isinstance(failure, TimeoutError):
                raise
        told = b""
        try:
            while more := peer.recv(1 << 16):
                told += more[:64 - len(told)] if len(told) < 64 else b""
        except (ConnectionResetError, BrokenPipeError):
            pass
        return told.split(b"\r\n", 1)[0]


def send(path, count, seed, results):
    """Sends frames until so many were none."""
    chance = random.Random(seed)
    seen = collections.Counter()
    failure = ""
    try:
        while sum(seen.values()) < count and not failure:
            frame = chance.choice(KINDS)(chance)
            first = answer(path, frame)
            status = first[9:12].decode("latin-1")
            if status == "500":
                failure = f"{first!r} to {frame[:300]!r}"
            elif not status.startswith("2"):
                seen[status or "ended"] += 1
    except Exception as problem:
        failure = f"{type(problem).__name__}: {problem}, by {frame[:300]!r}"
    results.put((seen, failure))


class Silent(threading.Thread):
    """Holds connections that say nothing, and makes new ones before the agent ends them."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.over = threading.Event()
        self.held = [connected(path) for _ in range(IDLE)]

    def run(self):
        while not self.over.wait(RENEWED_AFTER):
            for i, peer in enumerate(self.held):
                peer.close()
                self.held[i] = connected(self.path)


class Good(threading.Thread):
    """Asks for a key's details, twenty times a second, on one connection after another."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.over = threading.Event()
        self.times = []
        self.failure = ""

    def run(self):
        while not self.over.wait(0.05) and not self.failure:
            start = time.monotonic()
            try:
                first = answer(self.path, b"GET /v1/keys/dev/kept HTTP/1.1\r\nHost: k\r\nConnection: close\r\n\r\n")
            except OSError as problem:
                first = str(problem).encode()
            self.times.append(time.monotonic() - start)
            if not first.startswith(b"HTTP/1.1 200") or self.times[-1] > GOOD_PATIENCE:
                self.failure = f"the good client got {first!r} after {self.times[-1]:.1f} s"


def run(environment, *words, stdin=b""):
    done = subprocess.run([KEYMASTER, *words], input=stdin, env=environment, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout.decode()


def programme(count, seed, environment):
    run(environment, "vault", "init", "--key-file", environment["HOME"] + "/key")
    run(environment, "add", "kept", "--stdin", stdin=b"sk-canary-frames")
    before = json.loads(run(environment, "agent", "status", "--json"))
    path = before["socket"]
    silent, good = Silent(path), Good(path)
    silent.start()
    good.start()
    results = multiprocessing.Queue()
    start = time.monotonic()
    shares = [count // WORKERS + (1 if i < count % WORKERS else 0) for i in range(WORKERS)]
    workers = [multiprocessing.Process(target=send, args=(path, share, f"{seed}.{i}", results)) for i, share in enumerate(shares)]
    for worker in workers:
        worker.start()
    told = [results.get() for _ in workers]
    took = time.monotonic() - start
    good.over.set()
    good.join()
    silent.over.set()
    after = json.loads(run(environment, "agent", "status", "--json"))
    failures = [failure for _, failure in told if failure] + ([good.failure] if good.failure else [])
    if after.get("pid") != before["pid"]:
        failures.append("the agent is another one")
    seen = sum((part for part, _ in told), collections.Counter())
    times = sorted(good.times)
    print(f"{sum(seen.values())} frames refused in {took:.1f} s, {sum(seen.values()) / took:.0f} a second, seed {seed}: "
          + ", ".join(f"{status} {times_seen}" for status, times_seen in sorted(seen.items())))
    print(f"good client beside them and {IDLE} silent connections: {len(times)} answers, median {times[len(times) // 2] * 1000:.1f} ms, "
          f"p99 {times[len(times) * 99 // 100] * 1000:.1f} ms, longest {times[-1] * 1000:.1f} ms")
    return failures


def main():
    if len(sys.argv) not in (2, 3) or not sys.argv[1].isdigit():
        raise SystemExit(__doc__)
    seed = sys.argv[2] if len(sys.argv) == 3 else "1"
    folder = tempfile.mkdtemp(prefix="km-frames-")
    runtime = os.path.join(folder, "run")
    os.mkdir(runtime, 0o700)
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "KEYMASTER_HOME": folder + "/home", "XDG_RUNTIME_DIR": runtime}
    try:
        failures = programme(int(sys.argv[1]), seed, environment)
    finally:
        subprocess.run([KEYMASTER, "lock"], env=environment, capture_output=True)
        shutil.rmtree(folder)
    for failure in failures:
        print("FAIL", failure)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
