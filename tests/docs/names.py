#!/usr/bin/env python3
# Goal: what a page names is there: every command, option, configuration key,
# file, page, anchor, section, test, format number and limit; and what ERRORS.md
# quotes is what the programs say.
#
# names.py SOURCE BUILD
#
# What the programs know is read from their help and from the sources.  By hand
# there is one table, LIMITS: which sentence tells which constant.
import collections
import glob
import os
import re
import subprocess
import sys
import tempfile

SOURCE, BUILD = (os.path.abspath(p) for p in sys.argv[1:3])
WORD = "[a-z]+(?:-[a-z]+)*"  # of a command
PROGRAMS = ["valise", "valise-relay", "valise-courier", "valise-desk"]
# A folder of each program's own code; other code that reads options is shared.
FOLDERS = {"valise": "client/defender", "valise-relay": "relay",
           "valise-courier": "client/courier", "valise-desk": "client/desk"}
CODE = ["common", "client", "relay", "tests"]
FENCE = "```"
failures = []


def fail(place, what):
    failures.append(f"{place}: {what}")


def read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def sources():
    texts = {}
    for top in CODE:
        for folder, _, names in os.walk(os.path.join(SOURCE, top)):
            if "corpus" in folder or "/docs" in folder[len(SOURCE):]:
                continue
            for name in names:
                if name.endswith((".c", ".h", ".py", ".sh", ".tsv", ".mjs",
                                  ".build", ".in", ".txt")):
                    path = os.path.join(folder, name)
                    texts[os.path.relpath(path, SOURCE)] = read(path)
    texts["meson_options.txt"] = read(os.path.join(SOURCE, "meson_options.txt"))
    return texts


TEXTS = sources()
WORDS = set()
for text in TEXTS.values():
    WORDS.update(re.findall(r"\w+", text))


def of_program(program):
    """The C sources of one program, without its libraries."""
    return {p: t for p, t in TEXTS.items()
            if p.startswith(FOLDERS[program] + "/") and p.endswith(".c")}


def evaluate(text, names):
    """A C constant; names are looked up. None where it is none."""
    text = re.sub(r"/\*.*?\*/", "", text)
    text = re.sub(r"\b(\d+)[uUlL]+\b", r"\1", text)
    for _ in range(5):
        text = re.sub(r"\b[A-Z][A-Z0-9_]+\b",
                      lambda m: "(" + names.get(m.group(), "?") + ")", text)
        text = re.sub(r"/\*.*?\*/", "", text)
        text = re.sub(r"\b(\d+)[uUlL]+\b", r"\1", text)
    if not text.strip() or re.search(r"[^\d\s()+*<>-]", text):
        return None
    return eval(text, {"__builtins__": {}})  # digits and + - * << ( ) alone


def defines(path):
    found = {}
    for line in re.findall(r"^#define (\w+ .*)$", TEXTS.get(path, ""), re.M):
        name, value = line.split(" ", 1)
        found[name] = value
    return found


EVERYWHERE = collections.defaultdict(dict)  # name -> path -> value
for path in TEXTS:
    if path.endswith((".c", ".h")) and not path.startswith("tests/"):
        for name, value in defines(path).items():
            EVERYWHERE[name][path] = value


def constant(name):
    """NAME, or file.c:NAME where several files have one of that name."""
    base, _, name = name.rpartition(":")
    values = {p: v for p, v in EVERYWHERE.get(name, {}).items()
              if not base or os.path.basename(p) == base}
    if len(values) != 1:
        return None
    path, value = values.popitem()
    names = {n: next(iter(v.values())) for n, v in EVERYWHERE.items()}
    names.update(defines(path))
    return evaluate(value, names)


# --- what the programs know ---


