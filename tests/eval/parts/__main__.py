"""Print what the parts measure, and with `--misses` where they go wrong.

    python -m tests.eval.parts [PART ...] [--misses N] [--full]

`--misses N` prints the classes of error with their shares, then N misses of each part; `--full` measures on the long sets whole.
"""

from __future__ import annotations

import argparse

from tests.eval.parts import PARTS


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    for name in options.parts or PARTS:
        measured = PARTS[name](full=options.full)
        for figure in measured.figures:
            bar = f"  (asked for: {figure.bar:g})" if figure.bar is not None else ""
            print(f"{figure.set:16}{figure.measure:46}{figure.value:7.3f}  n={figure.n}{bar}")
        if options.misses:
            for kind, count in measured.classes():
                print(f"   {count:4} {count / len(measured.misses):5.1%}  {kind}")
            for miss in measured.misses[: options.misses]:
                print(f"   {miss.kind} | {miss.words}")


if __name__ == "__main__":
    main()
