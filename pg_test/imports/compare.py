"""Compares what is inferred of real files with what a careful person chose, and each value that is read with the file.

compare.py READER FOLDER EXPECTED [REPORT]

READER prints, for a file and options, what is inferred, the types of the columns, and each row as they read it. The files are read
here once more, by Python's csv and json. Prints a line for what differs, and at the end `columns AGREE DIFFER files PASSED FAILED`.
REPORT gets a line for each file: how many of its columns agree.
"""

import csv
import fnmatch
import io
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

csv.field_size_limit(1 << 30)
reader, folder, expected_file = sys.argv[1:4]
report = open(sys.argv[4], "w") if len(sys.argv) > 4 else io.StringIO()


def expectations():
    """The columns of each pattern of file names: {pattern: (options, {column: type})}."""
    found = {}
    with open(expected_file, encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                name, options, column, kind = line.rstrip("\n").split("\t")
                found.setdefault(name, (options or "{}", {}))[1][column] = kind
    return found


def files():
    """The CSV, TSV and JSON files of all packages, by their paths in the folder."""
    for root, _, names in os.walk(folder):
        for name in names:
            if name.endswith((".csv", ".tsv", ".json")):
                yield os.path.relpath(os.path.join(root, name), folder)


def original(path):
    """The headers, and the rows as lists of texts or JSON values; None for a value that a row does not have."""
    with open(path, "rb") as file:
        text = file.read().decode("utf-8-sig")
    if path.endswith(".json"):
        rows = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        rows = rows["features"] if isinstance(rows, dict) else rows
        headers = list(dict.fromkeys(key for row in rows for key in row))
        return headers, ([row.get(header) for header in headers] for row in rows)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if path.endswith(".tsv") else ",")
    return next(rows), (row for row in rows if row)


MOMENTS = ["%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%b %d %Y", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]


def moment(text, zone):
    """A date or an instant that a text says, as it is stored."""
    if text.endswith("Z"):
        return datetime.fromisoformat(text[:-1]).replace(tzinfo=timezone.utc)
    for form in MOMENTS:
        try:
            read = datetime.strptime(text, form)
        except ValueError:
            continue
        if zone is None:
            return read
        if zone.startswith("Etc/GMT+"):
            return read.replace(tzinfo=timezone(-timedelta(hours=int(zone[8:]))))
        return read.replace(tzinfo=ZoneInfo(zone))
    return None


def number(value):
    return value if isinstance(value, Decimal) else Decimal(value.strip().replace(",", ""))


def is_same(kind, given, read, zone):
    """Whether a value says what the file says."""
    if kind in ("text", "long_text", "select", "email", "url", "phone"):
        # Blanks around a cell without quotation marks are no part of it; csv does not tell which have some.
        text = str(given) if isinstance(given, Decimal) else given
        return read in (text, text.strip())
    if kind in ("integer", "number"):
        return isinstance(read, Decimal) and number(given) == read
    if kind == "date":
        due = moment(given, None)
        return due is not None and due.strftime("%Y-%m-%d") == read and (due.hour, due.minute, due.second) == (0, 0, 0)
    if kind == "datetime":
        due = moment(given, zone)
        return due is not None and due == datetime.fromisoformat(read.replace("Z", "+00:00"))
    if kind == "checkbox":
        return read is given or (isinstance(given, str) and given.lower() == str(read).lower())
    if kind == "multi_select":
        return read == (given if isinstance(given, list) else re.split(r" *, *", given))
    if kind == "json":
        return given == read
    return False


def compare(path, options, due):
    """Reads a file. Returns how many columns agree and how many differ, and what is wrong with its values."""
    run = subprocess.Popen([reader, os.path.join(folder, path), options, "typed"], stdout=subprocess.PIPE, text=True)
    first = json.loads(run.stdout.readline())
    if "error" in first:
        run.wait()
        if due.get("refused") is not None and due["refused"] in first["error"]:
            return 0, 0, None
        return 0, len(due), "is refused: " + first["error"]
    if "refused" in due:
        run.kill()
        return 0, 1, "is not refused"
    kinds = json.loads(run.stdout.readline())
    headers, rows = original(os.path.join(folder, path))
    inferred = [column["header"] for column in first["columns"]]
    if inferred != headers:
        run.kill()
        return 0, len(due), f"has the columns {headers[:9]}, and {inferred[:9]} were read"
    differ = [(header, kind, due.get(header)) for header, kind in zip(headers, kinds) if due.get(header) != kind]
    for header, kind, other in differ:
        print(f"{path}: {header}: a person would choose {other}, inferred is {kind}")
    parsed = json.loads(options)
    nulls, zone = parsed.get("null_values", [""]), parsed.get("time_zone")
    for count, given in enumerate(rows, 1):
        line = run.stdout.readline()
        if not line:
            return 0, len(due), f"ends before row {count}"
        read = json.loads(line, parse_float=Decimal, parse_int=Decimal)
        for at, value in enumerate(given):
            is_null = value is None or (isinstance(value, str) and value.strip() in nulls)
            if is_null and read[at] is None:
                continue
            if is_null or read[at] is None or not is_same(kinds[at], value, read[at], zone):
                run.kill()
                return 0, len(due), f"row {count}, {headers[at]}: {value!r} was read as {read[at]!r} of type {kinds[at]}"
    rest = run.stdout.readline()
    run.wait()
    return len(headers) - len(differ), len(differ), f"has more rows than {count}" if rest else None


agree = differ = passed = failed = 0
expected = expectations()
used = set()
patterns = {}
for path in sorted(files()):
    names = [name for name in expected if name == path] or [name for name in expected if fnmatch.fnmatchcase(path, name)]
    if not names:
        print(f"{path}: nobody wrote down what it holds")
        failed += 1
        continue
    used.add(names[0])
    options, due = expected[names[0]]
    same, other, wrong = compare(path, options, due)
    if wrong:
        print(f"{path}: {wrong}")
    failed, passed = failed + bool(wrong), passed + (not wrong)
    # Files of one pattern count as one.
    if names[0] != path:
        known = patterns.get(names[0], (same, 0))
        patterns[names[0]] = (min(known[0], same) if other else known[0], max(known[1], other))
        continue
    agree, differ = agree + same, differ + other
    print(f"{path}\t{same}\t{other}", file=report)
for name, (same, other) in patterns.items():
    agree, differ = agree + same, differ + other
    print(f"{name}\t{same}\t{other}", file=report)
for name in expected.keys() - used:
    print(f"{name}: no package has it")
    failed += 1
print(f"columns {agree} {differ} files {passed} {failed}")