class Program:
    def __init__(self, name):
        found = [p for depth in ("*", "*/*", "*/*/*")
                 for p in glob.glob(os.path.join(BUILD, depth, name))
                 if os.path.isfile(p) and os.access(p, os.X_OK)]
        if not found:
            sys.exit(f"names.py: no {name} under {BUILD}")
        self.name, self.path, self.asked = name, found[0], {}
        self.help = self.run("help")
        self.commands = self.read_commands(self.help)
        # Acts on a case, and what they take, are told by the rules.
        self.acts = self.read_acts() if ("case", "rules") in self.commands \
            else {}
        self.fields = set(re.findall(r"--([a-z-]+)", "\n".join(
            [*self.acts.values(), *(t for c, t in self.commands.items()
                                    if c[0] in ("case", "report"))])))
        # Those whose help stands apart: it names the words behind them.
        if re.search(r"\bhelp COMMAND\b", self.help):
            for command in sorted({c[0] for c in self.commands} - {"help"}):
                self.help += "\n" + self.run("help", command)
            self.commands = self.read_commands(self.help)
        self.commands.update(self.acts)
        whole = "\n".join(of_program(name).values())
        self.long = set(re.findall(
            r'\{"([a-z-]+)",\s*(?:required|no|optional)_argument', whole))
        self.long |= {"version", "help"}
        self.short = set(re.sub("[^a-zA-Z]", "", "".join(re.findall(
            r'getopt(?:_long)?\(\s*argc,\s*argv,\s*"([^"]*)"', whole))))

    def run(self, *words):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [self.path, *words], cwd=folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
                start_new_session=True, check=False)
        return done.stdout.decode("utf-8", "replace")

    def read_commands(self, text):
        """{words: the lines of help that are its own}"""
        commands, now = collections.defaultdict(str), None
        for line in text.split("\n"):
            start = re.match(rf" {{0,4}}{self.name}((?: [a-z]+(?:-[a-z]+)*)*)(?![\w-])",
                             line)
            if start:
                # More than two are the help's own words.
                words = start.group(1).split()
                now = tuple(words if len(words) <= 2 else words[:1])
            if now:
                commands[now] += line + "\n"
        commands[("help",)] += ""
        return {c: t for c, t in commands.items() if c}

    def read_acts(self):
        blocks = self.run("case", "rules").strip().split("\n\n")
        return {tuple(b.split()[:2]): b + " --vault" for b in blocks}

    def find(self, words):
        """The longest command that `words` begin with, or None."""
        for n in (2, 1):
            if tuple(words[:n]) in self.commands:
                heads = {c[:1] for c in self.commands if len(c) == 2}
                if n == 1 and tuple(words[:1]) in heads and len(words) > 1 \
                        and re.fullmatch(WORD, words[1]) \
                        and (words[0],) not in BARE[self.name]:
                    return None
                return tuple(words[:n])
        if any(c[0] == words[0] for c in self.commands) and len(words) == 1:
            return (words[0],)
        return None

    def knows(self, command, option):
        """Whether the command takes it: by the help, else by asking it."""
        name = option.lstrip("-")
        if option.startswith("--") and name in self.fields and (
                command in self.acts or name not in self.long):
            return command not in self.commands or bool(re.search(
                rf"(?<![\w-]){option}(?![\w-])", self.commands[command]))
        if name not in (self.long if option.startswith("--") else self.short):
            return False
        own = self.commands.get(command, "")
        if re.search(rf"(?<![\w-]){option}(?![\w-])", own) or option in (
                "--help", "--version") or command not in self.commands:
            return True
        key = (command, option)
        if key not in self.asked:
            said = self.run(*command, option)
            self.asked[key] = not re.search(
                "unrecognized option|invalid option|does not take that", said)
        return self.asked[key]


BARE = {p: set() for p in PROGRAMS}
programs = {name: Program(name) for name in PROGRAMS}
for p in programs.values():
    # Commands that are whole with one word, though a longer one begins so.
    BARE[p.name] = {c for c in p.commands if len(c) == 1
                    and not any(d[:1] == c for d in p.commands if len(d) == 2)}


# --- what a configuration knows ---


class Key:
    def __init__(self, reloads=None, fallback=None, least=None, most=None):
        self.reloads, self.fallback = reloads, fallback
        self.least, self.most = least, most


def relay_keys():
    """{section: {key: Key}} as relay and courier read them."""
    sections = {"relay": {}, "forward": {}, "courier": {}}
    for path, text in of_program("valise-relay").items():
        names = {n: next(iter(v.values())) for n, v in EVERYWHERE.items()}
        names.update(defines(path))
        flat = re.sub(r"\s+", " ", text)
        for name, reloads in re.findall(r"\bTEXT\((\w+), (true|false)\)",
                                        flat):
            sections["relay"][name] = Key(reloads == "true")
        for name in re.findall(r"\bCHOICE\((\w+), [a-z]\w*\)[,}]", flat):
            sections["relay"][name] = Key(False)
        for name, rest in re.findall(
                r"\{FIELD\(config_forward, (\w+)\), ([^}]*)\}", flat):
            parts = dict(re.findall(r"\.(\w+) = ([^,]+)", rest))
            numbers = [evaluate(parts.get(n, "0"), names)
                       for n in ("fallback", "least", "most")]
            sections["forward"][name] = Key(
                parts.get("reloads") == "true",
                *(numbers if "most" in parts else []))
        for name, reloads, *numbers in re.findall(
                r"\bNUMBER\((\w+), (true|false), ([^,]+), ([^,]+), "
                r"([^,]+?)\)[,}]", flat):
            sections["relay"][name] = Key(
                reloads == "true", *(evaluate(n, names) for n in numbers))
        for name, numbers in re.findall(
                r'\{"(\w+)", offsetof\(struct config_forward, \w+\), '
                r"(?:true|false), (?:true|false), ([^}]*)\}", flat):
            sections["forward"][name] = Key(
                False, *(evaluate(n, names) for n in numbers.split(",")))
    for text in of_program("valise-courier").values():
        for name in re.findall(
                r'\{"(\w+)", offsetof\(struct courier_config', text):
            sections["courier"][name] = Key()
    return sections


KEYS = relay_keys()
for section, keys in KEYS.items():
    if not keys:
        fail("the sources", f"no key of a section [{section}] was found")
ANY_KEY = {k for keys in KEYS.values() for k in keys}


# --- a page ---


def spans(text):
    """(line, code span) outside of fences; a span may go on in the next."""
    out, fenced = [], False
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if line.lstrip().startswith(FENCE):
            fenced = not fenced
            lines[i] = ""
        elif fenced:
            lines[i] = ""
    for m in re.finditer(r"(`+)((?:(?!\n\n)[^`])+)\1", "\n".join(lines)):
        number = "\n".join(lines)[:m.start()].count("\n") + 1
        span = re.sub(r"\s+", " ", m.group(2)).strip()
        out.append((number, span.replace("\\|", "|")))
    return out


