#!/usr/bin/python3
"""Faults at storage calls of the real command (security.md SG3, SG5, SG6, SG7, SG26, SU2).

  checks/faults.py sample          a small part of each, as ./check runs it
  checks/faults.py kill [STRIDE]   kill -9 at every STRIDE-th storage call of add, edit, remove and get
  checks/faults.py kills N [SEED]  kill -9 at N storage calls drawn by chance, of add, edit, rollback, remove, get and run
  checks/faults.py error [STRIDE]  EIO and ENOSPC at every STRIDE-th storage call
  checks/faults.py flush           an fsync or fdatasync before every acknowledgement
  checks/faults.py unwritable N    a log that cannot be written, in ten ways, N times each: nothing is released (SU2, SG26)
  checks/faults.py writers P N     P processes store N keys each, while others read
  checks/faults.py crowd P N R     P processes store N keys each by the agent's socket, while R others read

Every run is in a throw-away home. An acknowledged write that is lost, a vault that does not open, a value on standard
output of a command that failed: each ends the program with exit code 1.
"""
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from multiprocessing import Process, Queue
from concurrent.futures import ThreadPoolExecutor

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
KEYMASTER = os.path.join(ROOT, "app/target/keymaster/bin/keymaster")
CALLS = ["fsync", "fdatasync", "pwrite64", "ftruncate", "unlink", "rename", "openat"]
VALUE = "sk-canary-fault"


class Home:
    """A vault with one key, and what it must still hold."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="km-faults-")
        self.kept = {}
        self.agent = {"KEYMASTER_AGENT": "off"}
        self.run("vault", "init", "--key-file", self.folder + "/key", must=True)
        self.store("kept", VALUE)

    def run(self, *words, stdin="", under=(), must=False):
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "KEYMASTER_HOME": self.folder + "/home", **self.agent}
        done = subprocess.run([*under, KEYMASTER, *words], input=stdin.encode(), env=environment, capture_output=True)
        if must and done.returncode != 0:
            fail(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.decode()}")
        return done

    def unlimited(self):
        """Takes the limits away: a programme writes faster than a person."""
        policy = self.folder + "/policy"
        with open(policy, "w", encoding="utf-8") as file:
            file.write("role admin\n  allow everything\ngive admin to person, script\n")
        self.run("policy", "edit", "--from-file", policy, must=True)

    def store(self, name, value, under=()):
        done = self.run("add", name, "--stdin", stdin=value, under=under)
        if done.returncode == 0:
            self.kept[name] = value
        return done

    def check(self, whole=True):
        """All that was acknowledged is there; nothing is damaged."""
        for name, value in self.kept.items():
            got = self.run("get", name)
            if got.returncode != 0 or got.stdout.decode() != value:
                fail(f"{name} was acknowledged and is lost: exit {got.returncode} {got.stderr.decode()}")
        if whole:
            self.run("vault", "verify", must=True)
            self.run("audit", "verify", must=True)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def fail(message):
    print("FAILED: " + message)
    sys.exit(1)


def traced(calls, *inject):
    words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + ",".join(calls)]
    for rule in inject:
        words += ["-e", "inject=" + rule]
    return words


def scope(home):
    """Only calls on the vault's own files count."""
    vault = home.folder + "/home/data/vault.db"
    return [word for path in (vault, vault + "-wal", vault + "-journal", vault + "-shm", vault + ".lock", home.folder + "/home/data")
            for word in ("-P", path)]


def count(home, call):
    log = home.folder + "/trace"
    words = ["strace", "-f", "-qq", "-o", log, "-e", "trace=" + call, *scope(home)]
    home.store("counted", VALUE, words)
    with open(log, encoding="utf-8", errors="replace") as lines:
        return sum(1 for line in lines if re.search(r"\b" + call + r"\(", line))


def points(home, stride):
    for call in CALLS:
        total = count(home, call)
        for number in range(1, total + 1, stride):
            yield call, number


