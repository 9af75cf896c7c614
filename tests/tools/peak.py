#!/usr/bin/env python3
"""peak.py FILE COMMAND...: runs a command, writes its peak memory in KiB."""
import os
import resource
import subprocess
import sys

code = subprocess.call(sys.argv[2:], close_fds=False)
with open(sys.argv[1], "w") as f:
    f.write("%d\n" % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code if code >= 0 else 128 - code)
