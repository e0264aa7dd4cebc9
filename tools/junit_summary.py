#!/usr/bin/env python3
"""Says in one line how many tests of a JUnit report passed and failed.

    junit_summary.py REPORT ["NAME=STATUS"…]     further tests that are only known by their exit status
"""

import sys
import xml.etree.ElementTree as ElementTree


def outcomes(report):
    """True for each test that passed, False for each that failed; skipped ones are left out."""
    try:
        cases = ElementTree.parse(report).getroot().iter('testcase')
    except (OSError, ElementTree.ParseError) as error:
        print(f'no readable report: {error}')
        return [False]
    return [case.get('status') != 'fail' and case.find('failure') is None and case.find('error') is None
            for case in cases if case.get('status') not in ('notrun', 'disabled') and case.find('skipped') is None]


found = outcomes(sys.argv[1])
for further in sys.argv[2:]:
    name, status = further.rsplit('=', 1)
    found.append(status == '0')
    if status != '0':
        print(f'failed: {name}')
print(f'{found.count(True)} passed, {found.count(False)} failed')
sys.exit(0 if all(found) else 1)
