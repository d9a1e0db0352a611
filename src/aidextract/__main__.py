"""``python -m aidextract`` is the command ``aidextract``."""

from __future__ import annotations

import sys

from aidextract.cli import main

if __name__ == "__main__":
    sys.exit(main())
