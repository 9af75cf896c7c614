"""What the tests that failed said last, at the end of a long run's output:
failures.py FOLDER...  (meson's build folders)
"""

import json
import sys

LINES = 20


def main(folders):
    for folder in folders:
        try:
            with open(f"{folder}/meson-logs/testlog.json", encoding="utf-8") as f:
                tests = [json.loads(line) for line in f]
        except OSError:
            continue  # none ran there
        for test in tests:
            if test["result"] not in ("FAIL", "TIMEOUT", "ERROR"):
                continue
            print(f"--- {folder}: {test['name']}: {test['result']}")
            for name in "stdout", "stderr":
                for line in (test.get(name) or "").splitlines()[-LINES:]:
                    print(f"{name}: {line[:300]}")


if __name__ == "__main__":
    main(sys.argv[1:])