def blocks(text):
    """(first line, lines) of each fence."""
    out, now = [], None
    for i, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith(FENCE):
            if now is None:
                now = (i + 1, [])
            else:
                out.append(now)
                now = None
        elif now is not None:
            now[1].append(line)
    return out


def scd_plain(line):
    return re.sub(r"\\(.)", r"\1", re.sub(r"(?<!\w)[*_]|[*_](?!\w)", "", line))


def anchors(text):
    """As GitHub makes them of headings."""
    found, fenced = set(), False
    for line in text.split("\n"):
        if line.startswith(FENCE):
            fenced = not fenced
        head = None if fenced else re.match(r"#+ +(.*)", line)
        if head:
            slug = re.sub(r"[`*]|\[|\]\([^)]*\)", "", head.group(1)).lower()
            slug = re.sub(r"[^\w\- ]", "", slug).strip().replace(" ", "-")
            n, base = 1, slug
            while slug in found:
                slug, n = f"{base}-{n}", n + 1
            found.add(slug)
    return found


def sections(text):
    return set(re.findall(r"^#+ +(\d+(?:\.\d+)*)\.? ", text, re.M))


PAGES = {}
for pattern in ("README.md", "docs/*.md", "docs/man/*.scd"):
    for path in sorted(glob.glob(os.path.join(SOURCE, pattern))):
        PAGES[os.path.relpath(path, SOURCE)] = read(path)

COMMAND = re.compile(
    r"(?:^|[|(;&] *|\$ |sudo -u \w+ |^[\w/]+/)"
    r"(valise(?:-relay|-courier|-desk)?)(?= |$)(.*)")


def check_command(place, text, strict=True):
    """One command line; the words behind a shell's own signs are not its."""
    found = COMMAND.search(text)
    if not found or re.search(r"<-|->", text):
        return
    program = programs[found.group(1)]
    rest = re.split(r"\s[|>;#&]|(?<=[^\s(])\)|\d?>", found.group(2))[0]
    words = rest.replace("[", " ").replace("]", " ").split()
    command = ()
    if words and not words[0].startswith("-"):
        plain = [w for w in words[:2]
                 if re.fullmatch(r"[a-z][a-z-]*", w.rstrip(","))]
        plain = [w.rstrip(",") for w in plain]
        if words[0].isupper() or not plain:
            if strict and not words[0].isupper():
                fail(place, f"{program.name} has no command {words[0]}")
            return
        command = program.find(plain)
        if command is None:
            fail(place, f"{program.name} has no command {' '.join(plain)}")
            return
    check_options(place, program, command, " ".join(words))


def options_of(text):
    text = re.sub(r'"[^"]*"|\'[^\']*\'', "", text)
    return re.findall(r"(?<![\w-])(--[a-z][a-z-]*|-[a-zA-Z])(?![\w-])", text)


def check_options(place, program, command, text):
    for option in options_of(text):
        if not program.knows(command, option):
            fail(place, f"{' '.join((program.name, *command))} "
                        f"has no option {option}")


def check_part(place, span):
    """`seal --follows`, `authority sign`, `--paced=120`: of any program."""
    words = span.split()
    options = options_of(span)
    if re.match("--?[a-z]", span):
        if not any(p.knows((), o) for o in options[:1]
                   for p in programs.values()):
            fail(place, f"no program has the option {words[0]}")
        return
    if not options or not re.fullmatch(WORD, words[0]):
        return
    plain = tuple(w for w in words[:2] if re.fullmatch(WORD, w))
    takers = [(p, c) for p in programs.values() for c in p.commands
              if plain in (c, c[-1:])]
    for option in options:
        if takers and not any(p.knows(c, option) for p, c in takers):
            fail(place, f"no command {words[0]} has an option {option}")


def check_commands(page, text):
    for first, lines in blocks(text):
        joined, start = "", first
        for i, line in enumerate(lines):
            joined = joined + line if joined else line
            if joined.endswith("\\"):
                joined = joined[:-1] + " "
                continue
            check_command(f"{page}:{start}", joined.strip(), page[-3:] == ".md")
            joined, start = "", first + i + 1
    if page.endswith(".scd"):
        check_manual(page, text)
        return
    for line, span in spans(text):
        place = f"{page}:{line}"
        if re.match(r"valise(-relay|-courier|-desk)?( |$)", span):
            check_command(place, span)
        else:
            check_part(place, span)


# --- manuals ---


