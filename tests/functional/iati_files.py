"""IATI files to import, and what stands in them: counted here from the XML, without help from the program."""

import json
import os
import subprocess
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

from program import ROOT

USAID = ROOT / 'tests/data/iati/usaid-bo.xml'
SCHEMA = ROOT / 'modules/iati/xsd/iati-activities-schema.xsd'


def published():
    """Real files: the one that may be passed on, and others where $SHANHAI_REALDATA has them."""
    more = os.environ.get('SHANHAI_REALDATA')
    folder = Path(more or '/nowhere') / '01-iati/published'
    files = {USAID.name: USAID, **{file.name: file for file in sorted(folder.glob('*.xml'))}}
    return list(files.values())


def of_schema_tests(name):
    """file name → text, of the standard's own test files: 'should-pass' or 'should-fail'."""
    with open(ROOT / f'tests/data/iati/{name}.jsonl', encoding='utf-8') as lines:
        return {entry['file']: entry['xml'] for entry in map(json.loads, lines)}


def activities_of(file):
    return ElementTree.parse(file).getroot().findall('iati-activity')


def transactions_of(file):
    """(type, currency) → count and sum, as the file has them."""
    counts, sums = Counter(), defaultdict(Decimal)
    for activity in activities_of(file):
        for transaction in activity.findall('transaction'):
            value, kind = transaction.find('value'), transaction.find('transaction-type')
            currency = value.get('currency') or activity.get('default-currency') or ''
            key = (kind.get('code'), currency)
            counts[key] += 1
            sums[key] += Decimal(value.text.strip())
    return {key: (count, sums[key]) for key, count in counts.items()}


def transactions_in(report):
    """The same, as the program reports them."""
    found = {(line['type'], line['currency']): (line['count'], Decimal(line['sum'])) for line in report['transactions']}
    assert len(found) == len(report['transactions']), 'a type and currency stands there twice'
    return found


def anatomy(element):
    """Everything an element says in IATI's own words, to compare two whatever the order of their children."""
    text = ' '.join((element.text or '').split())
    attributes = tuple(sorted(item for item in element.attrib.items() if is_iati(item[0])))
    return element.tag, attributes, text, tuple(sorted(anatomy(child) for child in element if is_iati(child.tag)))


def is_iati(name):
    """Elements and attributes in other namespaces are extensions that only their publisher understands."""
    return not name.startswith('{') or name.startswith('{http://www.w3.org/XML/1998/namespace}')


def extensions_in(file):
    """Local names of the extensions in the file."""
    names = {name for element in ElementTree.parse(file).iter() for name in (element.tag, *element.attrib)}
    return {name.split('}')[1] for name in names if not is_iati(name)}


def breaches(file):
    """What the standard's schema has to say against a file."""
    done = subprocess.run(['xmllint', '--nonet', '--noout', '--schema', str(SCHEMA), str(file)], capture_output=True,
                          text=True, check=False)
    return '' if done.returncode == 0 else done.stderr[:3000]
