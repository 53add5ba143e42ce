#!/usr/bin/python3
"""Searches what a run of the tests left behind for the secrets that the tests used (SG17).

canary.py SINCE FOLDER...

Every test secret begins with the same word, so finding the word finds a leak: raw, in base64 at each of the three
offsets (also base64url), in hex of either case, and in UTF-16 of either order. All files below the folders count that
are younger than the file SINCE, except what must hold the word because it is a test, as source or compiled. SINCE
lists, one a line, folders that were there before the run and belong to others (below /tmp).
"""

import base64
import os
import sys

WORD = b"-".join([b"sk", b"canary", b""])

SPARED_FOLDERS = {"test-classes", "src", ".git"}
SPARED_FILES = (".class", ".java", ".jar")
LIMIT = 256 << 20


def forms(word):
    yield "raw", word
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + word)
        yield f"base64 at {offset}", coded[(offset * 8 + 5) // 6 : (len(word) + offset) * 8 // 6]
    yield "hex", word.hex().encode()
    yield "HEX", word.hex().upper().encode()
    yield "UTF-16LE", word.decode().encode("utf-16le")
    yield "UTF-16BE", word.decode().encode("utf-16be")


PATTERNS = [(name, form) for name, form in forms(WORD)]
PATTERNS += [(name + " url", form.replace(b"+", b"-").replace(b"/", b"_")) for name, form in PATTERNS if b"/" in form]


def found_in(data):
    return [name for name, form in PATTERNS if form in data]


def self_test():
    """A search that finds nothing because it cannot find is worse than none."""
    secret = WORD + b"00ff"
    for prefix in (b"", b"a", b"ab", b"abc"):
        plain = prefix + secret
        for coded in (plain, base64.b64encode(plain), plain.hex().encode(), plain.hex().upper().encode()):
            assert found_in(b"x" + coded + b"y"), coded
        for order in ("utf-16le", "utf-16be"):
            assert found_in(plain.decode().encode(order)), order


def files(folder, since, others):
    for place, folders, names in os.walk(folder):
        if ".git" in folders + names and place != folder:
            folders.clear()  # a clone: sources of tests
            continue
        folders[:] = [n for n in folders if n not in SPARED_FOLDERS and os.path.join(place, n) not in others]
        for name in names:
            path = os.path.join(place, name)
            try:
                status = os.lstat(path)
            except OSError:
                continue
            regular = (status.st_mode & 0o170000) == 0o100000 and not name.endswith(SPARED_FILES)
            if regular and status.st_mtime >= since and status.st_uid == os.getuid() and status.st_size < LIMIT:
                yield path


def main(marker, folders):
    self_test()
    since = os.stat(marker).st_mtime
    with open(marker, encoding="utf-8") as lines:
        others = set(lines.read().splitlines())
    searched, leaks = 0, []
    for folder in folders:
        for path in files(folder, since, others):
            try:
                with open(path, "rb") as file:
                    data = file.read()
            except OSError:
                continue
            searched += 1
            leaks += [f"FAILED: {path} holds a test secret, {form}" for form in found_in(data)]
    print(*leaks, sep="\n")
    print(f"searched {searched} files, {len(leaks)} leaks")
    return 1 if leaks or searched < 10 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