def check_manual(page, text):
    program = programs[os.path.basename(page).split(".")[0]]
    section = sub = ""
    seen_commands, seen_options, seen_keys = set(), set(), {}
    lines = text.split("\n")
    for i, line in enumerate(lines, 1):
        place, plain = f"{page}:{i}", scd_plain(line)
        if line.startswith("# "):
            section, sub = line[2:], ""
        elif line.startswith("## "):
            sub = line[3:]
        elif section == "SYNOPSIS" and line.startswith("*"):
            check_command(place, plain)
            words = plain.split()[1:3]
            seen_commands.add(program.find(
                [w for w in words if re.fullmatch("[a-z-]+", w)] or [""]))
        elif section == "COMMANDS" and line.startswith("*") and \
                lines[i][:1] == "\t":
            if program.find(plain.split()) is None:
                fail(place, f"{program.name} has no command {plain}")
        elif section == "OPTIONS" and line.startswith("*"):
            for option in options_of(plain):
                seen_options.add(option)
                if not program.knows((), option):
                    fail(place, f"{program.name} has no option {option}")
        elif section == "CONFIGURATION" and line.startswith("*") and \
                lines[i][:1] == "\t":
            name = plain.split()[0]
            kind = "courier" if program.name == "valise-courier" else \
                "forward" if "forward" in sub else "relay"
            seen_keys.setdefault(kind, set()).add(name)
            about = " ".join(
                l.strip() for l in lines[i:i + 8]
                [:next((n for n, l in enumerate(lines[i:i + 8])
                        if not l.startswith("\t")), 8)])
            check_key(place, kind, name, plain, about)
    whole = {o for o in program.long - {"help", "version"}}
    for option in sorted(whole - {o[2:] for o in seen_options}):
        fail(page, f"does not tell the option --{option}")
    for command in sorted(set(program.commands) - {("help",)} -
                          set(program.acts)):
        if command not in seen_commands and not any(
                len(d) == 2 and d[:1] == command for d in program.commands):
            fail(page, f"has no synopsis of {' '.join(command)}")
    for kind, names in seen_keys.items():
        for name in sorted(set(KEYS[kind]) - names):
            fail(page, f"does not tell the option {name} of [{kind}]")


def check_key(place, kind, name, head, about):
    key = KEYS[kind].get(name)
    if key is None:
        fail(place, f"[{kind}] has no option {name}")
        return
    if key.reloads is not None and key.reloads != head.endswith("+"):
        fail(place, f"{name} {'changes' if key.reloads else 'does not change'}"
                    " with SIGHUP")
    if not key.most:
        return
    found = re.search(r"Default (\d+)[^;.]*[;.] (?:[^;.]*; )?(\d+)[^;.]*? "
                      r"to (\d+)", about.replace(",", ""))
    if not found:
        fail(place, f"does not say default and range of {name}")
        return
    if tuple(map(int, found.groups())) != (key.fallback, key.least, key.most):
        fail(place, f"{name}: default {key.fallback}; {key.least} to "
                    f"{key.most} in the program")


# --- configurations ---

SETTING = re.compile(r"([a-z_]+) = ([^(].*)$")


def check_configuration(page, text):
    for first, lines in blocks(text):
        kind, alone = None, all(SETTING.match(l) for l in lines if l)
        if alone and not any(l.startswith("[") for l in lines):
            kind = "any"
        for i, line in enumerate(lines):
            head = re.match(r"\[(relay|courier|forward)[^\]]*\]$", line)
            setting = SETTING.match(line)
            if head:
                kind = head.group(1)
            elif not setting:
                kind = None
            elif kind and setting.group(1) not in (
                    ANY_KEY if kind == "any" else KEYS[kind]):
                fail(f"{page}:{first + i}",
                     f"[{kind}] has no option {setting.group(1)}")
    for line, span in spans(text):
        setting = SETTING.match(span)
        if setting and setting.group(1) not in ANY_KEY | {"synchronous"}:
            fail(f"{page}:{line}",
                 f"no configuration has an option {setting.group(1)}")
    check_option_tables(page, text)
    check_restarts(page, text)


UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "day": 86400,
         "days": 86400, "hours": 3600, "hour": 3600, "minute": 60,
         "minutes": 60, "seconds": 1, "second": 1, "MB": 1000000,
         "KB": 1000, "years": 1}
NUMBERS = {"one": 1, "two": 2, "three": 3, "five": 5, "seven": 7, "ten": 10,
           "twelve": 12, "fourteen": 14, "sixteen": 16}


def amount(text):
    """The first number of a text with its unit, in bytes, seconds or units."""
    found = re.search(r"(2\^\d+|[\d,]*\d|\b(?:%s)\b)(?: (\w+))?"
                      % "|".join(NUMBERS), text)
    if not found:
        return None
    number = found.group(1).replace(",", "")
    value = 2 ** int(number[2:]) if number.startswith("2^") else \
        NUMBERS.get(number) or int(number)
    return value * UNITS.get(found.group(2) or "", 1)


def check_option_tables(page, text):
    """Tables of options: the first cell is a key, the second its default."""
    head = None
    for i, line in enumerate(text.split("\n"), 1):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            head = None
        elif head is None:
            head = cells
        elif head[0] == "option" and re.match("`[a-z_]+`", cells[0]):
            name = cells[0].split("`")[1]
            if name not in ANY_KEY:
                fail(f"{page}:{i}", f"no configuration has an option {name}")
            elif head[1] == "default" and \
                    KEYS["relay"][name].fallback is not None and \
                    amount(cells[1]) != KEYS["relay"][name].fallback:
                fail(f"{page}:{i}", f"{name}: the default is "
                                    f"{KEYS['relay'][name].fallback}")