def kill(stride):
    home = Home()
    killed = 0
    for call, number in list(points(home, stride)):
        name = f"k-{call}-{number}"
        home.store(name, VALUE + str(number), [*traced([call], f"{call}:signal=KILL:when={number}"), *scope(home)])
        under = [*traced([call], f"{call}:signal=KILL:when={number}"), *scope(home)]
        home.run("edit", "kept", "--note", name, under=under)
        got = home.run("get", "kept", under=under)
        if got.stdout not in (b"", VALUE.encode()):
            fail(f"get printed something else when killed at {call} {number}")
        killed += 3
        home.check(whole=True)
        if len(home.kept) > 12:
            for old in [key for key in home.kept if key.startswith("k-")][:8]:
                home.run("remove", old, "--yes", must=True)
                del home.kept[old]
    home.close()
    print(f"kill -9 at {killed} storage calls: 0 acknowledged writes lost, 0 vaults that do not open")


class Killed:
    """One vault that is written to by commands killed at calls drawn by chance, and what it must hold."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.home = Home()
        self.home.unlimited()
        self.values = {"kept": {VALUE}}  # name -> the values that it may have; None: it may be gone
        self.seen = {}  # name -> all the values that it ever had
        self.calls = {}
        self.made = 0
        self.killed = 0

    def words(self):
        """A command, its input, and what each name may be afterwards: {name: (if done, if cut short)}."""
        names = [name for name in self.values if name != "kept" and None not in self.values[name]]
        self.made += 1
        value = f"{VALUE}-{self.made}"
        verb = self.chance.choice(["add", "add", "edit", "edit", "rollback", "remove", "get", "run"])
        if verb == "add" or not names:
            name = f"k{self.made}"
            return "add", ["add", name, "--stdin", "--variable", name.upper()], value, {name: ({value}, {value, None})}
        name = self.chance.choice(names)
        before = self.values[name]
        if verb == "edit":
            return verb, ["edit", name, "--value", "--stdin"], value, {name: ({value}, before | {value})}
        if verb == "rollback":
            return verb, ["rollback", name], "", {name: (self.seen[name], self.seen[name])}
        if verb == "remove":
            return verb, ["remove", name, "--yes"], "", {name: ({None}, before | {None})}
        if verb == "get":
            return verb, ["get", "kept"], "", {}
        return verb, ["run", "--only", "kept", "--", "true"], "", {}

    def total(self, verb, words, stdin):
        """How often each call is made by such a command: counted once, on a command that is let through."""
        log = self.home.folder + "/trace"
        done = self.home.run(*words, stdin=stdin, under=["strace", "-f", "-qq", "-o", log, "-e", "trace=" + ",".join(CALLS), *scope(self.home)])
        with open(log, encoding="utf-8", errors="replace") as lines:
            made = re.findall(r"\b(" + "|".join(CALLS) + r")\(", lines.read())
        self.calls[verb] = [(call, made.count(call)) for call in CALLS if call in made]
        return done

    def point(self):
        verb, words, stdin, outcome = self.words()
        if verb not in self.calls:
            done = self.total(verb, words, stdin)
        else:
            call = self.chance.choices([c for c, _ in self.calls[verb]], [n for _, n in self.calls[verb]])[0]
            number = self.chance.randint(1, dict(self.calls[verb])[call])
            under = [*traced([call], f"{call}:signal=KILL:when={number}"), *scope(self.home)]
            done = self.home.run(*words, stdin=stdin, under=under)
        if done.returncode not in (0, -9, 137) and not (verb == "rollback" and done.returncode == 3):
            fail(f"{' '.join(words)}: exit {done.returncode} {done.stderr.decode()}")
        if verb == "get" and done.stdout not in (b"", VALUE.encode()):
            fail("get printed something else")
        self.killed += done.returncode in (-9, 137)
        for name, (whole, cut) in outcome.items():
            self.seen.setdefault(name, set()).update(value for value in cut if value)
            self.values[name] = whole if done.returncode == 0 else cut

    def check(self):
        """Every name has a value that it may have, and the vault is as it was written."""
        say = "import os,hashlib,json; print(json.dumps({k: hashlib.sha256(v.encode()).hexdigest() for k, v in os.environ.items()}))"
        there = self.home.run("ls", "--plain", must=True).stdout.decode().split()
        held = set(there)
        environment = self.home.run("run", "--", sys.executable, "-c", say, must=True).stdout.decode()
        hashes = set(re.findall(r"[0-9a-f]{64}", environment))
        for name, values in self.values.items():
            if name not in held:
                if None not in values:
                    fail(f"{name} was acknowledged and is gone")
                continue
            if not any(value and hashlib.sha256(value.encode()).hexdigest() in hashes for value in values):
                fail(f"{name} has none of the values that it may have")
        for name in held:
            if name not in self.values:
                fail(f"{name} was never stored")
        self.values = {name: values - {None} for name, values in self.values.items() if name in held}
        self.home.run("vault", "verify", must=True)
        self.home.run("audit", "verify", must=True)
        for name in [name for name in self.values if name != "kept"][40:]:
            self.home.run("remove", name, "--yes", must=True)
            del self.values[name]


def kills(number, seed=20261128):
    """Two vaults at once; the state is compared after every 20 points, so that each loss would be seen."""
    began = time.time()

    def programme(which):
        vault = Killed(seed + which)
        while vault.killed < number // 2:
            for _ in range(20):
                vault.point()
            vault.check()
            print(f"vault {which}: killed {vault.killed} times, {time.time() - began:.0f} s", flush=True)
        vault.home.close()
        return vault.killed

    with ThreadPoolExecutor(2) as pool:
        killed = sum(pool.map(programme, range(2)))
    print(f"kill -9 at {killed} storage calls drawn by chance (seed {seed}):"
          f" 0 acknowledged writes lost, 0 vaults that do not open, {time.time() - began:.0f} s")


def error(stride):
    home = Home()
    broken = 0
    for errno in ("EIO", "ENOSPC"):
        for call, number in list(points(home, stride)):
            under = [*traced([call], f"{call}:error={errno}:when={number}"), *scope(home)]
            done = home.store(f"e-{call}-{number}", VALUE + str(number), under)
            got = home.run("get", "kept", under=under)
            for run in (done, got):
                if b"\tat " in run.stderr or (run.returncode != 0 and VALUE.encode() in run.stdout + run.stderr):
                    fail(f"{errno} at {call} {number}: {run.stderr.decode()}")
            broken += 2
            home.check(whole=True)
            for old in [key for key in home.kept if key.startswith("e-")]:
                home.run("remove", old, "--yes", must=True)
                del home.kept[old]
    home.close()
    print(f"errors at {broken} storage calls: old state or new, and the next command works")


def flush():
    home = Home()
    log = home.folder + "/trace"
    vault = home.folder + "/home/data/vault.db"
    for words, stdin in ((["add", "flushed", "--stdin"], VALUE), (["get", "kept"], "")):
        trace = ["strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=fsync,fdatasync,write,pwrite64,exit_group"]
        home.run(*words, stdin=stdin, under=trace, must=True)
        lines = open(log, encoding="utf-8", errors="replace").read().splitlines()
        last = max(i for i, line in enumerate(lines) if "pwrite64(" in line and vault + "-wal" in line)
        said = [i for i, line in enumerate(lines) if re.search(r"write\([12]<", line)]
        synced = [i for i, line in enumerate(lines) if re.search(r"f(data)?sync\(", line) and vault in line]
        if not any(last < i < min([s for s in said if s > last] or [len(lines)]) for i in synced):
            fail(f"{' '.join(words)} acknowledged before the log was flushed")
    backup(home)
    home.close()
    print("every acknowledgement comes after a flush of the write-ahead log, of a backup after one of its file and folder")


def backup(home):
    """A backup is new, and file and folder are on the disk before it is said to be made."""
    log, target, phrase = home.folder + "/trace", home.folder + "/kept.backup", home.folder + "/phrase"
    with open(phrase, "w", encoding="utf-8") as file:
        file.write("canary stapler of nine words")
    trace = ["strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=openat,fsync,fdatasync,write"]
    home.run("vault", "backup", target, "--new-passphrase-file", phrase, under=trace, must=True)
    lines = open(log, encoding="utf-8", errors="replace").read().splitlines()
    made = [line for line in lines if "openat(" in line and f'"{target}"' in line]
    if not made or not all("O_CREAT|O_EXCL" in line and "0600" in line for line in made):
        fail("the backup was not made where nothing was, for its owner alone: " + "; ".join(made))
    written = max(i for i, line in enumerate(lines) if re.search(r"write\(\d+<" + re.escape(target) + ">", line))
    flushed = [i for i, line in enumerate(lines) if re.search(r"f(data)?sync\(\d+<" + re.escape(target) + ">", line)]
    named = [i for i, line in enumerate(lines) if re.search(r"fsync\(\d+<" + re.escape(home.folder) + ">", line)]
    said = [i for i, line in enumerate(lines) if re.search(r"write\([12]<", line) and i > written]
    if not any(written < f < n < s for f in flushed for n in named for s in said[:1]):
        fail("the backup was acknowledged before file and folder were flushed")


UNWRITABLE = [
    *((["pwrite64"], error) for error in ("ENOSPC", "EIO", "EDQUOT", "EROFS")),
    *((["fsync", "fdatasync"], error) for error in ("EIO", "ENOSPC", "EDQUOT")),
    *((["openat"], error) for error in ("EROFS", "EACCES", "EMFILE")),
]


def unwritable(times):
    """The log is in the vault's write-ahead log: while that cannot be written no value may be printed."""
    home = Home()
    log = home.folder + "/home/data/vault.db-wal"
    released = tries = 0
    for calls, errno in UNWRITABLE:
        under = [*traced(calls, *(f"{call}:error={errno}" for call in calls)), "-P", log]
        for _ in range(times):
            for words in (["get", "kept"], ["run", "--only", "kept", "--", "printenv"]):
                done = home.run(*words, under=under)
                tries += 1
                if done.returncode == 0 or VALUE.encode() in done.stdout + done.stderr:
                    released += 1
                    print(f"{words[0]} with {errno} at {'/'.join(calls)}: exit {done.returncode} {done.stderr.decode()}")
        home.check(whole=False)
    if released:
        fail(f"{released} of {tries} tries released a value that was not recorded")
    home.run("vault", "verify", must=True)
    home.run("audit", "verify", must=True)
    home.close()
    print(f"a log that cannot be written in {len(UNWRITABLE)} ways: 0 of {tries} tries released a value; afterwards all works")


