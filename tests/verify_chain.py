#!/usr/bin/env python3
"""Checks the hash chains of a store without any of warroom's code: `verify_chain.py STORE`.

Format 1: one JSON object a line, its fields in one order, spelled in one way. `hash` is the SHA-256 of the bytes
of `data`, `id` that of the bytes of the line before `,"id"`, `prev` the `id` of the line before; the first line
has the SHA-256 of `INCIDENT:REPLICA` there. Prints one line for each damage and ends with 8, or says `ok`.
"""

import json
import re
import sys
from hashlib import sha256
from pathlib import Path

FIELDS = ["v", "incident", "replica", "seq", "hlc", "at", "by", "kind", "hash", "prev", "id", "data"]
LONGEST_LINE = 256 * 1024
HLC = re.compile(r"[0-9a-f]{12}-[0-9a-f]{4}")
AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
SALT = re.compile(r"[0-9a-f]{32}")
SUM = re.compile(r"[0-9a-f]{64}")


def spell(value):
    """The one spelling of a JSON value, as bytes."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def once(pairs):
    """An object in which no key stands twice."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def refuse(number):
    raise ValueError(f"{number} is not a whole number")


def read(line):
    """The entry that a line holds, or a ValueError that says why it holds none."""
    if len(line) > LONGEST_LINE:
        raise ValueError(f"{len(line)} bytes; an entry has at most {LONGEST_LINE}")
    try:
        entry = json.loads(line.decode(), object_pairs_hook=once, parse_float=refuse, parse_constant=refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(entry, dict) or list(entry) != FIELDS:
        raise ValueError("not the fields of an entry in their order")
    if spell(entry) != line:
        raise ValueError("not in its one spelling")
    if type(entry["v"]) is not int or entry["v"] != 1:
        raise ValueError(f"format {entry['v']}, which is not checked here")
    if type(entry["seq"]) is not int:
        raise ValueError("seq is not a number")
    for field in set(FIELDS) - {"v", "seq", "data"}:
        if not isinstance(entry[field], str):
            raise ValueError(f"{field} is not text")
    for field, form in [("hlc", HLC), ("at", AT), ("hash", SUM), ("prev", SUM), ("id", SUM)]:
        if not form.fullmatch(entry[field]):
            raise ValueError(f"{field} is not well formed: {entry[field]}")
    return entry


def faults_of(entry, before, place, redacted):
    """What is wrong with an entry in its place; `before` is the entry before it, or None for the first."""
    incident, replica = place
    head = spell({field: entry[field] for field in FIELDS[:10]})[:-1]
    start = sha256(f"{incident}:{replica}".encode()).hexdigest()
    if (entry["incident"], entry["replica"]) != place:
        yield f"says {entry['incident']}:{entry['replica']}, but stands in {incident}:{replica}"
    if entry["id"] != sha256(head).hexdigest():
        yield "id does not match: the line was changed"
    if entry["prev"] != (before["id"] if before else start):
        yield "prev does not match: a line is missing, was put in, or was changed"
    if entry["seq"] != (before["seq"] + 1 if before else 1):
        yield f"seq is {entry['seq']}, not one more than before"
    if before and entry["hlc"] <= before["hlc"]:
        yield f"hlc {entry['hlc']} is not later than {before['hlc']}"
    data = entry["data"]
    if data is None:
        if entry["id"] not in redacted:
            yield "content is gone, and no entry of the incident says that it was redacted"
        return
    if entry["hash"] != sha256(spell(data)).hexdigest():
        yield "hash does not match: the content was changed"
    if not isinstance(data, dict):
        yield "data is not an object"
    elif entry["kind"] != "plan_pinned":
        key, salt = next(iter(data.items()), (None, None))
        if key != "salt" or not isinstance(salt, str) or not SALT.fullmatch(salt):
            yield "data does not begin with a salt of 32 hex digits"


def entries_of(log):
    """Each line of a log: its number, and its entry or what is wrong with it."""
    lines = log.read_bytes().split(b"\n")
    torn = lines.pop()
    for number, line in enumerate(lines, 1):
        try:
            yield number, read(line), None
        except ValueError as fault:
            yield number, None, str(fault)
    if torn:
        yield len(lines) + 1, None, "torn: the line has no end"


def log_begins_late(lines, log):
    """Whether the first entry of a branch is not the first of its log."""
    first = next((entry for _, entry, _ in lines[log]), None)
    return first is not None and first["seq"] > 1


def root_of(lines, log):
    """The entry of another file that the first entry of a branch continues."""
    first = lines[log][0][1]
    others = [entry for other in lines if other != log for _, entry, _ in lines[other] if entry]
    return next((entry for entry in others if entry["id"] == first["prev"]), None)


def main(store):
    damages = entries = logs = 0
    folders = sorted(path for path in (store / "incidents").iterdir() if path.is_dir())
    for folder in folders:
        lines = {log: list(entries_of(log)) for log in sorted(folder.glob("log/*.jsonl"))}
        found = [entry for log in lines.values() for _, entry, _ in log if entry]
        redactions = [entry["data"] for entry in found if entry["kind"] == "redacted"]
        redacted = {data.get("target") for data in redactions if isinstance(data, dict)}
        for log, numbered in lines.items():
            logs += 1
            replica = re.fullmatch(r"([^~]+)(~[0-9A-Za-z]{8})?", log.stem)
            faults = [] if replica else [(1, "the file is not named REPLICA.jsonl or REPLICA~XXXXXXXX.jsonl")]
            place = (folder.name, replica[1] if replica else log.stem)
            before, known = None, True
            if replica and replica[2] and log_begins_late(lines, log):
                before = root_of(lines, log)
                if before is None:
                    faults.append((1, "the log that this one branches off is not here"))
                    known = False
            for number, entry, fault in numbered:
                entries += 1
                if fault:
                    faults.append((number, fault))
                elif known:
                    faults += [(number, fault) for fault in faults_of(entry, before, place, redacted)]
                else:
                    # The line before could not be read, so this one is held against what it says of it.
                    guess = {"id": entry["prev"], "seq": entry["seq"] - 1, "hlc": ""}
                    faults += [(number, fault) for fault in faults_of(entry, guess, place, redacted)]
                before, known = entry, entry is not None
            for number, fault in faults:
                print(f"{log}:{number}: {fault}")
            damages += len(faults)
    if damages:
        return 8
    print(f"ok: {entries} entries in {logs} logs")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "incidents").is_dir():
        sys.exit("use: verify_chain.py STORE (a folder with `incidents` in it)")
    sys.exit(main(Path(sys.argv[1])))
