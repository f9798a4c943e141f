"""Whether a workbook may be opened: all of it is read once here, counted and let go.

openpyxl keeps what it reads in memory, believes every size and reference that a file states, and
so can be made to work for hours by a small file. What passes here is loaded in seconds.
"""

import io
import posixpath
import zipfile
from collections import Counter
from contextlib import contextmanager
from xml.parsers import expat

from openpyxl.utils import range_boundaries

from surveys import messages as say
from surveys.figures import swedish

MEGABYTE = 2**20
MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 25 * MEGABYTE
MOST_PARTS = 300
MOST_CELLS = 100_000
MOST_ROWS = 100_000
MOST_COLUMNS = 16_384  # of a sheet in Excel
DEAR = "everything else, formats first"
# How many there may be of a kind of element, and what is said when there are more.
LIMITS = {
    "row": (MOST_ROWS, "too_many_rows"),
    "c": (MOST_CELLS, "too_many_cells"),
    "v": (MOST_CELLS, "too_much"),
    "f": (MOST_CELLS, "too_much"),
    "is": (MOST_CELLS, "too_much"),
    "si": (MOST_CELLS, "too_much"),
    "t": (MOST_CELLS, "too_much"),
    DEAR: (100_000, "too_much"),
}
DEEPEST = 100
# A tag is read anew for each chunk until it is whole.
LONGEST_TAG = 128 * 1024
# A formula that cells share is translated for each of them.
MOST_SHARED_FORMULA = 2_000_000
LONGEST_FORMAT = 255  # of a number, in Excel; openpyxl searches a long one for ever
CHUNK = 64 * 1024

PACKED = (b"PK\x03\x04", b"PK\x05\x06")
PART_START = b"PK\x01\x02"
COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
SPREAD = {"mergeCell", "hyperlink", "comment"}  # openpyxl makes every cell of their area
POINTING = {"sheet", "chart", "externalReference", "pivotCache"}


class Unusable(Exception):
    """The file cannot or must not be read. The text says, in Swedish, what is wrong and what to do."""

    def __init__(self, code, **words):
        super().__init__(say.file(code, **words))


@contextmanager
def unusable_if_it_fails(code):
    """A file can be odd in any way, and openpyxl then fails in any way: here, or later in what it made."""
    try:
        yield
    except Unusable:
        raise
    except Exception as error:
        raise Unusable(code) from error


def check(data):
    """Raises Unusable, or what zipfile raises, when the packed workbook must not be opened."""
    if data.count(PART_START) > MOST_PARTS:
        raise Unusable("too_much")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        _refuse_other_kinds({part.filename.casefold() for part in parts})
        for part in parts:
            _refuse_odd(part)
        _Reading(archive).read(parts)


def _refuse_other_kinds(names):
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise Unusable("macros")
    if "xl/workbook.bin" in names:
        raise Unusable("xlsb")
    if "mimetype" in names and "content.xml" in names:
        raise Unusable("ods")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Unusable("document")
    if not any(name.startswith("xl/") for name in names):
        raise Unusable("zip")


def _refuse_odd(part):
    name = part.filename
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
        raise Unusable("unsafe")
    if part.flag_bits & 1:
        raise Unusable("password")
    if part.compress_type not in COMPRESSIONS:
        raise Unusable("broken")


class _Reading:
    """One pass over the parts of a workbook, with what has been met so far."""

    def __init__(self, archive):
        self.archive = archive
        self.unpacked = 0
        self.met = Counter()
        self.spread = 0
        self.shared_formulas = 0
        self.longest_shared = 0
        self.elements_of = Counter()
        self.pointed_at = Counter()

    def read(self, parts):
        for part in parts:
            seen_before = self.met.total()
            self._read_part(part)
            self.elements_of[posixpath.basename(part.filename)] += self.met.total() - seen_before
        self._refuse_echoes()

    def _read_part(self, part):
        parser = _Part(self).parser
        fed = 0
        with self.archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                self.unpacked += len(chunk)
                if self.unpacked > MOST_UNPACKED:
                    raise Unusable("too_much")
                fed += len(chunk)
                parser = parser and _fed(parser, chunk, fed)
                self._refuse_too_many()

    def _refuse_too_many(self):
        for kind, (most, code) in LIMITS.items():
            if self.met[kind] > most:
                raise Unusable(code, most=swedish(most))

    def _refuse_echoes(self):
        """One part may be pointed at from many places, and is loaded for each of them."""
        loaded = sum(self.elements_of[name] * times for name, times in self.pointed_at.items())
        if loaded > 2 * self.met.total():
            raise Unusable("too_much")


def _fed(parser, chunk, fed):
    """The parser when it has read on; None when this is no XML, which nobody else can read either."""
    try:
        parser.Parse(chunk)
    except expat.ExpatError:
        return None
    if fed - parser.CurrentByteIndex > LONGEST_TAG:
        raise Unusable("too_much")
    return parser


class _Part:
    """The handlers of one part's XML, in any encoding."""

    def __init__(self, reading):
        self.reading = reading
        self.met = reading.met
        self.depth = 0
        self.pointers = set()
        self.formula = 0
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _doctype(self, *_):
        raise Unusable("unsafe")

    def _start(self, tag, attributes):
        tag = tag.rpartition(":")[2]
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unusable("too_much")
        if tag not in LIMITS:
            self.met[DEAR] += 1
            self._weigh(tag, attributes)
            return
        self.met[tag] += 1
        if tag == "f" and attributes.get("t") == "shared":
            self._start_shared_formula()

    def _end(self, tag):
        self.depth -= 1
        if self.parser.CharacterDataHandler:
            self._end_shared_formula()

    def _weigh(self, tag, attributes):
        """Of the rarer tags: those whose attributes make work."""
        if tag in SPREAD and "ref" in attributes:
            self._spread(attributes["ref"])
        elif tag in POINTING:
            self._point_once(tag, attributes)
        elif tag == "Relationship" and attributes.get("TargetMode") != "External":
            self.reading.pointed_at[posixpath.basename(attributes.get("Target", ""))] += 1
        elif tag == "numFmt" and len(attributes.get("formatCode", "")) > LONGEST_FORMAT:
            raise Unusable("too_much")

    def _spread(self, ref):
        first_column, first_row, last_column, last_row = range_boundaries(ref)
        rows = (last_row or MOST_ROWS) - (first_row or 1) + 1
        columns = (last_column or MOST_COLUMNS) - (first_column or 1) + 1
        self.reading.spread += abs(rows * columns)
        if self.reading.spread > MOST_CELLS:
            raise Unusable("too_many_cells", most=swedish(MOST_CELLS))

    def _point_once(self, tag, attributes):
        ids = [value for name, value in attributes.items() if name.endswith(":id")]
        pointers = {(tag, value) for value in ids}
        if pointers & self.pointers:
            raise Unusable("broken")
        self.pointers |= pointers

    def _start_shared_formula(self):
        self.reading.shared_formulas += 1
        self.formula = 0
        self.parser.CharacterDataHandler = self._read_shared_formula

    def _read_shared_formula(self, text):
        self.formula += len(text)

    def _end_shared_formula(self):
        self.parser.CharacterDataHandler = None
        reading = self.reading
        reading.longest_shared = max(reading.longest_shared, self.formula)
        if reading.shared_formulas * reading.longest_shared > MOST_SHARED_FORMULA:
            raise Unusable("too_much")
