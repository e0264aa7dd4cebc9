#!/usr/bin/env python3
"""Says in one line how many tests of a JUnit report passed and failed."""

import sys
import xml.etree.ElementTree as ElementTree

try:
    suite = ElementTree.parse(sys.argv[1]).getroot()
except (OSError, ElementTree.ParseError):
    print('0 passed, 1 failed')
    sys.exit(1)
cases = list(suite.iter('testcase'))
failed = sum(1 for case in cases if case.get('status') == 'fail' or case.find('failure') is not None)
skipped = sum(1 for case in cases if case.get('status') in ('notrun', 'disabled'))
print(f'{len(cases) - failed - skipped} passed, {failed} failed')
sys.exit(1 if failed else 0)
