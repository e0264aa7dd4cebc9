"""Modules that are written wrong: the program says in which file and line, and starts nothing."""

import shutil
import unittest

import stores
from program import REFUSED, ROOT, must, shanhai, tree

MODULE = '''module: trial
title: {zh: 试, en: Trial}
about: {zh: 试。, en: For a test.}
requires: [parties]
order: 90
'''
TYPE = '''type: lot
title: {zh: 批, en: Lot}
about: {zh: 一批。, en: A lot.}
fields:
  date: {is: date, required: true, label: {zh: 日期, en: Date}}
  place: {is: ref division, label: {zh: 地点, en: Place}}
  amount: {is: money, required: true, label: {zh: 金额, en: Amount}}
  kind: {is: choice, choices: {a: {zh: 甲, en: A}}, label: {zh: 类, en: Kind}}
states:
  draft: {zh: 草稿, en: Draft}
  done: {zh: 完成, en: Done}
transitions:
  finish: {from: draft, to: done, title: {zh: 完成, en: Finish}}
rules:
  - {that: "amount >= 0", field: amount, says: {zh: 不得为负。, en: Not negative.}}
measures:
  trial.amount:
    title: {zh: 金额, en: Amount}
    sum: amount
    on: date
    by: [place, kind]
    per: [place]
'''
FIGURES = '''trial.total:
  title: {zh: 合计, en: Total}
  unit: CNY
  formula: trial.amount
trial.share:
  title: {zh: 占比, en: Share}
  unit: percent
  formula: "trial.amount[kind = a] / trial.amount"
'''


