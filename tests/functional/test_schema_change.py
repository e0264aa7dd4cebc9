"""Modules that change under a store with data: carried over in the journal, or refused with everything that stands against it."""

import json
import random
import shutil
import subprocess
import time
import unittest

import stores
from program import PROGRAM, REFUSED, ROOT, environment, must, shanhai
from test_modules import FIGURES, MODULE, TYPE


class Changes(unittest.TestCase):
    takes_s = 60

    def setUp(self):
        self.folder = stores.new_folder() / 'modules'
        self.folder.mkdir(parents=True)
        for module in ('parties', 'access'):
            shutil.copytree(ROOT / 'modules' / module, self.folder / module,
                            ignore=shutil.ignore_patterns('*.cpp', '*.h', 'tests'))
        self.write('module.yaml', MODULE)
        self.write('schema/lot.yaml', TYPE)
        self.write('figures/trial.yaml', FIGURES)
        self.data = stores.new_folder() / 'data'
        self.must('init')
        for date, amount, kind in (('2023-05-01', '10', 'a'), ('2024-05-01', '20', 'a'), ('2024-06-01', '5', 'a')):
            self.must('record', 'create', 'lot', f'date={date}', f'amount={amount}', 'place=540228', f'kind={kind}')
        lots = self.records()
        self.must('record', 'amend', 'lot', lots[0]['id'], 'amount=11', '--reason', '更正')
        self.must('record', 'void', 'lot', lots[2]['id'], '--reason', '重复')

    def write(self, name, text):
        file = self.folder / 'trial' / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding='utf-8')

    def change(self, name, *pairs):
        text = (self.folder / 'trial' / name).read_text(encoding='utf-8')
        for old, new in pairs:
            self.assertEqual(text.count(old), 1, old)
            text = text.replace(old, new)
        self.write(name, text)

    def run_it(self, *words, **options):
        return shanhai('--modules', self.folder, *words, data=self.data, **options)

    def must(self, *words):
        return must('--modules', self.folder, *words, data=self.data)

    def records(self):
        return json.loads(self.must('record', 'list', 'lot', '--format', 'json', '--order', 'date').out)

    def figure(self, name, *words):
        return self.must('figures', name, '--format', 'csv', *words).out

    def entries(self):
        report = json.loads(self.must('verify', '--format', 'json').out)
        self.assertTrue(report['ok'], report)
        return report['entries'], report['root']

    def assert_refused(self, *codes):
        ran = self.run_it('record', 'create', 'lot', 'date=2024-01-01', 'amount=1')
        self.assertEqual(ran.status, REFUSED, ran)
        for code in codes:
            self.assertIn(code, ran.err)
        self.assertRegex(ran.err, r'modules/trial/\S+\.yaml:\d+')

    def test_new_fields_states_types_and_figures_join(self):
        size, _ = self.entries()
        self.change('schema/lot.yaml',
                    ('  kind: {is: choice', '  note: {is: text, label: {zh: 备注, en: Note}}\n  kind: {is: choice'),
                    ('a: {zh: 甲, en: A}', 'a: {zh: 甲, en: A}, b: {zh: 乙, en: B}'),
                    ('  done: {zh: 完成, en: Done}', '  done: {zh: 完成, en: Done}\n  lost: {zh: 丢失, en: Lost}'))
        self.write('schema/crate.yaml', 'type: crate\ntitle: {zh: 箱, en: Crate}\nfields:\n'
                                        '  lot: {is: ref lot, required: true}\n')
        ran = self.run_it('figures')
        self.assertEqual(ran.status, REFUSED, 'who only reads says that the store has to be brought over')
        self.assertIn('store.must_migrate', ran.err)
        self.must('record', 'create', 'lot', 'date=2024-01-01', 'amount=1', 'kind=b', 'note=x')
        self.assertEqual(self.entries()[0], size + 2)
        entry = json.loads(self.body(size + 1))
        self.assertEqual((entry['action'], entry['actor'], entry['type']), ('schema', 'system', ''))
        self.assertIn('lot.note', entry['set']['added'])
        self.assertIn('crate', entry['set']['added'])

    def body(self, number):
        file = stores.new_folder() / 'proof'
        self.must('log', 'prove', number, '--out', file)
        return json.loads(self.must('log', 'check', file, '--format', 'json').out)['body']

    def test_a_new_measure_is_posted_from_the_whole_history(self):
        before = self.figure('trial.total', '--by', 'year')
        moment = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(time.time() + 1)) + 'Z'
        time.sleep(2.1)
        lots = self.records()
        self.change('schema/lot.yaml', ('measures:\n', 'measures:\n  trial.twice:\n    title: {zh: 两倍, en: Twice}\n'
                                        '    sum: amount * 2\n    on: date\n    by: [place]\n    per: [place]\n'))
        self.write('figures/twice.yaml', 'trial.twice:\n  title: {zh: 两倍, en: Twice}\n  unit: CNY\n  formula: trial.twice\n')
        self.must('record', 'amend', 'lot', lots[1]['id'], 'amount=50', '--reason', '更正')
        self.assertIn('122.00', self.figure('trial.twice'))
        self.assertIn('62.00', self.figure('trial.twice', '--as-of', moment))
        self.assertIn('31.00', self.figure('trial.total', '--as-of', moment))
        self.assertIn('11.00', before)
        self.entries()

    def test_a_renamed_field_keeps_its_values_and_its_history(self):
        self.change('schema/lot.yaml',
                    ('  place: {is: ref division,', '  site: {is: ref division, was: place,'),
                    ('    by: [place, kind]\n    per: [place]', '    by: [{place: site}, kind]\n    per: [site]'),
                    ('  amount: {is: money,', '  sum_paid: {is: money, was: amount,'),
                    ('that: "amount >= 0", field: amount', 'that: "sum_paid >= 0", field: sum_paid'),
                    ('    sum: amount', '    sum: sum_paid'))
        self.must('record', 'create', 'lot', 'date=2024-01-01', 'sum_paid=1', 'kind=a')
        self.assertEqual([one['sum_paid'] for one in self.records()], ['11.00', '1.00', '20.00'])
        self.assertIn('32.00', self.figure('trial.total'))
        self.entries()
        backup, copy = stores.new_folder() / 'backup', stores.new_folder() / 'data'
        self.must('backup', '--out', backup)
        must('--modules', self.folder, 'restore', '--from', backup, data=copy)
        self.assertEqual(self.entries()[1],
                         json.loads(must('--modules', self.folder, 'verify', '--format', 'json', data=copy).out)['root'])

    def test_what_becomes_required_gets_its_default_by_amendments(self):
        size, _ = self.entries()
        self.change('schema/lot.yaml', ('  kind: {is: choice', '  grade: {is: integer, required: true, default: 3, label: {zh: 等级, en: Grade}}\n  kind: {is: choice'))
        self.must('record', 'create', 'lot', 'date=2024-01-01', 'amount=1')
        self.assertEqual(self.entries()[0], size + 1 + 2 + 1)
        self.assertEqual({one['grade'] for one in self.records()}, {3})
        self.assertEqual(json.loads(self.body(size + 2))['actor'], 'system')

    def test_everything_that_would_lose_or_falsify_is_refused_at_once(self):
        size = self.entries()
        original = (self.folder / 'trial/schema/lot.yaml').read_text(encoding='utf-8')
        for codes, *pairs in (
                (['schema.field_in_use'], ('  place: {is: ref division, label: {zh: 地点, en: Place}}\n', ''),
                 ('by: [place, kind]\n    per: [place]', 'by: [kind]')),
                (['schema.kind_changed'], ('amount: {is: money,', 'amount: {is: decimal,'),
                 ('    sum: amount', '    sum: amount\n    unit: jin')),
                (['schema.values_do_not_fit'], ('amount: {is: money,', 'amount: {is: money, at_most: 15,')),
                (['schema.values_do_not_fit'], ('choices: {a: {zh: 甲, en: A}}', 'choices: {b: {zh: 乙, en: B}}')),
                (['schema.state_in_use'], ('  draft: {zh: 草稿, en: Draft}', '  open: {zh: 草稿, en: Draft}'),
                 ('from: draft', 'from: open')),
                (['schema.required_is_missing'], ('  kind: {is: choice', '  grade: {is: integer, required: true}\n  kind: {is: choice')),
                (['schema.values_repeat'], ('kind: {is: choice,', 'kind: {is: choice, unique: true,')),
                (['schema.measure_changed'], ('    sum: amount', '    sum: amount * 3')),
                (['schema.values_do_not_fit', 'schema.required_is_missing'],
                 ('amount: {is: money,', 'amount: {is: money, more_than: 11,'),
                 ('  kind: {is: choice', '  grade: {is: integer, required: true}\n  kind: {is: choice'))):
            with self.subTest(codes=codes):
                self.write('schema/lot.yaml', original)
                figures = FIGURES if 'b: {zh' not in str(pairs) else FIGURES.replace('kind = a', 'kind = b')
                self.write('figures/trial.yaml', figures)
                self.change('schema/lot.yaml', *pairs)
                self.assert_refused(*codes)
        self.write('schema/lot.yaml', original)
        self.write('figures/trial.yaml', FIGURES)
        self.assertEqual(self.entries(), size)

    def test_a_migration_that_is_killed_has_not_happened(self):
        size = self.entries()
        chance = random.Random(3)
        self.change('schema/lot.yaml', ('measures:\n', 'measures:\n  trial.twice:\n    title: {zh: 两倍, en: Twice}\n'
                                        '    sum: amount * 2\n    on: date\n    by: [place]\n'))
        killed = 0
        for _ in range(6):
            process = subprocess.Popen([str(PROGRAM), '--data', str(self.data), '--modules', str(self.folder), 'record',
                                        'create', 'lot', 'date=2024-01-01', 'amount=-1'], env=environment(),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.02, 0.5))
            process.kill()
            killed += process.wait() < 0
        self.must('record', 'create', 'lot', 'date=2024-01-01', 'amount=1')
        self.assertEqual(self.entries()[0], size[0] + 2)
        self.assertGreater(killed, 0, 'nothing was killed in time: this showed nothing')


if __name__ == '__main__':
    unittest.main()
