"""The commands that others script against: their results, where they go, and their exit status."""

import csv
import io
import unittest

import stores
from program import MISUSED, REFUSED, ROOT, must, result_of, shanhai, tree
from samples import Sample
from server import Server

COMMANDS = ('init', 'serve', 'import', 'export', 'figures', 'lineage', 'verify')


class CommandLine(unittest.TestCase):
    """On one store with a few records, made over HTTP and then left alone."""

    @classmethod
    def setUpClass(cls):
        cls.data = stores.fresh()
        with Server(cls.data) as server:
            sample = Sample(server.user())
            sample.with_money()
            cls.payments = [sample.pay('1000.50'), sample.pay('2000.25', date='2025-02-01')]
            cls.before_last = sample.client.result(f'/payment/{cls.payments[0]["id"]}')['created_at']

    def figures(self, *arguments):
        return result_of('figures', *arguments, data=self.data)

    def assert_refused(self, ran, *words):
        """Refused with a sentence on standard error, and no results."""
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertEqual(ran.out, '', ran)
        self.assertNotEqual(ran.err.strip(), '', ran)
        for word in words:
            self.assertIn(word, ran.err, ran)

    # --- help and misuse

    def test_help_is_printed_for_the_program_and_every_command(self):
        whole = must('--help').out
        for command in COMMANDS:
            self.assertIn(command, whole)
            ran = must(command, '--help')
            self.assertGreater(len(ran.out), 100, ran)
            self.assertEqual(ran.err, '', ran)

    def test_misuse_ends_with_status_2_and_prints_nothing_as_a_result(self):
        for words in ((), ('conquer',), ('figures', '--no-such-option'), ('import',), ('import', 'iati'), ('lineage',),
                      ('export', 'iati'), ('lineage', 'funds.paid', '--limit', '1001'), ('verify', '--format', 'xml'),
                      ('figures', '--format')):
            with self.subTest(command=' '.join(words)):
                ran = shanhai(*words, data=self.data)
                self.assertEqual(ran.status, MISUSED, ran)
                self.assertEqual(ran.out, '', ran)
                self.assertNotEqual(ran.err.strip(), '', ran)

    def test_a_command_without_a_store_is_refused_and_says_what_to_do(self):
        for words in (('figures',), ('verify',), ('serve', '--listen', '127.0.0.1:0'),
                      ('export', 'iati', '--out', 'x.xml')):
            with self.subTest(command=' '.join(words)):
                self.assert_refused(shanhai(*words, data=stores.new_folder() / 'nowhere'), 'init')

    # --- init

    def test_init_leaves_an_existing_store_as_it_is(self):
        before = tree(self.data)
        self.assert_refused(shanhai('init', data=self.data))
        self.assertEqual(tree(self.data), before)

    def test_a_new_store_holds_the_divisions_and_is_in_order(self):
        entries, root = tree(stores.fresh())
        with open(ROOT / 'modules/parties/seed/division.csv', encoding='utf-8') as file:
            self.assertGreaterEqual(entries, len(list(csv.reader(file))) - 1)
        self.assertRegex(root, '^[0-9a-f]{64}$')

    # --- figures

    def test_a_figure_is_printed_as_rows_with_figure_where_value_and_unit(self):
        rows = self.figures('funds.paid')
        self.assertEqual([(row['figure'], row['value'], row['unit']) for row in rows],
                         [('funds.paid', '3000.75', 'CNY')])
        self.assertEqual(rows[0]['where'], {})

    def test_all_figures_are_printed_when_none_is_named(self):
        names = {row['figure'] for row in self.figures()}
        self.assertTrue({'funds.paid', 'funds.invested', 'projects.count', 'programmes.pairs'} <= names, names)

    def test_several_figures_are_printed_in_the_order_asked_for(self):
        self.assertEqual([row['figure'] for row in self.figures('projects.count', 'funds.paid')],
                         ['projects.count', 'funds.paid'])

    def test_a_figure_is_cut_by_where_and_by(self):
        rows = self.figures('funds.paid', '--by', 'year')
        self.assertEqual([(row['where']['year'], row['value']) for row in rows],
                         [('2024', '1000.50'), ('2025', '2000.25')])
        for where in ('giver=山东省', 'giver=370000', 'region=西藏自治区', 'region=540228'):
            with self.subTest(where=where):
                rows = self.figures('funds.paid', '--where', where, '--by', 'year')
                self.assertEqual([row['value'] for row in rows], ['1000.50', '2000.25'])
        rows = self.figures('funds.paid', '--where', 'giver=山东省,year=2025')
        self.assertEqual([row['value'] for row in rows], ['2000.25'])
        rows = self.figures('funds.paid', '--where', 'giver=北京市')
        self.assertEqual([row['value'] for row in rows], ['0.00'])

    def test_a_figure_is_shown_as_it_was_known_at_a_moment(self):
        rows = self.figures('funds.paid', '--as-of', self.before_last)
        self.assertEqual([row['value'] for row in rows], ['1000.50'])

    def test_the_three_formats_say_the_same(self):
        rows = self.figures('funds.paid', '--by', 'year')
        printed = must('figures', 'funds.paid', '--by', 'year', '--format', 'csv', data=self.data).out
        lines = list(csv.DictReader(io.StringIO(printed.lstrip('\ufeff'))))
        self.assertEqual([line['value'] for line in lines], [row['value'] for row in rows])
        table = must('figures', 'funds.paid', '--by', 'year', '--format', 'table', data=self.data).out
        for year in ('2024', '2025'):
            self.assertIn(year, table)

    def test_an_unknown_figure_dimension_or_value_is_refused_by_name(self):
        for word, *words in (('funds.lost', 'funds.lost'), ('colour', 'funds.paid', '--by', 'colour'),
                             ('colour', 'funds.paid', '--where', 'colour=red'),
                             ('乌有省', 'funds.paid', '--where', 'giver=乌有省'),
                             ('giver', 'funds.paid', '--where', 'giver'),
                             ('yesterday', 'funds.paid', '--as-of', 'yesterday')):
            with self.subTest(command=' '.join(words)):
                self.assert_refused(shanhai('figures', *words, '--format', 'json', data=self.data), word)

    def test_published_figures_stand_beside_computed_ones_every_one_with_a_verdict(self):
        rows = result_of('figures', '--published', data=self.data)
        with open(ROOT / 'data/published/figures.csv', encoding='utf-8-sig') as file:
            facts = {fact['id']: fact for fact in csv.DictReader(file)}
        self.assertEqual({row['id'] for row in rows}, set(facts))
        for row in rows:
            self.assertLessEqual({'id', 'published', 'computed', 'qualifier', 'verdict'}, set(row))
            self.assertIn(row['verdict'], ('agrees', 'differs', 'not_a_balance', 'module'), row)
            self.assertEqual((row['published'], row['qualifier']),
                             (facts[row['id']]['value'], facts[row['id']]['qualifier']))

    # --- lineage

    def test_lineage_names_the_records_and_adds_up_to_the_value(self):
        lineage = result_of('lineage', 'funds.paid', '--where', 'giver=山东省,year=2024', data=self.data)
        self.assertEqual((lineage['figure'], lineage['value'], lineage['unit']), ('funds.paid', '1000.50', 'CNY'))
        self.assertEqual([posting['record']['number'] for posting in lineage['postings']], [self.payments[0]['number']])
        self.assertEqual([posting['value'] for posting in lineage['postings']], ['1000.50'])

    def test_lineage_of_an_unknown_figure_is_refused(self):
        self.assert_refused(shanhai('lineage', 'funds.lost', data=self.data), 'funds.lost')

    # --- verify

    def test_verify_says_ok_with_size_and_root(self):
        report = result_of('verify', data=self.data)
        self.assertIs(report['ok'], True)
        self.assertIsInstance(report['entries'], int)
        self.assertRegex(report['root'], '^[0-9a-f]{64}$')

    # --- beside a running server

    def test_figures_can_be_read_beside_a_running_server_and_a_second_writer_is_refused(self):
        with Server(self.data):
            self.assertEqual(self.figures('funds.paid')[0]['value'], '3000.75')
            report = result_of('verify', data=self.data)
            self.assertIs(report['ok'], True)
            self.assert_refused(shanhai('serve', '--listen', '127.0.0.1:0', data=self.data))
            self.assert_refused(shanhai('import', 'iati', ROOT / 'tests/data/iati/usaid-bo.xml', data=self.data))


