#!/usr/bin/python3
"""Runs README.md: readme.py README.md KEYMASTER.

Every fenced block marked `sh` is typed, command by command and in order, at a terminal in a throw-away home, with
`keymaster` (the image at KEYMASTER) on the PATH. Every command has to end with exit code 0, or with N after a comment
`# exit N`. A block marked `text` right after one shows what the terminal does; it is compared line by line, `…` stands for
anything, and one space is as good as many. Blocks marked `console` or not at all are not run. Questions are answered as a person would.
"""

import os
import pty
import re
import secrets
import select
import shutil
import sys
import tempfile
import time

PATIENCE = 60
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
EXIT = re.compile(r"\s+# exit (\d+)$")


def answers():
    """What is typed when the terminal shows a text that ends so."""
    phrase = "seven quiet herons wade " + secrets.token_hex(4)
    return [
        (re.compile(rb"[Vv]alue of [^\n]*: $"), lambda: ("sk-canary-" + secrets.token_hex(16)).encode()),
        (re.compile(rb"([Pp]assphrase|same again)[^\n]*: $"), lambda: phrase.encode()),
        (re.compile(rb"\[y/N\] $"), lambda: b"y"),
    ]


def blocks(text):
    """Yields (commands, expected output or None, line) of each runnable block."""
    found = list(BLOCK.finditer(text))
    for number, block in enumerate(found):
        if block.group(1) != "sh":
            continue
        following = found[number + 1] if number + 1 < len(found) else None
        shown = None
        if following and following.group(1) == "text" and not text[block.end() : following.start()].strip():
            shown = following.group(2)
        commands = re.sub(r"\\\n", "", block.group(2))
        yield [c for c in commands.splitlines() if c.strip()], shown, text[: block.start()].count("\n") + 1


def type_command(command, replies, environment, place):
    """Runs it where the command before has ended, as in one shell; returns exit code and what is shown."""
    with open(place, encoding="utf-8") as file:
        directory = file.read().rstrip("\n")
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(directory)
        os.execvpe("/bin/sh", ["sh", "-c", f"trap 'pwd >{place}' EXIT\n{command}"], environment)
    shown = b""
    asked = 0
    end = time.monotonic() + PATIENCE
    while True:
        try:
            ready = select.select([terminal], [], [], max(0, end - time.monotonic()))[0]
            piece = os.read(terminal, 65536) if ready else b""
        except OSError:
            piece = b""
        if not piece:
            break
        shown += piece
        for pattern, reply in replies:
            if pattern.search(shown, asked):
                asked = len(shown)
                time.sleep(0.1)
                os.write(terminal, reply() + b"\r")
                break
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code, shown.decode(errors="replace").replace("\r\n", "\n").replace("\r", "")


def alike(expected, shown):
    wanted, got = ([re.sub(" +", " ", line).rstrip() for line in text.strip("\n").split("\n")] for text in (expected, shown))

    def matches(w, g):
        if w == len(wanted):
            return g == len(got)
        if wanted[w].strip() == "…":
            return any(matches(w + 1, rest) for rest in range(g, len(got) + 1))
        pattern = ".*".join(re.escape(part) for part in wanted[w].split("…"))
        return g < len(got) and re.fullmatch(pattern, got[g]) is not None and matches(w + 1, g + 1)

    return matches(0, 0)


def main(readme, keymaster):
    scratch = tempfile.mkdtemp(prefix="km-readme-")
    try:
        return run(readme, keymaster, scratch)
    finally:
        shutil.rmtree(scratch)


def run(readme, keymaster, scratch):
    tools = os.path.join(scratch, "bin")
    home = os.path.join(scratch, "home")
    os.mkdir(tools)
    os.mkdir(home, 0o700)
    os.symlink(os.path.realpath(keymaster), os.path.join(tools, "keymaster"))
    environment = {
        "HOME": home,
        "KEYMASTER_AGENT": "off",
        "PATH": tools + ":" + os.environ["PATH"],
        "TERM": "xterm",
        "COLUMNS": "120",
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "TMPDIR": scratch,
    }
    place = os.path.join(scratch, "place")
    with open(place, "w", encoding="utf-8") as file:
        file.write(home)
    with open(readme, encoding="utf-8") as file:
        text = file.read()
    replies = answers()
    failed = count = 0
    for commands, expected, line in blocks(text):
        shown = ""
        for command in commands:
            wanted = EXIT.search(command)
            code, output = type_command(command, replies, environment, place)
            shown += output
            count += 1
            if code != (int(wanted.group(1)) if wanted else 0):
                print(f"FAILED: line {line}: {command}: exit code {code}\n{output}")
                failed += 1
        if expected is not None and not alike(expected, shown):
            print(f"FAILED: line {line}: the terminal shows\n{shown}\ninstead of\n{expected}")
            failed += 1
    print(f"{count} commands of the README typed, {failed} findings")
    return 1 if failed or count < 10 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