class Modules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.data = stores.fresh()

    def setUp(self):
        self.folder = stores.new_folder() / 'modules'
        (self.folder / 'parties').mkdir(parents=True)
        for part in ('module.yaml', 'schema', 'figures'):
            source = ROOT / 'modules/parties' / part
            (shutil.copytree if source.is_dir() else shutil.copy)(source, self.folder / 'parties' / part)
        self.write('module.yaml', MODULE)
        self.write('schema/lot.yaml', TYPE)
        self.write('figures/trial.yaml', FIGURES)

    def write(self, name, text):
        file = self.folder / 'trial' / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding='utf-8')

    def run_with_it(self, *words, data):
        return shanhai('--modules', self.folder, *words, data=data)

    def change(self, name, old, new):
        """Puts something wrong into a file; the line where it stands."""
        text = (self.folder / 'trial' / name).read_text(encoding='utf-8')
        self.assertEqual(text.count(old), 1, old)
        self.write(name, text.replace(old, new))
        return text[:text.index(old)].count('\n') + 1

    def assert_said(self, name, line, *words):
        nowhere = stores.new_folder() / 'data'
        ran = self.run_with_it('init', data=nowhere)
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertEqual(ran.out, '', ran)
        self.assertIn(f'modules/trial/{name}:{line}:', ran.err, ran)
        for word in words:
            self.assertIn(word, ran.err, ran)
        self.assertEqual(shanhai('figures', data=nowhere).status, REFUSED)  # there is no store that could be used

    def test_modules_of_ones_own_work_without_another_build(self):
        data = stores.new_folder() / 'data'
        must('--modules', self.folder, 'init', data=data)
        self.assertIn('trial.total', must('--modules', self.folder, 'figures', '--format', 'json', data=data).out)

    def test_an_unknown_reference_type_is_said_with_file_and_line(self):
        line = self.change('schema/lot.yaml', 'is: ref division', 'is: ref diwision')
        self.assert_said('schema/lot.yaml', line, 'diwision')

    def test_an_unknown_kind_of_field_is_said_with_file_and_line(self):
        line = self.change('schema/lot.yaml', 'amount: {is: money', 'amount: {is: gold')
        self.assert_said('schema/lot.yaml', line, 'gold')

    def test_a_formula_over_an_unknown_measure_is_said_with_file_and_line(self):
        line = self.change('figures/trial.yaml', 'formula: trial.amount\n', 'formula: trial.amuont\n')
        self.assert_said('figures/trial.yaml', line, 'trial.amuont')

    def test_every_mistake_is_said_with_its_file_and_line(self):
        for name, old, new, word in (
                ('module.yaml', 'requires: [parties]', 'requires: [parties, magic]', 'magic'),
                ('module.yaml', 'module: trial', 'module: trail', 'trail'),
                ('schema/lot.yaml', 'states:', 'stats:', 'stats'),
                ('schema/lot.yaml', '  date: {is: date, required: true', '  date: {is: date, requierd: true',
                 'requierd'),
                ('schema/lot.yaml', '    on: date', '    on: daet', 'daet'),
                ('schema/lot.yaml', '    sum: amount', '    sum: amounts', 'amounts'),
                ('schema/lot.yaml', '    sum: amount', '    sum: "amount; drop table lot"', 'drop'),
                ('schema/lot.yaml', '    sum: amount', '    sum: (select max(seq) from sys_entry)', ''),
                ('schema/lot.yaml', '    by: [place, kind]', '    by: [place, colour]', 'colour'),
                ('schema/lot.yaml', 'from: draft, to: done', 'from: draft, to: gone', 'gone'),
                ('schema/lot.yaml', 'that: "amount >= 0"', 'that: "amount >= nought"', 'nought'),
                ('schema/lot.yaml', 'that: "amount >= 0"', 'that: "amount >="', 'amount'),
                ('schema/lot.yaml', '  kind: {is: choice', '  state: {is: choice', 'state'),
                ('schema/lot.yaml', '  kind: {is: choice', '  Kind: {is: choice', 'Kind'),
                ('figures/trial.yaml', '[kind = a]', '[colour = a]', 'colour'),
                ('figures/trial.yaml', '[kind = a]', '[kind = z]', 'z'),
                ('figures/trial.yaml', '[kind = a] / trial.amount', '[kind = a] / ', ''),
                ('figures/trial.yaml', '[kind = a] / trial.amount', '[kind = a] + 1', ''),
                ('figures/trial.yaml', '  formula: trial.amount\n', '  formula: "((((trial.amount"\n', '')):
            with self.subTest(mistake=new):
                self.setUp()
                line = self.change(name, old, new)
                self.assert_said(name, line, word)

    def test_several_mistakes_are_all_said_at_once(self):
        first = self.change('schema/lot.yaml', 'is: ref division', 'is: ref diwision')
        second = self.change('schema/lot.yaml', '    sum: amount', '    sum: amounts')
        self.assert_said('schema/lot.yaml', second, 'amounts')
        self.assert_said('schema/lot.yaml', first, 'diwision')

    def test_what_is_no_yaml_is_said_with_its_line(self):
        line = self.change('schema/lot.yaml', '  place: {is: ref division,', '  place: {is: [ref division,')
        nowhere = stores.new_folder() / 'data'
        ran = self.run_with_it('init', data=nowhere)
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertRegex(ran.err, rf'modules/trial/schema/lot\.yaml:({line}|{line + 1}):')

    def test_strange_yaml_is_refused_and_does_not_hang(self):
        for text in ('', '- a\n- b\n', '&a [*a]', 'a: &x [1, *x]', '\x00\x01', '!!python/object:os.system x',
                     'type: [lot]', '{' * 20_000,
                     'a: ' + '[' * 20_000, 'type: lot\ntype: lot\n', '\ufeff' + TYPE[:5]):
            with self.subTest(text=text[:30]):
                self.write('schema/lot.yaml', text)
                ran = self.run_with_it('init', data=stores.new_folder() / 'data')
                self.assertEqual(ran.status, REFUSED, ran)
                self.assertIn('modules/trial/', ran.err)

    def test_a_store_is_left_alone_when_the_modules_are_wrong(self):
        before = tree(self.data)
        self.change('schema/lot.yaml', 'is: ref division', 'is: ref diwision')
        for words in (('figures',), ('serve', '--listen', '127.0.0.1:0'), ('verify',)):
            ran = self.run_with_it(*words, data=self.data)
            self.assertEqual((ran.status, ran.out), (REFUSED, ''), ran)
        self.assertEqual(tree(self.data), before)

    def test_a_folder_that_is_not_there_or_holds_no_modules_is_refused(self):
        for folder in (self.folder / 'nothing', stores.new_folder()):
            ran = shanhai('--modules', folder, 'init', data=stores.new_folder() / 'data')
            self.assertIn(ran.status, (1, 2), ran)
            self.assertEqual(ran.out, '')


if __name__ == '__main__':
    unittest.main()
