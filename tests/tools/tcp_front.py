#!/usr/bin/env python3
"""Hands every byte on, both ways.

usage: tcp_front.py PORT RELAY-PORT [CUT]

CUT: breaks each connection after so many bytes towards the relay.
"""
import socket
import sys
import threading

port, relay = int(sys.argv[1]), int(sys.argv[2])
cut = int(sys.argv[3]) if len(sys.argv) > 3 else 1 << 62


def pump(one, other, most=1 << 62):
    try:
        while most > 0 and (data := one.recv(min(65536, most))):
            other.sendall(data)
            most -= len(data)
    except OSError:
        pass
    for s in (one, other):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


with socket.create_server(("127.0.0.1", port), backlog=64) as server:
    while True:
        near, _ = server.accept()
        try:
            far = socket.create_connection(("127.0.0.1", relay))
        except OSError:
            near.close()
            continue
        for pair in ((near, far, cut), (far, near)):
            threading.Thread(target=pump, args=pair, daemon=True).start()
