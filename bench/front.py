#!/usr/bin/python3
"""Rows b1, b2 and b3: one secret through the agent, against a program that does nothing and against other tools.

bench/front.py [--runs N] [--warm N] [--npm]     (default 41 runs, after 500 to warm the agent up)

Wall clock of whole processes and their largest resident set, medians and quartiles, all variants interleaved in one
run on the same secret. Every Keymaster variant has its audit record on disk before it answers. What is not installed
is named and left out; with --npm, npm puts dotenvx and varlock into a folder that is gone afterwards, and nothing else
is installed. Prints a table for bench/RESULTS.md.
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

import start

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMAGE = ROOT / "app/target/keymaster"
SECRET = "sk-canary-0123456789abcdef0123456789abcdef"
PASSPHRASE = "sk-canary-bench stapler of nine"


def quietly(command, environment, stdin=""):
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout


def folder(scratch, name):
    made = pathlib.Path(scratch, name)
    made.mkdir(mode=0o700)
    return made


def keymaster(scratch):
    """A vault of 300 keys with a key file, and its agent, unlocked."""
    home = folder(scratch, "km")
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "KEYMASTER_HOME": str(home),
        "XDG_RUNTIME_DIR": str(folder(scratch, "run")),
    }
    program = str(IMAGE / "bin/keymaster")
    alone = {**environment, "KEYMASTER_AGENT": "off"}
    quietly([program, "vault", "init", "--key-file", str(home / "key")], alone)
    file = home / "bench.env"
    file.write_text("".join(f"OTHER_{n:03}=sk-canary-{n:032x}\n" for n in range(299)))
    quietly([program, "import", "--all", str(file)], alone)
    quietly([program, "add", "bench", "--stdin"], alone, SECRET)
    quietly([program, "unlock"], environment)
    return program, environment, alone


def age(scratch, environment):
    home = folder(scratch, "age")
    quietly(["age-keygen", "-o", str(home / "key")], environment)
    recipient = quietly(["age-keygen", "-y", str(home / "key")], environment).strip()
    quietly(["age", "-r", recipient, "-o", str(home / "secret.age")], environment, SECRET)
    return ["age", "-d", "-i", str(home / "key"), str(home / "secret.age")], environment


def gnupg(scratch, environment):
    home = folder(scratch, "gnupg")
    mine = {**environment, "GNUPGHOME": str(home), "PASSWORD_STORE_DIR": str(pathlib.Path(scratch, "store"))}
    batch = ["gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
    if not any(home.iterdir()):
        quietly([*batch, "--quick-generate-key", "bench@example.org", "default", "default", "never"], mine)
    return mine


def pass_(scratch, environment):
    mine = gnupg(scratch, environment)
    quietly(["pass", "init", "bench@example.org"], mine)
    quietly(["pass", "insert", "-m", "bench"], mine, SECRET)
    return ["pass", "show", "bench"], mine


def gopass(scratch, environment):
    mine = {
        **environment,
        "GNUPGHOME": str(pathlib.Path(scratch, "gnupg")),
        "GOPASS_HOMEDIR": str(folder(scratch, "gopass")),
        "PASSWORD_STORE_DIR": str(pathlib.Path(scratch, "store")),
        "GOPASS_NO_REMINDER": "true",
        "GOPASS_NO_NOTIFY": "true",
    }
    if not pathlib.Path(scratch, "store", "bench.gpg").exists():
        raise OSError("needs the store that pass makes")
    if quietly(["gopass", "show", "-o", "-n", "bench"], mine).strip() != SECRET:
        raise OSError("gives something else")
    return ["gopass", "show", "-o", "-n", "bench"], mine


def keepassxc(scratch, environment):
    home = folder(scratch, "keepassxc")
    database = str(home / "bench.kdbx")
    mine = {**environment, "QT_QPA_PLATFORM": "offscreen"}
    (home / "key").write_bytes(os.urandom(32))
    quietly(["keepassxc-cli", "db-create", "--set-key-file", str(home / "key"), database], mine)
    options = ["--no-password", "-q", "-k", str(home / "key")]
    quietly(["keepassxc-cli", "add", *options, "-p", database, "bench"], mine, f"{SECRET}\n{SECRET}\n")
    return ["keepassxc-cli", "show", *options, "-s", "-a", "Password", database, "bench"], mine


def secret_tool(scratch, environment):
    mine = {**environment, "HOME": str(folder(scratch, "keyring"))}
    bus = subprocess.run(["dbus-daemon", "--session", "--fork", "--print-address=1", "--print-pid=1"],
                         env=mine, capture_output=True, text=True, check=True).stdout.split()
    mine["DBUS_SESSION_BUS_ADDRESS"] = bus[0]
    ENDING.append(lambda: os.kill(int(bus[1]), 15))
    quietly(["gnome-keyring-daemon", "--unlock", "--components=secrets", "--daemonize"], mine, PASSPHRASE)
    quietly(["secret-tool", "store", "--label", "bench", "key", "bench"], mine, SECRET)
    return ["secret-tool", "lookup", "key", "bench"], mine


def dotenvx(scratch, environment):
    home = folder(scratch, "dotenvx")
    quietly(["dotenvx", "set", "BENCH", SECRET, "-f", str(home / ".env")], environment)
    return ["dotenvx", "get", "BENCH", "-f", str(home / ".env"), "-fk", str(home / ".env.keys")], environment


def varlock(scratch, environment):
    home = folder(scratch, "varlock")
    (home / ".env.schema").write_text("# @defaultSensitive=true\n# ---\nBENCH=\n")
    (home / ".env").write_text(f"BENCH={SECRET}\n")
    return ["sh", "-c", f"cd '{home}' && exec varlock run -- true"], environment


PEERS = {
    "age": age, "pass": pass_, "gopass": gopass, "keepassxc-cli": keepassxc, "secret-tool": secret_tool,
    "dotenvx": dotenvx, "varlock": varlock,
}
ENDING = []


def by_npm(scratch):
    """Has npm install what is there from nowhere else; returns where its programs are."""
    home = folder(scratch, "npm")
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), "@dotenvx/dotenvx", "varlock"]
    try:
        quietly(command, {**os.environ, "HOME": str(home)})
    except OSError as failure:
        print(f"npm: {failure}", file=sys.stderr)
    return str(home / "node_modules/.bin")


def peers(scratch, path):
    """The other tools, each with the secret in its own store."""
    environment = {"PATH": path, "HOME": str(folder(scratch, "person")), "LANG": "C.UTF-8"}
    ready, missing = {}, []
    for name, prepare in PEERS.items():
        if shutil.which(name, path=path) is None:
            missing.append(name)
            continue
        try:
            ready[name] = prepare(scratch, environment)
        except (OSError, subprocess.CalledProcessError) as failure:
            missing.append(f"{name} ({failure})")
    return ready, missing


def spawner(scratch):
    program = str(pathlib.Path(scratch, "spawn"))
    compiler = "musl-gcc" if shutil.which("musl-gcc") else "gcc"
    subprocess.run([compiler, "-O2", "-static", "-o", program, str(ROOT / "bench/spawn.c")], check=True)
    return program


def hooked(scratch, program, environment):
    """A trusted project with one key; returns its folder and what a shell in it asks before each prompt."""
    project = folder(scratch, "project")
    (project / "keymaster.yaml").write_text("version: 1\nkeys:\n  bench: BENCH\n")
    command = {"env": environment, "cwd": project, "capture_output": True, "text": True, "check": True}
    subprocess.run([program, "trust", "--yes"], **command)
    answer = subprocess.run([program, "__hook", "bash"], **command).stdout
    return project, [program, "__hook", "bash", answer.split("_keymaster_keep ")[1].strip()]


def measured(spawn, variants, runs, folders):
    """Runs every variant in turn, in its folder if it has one; returns milliseconds and KiB of each."""
    figures = {name: ([], []) for name in variants}
    for turn in range(runs + 1):
        for name, (command, environment) in variants.items():
            done = subprocess.run([spawn, *command], env=environment, cwd=folders.get(name), stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{name}: cannot be started")
            microseconds, size, code = done.stdout.split()
            if code != "0":
                sys.exit(f"{name}: exit {code}")
            if turn:  # the first turn warms the page cache
                figures[name][0].append(float(microseconds) / 1000)
                figures[name][1].append(int(size))
    return figures


def row(name, figures, base, target):
    low, middle, high = statistics.quantiles(figures[0], n=4)
    ratio = middle / statistics.median(base[0])
    size = statistics.median(figures[1]) / 1024
    print(f"| {name} | {middle:.2f} ms ({low:.2f}–{high:.2f}) | {size:.1f} MiB | {ratio:.2f} × | {target} |", flush=True)


def table(spawn, scratch, chosen):
    program, environment, alone = keymaster(scratch)
    launcher = str(IMAGE / "lib/launcher")
    ENDING.append(lambda: subprocess.run([program, "agent", "stop"], env=environment, capture_output=True))
    path = os.environ["PATH"]
    others, missing = peers(scratch, f"{by_npm(scratch)}:{path}" if chosen.npm else path)
    for _ in range(chosen.warm):
        quietly([program, "get", "bench"], environment)
    project, hook = hooked(scratch, program, environment)
    variants = {
        "true": (["/bin/true"], alone),
        "hello": (start.yardstick(), alone),
        "get": ([program, "get", "bench"], environment),
        "ls": ([program, "ls", "--plain"], environment),
        "run": ([program, "run", "--only", "bench", "--", "/bin/true"], environment),
        "hook": (hook, environment),
        "jvm get": ([launcher, "get", "bench"], environment),
        "jvm run": ([launcher, "run", "--only", "bench", "--", "/bin/true"], environment),
        "alone": ([launcher, "get", "bench"], alone),
        **others,
    }
    figures = measured(spawn, variants, chosen.runs, {"hook": project})
    row("`/bin/true`", figures["true"], figures["true"], "–")
    row("b1 `get`, native front", figures["get"], figures["true"], "≤ 1.5 × `/bin/true`, ≤ 2 MiB")
    row("b1 `ls --plain`, 300 keys, native front", figures["ls"], figures["true"], "–")
    row("b2 `run -- /bin/true`, native front", figures["run"], figures["true"], "≤ 4 × `/bin/true`")
    row("shell hook before a prompt, nothing new", figures["hook"], figures["true"], "–")
    row("JVM hello", figures["hello"], figures["hello"], "–")
    row("b3 `get`, JVM and agent", figures["jvm get"], figures["hello"], "≤ 1.5 × JVM hello")
    row("b3 `run -- /bin/true`, JVM and agent", figures["jvm run"], figures["hello"], "–")
    row("`get`, JVM, no agent", figures["alone"], figures["hello"], "a1")
    for name in others:
        row(f"{name}, same secret", figures[name], figures["true"], "more than b1")
    if missing:
        print("\nnot there: " + "; ".join(missing))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--runs", type=int, default=41)
    arguments.add_argument("--warm", type=int, default=500)
    arguments.add_argument("--npm", action="store_true")
    chosen = arguments.parse_args()
    if not os.access(IMAGE / "bin/keymaster", os.X_OK):
        sys.exit("no image: run ./keymaster --version first")
    scratch = tempfile.mkdtemp(prefix="kmf.")
    print(f"`bench/front.py --runs {chosen.runs} --warm {chosen.warm}`, {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, "
          f"{platform.system()} {platform.release().split('-')[0]}, load {os.getloadavg()[0]:.1f}\n")
    print("| what | wall, median (quartiles) | resident | ratio | target |\n|---|---|---|---|---|", flush=True)
    try:
        table(spawner(scratch), scratch, chosen)
    finally:
        for end in ENDING:
            end()
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
