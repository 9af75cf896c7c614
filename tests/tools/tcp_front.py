#!/usr/bin/env python3
"""Hands every byte on, both ways.  usage: tcp_front.py PORT RELAY-PORT"""
import socket
import sys
import threading

port, relay = int(sys.argv[1]), int(sys.argv[2])


def pump(one, other):
    try:
        while data := one.recv(65536):
            other.sendall(data)
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
        for pair in ((near, far), (far, near)):
            threading.Thread(target=pump, args=pair, daemon=True).start()