def check_restarts(page, text):
    """The sentence that says what SIGHUP changes and what needs a restart."""
    for m in re.finditer(r"[^.]*change at once;(.*?)need\s+a\s+restart", text,
                         re.S):
        line = text[:m.end()].count("\n") + 1
        for name in re.findall("`([a-z_]+)`", m.group(1)):
            if name in KEYS["relay"] and KEYS["relay"][name].reloads:
                fail(f"{page}:{line}", f"{name} needs no restart")
        before = m.group().split("change at once;")[0]
        for name in re.findall("`([a-z_]+)`", before):
            if name in KEYS["relay"] and not KEYS["relay"][name].reloads:
                fail(f"{page}:{line}", f"{name} needs a restart")
        named = set(re.findall("`([a-z_]+)`", m.group()))
        for name, key in KEYS["relay"].items():
            if key.most and not key.reloads and name not in named \
                    and not name.startswith("witness"):
                fail(f"{page}:{line}", f"{name} needs a restart too")


# --- files, names, formats ---

TREE = {os.path.relpath(os.path.join(f, n), SOURCE)
        for top in CODE + ["docs"] for f, ds, ns in
        os.walk(os.path.join(SOURCE, top)) for n in ns + ds
        if "__pycache__" not in n}
TREE |= set(CODE + ["docs"]) | {
    n for n in os.listdir(SOURCE) if os.path.isfile(os.path.join(SOURCE, n))}


def in_tree(name, page):
    """A path or pattern, whole or the end of one; without its ending too."""
    pattern = re.sub(r"\\\*", "[^/]*", re.escape(name.rstrip("/")))
    pattern = re.sub(r"\\\[(\w+)\\\]", r"[\1]", pattern)
    whole = re.compile(rf"(?:{pattern})(?:\.[a-z]+)?$")
    if name.split("/")[0] in CODE + ["docs"] and "/" in name:
        return any(whole.match(p) for p in TREE)
    here = os.path.dirname(page)
    if os.path.exists(os.path.join(SOURCE, here, name)):
        return True
    end = re.compile(rf"(?:.*/)?(?:{pattern})(?:\.[a-z]+)?$")
    return any(end.match(p) for p in TREE)


ENDINGS = (".c", ".h", ".[ch]", ".sh", ".py", ".tsv", ".mjs", ".scd")


def check_files(page, text):
    for line, span in spans(text):
        word = span.split()[0] if span else ""
        if not re.fullmatch(r"[\w.*\[\]/-]+", word) or "..." in word or \
                re.match("thing|NAME", word):  # stand for any
            continue
        path = word.split("/")[0] in CODE + ["docs"] and "/" in word
        folder = page == "README.md" and word.endswith("/")
        if (path or folder or word.endswith(ENDINGS)) and \
                not in_tree(word, page):
            fail(f"{page}:{line}", f"there is no {word}")


SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:\(\))?")


def check_names(page, text):
    """Tests, functions and members, whole as they stand in a span."""
    # The vectors of age's own suite are not in this tree.
    others = re.compile("armor_|hybrid_|x25519_|scrypt_|stream_|hmac_|header_|"
                        "stanza_|version_" if page == "docs/ENVELOPE.md"
                        else "$")
    for line, span in spans(text):
        if SNAKE.fullmatch(span) and span.rstrip("()") not in WORDS and \
                not others.match(span):
            fail(f"{page}:{line}", f"no source has the name {span}")


def check_links(page, text):
    here = os.path.dirname(os.path.join(SOURCE, page))
    for m in re.finditer(r"\]\(([^)\s]+)\)((?:\s+\d+(?:\.\d+)*(?![\w.]*\w))?)",
                         text):
        place = f"{page}:{text[:m.start()].count(chr(10)) + 1}"
        target, _, anchor = m.group(1).partition("#")
        if re.match("[a-z]+:", target):
            continue
        path = os.path.normpath(os.path.join(here, target)) if target else \
            os.path.join(SOURCE, page)
        if not os.path.exists(path):
            fail(place, f"links to {target}, which is not there")
            continue
        if not path.endswith(".md"):
            continue
        if anchor and anchor not in anchors(read(path)):
            fail(place, f"{os.path.basename(path)} has no #{anchor}")
        number = m.group(2).strip()
        if number and sections(read(path)) and \
                number not in sections(read(path)):
            fail(place, f"{os.path.basename(path)} has no section {number}")


LITERALS = "\n".join(t for p, t in TEXTS.items()
                     if p.endswith((".c", ".h")) and not p.startswith("tests/"))


def steps_of(program):
    """How many steps its database's format has: user_version."""
    for text in of_program(program).values():
        found = re.search(r"const (?:\w+_)?steps\[\w*\] = \{(.*?)\};", text, re.S)
        if found:
            body = re.sub(r"/\*.*?\*/", "", found.group(1), flags=re.S)
            return len(re.findall(r'"\s*,', body + ","))
    return None


DATABASES = {"docs/SPOOL.md": "valise-relay", "docs/VAULT.md": "valise-desk"}


