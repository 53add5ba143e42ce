#!/usr/bin/python3
"""Counts the tests in the reports of all modules: prints "RAN FAILED", and the failures on stderr.

A skipped test counts as failed: what cannot run shows nothing.
"""

import glob
import sys
import xml.etree.ElementTree as xml


def main(root):
    ran = failed = 0
    for path in sorted(glob.glob(f"{root}/*/target/surefire-reports/TEST-*.xml")):
        for case in xml.parse(path).getroot().iter("testcase"):
            ran += 1
            bad = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
            if bad:
                failed += 1
                print(f"{bad[0]}: {case.get('classname')}.{case.get('name')}", file=sys.stderr)
    print(ran, failed)


if __name__ == "__main__":
    main(sys.argv[1])
