#!/usr/bin/python3
"""exhaust.py SOCKET

Asks an agent for more memory and more stack than it has: large requests on many connections that never end, and
nested JSON. Prints what became of the nested one."""
import socket, sys


def connected():
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    connection.connect(sys.argv[1])
    return connection


def request(body_length, content_type):
    return f"POST /v1/release HTTP/1.1\r\nHost: keymaster\r\nContent-Type: {content_type}\r\nContent-Length: {body_length}\r\n\r\n".encode()


nested = b"[" * 1_000_000
try:
    deep = connected()
    deep.sendall(request(len(nested), "application/json") + nested)
    print(deep.recv(100).split(b"\r\n")[0].decode())
except OSError as refused:
    print(refused)
held = []
for _ in range(200):
    try:
        connection = connected()
        connection.sendall(request(4 << 20, "application/octet-stream") + bytes((4 << 20) - 1))
        held.append(connection)
    except OSError:
        break
print(len(held), "held")