def check_formats(page, text):
    for m in re.finditer(r"\b(valise-[a-z]+(?:-[a-z]+)*/)(\d+)\b", text):
        if m.group() not in LITERALS:
            now = re.search(re.escape(m.group(1)) + r"(\d+)", LITERALS)
            fail(f"{page}:{text[:m.start()].count(chr(10)) + 1}",
                 f"no program writes {m.group()}"
                 + (f", but {now.group()}" if now else ""))
    for line, span in spans(text):
        if re.fullmatch("VLS[A-Z]+[0-9]+", span) and span not in LITERALS:
            fail(f"{page}:{line}", f"no program writes {span}")
    for m in re.finditer(r"`user_version` (\d+)", text):
        now = steps_of(DATABASES[page])
        if now != int(m.group(1)):
            fail(f"{page}:{text[:m.start()].count(chr(10)) + 1}",
                 f"the format is {now}, not {m.group(1)}")
    newest = steps_of("valise-relay")
    for m in re.finditer(r"this (?:one knows|program writes) (\d+)", text):
        if int(m.group(1)) != newest:
            fail(f"{page}:{text[:m.start()].count(chr(10)) + 1}",
                 f"the program's format is {newest}, not {m.group(1)}")


def check_tables(page, text):
    """Each row has as many cells as the head, and a head stands above it."""
    width, fenced = None, False
    lines = text.split("\n")
    for i, line in enumerate(lines, 1):
        if line.startswith(FENCE):
            fenced = not fenced
        if fenced or not line.startswith("|"):
            width = None
            continue
        cells = len(re.split(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", line)
                             .strip().strip("|")))
        if width is None:
            width = cells
            below = lines[i] if i < len(lines) else ""
            if not re.match(r"\|[-| :]+\|$", below):
                fail(f"{page}:{i}", "a row of a table without its head")
        elif cells != width:
            fail(f"{page}:{i}", f"{cells} cells in a table of {width}")


def check_designs(page, text):
    for m in re.finditer(r"\b[Dd]esign:? \d|\(design\b|of the design\b", text):
        fail(f"{page}:{text[:m.start()].count(chr(10)) + 1}",
             f"refers to a page that is not here: {m.group()}")


def check_code():
    """What comments say of pages."""
    heads = {os.path.basename(p): sections(t) for p, t in PAGES.items()
             if p.endswith(".md")}
    for path, text in TEXTS.items():
        if path == "tests/docs/names.py":
            continue
        for m in re.finditer(r"\bdocs/([A-Z][\w.-]*?\.md)"
                             r"(?:[ \n*#/]+(\d+(?:\.\d+)*)(?![\w.]*\w))?",
                             text):
            place = f"{path}:{text[:m.start()].count(chr(10)) + 1}"
            if m.group(1) not in heads:
                fail(place, f"there is no docs/{m.group(1)}")
            elif m.group(2) and heads[m.group(1)] and \
                    m.group(2) not in heads[m.group(1)]:
                fail(place, f"{m.group(1)} has no section {m.group(2)}")
        for m in re.finditer(r"[Dd]esign:? \d|\(design\b", text):
            fail(f"{path}:{text[:m.start()].count(chr(10)) + 1}",
                 f"refers to a page that is not here: {m.group()}")


# --- messages ---

# What stands for a name or a number in an example.
VALUE = (r"  +|\.\.\.|%|[\w./:-]*[A-Z]{2}[\w./:-]*|[\w.:/-]*\d[\w.:/-]*|"
         r"relay\.(?:example|ini line)|Acme Eye")
# What the system's library says, and what stands before every warning.
SYSTEM = [os.strerror(n) for n in range(1, 60)] + ["warning: "]


def said_by_programs():
    """What stands between the placeholders of every text in the sources."""
    pieces = []
    for path, text in TEXTS.items():
        if path.startswith("tests/"):
            continue
        if path.endswith(".tsv"):
            rows = [l.split("\t")[1:2] for l in text.split("\n")]
            pieces += [r[0] for r in rows if r]
        if path.endswith((".c", ".h")):
            text = re.sub(r'"\s*PRI\w+\s*"', "d", text)
            for m in re.finditer(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|'
                                 r'\\.)*")*', text):
                said = "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', m.group()))
                pieces.append(said.replace("\\n", " ").replace('\\"', '"'))
    text = "\n".join(re.sub(r"\s+", " ", re.sub(
        r"%[-+ #.*\d]*(?:ll|z|l)?[a-zA-Z]", "\0", p)) for p in pieces)
    return text, {p for p in re.split("[\0\n]", text) if len(p.strip()) >= 6}


def check_messages(page, text):
    """Every message of the tables is made of what the programs say."""
    whole, pieces = said_by_programs()
    for line, span in spans(text):
        if len(span.split()) < 3 or COMMAND.match(span):
            continue
        known = bytearray(len(span))
        for piece in list(pieces) + SYSTEM:
            at = span.find(piece)
            while at >= 0:
                known[at:at + len(piece)] = b"1" * len(piece)
                at = span.find(piece, at + 1)
        rest = "".join("  " if k else c for k, c in zip(known, span))
        for run in re.split(VALUE, rest):
            run = run.strip(" .,;:()")
            if len(run.split()) >= 2 and run not in whole:
                fail(f"{page}:{line}", f"no program says: {run}")


# --- limits ---