class DamagedStore(unittest.TestCase):
    """What nobody did through the program is found, and said where."""

    @classmethod
    def setUpClass(cls):
        cls.sound = stores.fresh()
        with Server(cls.sound) as server:
            sample = Sample(server.user())
            sample.with_money()
            sample.pay('1000.50')

    def damaged(self, statement):
        data = stores.copy_of(self.sound)
        self.assertGreater(stores.change(data, statement), 0)
        return data

    def assert_found(self, data, *words):
        ran = shanhai('verify', '--format', 'json', data=data)
        self.assertEqual(ran.status, REFUSED, ran)
        report = ran.json
        self.assertIs(report['ok'], False, ran)
        self.assertTrue(report['findings'], ran)
        for word in words:
            self.assertIn(word, '\n'.join(map(str, report['findings'])), ran)
        return report

    def test_an_entry_that_was_rewritten_is_found_and_named(self):
        data = self.damaged("UPDATE sys_entry SET body = replace(body, '1000.50', '9000.50') "
                            "WHERE seq = (SELECT max(seq) FROM sys_entry)")
        broken = stores.look(data, 'SELECT max(seq) FROM sys_entry')
        self.assertEqual(self.assert_found(data, str(broken))['first_broken'], broken)

    def test_an_entry_that_was_taken_out_is_found(self):
        self.assert_found(self.damaged('DELETE FROM sys_entry WHERE seq = 7000'), '7000')

    def test_a_record_that_was_changed_behind_the_journal_is_found(self):
        self.assert_found(self.damaged('UPDATE payment SET amount = amount + 1'), 'record')

    def test_a_posting_that_was_changed_is_found(self):
        self.assert_found(self.damaged('UPDATE sys_posting SET value = value + 1 WHERE value = 100050'))

    def test_a_balance_that_was_changed_is_found(self):
        self.assert_found(self.damaged('UPDATE sys_balance SET value = value + 1 WHERE value = 100050'), 'balance')

    def test_a_voucher_that_was_changed_is_found(self):
        data = stores.copy_of(self.sound)
        files = [file for file in (data / 'files').rglob('*') if file.is_file()]
        self.assertTrue(files)
        files[0].write_bytes(files[0].read_bytes() + b'?')
        self.assert_found(data, files[0].name)

    def test_figures_and_imports_of_a_sound_copy_still_work(self):
        self.assertIs(result_of('verify', data=stores.copy_of(self.sound))['ok'], True)


if __name__ == '__main__':
    unittest.main()
