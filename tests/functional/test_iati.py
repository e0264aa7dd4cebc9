"""Import and export of IATI 2.03 files, against what Python finds in the same files."""

import json
import random
import subprocess
import time
import unittest
from collections import Counter
from decimal import Decimal
from xml.etree import ElementTree

import iati_files
import stores
from program import PROGRAM, REFUSED, environment, must, result_of, shanhai, tree


def imported(data, *files):
    """The reports on the files: one JSON object a line."""
    return [json.loads(line) for line in must('import', 'iati', *files, '--format', 'json', data=data).out.splitlines()]


class PublishedFiles(unittest.TestCase):
    """Every real file, each in a store of its own."""

    takes_s = 25

    @classmethod
    def setUpClass(cls):
        cls.cases = []
        for file in iati_files.published():
            data = stores.fresh()
            cls.cases.append((file, data, imported(data, file)[0]))

    def of_each_file(self, check):
        for file, data, report in self.cases:
            with self.subTest(file=file.name):
                check(file, data, report)

    def test_activities_and_transactions_are_counted_and_summed_as_in_the_file(self):
        def check(file, _, report):
            self.assertEqual(report['file'], str(file))
            self.assertEqual(report['activities'], len(iati_files.activities_of(file)))
            self.assertEqual(iati_files.transactions_in(report), iati_files.transactions_of(file))
        self.of_each_file(check)

    def test_what_is_not_held_is_listed(self):
        def check(file, _, report):
            listed = {entry['path'].split('/')[-1].split(':')[-1] for entry in report['not_held']}
            self.assertLessEqual(iati_files.extensions_in(file), listed)
        self.of_each_file(check)

    def test_the_figures_add_up_to_the_file(self):
        def check(file, data, report):
            rows = result_of('figures', 'iati.transactions', '--by', 'currency', data=data)
            expected = Counter()
            for (_, currency), (_, total) in iati_files.transactions_of(file).items():
                expected[currency or 'XXX'] += total
            shown = {row['unit']: Decimal(row['value']) for row in rows if Decimal(row['value'])}
            slack = Decimal('0.005') * sum(line['count'] for line in report['transactions'])  # rounded to cents
            self.assertEqual(set(shown), {currency for currency, total in expected.items() if total})
            for currency, total in shown.items():
                self.assertLessEqual(abs(total - expected[currency]), slack)
        self.of_each_file(check)

    def test_a_second_import_of_the_same_file_changes_nothing(self):
        def check(file, data, report):
            before = tree(data)
            again = imported(data, file)[0]
            self.assertEqual(tree(data), before)
            for unchanged in ('activities', 'transactions', 'not_held'):
                self.assertEqual(again[unchanged], report[unchanged])
        self.of_each_file(check)

    def exported(self, data):
        out = stores.new_folder() / 'export.xml'
        must('export', 'iati', '--out', out, data=data)
        return out

    def test_the_export_is_valid_and_loses_nothing_that_is_held(self):
        def check(file, data, report):
            if not report['activities']:
                return
            out = self.exported(data)
            self.assertEqual(iati_files.breaches(out), '')
            wanted = Counter(map(iati_files.anatomy, iati_files.activities_of(file)))
            found = Counter(map(iati_files.anatomy, iati_files.activities_of(out)))
            self.assertEqual(list((wanted - found).elements())[:1], [])
            self.assertEqual(list((found - wanted).elements())[:1], [])
        self.of_each_file(check)

    def test_the_export_imported_into_a_new_store_counts_and_sums_the_same(self):
        def check(_, data, report):
            if not report['activities']:
                return
            out = self.exported(data)
            for other in (stores.fresh(), data):
                again = imported(other, out)[0]
                self.assertEqual(again['activities'], report['activities'])
                self.assertEqual(iati_files.transactions_in(again), iati_files.transactions_in(report))
        self.of_each_file(check)


class ImportedTogether(unittest.TestCase):
    """Several files with one command, and changes of a file since the last import."""

    def test_several_files_are_reported_one_by_one_in_their_order(self):
        files = iati_files.published()
        data = stores.fresh()
        reports = imported(data, *files)
        self.assertEqual([report['file'] for report in reports], [str(file) for file in files])
        for file, report in zip(files, reports):
            self.assertEqual(iati_files.transactions_in(report), iati_files.transactions_of(file))

    def test_a_later_edition_of_a_file_changes_what_it_changes_and_nothing_else(self):
        data, edition = stores.fresh(), stores.new_folder() / 'edition.xml'
        imported(data, iati_files.USAID)
        before, _ = tree(data)
        text = iati_files.USAID.read_text(encoding='utf-8')
        root = ElementTree.fromstring(text)
        value = root.find('iati-activity/transaction/value')
        value.text = '123456.78'
        edition.write_bytes(ElementTree.tostring(root, encoding='utf-8', xml_declaration=True))
        report = imported(data, edition)[0]
        self.assertEqual(iati_files.transactions_in(report), iati_files.transactions_of(edition))
        after, _ = tree(data)
        self.assertLessEqual(after - before, 3)
        self.assertGreater(after, before)

    def test_an_import_that_is_killed_has_happened_wholly_or_not_at_all(self):
        whole = stores.fresh()
        imported(whole, iati_files.USAID)
        before, after = tree(stores.fresh())[0], tree(whole)[0]
        chance = random.Random(20240301)
        for _ in range(3):
            data = stores.fresh()
            process = subprocess.Popen([str(PROGRAM), '--data', str(data), 'import', 'iati', str(iati_files.USAID)],
                                       env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.1, 0.8))
            process.kill()
            process.wait()
            self.assertIn(tree(data)[0], (before, after))
            self.assertEqual(iati_files.transactions_in(imported(data, iati_files.USAID)[0]),
                             iati_files.transactions_of(iati_files.USAID))
            self.assertEqual(tree(data)[0], after)


