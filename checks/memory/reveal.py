#!/usr/bin/python3
"""reveal.py SOCKET ENVIRONMENT/NAME TIMES

Asks an agent for a value that often over one connection, and prints how often it came."""
import http.client, socket, sys


class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(sys.argv[1])


connection = Connection("keymaster", timeout=60)
answered = 0
for _ in range(int(sys.argv[3])):
    connection.request("POST", "/v1/values/" + sys.argv[2])
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        sys.exit(f"after {answered}: {response.status} {body.decode()}")
    answered += 1
print(answered)
