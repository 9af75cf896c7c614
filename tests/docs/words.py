"""Goal: no sentence is translated that nothing says.

words.py SOURCE: each key of client/words/*.tsv is used below client/, as
WORD_KEY or behind the macro that puts WORD_TITLE_ and WORD_ASK_ before it; and
each WORD_KEY that is used is there.
"""
import glob
import os
import re
import sys

(source,) = sys.argv[1:]


def sources():
    for folder, _, names in os.walk(os.path.join(source, "client")):
        for name in names:
            if name.endswith((".c", ".h")):
                with open(os.path.join(folder, name), encoding="utf-8") as f:
                    yield f.read()


def keys():
    for path in glob.glob(os.path.join(source, "client", "words", "*.tsv")):
        with open(path, encoding="utf-8") as file:
            next(file)
            for line in file:
                yield line.split("\t")[0]


def unsaid(all_keys, text):
    """The keys that nothing says."""
    tokens = set(re.findall(r"\b[A-Z][A-Z0-9_]+\b", text))
    pasted = set(re.findall(r"WORD_([A-Z]+)_##", text))
    return [key for key in all_keys
            if "WORD_" + key.upper() not in tokens and not (
                key.split("_", 1)[0].upper() in pasted and
                key.split("_", 1)[1].upper() in tokens)]


text = "\n".join(sources())
known = list(keys())
assert len(known) > 300, known
assert unsaid(["planted_word"], text) == ["planted_word"]
found = unsaid(known, text)
for key in found:
    print("FAILED: nothing says", key)
unknown = [word for word in set(re.findall(r"\bWORD_[A-Z0-9_]+[A-Z0-9]\b", text))
           if word[5:].lower() not in known and
           not re.fullmatch(r"WORD_(TITLE|ASK)", word)]
for word in unknown:
    print("FAILED: no table has", word)
print(len(known), "sentences, each said somewhere")
sys.exit(bool(found or unknown))