# (page, the words around the number, the constant).  \N stands for the number
# with its unit; blanks for any white space.
LIMITS = [
    ("docs/REPORT.md", r"UTF-8, at most \N", "REPORT_MAX"),
    ("docs/REPORT.md", r"at most \N members in one object",
     "JSON_MEMBERS_MAX"),
    ("docs/REPORT.md", r"at most \N levels deep", "JSON_DEPTH_MAX"),
    ("docs/REPORT.md", r"\*list of\* has at most \N items",
     "report_fields.c:ITEMS"),
    ("docs/REPORT.md", r"`narrative` \| text \N", "REPORT_NARRATIVE_MAX"),
    ("docs/REPORT.md", r"attachment \(3.1\), at most \N",
     "REPORT_ATTACHMENTS_MAX"),
    ("docs/REPORT.md", r"over \N bytes \| `others_are", "FUZZY_TYPED_MAX"),
    ("docs/REPORT.md", r"days from \N to", "FUZZY_FIRST_YEAR"),
    ("docs/REPORT.md", r"days from 1900 to \N of", "FUZZY_LAST_YEAR"),
    ("docs/ENVELOPE.md", r"`report.json` has at most \N", "REPORT_MAX"),
    ("docs/ENVELOPE.md", r"at most \N attachments", "REPORT_ATTACHMENTS_MAX"),
    ("docs/ENVELOPE.md", r"The header may have up to \N", "AGE_HEADER_MAX"),
    ("docs/ENVELOPE.md", r"The limit of scrypt work is \N",
     "1 << OPEN_SCRYPT_LOG_N_MAX"),
    ("docs/ENVELOPE.md", r"chunks of \N bytes", "AGE_CHUNK_BYTES"),
    ("docs/ENVELOPE.md", r"\| \N \| header: version line",
     "SEAL_HYBRID_HEADER_BYTES"),
    ("docs/COMMANDS.md", r"for each file, up to \N", "OPTIONS_ATTACHMENTS_MAX"),
    ("docs/COMMANDS.md", r"A directory lives \N at most",
     "DIRECTORY_LIFE_SECONDS"),
    ("docs/man/valise.1.scd", r"byte for byte [^;]*; up to \N",
     "OPTIONS_ATTACHMENTS_MAX"),
    ("docs/man/valise.1.scd", r"average, 1 to \N", "UPLOAD_PACED_SECONDS_MAX"),
    ("docs/man/valise.1.scd", r"3600, \N if not", "UPLOAD_PACED_SECONDS"),
    ("docs/man/valise.1.scd", r"parts of about \N", "UPLOAD_PACED_PART_BYTES"),
    ("docs/man/valise.1.scd", r"\(at most \N parts\)",
     "UPLOAD_PACED_PARTS_MAX"),
    ("docs/man/valise.1.scd", r"After \N without a key",
     "SITTING_IDLE_SECONDS"),
    ("docs/DIRECTORY.md", r"after `issued`, at most \N",
     "DIRECTORY_LIFE_SECONDS"),
    ("docs/DIRECTORY.md", r"at least \N after `until`",
     "DIRECTORY_KEEP_SECONDS"),
    ("docs/DIRECTORY.md", r"within \N of `expires`", "DIRECTORY_WARN_SECONDS"),
    ("docs/DIRECTORY.md", r"At most \N with its signatures", "DIRECTORY_MAX"),
    ("docs/DIRECTORY.md", r"list of at most \N:", "DIRECTORY_WITNESSES_MAX"),
    ("docs/DIRECTORY.md", r"At most \N items in a list",
     "note_member.c:ITEMS_MAX"),
    ("docs/DIRECTORY.md", r"k <= n <= \N", "KEY_SET_MAX"),
    ("docs/DESK.md", r"N is at most \N", "VAULT_EPOCHS_MAX"),
    ("docs/DESK.md", r"at least \N characters; take",
     "passphrase.c:PASSPHRASE_LEAST"),
    ("docs/KEYS.md", r"at least \N characters and",
     "passphrase.c:PASSPHRASE_LEAST"),
    ("docs/KEYS.md", r"characters and at most \N bytes",
     "secret_file.h:PASSPHRASE_MAX - 1"),
    ("docs/KEYS.md", r"scrypt work over \N", "1 << OPEN_SCRYPT_LOG_N_MAX"),
    ("docs/VAULT.md", r"Up to \N epoch keys", "VAULT_EPOCHS_MAX"),
    ("docs/VAULT.md", r"canonical JSON of at most \N", "store_seal.c:ROW_MAX"),
    ("docs/VAULT.md", r"those of the next 31 numbers; at most \N", "case_keys.h:CASE_KEYS_MAX"),
    ("docs/VAULT.md", r"At most \N entries are kept", "CASE_ENTRIES_MAX"),
    ("docs/VAULT.md", r"most \N of it \(the header", "OPENING_HEADER_MAX"),
    ("docs/VAULT.md", r"none up to \N", "opener_child.c:THREADS_FROM"),
    ("docs/VAULT.md", r"\| limits \| \N of address space",
     "opener_child.c:MEMORY_MAX"),
    ("docs/MEDIUM.md", r"courier's key, at most \N", "MANIFEST_MAX"),
    ("docs/MEDIUM.md", r"notes of up to \N", "DESK_NOTE_MAX"),
    ("docs/MEDIUM.md", r"writes at most \N lines", "IMPORT_LINES_MAX"),
    ("docs/MEDIUM.md", r"up to \N entries a medium", "COLLECT_ENTRIES_MAX"),
    ("docs/MEDIUM.md", r"log of more than \N entries",
     "collect_log.c:LOG_SIZE_MAX"),
    ("docs/BULLETIN.md", r"age file of exactly \N bytes",
     "BULLETIN_CELL_BYTES"),
    ("docs/BULLETIN.md", r"plaintext has \N bytes", "REPLY_CELL_PLAIN_BYTES"),
    ("docs/BULLETIN.md", r"has up to \N parts", "REPLY_PARTS_MAX"),
    ("docs/BULLETIN.md", r"at most \N \(", "BULLETINS_KEPT_MAX"),
    ("docs/BULLETIN.md", r"power of two, at least \N",
     "bulletin_cells.c:CELLS_LEAST"),
    ("docs/BULLETIN.md", r"at least 16, at most \N", "BULLETIN_CELLS_MAX"),
    ("docs/RECEIPT.md", r"At most \N. In a batch", "TLOG_PROOF_MAX"),
    ("docs/RECEIPT.md", r"power of two, at least \N", "PROMISE_LEAVES_LEAST"),
    ("docs/RECEIPT.md", r"In a batch are at most \N", "PROMISE_ITEMS_MAX"),
    ("docs/RECEIPT.md", r"more than \N publications", "COSIGN_BEHIND_MAX"),
    ("docs/RECEIPT.md", r"has at most \N signatures",
     "cosign_visit.c:SIGNATURES_MAX"),
    ("docs/SPOOL.md", r"wait, at most \N records", "STORE_BATCH_MAX"),
    ("docs/SPOOL.md", r"holds at most \N entries", "2 * NOTER_MAX"),
    ("docs/SPOOL.md", r"entries and \N of segments", "2 * NOTER_BYTES_MAX"),
    ("docs/EVIDENCE.md", r"bytes, at most \N, and", "PICTURE_BYTES_MAX"),
    ("docs/EVIDENCE.md", r"take more than \N unpacked", "PICTURE_WORK_MAX"),
    ("docs/EVIDENCE.md", r"name; \N of memory", "PICTURE_MEMORY_MAX"),
    ("docs/EVIDENCE.md", r"of memory, \N of", "PICTURE_CPU_SECONDS"),
    ("docs/EVIDENCE.md", r"copy of at most \N", "PICTURE_COPY_MAX"),
    ("docs/EVIDENCE.md", r"waits for at most \N", "PICTURE_WALL_SECONDS"),
    ("docs/DRAFT.md", r"Content is at most \N", "DRAFT_MAX"),
    ("docs/DRAFT.md", r"passphrase has at least \N", "DRAFT_PASSPHRASE_LEAST"),
    ("docs/VOCABULARY.md", r"UTF-8, at most \N", "VOCABULARY_FILE_MAX"),
    ("docs/VOCABULARY.md", r"has over \N bytes", "VOCABULARY_LABEL_MAX"),
    ("docs/VOCABULARY.md", r"A code is 1 to \N of", "VOCABULARY_CODE_MAX"),
    ("docs/REPLY-CODE.md", r"^\N decimal digits", "REPLY_CODE_DIGITS"),
    ("docs/REPLY-CODE.md", r"memory \N, lanes", "REPLY_CODE_MEMLIMIT"),
    ("docs/man/valise-courier.1.scd", r"texts of fewer than \N",
     "COURIER_TEXT_MAX"),
    ("docs/man/valise-relay.1.scd", r"given up to \N times",
     "init_command.c:INTAKES_MAX"),
    ("docs/man/valise-desk.1.scd", r"Default 26; 1 to \N", "VAULT_EPOCHS_MAX"),
]
NUMBER = r"(2\^\d+|[\d,]*\d|[a-z]+)(?:\s+(%s)\b)?" % "|".join(UNITS)


