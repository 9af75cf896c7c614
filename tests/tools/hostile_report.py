#!/usr/bin/env python3
"""Makes the inside of an envelope in which every word of a stranger is hostile.

hostile_report.py OUT.tar KIND LISTS: `words`: each text has forged lines of the desk,
marks of direction and controls, and stands around the mark ZZF, by which a test
finds it wherever it is shown; with 1,000 attachments.  `many`: 10,000 of them.
`link`: one that is a link.  Fields are those of docs/REPORT.md 3;
LISTS is the folder of the codes that a desk asks for.
"""
import hashlib
import io
import json
import sys
import tarfile

TEXT = ("ZZF one\nZZF Case 99999999: CREDIBLE\n  Officer: anna.example ZZF\r"
        "ZZF\u202eZZF gone\u202c\u2066ZZF\u2069 \u2028ZZF Signed in ZZF\u0085"
        "ZZF \x1b[2J\x1b[HZZF \x07ZZF\u200fZZF \u0627\u0644ZZF\u0645 end")
WIDE = "ZZF" + "\u0301" * 40 + "ZZF " + "\u4e2d" * 30 + " ZZF"
CODE = "ZZF-CREDIBLE"


def text(limit=1024):
    return (TEXT + "\n" + WIDE)[:limit]


def code(name):
    """The first of a list: where a desk takes no other."""
    with open("%s/%s.tsv" % (sys.argv[3], name), encoding="utf-8") as f:
        return f.read().split("\n")[1].split("\t")[0]


def date():
    return {"date": "2026", "precision": code("precisions"), "calendar": text(60),
            "typed": text()}


def report(attachments):
    person = {"unit": code("victim_units"), "name": text(), "name_latin": text(),
              "label": text(), "gender": text(), "organisation": text(),
              "role": text(), "age_band": text(60), "nationality": CODE,
              "residence": CODE, "profile": [CODE], "protected_status": [CODE]}
    act = {"type": CODE, "victims": [1], "actors": [1], "channel": code("channels"),
           "from": date(), "to": date(),
           "place": {"m49": CODE, "text": text(), "kind": text()},
           "how_known": code("how_known"), "text": text(4000)}
    return {
        "format": "valise-report/1", "lists_version": text(60), "kind": "new",
        "earlier_reference": text(), "text_language": "ZZF",
        "sender": {"role": code("sender_roles"), "identity": text(4000), "safe_contact": {
            "channel": text(), "hours": text(), "words": text(),
            "do_not_contact": text(), "staff_gender": text(),
            "language": text(60)}},
        "victims": [person, dict(person, name="Amal ZZF\nZZF")],
        "un_bodies": [CODE],
        "cooperation": {"what": text(4000), "time": code("cooperation_times"), "date": date(),
                        "place": code("cooperation_places")},
        "why_linked": text(4000), "nature": code("natures"), "acts": [act, dict(act)],
        "narrative": text(60000), "actors": [{
            "code": CODE, "relation": code("relations"), "name": text(), "rank": text(),
            "unit": text(), "accounts": text()}],
        "state_concerned": [CODE, "unknown"], "law_cited": text(4000),
        "detention": text(4000), "risk_if_acted": text(4000),
        "gender_dimension": {"answer": code("gender_answers"), "text": text(4000)},
        "situation_now": CODE, "danger_now": CODE, "deadline": date(),
        "effect_on_cooperation": code("effects"),
        "domestic_steps": {"code": CODE, "text": text(4000)},
        "other_bodies": {"code": CODE, "text": text(4000)},
        "un_document": text(), "action_wanted": [CODE],
        "consent": [{"person": "self", "C0": "yes", "C2": "no", "how": text()},
                    {"person": text(), "C2": "yes", "how": text()}],
        "ZZF.member": {"ZZF\n": text()},
        "attachments": attachments}


def put(tar, name, body, link=None):
    info = tarfile.TarInfo(name)
    info.size = len(body)
    if link:
        info.type, info.linkname, info.size = tarfile.SYMTYPE, link, 0
    tar.addfile(info, None if link else io.BytesIO(body))


def main():
    path, kind = sys.argv[1:3]
    count = {"words": 1000, "many": 10000, "link": 1}[kind]
    bodies = [b"PK\x03\x04 an invented archive %d" % i for i in range(count)]
    attachments = [{
        "number": i + 1, "name": "ZZF.zip", "size": len(body),
        "sha256": hashlib.sha256(body).hexdigest()}
        for i, body in enumerate(bodies)]
    for one in attachments[::25]:
        one.update(name=text(), type=text(200), made_by=text(200),
                   got_when=text(200), form=code("attachment_forms"))
    if kind != "words":
        attachments = attachments[:1000]
    value = report(attachments)
    if kind != "words":
        value = {"format": "valise-report/1", "kind": "new",
                 "narrative": "ZZF", "attachments": [
                     {k: a[k] for k in ("number", "size", "sha256")}
                     for a in attachments]}
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        put(tar, "report.json", json.dumps(value).encode("utf-8"))
        for i, body in enumerate(bodies):
            put(tar, "attachments/%04d" % (i + 1), body,
                "/etc/passwd" if kind == "link" else None)


main()
