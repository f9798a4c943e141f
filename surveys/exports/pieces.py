"""A file kept in the database in pieces, written and read without ever being held as a whole."""

import zlib

from surveys.models import ExportedPiece

PIECE_BYTES = 4 * 1024 * 1024
# What is packed already is kept as it is; json is not.
LEVELS = {"json": 1}


class Pieces:
    """What is written here is kept as pieces of an export; `size` is the bytes written."""

    def __init__(self, export):
        self._export = export
        self._written, self._waiting = [], 0
        self._number = 0
        self.size = 0

    def write(self, content):
        self._written.append(bytes(content))
        self._waiting += len(content)
        self.size += len(content)
        if self._waiting >= PIECE_BYTES:
            self._keep()
        return len(content)

    def flush(self):
        """What is not yet a whole piece waits until it is, or until `close`."""

    def close(self):
        if self._waiting:
            self._keep()

    def _keep(self):
        level = LEVELS.get(self._export.format, 0)
        packed = zlib.compress(b"".join(self._written), level)
        ExportedPiece.objects.create(export=self._export, number=self._number, content=packed)
        self._written, self._waiting = [], 0
        self._number += 1


def read(export):
    """The file's bytes, a piece at a time."""
    numbers = list(export.pieces.values_list("pk", flat=True))
    for pk in numbers:
        content = ExportedPiece.objects.values_list("content", flat=True).get(pk=pk)
        yield zlib.decompress(content)