class StandardsOwnTests(unittest.TestCase):
    """The files with which the standard tests its schema."""

    takes_s = 10

    def written(self, name):
        folder = stores.new_folder()
        for number, (file, text) in enumerate(sorted(iati_files.of_schema_tests(name).items())):
            path = folder / f'{number:03}-{file.split("/")[-1]}'
            path.write_text(text, encoding='utf-8')
            yield path

    def test_each_file_that_should_pass_is_imported(self):
        files = list(self.written('should-pass'))
        data = stores.fresh()
        reports = imported(data, *files)
        self.assertEqual(len(reports), len(files))
        for file, report in zip(files, reports):
            with self.subTest(file=file.name):
                self.assertEqual(report['activities'], len(iati_files.activities_of(file)))
        tree(data)

    def test_each_file_that_should_fail_is_refused_and_changes_nothing(self):
        files = list(self.written('should-fail'))
        data = stores.fresh()
        before = tree(data)
        ran = shanhai('import', 'iati', *files, '--format', 'json', data=data)
        self.assertEqual(ran.status, REFUSED, ran)
        reports = [json.loads(line) for line in ran.out.splitlines()]
        self.assertEqual([report['file'] for report in reports], [str(file) for file in files])
        for file, report in zip(files, reports):
            with self.subTest(file=file.name):
                self.assertIn('refused', report)
                self.assertIn(str(file), ran.err)
        self.assertEqual(tree(data), before)


class BadXml(unittest.TestCase):
    """Files that are not what they seem: one clear sentence, nothing changed."""

    @classmethod
    def setUpClass(cls):
        cls.data = stores.fresh()
        cls.folder = stores.new_folder()
        cls.before = tree(cls.data)

    def tearDown(self):
        self.assertEqual(tree(self.data), self.before, 'something was changed')

    def assert_refused(self, content, *words, name='bad.xml', timeout_s=20):
        file = self.folder / name
        file.write_bytes(content)
        ran = shanhai('import', 'iati', file, '--format', 'json', data=self.data, timeout_s=timeout_s)
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertEqual(set(ran.json), {'file', 'refused'}, ran)
        self.assertIn(name, ran.err, ran)
        for word in words:
            self.assertIn(word, ran.err, ran)
        return ran

    def test_a_truncated_file_is_refused_wherever_it_ends(self):
        whole = iati_files.USAID.read_bytes()
        for share in (0.001, 0.3, 0.77, 0.999):
            with self.subTest(share=share):
                self.assert_refused(whole[:int(len(whole) * share)])

    def test_a_file_that_is_not_utf_8_is_refused(self):
        whole = iati_files.USAID.read_bytes()
        middle = whole.index(b'<narrative', len(whole) // 2)
        inside = whole.index(b'>', middle) + 1
        self.assert_refused(whole[:inside] + b'\xff\xfe\xc0\xaf' + whole[inside:])

    def test_an_entity_bomb_is_refused_at_once(self):
        levels = ''.join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
        bomb = (f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY l0 "ha">{levels}]>'
                '<iati-activities version="2.03">&l11;</iati-activities>')
        begun = time.monotonic()
        self.assert_refused(bomb.encode())
        self.assertLess(time.monotonic() - begun, 5)

    def test_an_external_entity_is_refused_and_never_read(self):
        secret = self.folder / 'secret.txt'
        secret.write_text('the-secret-text', encoding='utf-8')
        whole = iati_files.USAID.read_text(encoding='utf-8')
        start = whole.index('<iati-activities')
        for declaration in (f'<!DOCTYPE x [<!ENTITY leak SYSTEM "file://{secret}">]>',
                            '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
                            f'<!DOCTYPE x [<!ENTITY % leak SYSTEM "file://{secret}"> %leak;]>'):
            with self.subTest(declaration=declaration):
                file = whole[:start] + declaration + whole[start:].replace('<narrative>', '<narrative>&leak;', 1)
                ran = self.assert_refused(file.encode())
                self.assertNotIn('the-secret-text', ran.err)

    def test_files_that_are_no_iati_are_refused(self):
        for name, content in {'empty.xml': b'', 'text.xml': b'hello', 'html.xml': b'<html><body/></html>',
                              'json.xml': b'{"iati": 1}', 'zeros.xml': bytes(5000),
                              'old.xml': b'<iati-activities version="1.05"/>',
                              'gzip.xml': b'\x1f\x8b\x08\x00' + bytes(100)}.items():
            with self.subTest(file=name):
                self.assert_refused(content, name=name)

    def test_very_deep_xml_is_refused(self):
        self.assert_refused(b'<iati-activities version="2.03">' + b'<a>' * 100_000 + b'</a>' * 100_000 + b'</iati-activities>')

    def test_an_amount_that_is_no_number_is_refused(self):
        whole = iati_files.USAID.read_text(encoding='utf-8')
        start = whole.index('>', whole.index('<value', whole.index('<transaction'))) + 1
        self.assert_refused((whole[:start] + 'lots' + whole[start:]).encode())

    def test_a_file_or_folder_that_is_not_there_is_refused(self):
        for name in ('missing.xml', '.'):
            ran = shanhai('import', 'iati', self.folder / name, data=self.data)
            self.assertEqual(ran.status, REFUSED, ran)

    def test_an_import_of_an_unknown_kind_is_refused(self):
        ran = shanhai('import', 'gold', iati_files.USAID, data=self.data)
        self.assertIn(ran.status, (1, 2), ran)
        self.assertIn('gold', ran.err)


if __name__ == '__main__':
    unittest.main()
