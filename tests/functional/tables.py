"""Workbooks as offices save them, written and read with nothing but the standard library."""

import io
import re
import zipfile
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_TYPES = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
          '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
          '<Default Extension="xml" ContentType="application/xml"/></Types>')
_OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
_SHEET = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'


def letters(column):
    name = ''
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord('A') + place) + name
    return name


def _relationships(*all_of_them):
    rows = ''.join(f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
                   for name, kind, target in all_of_them)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def workbook(*sheets):
    """Sheets: (name, rows) or (name, rows, 'hidden'). Cells: None, numbers, texts; texts are shared, as Excel has them."""
    texts = {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as package:
        listed, related = '', []
        for place, (name, rows, *state) in enumerate(sheets, 1):
            hidden = f' state="{state[0]}"' if state else ''
            listed += f'<sheet name="{escape(name)}" sheetId="{place}" r:id="s{place}"{hidden}/>'
            related.append((f's{place}', 'worksheet', f'worksheets/sheet{place}.xml'))
            package.writestr(f'xl/worksheets/sheet{place}.xml', _sheet(rows, texts))
        related += [('t', 'sharedStrings', 'sharedStrings.xml')]
        package.writestr('[Content_Types].xml', _TYPES)
        package.writestr('_rels/.rels', _relationships(('w', 'officeDocument', 'xl/workbook.xml')))
        package.writestr('xl/workbook.xml', '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                                            f'xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>')
        package.writestr('xl/_rels/workbook.xml.rels', _relationships(*related))
        package.writestr('xl/sharedStrings.xml', '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
                         ''.join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts) + '</sst>')
    return out.getvalue()


def _sheet(rows, texts):
    data = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, value in enumerate(row):
            place = f'{letters(column)}{number}'
            if isinstance(value, str):
                cells.append(f'<c r="{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>')
            elif value is not None:
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
        data.append(f'<row r="{number}">{"".join(cells)}</row>')
    return ('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + ''.join(data) +
            '</sheetData></worksheet>')


class Read:
    """A workbook that the program wrote."""

    def __init__(self, content):
        self.package = zipfile.ZipFile(io.BytesIO(content))
        self.parts = set(self.package.namelist())
        self.texts = []
        if 'xl/sharedStrings.xml' in self.parts:
            self.texts = [''.join(item.itertext()) for item in self.xml('xl/sharedStrings.xml')]

    def xml(self, part):
        return ElementTree.fromstring(self.package.read(part))

    def rows(self, place=1):
        """Cells by their address: {'A1': 'text'}."""
        cells = {}
        for cell in self.xml(f'xl/worksheets/sheet{place}.xml').iter(f'{_SHEET}c'):
            value = cell.find(f'{_SHEET}v')
            if cell.get('t') == 's':
                cells[cell.get('r')] = self.texts[int(value.text)]
            elif cell.get('t') == 'inlineStr':
                cells[cell.get('r')] = ''.join(cell.find(f'{_SHEET}is').itertext())
            elif value is not None:
                cells[cell.get('r')] = value.text
        return cells

    def comments(self):
        """What is remarked on a cell: {'B3': 'text'}."""
        found = {}
        for part in sorted(part for part in self.parts if re.fullmatch(r'xl/comments\d+\.xml', part)):
            for comment in self.xml(part).iter(f'{_SHEET}comment'):
                found[comment.get('ref')] = ''.join(comment.itertext())
        return found

    def drop_downs(self, place=1):
        return [rule.get('sqref') for rule in self.xml(f'xl/worksheets/sheet{place}.xml').iter(f'{_SHEET}dataValidation')]