def writers(processes, keys):
    home = Home()
    began = time.time()

    def write(writer):
        for i in range(keys):
            done = home.run("add", f"w{writer}-{i}", "--stdin", stdin=f"{VALUE}-{writer}-{i}")
            if done.returncode != 0:
                fail(f"writer {writer}: exit {done.returncode} {done.stderr.decode()}")

    def read(_):
        for _ in range(keys):
            got = home.run("get", "kept", must=True)
            if got.stdout.decode() != VALUE:
                fail("a torn read")

    with ThreadPoolExecutor(processes * 2) as pool:
        runs = [pool.submit(write, n) for n in range(processes)] + [pool.submit(read, n) for n in range(processes)]
        for run in runs:
            run.result()
    listed = home.run("ls", "--plain", must=True).stdout.decode().split()
    if len(listed) != processes * keys + 1:
        fail(f"{len(listed)} keys instead of {processes * keys + 1}")
    home.run("vault", "verify", must=True)
    home.close()
    print(f"{processes} writers x {keys} keys and {processes} readers: all present, {time.time() - began:.0f} s")


class Socket(http.client.HTTPConnection):
    """A connection to the agent."""

    def __init__(self, path):
        super().__init__("keymaster", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(self.path)


def asked(path, route, body=None):
    """Posts on a connection of its own, and again if the agent had more connections than it keeps."""
    ended = False
    while True:
        connection = Socket(path)
        try:
            connection.request("POST", route, body, {"Content-Type": "application/octet-stream"} if body else {})
            answer = connection.getresponse()
            return answer.status, answer.read(), ended
        except (BlockingIOError, BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            ended = True
            time.sleep(0.02)
        finally:
            connection.close()


def pairs(*named):
    return b"".join(struct.pack(">I", len(part)) + part for pair in named for part in pair)


def stores(path, writer, keys, slowest):
    longest = 0.0
    for i in range(keys):
        name = f"w{writer}-{i}"
        about = {"keys": [{"environment": "dev", "name": name, "details": None, "hint": "", "mode": "create"}]}
        began = time.monotonic()
        body = pairs((b"about", json.dumps(about).encode()), (name.encode(), f"{VALUE}-{name}".encode()))
        status, answer, ended = asked(path, "/v1/keys", body)
        longest = max(longest, time.monotonic() - began)
        if status != 200 and not (status == 409 and ended):  # stored, and the answer was lost
            slowest.put(f"writer {writer}: {status} {answer.decode()}")
            return
    slowest.put(longest)


def reads(path, reader, readings, slowest):
    """Reads one value again and again."""
    longest = 0.0
    for _ in range(readings):
        began = time.monotonic()
        status, answer, _ = asked(path, "/v1/values/dev/kept")
        longest = max(longest, time.monotonic() - began)
        if (status, answer) != (200, VALUE.encode()):
            slowest.put(f"reader {reader}: {status} {answer.decode(errors='replace')}")
            return
    slowest.put(longest)


def crowd(processes, keys, readers):
    home = Home()
    home.unlimited()
    home.agent = {}
    try:
        home.run("unlock", must=True)
        path = json.loads(home.run("agent", "status", "--json", must=True).stdout)["socket"]
        began, slowest = time.time(), Queue()
        run = [Process(target=stores, args=(path, n, keys, slowest)) for n in range(processes)]
        run += [Process(target=reads, args=(path, n, max(1, keys // 10), slowest)) for n in range(readers)]
        for each in run:
            each.start()
        waits = [slowest.get() for _ in run]
        for each in run:
            each.join()
        for wait in waits:
            if isinstance(wait, str):
                fail(wait)
        took = time.time() - began
        listed = home.run("ls", "--plain", must=True).stdout.decode().split()
        if len(listed) != processes * keys + 1:
            fail(f"{len(listed)} keys instead of {processes * keys + 1}")
    finally:
        home.run("lock")
    home.run("vault", "verify", must=True)
    home.run("audit", "verify", must=True)
    home.close()
    print(f"{processes} writers x {keys} keys and {readers} readers by the agent: all present, {took:.0f} s, "
          f"{processes * keys / took:.0f} stored/s, longest wait {max(waits):.1f} s")


def main(words):
    name = words[0] if words else ""
    numbers = [int(word) for word in words[1:]]
    if name == "sample":
        flush()
        kill(5)
        error(9)
        unwritable(1)
        writers(4, 5)
    elif name == "kill":
        kill(*(numbers or [1]))
    elif name == "kills":
        kills(*(numbers or [10000]))
    elif name == "error":
        error(*(numbers or [1]))
    elif name == "flush":
        flush()
    elif name == "unwritable":
        unwritable(*(numbers or [500]))
    elif name == "crowd":
        crowd(*(numbers or [64, 1000, 200]))
    elif name == "writers":
        writers(*(numbers or [64, 1000]))
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
