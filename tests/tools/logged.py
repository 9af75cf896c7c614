#!/usr/bin/env python3
"""How many entries of envelopes a spool's log has: padding and markers, which
look the same in the log itself, are not counted.

usage: logged.py SPOOL
"""
import sqlite3
import sys

index = sqlite3.connect(f"file:{sys.argv[1]}/index.sqlite?mode=ro", uri=True,
                        timeout=30)
print(index.execute("SELECT count(*) FROM entry WHERE leaf IS NOT NULL")
      .fetchone()[0])
