#!/usr/bin/python3
"""Plays a service that lists models to whoever has the one right key.

stub.py KEY_FILE PORT_FILE

KEY_FILE holds the key; the port on 127.0.0.1 is written to PORT_FILE. Ends with its standard input.
"""

import hmac
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODELS = {"object": "list", "data": [{"id": "stub-small", "object": "model"}, {"id": "stub-large", "object": "model"}]}


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        sent = self.headers.get("Authorization", "").encode()
        known = hmac.compare_digest(sent, b"Bearer " + self.server.key)
        code = 404 if self.path != "/v1/models" else 200 if known else 401
        body = json.dumps(MODELS if code == 200 else {"error": {"code": code}}).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main(key_file, port_file):
    with open(key_file, "rb") as file:
        key = file.read()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.key = key
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(port_file + ".new", "w", encoding="ascii") as file:
        file.write(str(server.server_port))
    os.rename(port_file + ".new", port_file)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
