#!/usr/bin/python3
"""Opens a Keymaster vault without Keymaster. Written from docs/format.md alone; comments name its sections.

Everything is checked before anything is shown: header, state tree over all rows, log and its checkpoint, every key and every value.
Needs Debian's python3-cryptography and python3-argon2. Use it on a copy or on a vault that nobody has open.

  open_vault.py VAULT                  lists all keys; asks for the passphrase
  open_vault.py VAULT ENV/NAME[#N]     writes that value, as it is, to standard output
"""
import argparse, base64, getpass, hashlib, hmac, os, re, sqlite3, struct, sys, unicodedata, urllib.parse
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KINDS = {1: b"passphrase", 2: b"key-file", 3: b"environment", 4: b"keychain", 5: b"recovery"}
STATES = {1: "pending", 2: "current", 3: "retired", 4: "destroyed"}


class Refused(Exception):
    """The vault is not as it must be, or the secret is not the right one."""


def need(holds, why):
    if not holds:
        raise Refused(why)


HEAD = "1 2 3 4 5* 6 7* 8 9* 10? 11?"  # its fields


def H(data):
    return hashlib.sha256(data).digest()


def mac(key, data):
    return hmac.new(key, data, hashlib.sha512).digest()[:32]


def hkdf(key, salt, info, length):
    return HKDF(SHA512(), length, salt or None, info).derive(key)


# 2.1 fields
def encode(*fields):
    return b"".join(struct.pack(">HI", tag, len(value)) + value for tag, value in fields)


def decode(data, tags, strict=False):
    """Reads fields; in tags '?' marks one that may be missing, '*' one that may be repeated (a list)."""
    rules = {int(tag.rstrip("?*")): tag for tag in tags.split()}
    found, at, last = {tag: [] for tag in rules}, 0, 0
    while at < len(data):
        need(len(data) - at >= 6, "a field is cut off")
        tag, length = struct.unpack_from(">HI", data, at)
        need(tag > last or tag == last and rules.get(tag, "").endswith("*"), "fields are out of order")
        need(tag in rules or tag >= 0x8000 and not strict, f"field {tag} is unknown")
        need(length <= len(data) - at - 6, "a field is cut off")
        found.setdefault(tag, []).append(data[at + 6 : at + 6 + length])
        at, last = at + 6 + length, tag
    for tag, rule in rules.items():
        need(found[tag] or rule[-1] in "?*", f"field {tag} is missing")
    return {tag: found[tag] if rule[-1] == "*" else (found[tag] or [None])[0] for tag, rule in rules.items()}


def number(data, width):
    need(len(data) == width, "a number has a wrong width")
    return int.from_bytes(data, "big")


