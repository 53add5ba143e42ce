#!/usr/bin/python3
"""plant.py < NEEDLE

Holds a needle (hexadecimal) in memory in every form that scan.c knows, each across the edge of one of its chunks, and
says "planted"; ends with its standard input.
"""
import mmap, sys

CHUNK = 1 << 20
needle = bytes.fromhex(sys.stdin.readline())


def swapped(width):
    return b"".join(needle[at : at + width][::-1] for at in range(0, len(needle), width))


def padded(data, pad):
    return bytes(octet ^ pad for octet in data)


forms = [padded(swapped(width), pad) for width in (1, 4, 8) for pad in (0, 0x36, 0x5C)]
forms.append(b"".join(bytes((octet, 0)) for octet in needle))
memory = mmap.mmap(-1, CHUNK * (len(forms) + 1))
memory[:] = b"\1" * len(memory)
for number, form in enumerate(forms, 1):
    at = number * CHUNK - 5
    memory[at : at + len(form)] = form
print("planted", flush=True)
sys.stdin.read()
