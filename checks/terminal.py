#!/usr/bin/python3
"""Plays a person at a terminal: runs a command on a pseudo-terminal, waits for texts, types answers.

terminal.py terminal|pipe [await:BASE64 | type:BASE64 | code:]... -- COMMAND ARGUMENT...

"code:" types what an authenticator shows that scanned the otpauth address on the terminal (RFC 6238).

What the terminal shows goes to our stderr; with "pipe" the command's stdout is our stdout. Exit code as the
command's (128+n for a signal), 99 if an awaited text does not come.
"""

import base64
import hmac
import os
import pty
import re
import select
import signal
import struct
import sys
import time

PATIENCE = 60


def main(mode, script, command):
    child, terminal = pty.fork() if mode == "terminal" else fork_with_pipe()
    if child == 0:
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)  # whatever started the tests may ignore them
        os.execvp(command[0], command)
    shown = b""
    at = 0
    for step in script:
        verb, text = step.split(":", 1)
        text = base64.b64decode(text)
        if verb in ("type", "code"):
            time.sleep(0.05)
            os.write(terminal, text if verb == "type" else authenticator(shown))
            continue
        end = time.monotonic() + PATIENCE
        while (found := shown.find(text, at)) < 0:
            piece = read(terminal, end)
            if not piece:
                sys.stderr.buffer.write(shown)
                print(f"\nterminal.py: {text!r} did not come", file=sys.stderr)
                return 99
            shown += piece
        at = found + len(text)
    while piece := read(terminal, time.monotonic() + PATIENCE):
        shown += piece
    sys.stderr.buffer.write(shown)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else 128 - code


def authenticator(shown):
    secret = re.findall(rb"otpauth://totp/\S*[?&]secret=([A-Z2-7]+)", shown)[-1]
    step = struct.pack(">Q", int(time.time()) // 30)
    hashed = hmac.digest(base64.b32decode(secret + b"=" * (-len(secret) % 8)), step, "sha1")
    number = struct.unpack(">I", hashed[hashed[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return b"%06d\n" % (number % 1_000_000)


def fork_with_pipe():
    kept = os.dup(1)
    child, terminal = pty.fork()
    if child == 0:
        os.dup2(kept, 1)
    os.close(kept)
    return child, terminal


def read(terminal, end):
    try:
        ready = select.select([terminal], [], [], max(0, end - time.monotonic()))[0]
        return os.read(terminal, 65536) if ready else b""
    except OSError:
        return b""


if __name__ == "__main__":
    split = sys.argv.index("--")
    sys.exit(main(sys.argv[1], sys.argv[2:split], sys.argv[split + 1 :]))