def check_limits():
    for page, words, name in LIMITS:
        pattern = words.replace(r"\N", NUMBER).replace(" ", r"\s+")
        text = PAGES.get(page, "")
        found = re.search(pattern, text, re.M)
        place = page if not found else \
            f"{page}:{text[:found.start(1)].count(chr(10)) + 1}"
        parts = re.findall(r"[\w.]+:\w+|[A-Z]\w+", name)
        values = {p: constant(p) for p in parts}
        if None in values.values():
            fail(place, f"no source defines {name}, once")
            continue
        value = name
        for part, number in values.items():
            value = value.replace(part, str(number))
        value = evaluate(value, {})
        if not found:
            fail(page, f"does not say {name}, which is {value}: {words}")
            continue
        said = found.group(1) + (
            " " + found.group(2) if found.group(2) else "")
        if amount(said) != value:
            fail(place, f"says {said}; {name} is {value}")


for page, text in PAGES.items():
    check_commands(page, text)
    check_configuration(page, text)
    check_files(page, text)
    check_names(page, text)
    check_links(page, text)
    check_formats(page, text)
    check_designs(page, text)
    if page.endswith(".md"):
        check_tables(page, text)
check_code()
check_limits()
check_messages("docs/ERRORS.md", PAGES.get("docs/ERRORS.md", ""))

for failure in failures:
    print("FAILED:", failure, file=sys.stderr)
if failures:
    sys.exit(1)
print("passed")
