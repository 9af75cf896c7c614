#!/usr/bin/env python3
"""What exiftool finds in pictures, and what was said of them.

usage: pictures_peer.py WARNINGS PICTURE...

WARNINGS is what `valise seal --pictures original` wrote on standard error.  For
each thing of a kind that exiftool finds in a picture, that kind must have been
named of it; ends with a line of counts, and fails where one was not.
"""
import json
import re
import subprocess
import sys

KINDS = {  # what is said: the tags, by group and name, that are of it
    "the place": r"GPS:GPS(Latitude|Longitude|Position|DestL).*"
                 r"|XMP-exif:GPS.*|XMP-photoshop:(City|State|Country)"
                 r"|XMP-iptcCore:(Location|CountryCode)"
                 r"|IPTC:(City|Sub-location|Province.*|Country.*)",
    "the camera": r"(IFD0|IFD1|XMP-tiff):(Make|Model)",
    "the time": r"(ExifIFD|XMP-exif):(DateTimeOriginal|CreateDate)"
                r"|IFD0:ModifyDate|GPS:GPS(Date|Time)Stamp"
                r"|XMP-xmp:(Create|Modify|Metadata)Date"
                r"|XMP-photoshop:DateCreated|XMP-xmpMM:HistoryWhen"
                r"|IPTC:(Date|Time|DigitalCreation).*"
                r"|PNG:(ModifyDate|CreationTime|Date.*)",
    "the software": r"IFD0:Software|XMP-xmp:CreatorTool|PNG:Software"
                    r"|XMP-xmpMM:HistorySoftwareAgent"
                    r"|IPTC:OriginatingProgram",
    "a person's name": r"IFD0:(Artist|Copyright|XPAuthor)"
                       r"|ExifIFD:OwnerName|XMP-dc:(Creator|Rights)"
                       r"|XMP-photoshop:(Credit|AuthorsPosition|CaptionWriter)"
                       r"|IPTC:(By-line.*|Credit|Writer-Editor|Contact"
                       r"|CopyrightNotice)|PNG:(Author|Copyright)",
    "a serial number or the maker's notes":
        r"ExifIFD:(SerialNumber|LensSerialNumber|ImageUniqueID)"
        r"|XMP-aux:.*SerialNumber"
        r"|(Canon|Nikon|Sony|Olympus|Pentax|Panasonic|Casio|FujiFilm|Kodak"
        r"|Minolta|Ricoh|Sanyo|Samsung|Apple|Sigma|Leica):.*",
    "a small copy of itself": r"(IFD1|File):ThumbnailImage|IFD1:ThumbnailOffset"
                              r"|Photoshop:PhotoshopThumbnail|.*:PreviewImage",
    "comments": r"(ExifIFD:UserComment|IFD0:(ImageDescription|XPComment|XPTitle"
                r"|XPSubject|XPKeywords)|File:Comment|PNG:(Comment|Title"
                r"|Description|Warning|Disclaimer)|IPTC:(Caption.*|Keywords"
                r"|Headline|SpecialInstructions|ObjectName))",
    "an XMP block": r"XMP-.*:.*",
    "an IPTC block": r"IPTC:.*",
    "a colour profile": r"ICC-header:.*|ICC_Profile:.*",
}
EMPTY = re.compile(r"[\s\0:0-]*")

warnings = {}
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    found = re.match(r"valise: warning: (\S+) carries (.*?)\. It is sealed", line)
    if found:
        warnings[found[1]] = found[2]
files = {path.rpartition("/")[2]: path for path in sys.argv[2:]}
found = json.loads(subprocess.run(
    ["exiftool", "-j", "-G1", "-a", "-s", "-u", *files.values()],
    capture_output=True, text=True, errors="replace").stdout)
assert len(found) == len(files), (len(found), len(files))
missed, named, without = 0, dict.fromkeys(KINDS, 0), 0
for tags in found:
    name = tags.pop("SourceFile").rpartition("/")[2]
    said = warnings.get(name, "")
    without += not said
    for kind, pattern in KINDS.items():
        hits = [f"{tag} = {str(value)[:40]}" for tag, value in tags.items()
                if re.fullmatch(pattern, tag)
                and not EMPTY.fullmatch(str(value))]
        if not hits:
            continue
        if kind in said:
            named[kind] += 1
        else:
            missed += 1
            print(f"{name}: exiftool has {'; '.join(hits[:3])}; "
                  f"{kind!r} was not said: {said or 'nothing'}")
print(f"{len(files)} pictures, {len(files) - without} carry something; named: " +
      ", ".join(f"{kind} {n}" for kind, n in named.items()) +
      f"; missed: {missed}")
sys.exit(missed > 0)
