#!/usr/bin/env python3
"""The other half of unsynced.c.

unsynced.py snapshot FOLDER SHADOW   everything there now counts as synced
unsynced.py restore SHADOW FOLDER    the folder as a power cut would leave it
"""
import ctypes
import os
import shutil
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)


def key_of(path):
    buffer = ctypes.create_string_buffer(256)
    if libc.statx(-100, os.fsencode(path), 0x100, 0x900, buffer) != 0:
        raise OSError(ctypes.get_errno(), path)
    inode = struct.unpack_from("<Q", buffer, 32)[0]
    seconds, nanos = struct.unpack_from("<qI", buffer, 80)
    return f"{inode}-{seconds}-{nanos}"


def snapshot(folder, shadow):
    os.makedirs(shadow + "/folders")
    os.makedirs(shadow + "/files")
    with open(shadow + "/root", "w") as f:
        f.write(key_of(folder))

    def keep(path):
        with open(f"{shadow}/folders/{key_of(path)}", "w") as out:
            for name in os.listdir(path):
                child = os.path.join(path, name)
                is_dir = os.path.isdir(child)
                out.write(f"{int(is_dir)} {key_of(child)} {name}\n")
                if is_dir:
                    keep(child)
                else:
                    shutil.copyfile(child, f"{shadow}/files/{key_of(child)}")

    keep(folder)


def restore(shadow, folder):
    shutil.rmtree(folder)

    def build(key, path):
        os.mkdir(path, 0o700)
        try:
            listing = open(f"{shadow}/folders/{key}").read()
        except FileNotFoundError:
            return  # made, and never synced
        for line in listing.splitlines():
            is_dir, child, name = line.split(" ", 2)
            where = os.path.join(path, name)
            kept = f"{shadow}/files/{child}"
            if is_dir == "1":
                build(child, where)
            elif os.path.exists(kept):
                shutil.copyfile(kept, where)
                os.chmod(where, 0o600)
            else:
                open(where, "w").close()  # named, but its bytes were not

    build(open(shadow + "/root").read(), folder)


if sys.argv[1] == "snapshot":
    snapshot(sys.argv[2], sys.argv[3])
else:
    restore(sys.argv[2], sys.argv[3])
