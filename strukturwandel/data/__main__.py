"""Check the data package, or renew its sizes and hashes: python -m strukturwandel.data."""

import argparse
import sys
import time

from . import _checked, report, value


def main():
    """Print the report; the exit code is 1 if a rule is broken."""
    parser = argparse.ArgumentParser(prog="python -m strukturwandel.data", description=__doc__)
    parser.add_argument(
        "--update", action="store_true", help="write sizes and hashes into datapackage.json first"
    )
    if parser.parse_args().update:
        changed = report.update()
        print(f"updated: {', '.join(changed) or 'nothing had changed'}\n")
    start = time.perf_counter()
    lines, findings = report.check(_checked, value)
    print(report.page(lines, findings, time.perf_counter() - start))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
