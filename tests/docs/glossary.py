"""Goal: a language has one word a term. No sentence, no list and no guide has a
word that the glossary rejects for its language, and each of its words is said.

glossary.py SOURCE: docs/glossary.tsv against the columns of client/words/*.tsv
and common/report/lists/*.tsv, and against docs/DEFENDER.*.md. A rejected word is
a regular expression at the beginning of a word (in Arabic and Chinese anywhere);
`but_in` names the sentences where it is right, as KEY or LIST/CODE.
"""
import glob
import os
import re
import sys

(source,) = sys.argv[1:]
LANGUAGES = ["fr", "es", "ar", "ru", "zh"]
# Names of places are those of the UN, whatever they sound like.
PLACES = ["areas", "members", "observers", "regions"]


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def tables():
    """(where, columns from en on) of each sentence and label."""
    for path in glob.glob(os.path.join(source, "client", "words", "*.tsv")):
        for row in rows(path)[1:]:
            yield row[0], row[1:]
    for path in glob.glob(
            os.path.join(source, "common", "report", "lists", "*.tsv")):
        name = os.path.basename(path)[:-len(".tsv")]
        if name not in PLACES:
            for row in rows(path)[1:]:
                yield name + "/" + row[0], row[1:]


def said_in(language):
    """{where: text}, the guide a paragraph at a time."""
    column = 1 + LANGUAGES.index(language)
    said = {where: cells[column] for where, cells in tables()}
    name = f"DEFENDER.{language}.md"
    with open(os.path.join(source, "docs", name), encoding="utf-8") as file:
        paragraphs = file.read().split("\n\n")
    for number, text in enumerate(paragraphs, 1):
        said[f"{name}, paragraph {number}"] = re.sub(
            r"\n *", "" if language == "zh" else " ", text)
    return said


def rejected(words, language, text):
    """The first of the rejected words that stands in text, or None."""
    start = "" if language in ("ar", "zh") else r"(?<!\w)"
    for word in words:
        if re.search(start + word, text, re.IGNORECASE):
            return word
    return None


def cell(text):
    return [] if text == "-" else text.split("; ")


def faults(glossary, language, said):
    column = 1 + 2 * LANGUAGES.index(language)
    for row in glossary:
        term, word, words, but = (row[0], row[column], cell(row[column + 1]),
                                  cell(row[-1].replace(" ", "; ")))
        if not any(word.lower() in text.lower() for text in said.values()):
            yield f"{language}: nothing says {word} ({term})"
        for where, text in said.items():
            found = where not in but and rejected(words, language, text)
            if found:
                yield (f"{language}: {where}: {found}; for {term} it is "
                       f"{word}: {text.strip()}")


header, *glossary = rows(os.path.join(source, "docs", "glossary.tsv"))
assert header == ["term"] + [name for language in LANGUAGES for name in
                             (language, "not_" + language)] + ["but_in"], header
assert len(glossary) > 30, glossary
keys = {where for where, _ in tables()}
failures = [f"{row[0]}: {len(row)} cells" for row in glossary
            if len(row) != len(header)]
if not failures:
    failures += [f"{row[0]}: nothing is called {where}" for row in glossary
                 for where in cell(row[-1].replace(" ", "; "))
                 if where not in keys]
    for language in LANGUAGES:
        said = said_in(language)
        # It sees what is planted, and what nothing says.
        planted = [["planted"] + ["qqplanted", "qqreject"] * 5 + ["-"]]
        assert len(list(faults(planted, language, {"k": "a qqreject"}))) == 2
        failures += faults(glossary, language, said)
for failure in failures:
    print("FAILED:", failure)
print(len(glossary), "terms in", len(LANGUAGES), "languages")
sys.exit(bool(failures))
