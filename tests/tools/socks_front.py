#!/usr/bin/env python3
"""A SOCKS5 server that asks for names, as Tor takes them (RFC 1928, 1929).

usage: socks_front.py PORT SEEN

Writes a line for each connection to SEEN: the name, the password, the address.
"""
import socket
import struct
import sys
import threading

port, seen = int(sys.argv[1]), sys.argv[2]
lock = threading.Lock()


def exactly(sock, n):
    data = b""
    while len(data) < n:
        more = sock.recv(n - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def pump(a, b):
    try:
        while data := a.recv(65536):
            b.sendall(data)
    except OSError:
        pass
    try:
        b.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(sock):
    try:
        _, n = exactly(sock, 2)
        methods = exactly(sock, n)
        if 2 not in methods:
            sock.sendall(b"\x05\xff")
            return
        sock.sendall(b"\x05\x02")
        exactly(sock, 1)
        name = exactly(sock, exactly(sock, 1)[0]).decode()
        password = exactly(sock, exactly(sock, 1)[0]).decode()
        sock.sendall(b"\x01\x00")
        _, _, _, kind = exactly(sock, 4)
        if kind == 3:
            host = exactly(sock, exactly(sock, 1)[0]).decode()
        else:
            host = socket.inet_ntoa(exactly(sock, 4))
        where = struct.unpack(">H", exactly(sock, 2))[0]
        with lock, open(seen, "a", encoding="ascii") as file:
            file.write(f"{name} {password} {host}:{where}\n")
        out = socket.create_connection((host, where))
        sock.sendall(b"\x05\x00\x00\x01" + bytes(6))
        back = threading.Thread(target=pump, args=(out, sock), daemon=True)
        back.start()
        pump(sock, out)
        back.join()
    except (EOFError, OSError):
        pass
    finally:
        sock.close()


listener = socket.create_server(("127.0.0.1", port))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],),
                     daemon=True).start()
