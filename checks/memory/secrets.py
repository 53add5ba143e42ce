#!/usr/bin/python3
"""secrets.py VAULT < PASSPHRASE

Prints every secret that the decoder meets while it opens a vault by docs/format.md, a line each: what it is, and the
bytes in hexadecimal. The memory tests look for them in the agent: whoever holds one of these can open something.
Short values are left out: 16 bytes are the least that is never found by chance.
"""
import os, sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "decoder"))
import open_vault  # noqa: E402

seen = {}


def note(what, secret):
    if len(secret) >= 16:
        seen.setdefault(bytes(secret), what)
    return secret


def watched(name, note_result):
    original = getattr(open_vault, name)

    def call(*arguments, **named):
        return note_result(original(*arguments, **named), *arguments)

    setattr(open_vault, name, call)


def envelope(plain, what, key, place, *_):
    note("key of " + place.decode(), key)
    if place == b"keyset/keys":
        fields = open_vault.decode(open_vault.unpad(plain), "1 2 3 4 5 6 7")
        for number, name in enumerate(("account", "locators", "log", "hybrid seed", "signature seed"), 2):
            note("keyset: " + name, fields[number])
    if place == b"state/head":
        state = open_vault.decode(open_vault.unpad(plain), open_vault.HEAD)[10]
        note("key of the next event's MAC", state and open_vault.decode(state, "1 2 3 4 5 6 7")[2] or b"")
    if place == b"key/value":
        note("value", open_vault.unpad(plain))
    return plain


def once(derived, key, salt, info, length):
    if length == 76:
        note("record key of " + info[13 : info.index(0)].decode(), derived[:32])
    return derived


watched("hash_secret_raw", lambda stretched, *_: note("stretched passphrase", stretched))
watched("derive", lambda key, parent, purpose, *_: note("derived: " + purpose.decode(), key))
watched("unlock", lambda opened, *_: (note("root", opened[2]), opened)[1])
watched("unseal", envelope)
watched("hkdf", once)

passphrase = sys.stdin.buffer.readline().rstrip(b"\n")
note("passphrase", passphrase)
vault = open_vault.Vault(sys.argv[1], [1], passphrase)
for _ in vault.keys():
    pass
for secret, what in seen.items():
    print(what.replace("\t", " ") + "\t" + secret.hex())