def unpad(data):  # 2.2
    need(len(data) >= 4, "padding is cut off")
    length = int.from_bytes(data[:4], "big")
    padded = -(-(length + 4) // 256) * 256 if length + 4 <= 4096 else 1 << (length + 3).bit_length()
    need(padded == len(data) and not any(data[4 + length :]), "padding is wrong")
    return data[4 : 4 + length]


# 3 envelopes
def derive(key, purpose, context=b""):
    return hkdf(key, b"", b"keymaster/v1/derive/" + purpose + b"\0" + context, 32)


def unseal(what, key, place, context, envelope):
    need(envelope is not None and len(envelope) >= 72, f"{what} is missing or cut off")
    label = b"keymaster/v1/" + place + b"\0" + context
    derived = hkdf(key, envelope[:24], label, 76)
    need(hmac.compare_digest(derived[44:], envelope[24:56]), f"{what} was changed or does not belong here")
    try:
        return AESGCM(derived[:32]).decrypt(derived[32:44], envelope[56:], label)
    except InvalidTag:
        raise Refused(f"{what} was changed") from None


# 4 header and slots
def read_slot(data):
    slot = decode(data, "1 2 3 4 5 6 7 8 9 10?")
    kind, kdf, p = number(slot[2], 1), number(slot[5], 1), []
    need(slot[10] is None or kind == 5, "a slot has a field that is not its")
    need(kind in KINDS and (kind == 1) == (kdf != 0) and slot[8] == b"\0", "a slot of an unknown kind")
    need(len(slot[1]) == len(slot[7]) == 16 and 1 <= len(slot[3]) <= 256 and len(slot[9]) == 104, "a slot is malformed")
    if kdf == 1:
        p = [number(value, 4) for value in decode(slot[6], "1 2 3").values()]
        sane = 19456 <= p[0] <= 1 << 20 and 1 <= p[1] <= 16 and 1 <= p[2] <= 8 and p[0] * p[1] >= 38912
    elif kdf == 2:
        p = [number(value, 4) for value in decode(slot[6], "1").values()]
        sane = 600_000 <= p[0] <= 10_000_000
    else:
        sane = kdf == 0 and slot[6] == b""
    need(sane, "a slot's password KDF is out of bounds")
    return kind, kdf, p, slot


def open_slot(vault, generation, kind, kdf, p, slot, secret):
    if kdf == 1:
        secret = hash_secret_raw(secret, slot[7], p[1], p[0], p[2], 64, Type.ID, 19)
    elif kdf == 2:
        secret = hashlib.pbkdf2_hmac("sha256", secret, slot[7], p[0], 64)
    context = encode((1, vault), (2, slot[1]), (3, slot[2]), (4, generation), (5, slot[5]), (6, slot[6]))
    kek = hkdf(secret, slot[7], b"keymaster/v1/kek/" + KINDS[kind] + b"\0" + context, 32)
    try:
        root = unseal("the slot", kek, b"slot/root-key", context, slot[9])
    except Refused:
        return None, None
    return root, slot.get(10) and decode(unseal("the log's key", kek, b"slot/log-key", context, slot[10]), "1 2")


def unlock(header, kinds, secret):
    """Returns vault id, root generation, root key and the key of the log that the slot holds, if any."""
    need(header and len(header) <= 65536, "there is no header, or a huge one")
    f = decode(header, "1 2 3 4 5* 6", strict=True)
    need(number(f[1], 4) == 1, f"format {number(f[1], 4)} is not known here")
    need((len(f[2]), len(f[3]), len(f[4])) == (16, 8, 4) and 1 <= len(f[5]) <= 32, "the header is malformed")
    slots = [read_slot(data) for data in f[5]]
    need(len({slot[1] for *_, slot in slots}) == len(slots), "two slots have one id")
    for kind, kdf, p, slot in slots:
        root, log_key = open_slot(f[2], f[4], kind, kdf, p, slot, secret) if kind in kinds else (None, None)
        if root is not None:
            need(hmac.compare_digest(mac(derive(root, b"header"), header[:-38]), f[6]), "the header was changed")
            return f[2], f[4], root, log_key
    raise Refused("no slot opens with this")


# 8 and 9 Merkle trees
def frontier(leaves):
    stack = []
    for node in leaves:
        size = 1
        while stack and stack[-1][0] == size:
            node, size = H(b"\1" + stack.pop()[1] + node), size * 2
        stack.append((size, node))
    return [node for _, node in stack]


def tree_root(roots):
    node = roots[-1] if roots else H(b"")
    for left in reversed(roots[:-1]):
        node = H(b"\1" + left + node)
    return node


def state_root(hashes):
    if not hashes:
        return H(b"")
    while True:
        hashes = [H(b"\1" + b"".join(hashes[i : i + 64])) for i in range(0, len(hashes), 64)]
        if len(hashes) == 1:
            return hashes[0]


def leaf(position, row):
    if row is None:
        return H(struct.pack(">BQ", 0, position))
    kind, locator, sealed = row
    need(0 < kind < 256 and len(locator) == 32 and len(sealed) >= 72, f"row {position} is malformed")
    return H(struct.pack(">BQB", 0, position, kind) + locator + struct.pack(">I", len(sealed)) + sealed[:56] + sealed[-16:])


class Vault:
    def __init__(self, path, kinds, secret):
        wal = os.path.exists(path + "-wal") and os.path.getsize(path + "-wal") > 0  # without one, leave nothing beside the file
        file = sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=ro{'' if wal else '&immutable=1'}", uri=True)
        parts = dict(file.execute("SELECT name, value FROM part"))
        self.id, root_generation, root, log_key = unlock(parts.get("header"), kinds, secret)
        context = encode((1, self.id), (2, root_generation))  # 5
        keys = decode(unpad(unseal("the keyset", derive(root, b"keyset"), b"keyset/keys", context, parts.get("keyset"))), "1 2 3 4 5 6 7")
        self.g, self.account, self.locators = keys[1], keys[2], keys[3]
        context = encode((1, self.id), (2, self.g))  # 6
        head = decode(unpad(unseal("the head", derive(self.account, b"head"), b"state/head", context, parts.get("head"))), HEAD)
        need(head[8] == H(parts["header"]), "the header is not the one that was written last")
        self.sequence, self.segments, count = number(head[1], 8), number(head[4], 4), number(head[2], 8)
        self.documents = head[9]
        need(len(self.documents) <= 64 and self.documents == sorted(set(self.documents)), "the documents are not named as they must be")
        rows = {position: row for position, *row in file.execute("SELECT position, kind, locator, sealed FROM row")}
        need(all(0 <= position < count for position in rows), "there is a row too many")
        leaves = [leaf(i, rows.get(i)) for i in range(count)]
        need(head[11] in (None, b"\1"), "the state tree has an unknown shape")
        need((state_root(leaves) if head[11] else tree_root(frontier(leaves))) == head[3], "rows are not the ones that were written last")
        self.rows = {(kind, locator): sealed for kind, locator, sealed in rows.values()}
        self.tiles = {(level, i): hashes for level, i, hashes in file.execute("SELECT level, number, hashes FROM tile WHERE level >= 128")}
        events = file.execute("SELECT number, sealed FROM event ORDER BY number").fetchall()
        self.log(events, number(head[6], 8), head[7], keys, head[10] and decode(head[10], "1 2 3 4 5 6 7"), parts.get("checkpoint"), log_key)

    def log(self, events, size, roots, keys, state, note, log_key):  # 9
        first, pruned, signed = (number(state[tag], 8) for tag in (1, 4, 5)) if state else (size, 0, 0)
        need([n for n, _ in events] == list(range(pruned, size)), "the log has another number of events")
        leaves = [self.tiles.get((128, i // 64), b"")[i % 64 * 32 :][:32] for i in range(pruned)] + [H(b"\0" + event) for _, event in events]
        need(frontier(leaves) == roots, "events are not the ones that were recorded")
        at, key = (number(log_key[1], 8), log_key[2]) if log_key else (size, None)
        for n, event in events:
            envelope, tag = (event[:-32], event[-32:]) if n >= first else (event, None)
            event = decode(unpad(unseal(f"event {n}", keys[4], b"log/event", encode((1, self.id), (2, struct.pack(">Q", n))), envelope)), "1 2 3 4 5 6 7")
            if n >= at:
                place = encode((1, self.id), (2, struct.pack(">Q", n)), (3, envelope))
                need(hmac.compare_digest(mac(key, place), tag), f"event {n} was not written when it says")
                key = derive(key, b"log-mac")
        if state:
            need(key is None or key == state[2], "the log's key is not the one that follows from the events")
            self.checkpoint(keys, state, signed, pruned, leaves[:signed], note)
        self.events = size

    def checkpoint(self, keys, state, signed, pruned, leaves, note):  # 9.2, 9.3
        level = 128
        while leaves:
            tiles = [leaves[i : i + 64] for i in range(0, len(leaves), 64)]
            need(all(self.tiles.get((level, i), b"").ljust(2048, b"\0") == b"".join(tile).ljust(2048, b"\0") for i, tile in enumerate(tiles)), "hashes of the log were changed")
            level, leaves = level + 1, [tree_root(frontier(tile)) for tile in tiles if len(tile) == 64]
        public = Ed25519PrivateKey.from_private_bytes(keys[6]).public_key()
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        need(raw == state[3], "the head has another public key")
        name = f"keymaster/{self.id.hex()}/{keys[7].hex()}"
        body = f"{name}\n{signed}\n{base64.b64encode(state[6]).decode()}\n" + (f"pruned {pruned}\n" if pruned else "")
        text, _, signature = (note or b"").decode().partition("\n\n")
        match = re.fullmatch(r"— (\S+) (\S+)\n", signature)
        need(match and text + "\n" == body and match[1] == name, "the checkpoint is not the one that was signed last")
        signature = base64.b64decode(match[2], validate=True)
        need(signature[:4] == H(name.encode() + b"\n\1" + raw)[:4], "the checkpoint is signed by another key")
        try:
            public.verify(signature[4:], body.encode())
        except InvalidSignature:
            raise Refused("the checkpoint is not signed by this device") from None

    def row(self, kind, what, *place):
        return self.rows.pop((kind, mac(self.locators, encode(*place))), None)

    def environment(self, env):
        return derive(self.account, b"environment", env)

    def keys(self):  # 7
        """Yields environment, name, service and versions {number: (state, value or None)} of every key."""
        for i in range(self.segments):
            n = struct.pack(">I", i)
            sealed = self.row(4, "the index", (1, b"segment"), (2, n))
            context = encode((1, self.id), (2, n), (3, self.g))
            for entry in decode(unpad(unseal("the index", derive(self.account, b"index"), b"index/segment", context, sealed)), "1*")[1]:
                entry = decode(entry, "1 2 3 4 5 6 7 8 9? 10? 11*")
                yield self.key(entry[2], entry[3], entry[1])
        for name in self.documents:
            self.document(name)
        need(not self.rows, "rows belong to nothing")

    def document(self, name):  # 7.4
        need(re.fullmatch(rb"[a-z0-9-]{1,32}", name), "the documents are not named as they must be")
        what = f"the document {name.decode()}"
        sealed = self.row(5, what, (1, b"document"), (2, name))
        context = encode((1, self.id), (2, name), (3, self.g))
        content = unpad(unseal(what, derive(self.account, b"document"), b"document/content", context, sealed))
        need(len(content) <= 1 << 20, f"{what} is too large")
        return content

    def key(self, env, name, record):
        what = f"{env.decode()}/{name.decode()}"
        sealed = self.row(1, what, (1, b"key"), (2, env), (3, name.lower()))
        context = encode((1, self.id), (2, env), (3, name.lower()), (4, self.g))
        key = decode(unpad(unseal(what, self.environment(env), b"key/record", context, sealed)), "1 2 3 4 5 6 7 8 9 10? 11? 12 13? 14* 15* 16*")
        need((key[1], key[2], key[3]) == (record, env, name), f"{what} is not as the index lists it")
        versions = {}
        for data in key[16]:
            version = decode(data, "1 2 3 4 5 6 7 8 9 10?")
            state = STATES[number(version[2], 1)]
            value = None if state == "destroyed" else self.value(what, key, version)
            versions[number(version[1], 4)] = (state, value)
        return env.decode(), name.decode(), key[4].decode(), versions

    def value(self, what, key, version):
        record, env, name, n = key[1], key[2], key[3], version[1]
        what = f"{what}#{number(n, 4)}"
        place = (2, record), (3, n)
        context = encode((1, self.id), (2, record), (3, env), (4, name), (5, n))
        secret = unseal(what, self.environment(env), b"key/secret", context + encode((6, self.g)), self.row(3, what, (1, b"secret"), *place))
        sealed = self.row(2, what, (1, b"value"), *place)
        need(sealed is not None and H(sealed) == version[9], f"{what} is not the value that was stored last")
        context += encode((6, version[6]), (7, version[7]), (8, version[8]))
        return unpad(unseal(what, secret, b"key/value", context, sealed))


def key_text(text):  # 4.4
    match = re.fullmatch(r"(?:keymaster-key-1:)?([A-Za-z0-9_-]{43})( [ -~]*)?\r?\n?", text)
    need(match, "that is not the text of a key")
    key = base64.urlsafe_b64decode(match[1] + "=")
    need(base64.urlsafe_b64encode(key)[:43].decode() == match[1], "the text of the key is not canonical")
    return key


def recovery_code(text):  # 4.3
    letters = re.sub(r"[\s-]", "", text.upper()).translate(str.maketrans("OIL", "011"))
    digits = ["0123456789ABCDEFGHJKMNPQRSTVWXYZ".find(letter) for letter in letters]
    need(len(digits) == 36 and min(digits) >= 0, "that is not a recovery code")
    bits = sum(digit << 5 * (35 - i) for i, digit in enumerate(digits))
    secret = (bits >> 20).to_bytes(20, "big")
    need(int.from_bytes(H(b"keymaster/v1/recovery-code\0" + secret)[:3], "big") >> 4 == bits & 0xFFFFF, "the recovery code has a typing error")
    return secret


def ask(args):
    """Returns the kinds of slots to try and their secret."""
    if args.recovery_code:
        return {5}, recovery_code(open(args.recovery_code, encoding="ascii").read())
    if args.key_file:
        return {2, 3, 4}, key_text(open(args.key_file, encoding="ascii").read())
    typed = open(args.passphrase_file, encoding="utf-8").read() if args.passphrase_file else getpass.getpass("Passphrase: ")
    return {1}, unicodedata.normalize("NFC", typed.removesuffix("\n").removesuffix("\r")).encode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vault")
    parser.add_argument("key", nargs="?", metavar="ENV/NAME[#N]")
    parser.add_argument("--passphrase-file", help="read the passphrase from the first line of a file")
    parser.add_argument("--key-file", help="unlock with the text of a key: a key file, KEYMASTER_MASTER_KEY, a keychain entry")
    parser.add_argument("--recovery-code", metavar="FILE", help="unlock with a recovery code; checks the MACs of the log too")
    args = parser.parse_intermixed_args()
    vault = Vault(args.vault, *ask(args))
    keys = {f"{env}/{name}": (service, versions) for env, name, service, versions in vault.keys()}
    if not args.key:
        for name, (service, versions) in sorted(keys.items()):
            print(name, service, " ".join(f"#{n}:{state}" for n, (state, _) in versions.items()))
        return
    name, _, chosen = args.key.partition("#")
    need(name in keys, f"there is no key {name}")
    matching = [v for n, (state, v) in keys[name][1].items() if (str(n) == chosen if chosen else state == "current")]
    need(matching and matching[0] is not None, f"{args.key} has no such value")
    sys.stdout.buffer.write(matching[0])


if __name__ == "__main__":
    try:
        main()
    except (Refused, OSError, sqlite3.Error, UnicodeError) as refusal:
        sys.exit(f"open_vault: {refusal}")
