"""Tables in and out over HTTP and the command line: templates, rehearsals, imports, marked copies, exports."""

import csv
import io
import json
import threading
import unittest

import stores
from on_one_server import OnOneServer
from program import REFUSED, must, shanhai
from samples import reference
from tables import Read, workbook

BYTES = 'application/octet-stream'
HEADS = ['项目名称 *', '列入计划日期', '支援任务', '支援方', '受援地', '资金投向层级', '工作领域', '建设内容', '概算（万元）']


def project(name, **changed):
    row = {'name': name, 'date': '2019.4.3', 'programme': 'aid', 'giver': '370000', 'region': '540228', 'level': '县级',
           'sector': '保障民生', 'theme': '教育', 'budget': '1,200', **changed}
    return list(row.values())


def table(*rows):
    return workbook(('封面', [['某某局报送材料']]),
                    ('项目表', [['2019年项目一览表'], ['填报单位：某某局', None, None, '单位：万元'], HEADS, *rows,
                             ['合计', *[None] * 7, 9999], ['填表人：张三', None, None, '联系电话：123']]),
                    ('旧表', [HEADS, project('不该导入')], 'hidden'))


class Importing(OnOneServer):
    def send(self, content, path='/project/import', **query):
        return self.user.request('POST', '/api/v1' + path, content, {'name': '项目表.xlsx', **query}, Content_Type=BYTES)

    def count(self, name):
        return self.user.result('/project', {'name': f'eq.{name}', 'count': '1'})['count']

    def test_a_rehearsal_changes_nothing_and_the_import_does_it(self):
        content = table(project('导入甲'), project('导入乙', date='２０１９年４月', budget='0.38亿'))
        before = self.user.result('/log')['size']
        rehearsed = self.send(content, dry_run='1').json
        self.assertEqual((rehearsed['sheet'], rehearsed['header_row'], rehearsed['rows']), ('项目表', 3, 2), rehearsed)
        self.assertEqual((rehearsed['created'], rehearsed['problems'], rehearsed['done']), (2, [], False))
        self.assertEqual((rehearsed['totals_passed_over'], rehearsed['notes_passed_over']), (1, 1))
        self.assertEqual(rehearsed['other_sheets'], [{'name': '封面', 'hidden': False}, {'name': '旧表', 'hidden': True}])
        self.assertEqual(self.user.result('/log')['size'], before)
        done = self.send(content)
        self.assertEqual((done.status, done.json['done'], done.json['created']), (200, True, 2), done)
        made = self.user.result('/project', {'name': 'eq.导入乙'})['items'][0]
        self.assertEqual((made['planned_on'], made['budget'], made['level']), ('2019-04-01', '38000000.00', 'county'))
        self.assertEqual(self.user.result('/project', {'name': 'eq.导入甲'})['items'][0]['budget'], '12000000.00')
        self.assertEqual(self.count('不该导入'), 0)

    def test_the_same_file_again_enters_nothing_twice(self):
        content = table(project('只一次'))
        self.assertEqual(self.send(content).json['created'], 1)
        self.assertEqual(self.send(content).json['repeated'], True)
        self.assertEqual(self.count('只一次'), 1)

    def test_one_wrong_row_keeps_all_out_and_every_problem_has_its_place(self):
        content = table(project('好的'), project('坏的', date='昨天', budget='很多'), project('没有地方', region='不存在'),
                        project('', level='省级'), project('层级不对', level='天上'))
        rehearsed = self.send(content, dry_run='1').json
        places = [(one['row'], one['column'], one['code']) for one in rehearsed['problems']]
        self.assertEqual(places, [(5, 'B', 'import.not_a_date'), (5, 'I', 'import.not_a_number'),
                                  (6, 'E', 'record.bad_reference'), (7, 'A', 'record.field_required'),
                                  (8, 'F', 'record.unknown_choice')])
        self.assertEqual(rehearsed['problems'][0]['header'], '列入计划日期')
        self.assertIn('昨天', rehearsed['problems'][0]['detail'])
        self.assertEqual(rehearsed['created'], 1, 'what would go in')
        refused = self.send(content)
        problem = self.assert_problem(refused, 422, 'import.rows_refused')
        self.assertGreaterEqual(len(problem['report']['problems']), 4)
        self.assertEqual(self.count('好的'), 0)

    def test_a_limit_counts_the_rows_of_a_file_together(self):
        planned = self.user.result('/project/' + self.sample.project['id'])
        rows = [['项目', '拨付日期', '金额'], [planned['number'], '2031-01-01', '999999999999'], [planned['number'], '2031-01-02', 1]]
        answer = self.send(workbook(('拨付', rows)), '/disbursement/import', dry_run='1')
        self.assertTrue(answer.json['problems'], answer)
        self.assertEqual(answer.json['problems'][0]['row'], 2)

    def test_the_marked_copy_has_the_problems_in_the_cells(self):
        content = table(project('好的'), project('坏的', date='昨天'))
        answer = self.send(content, '/project/import/marked')
        self.assertEqual(answer.status, 200, answer)
        self.assertIn("filename*=UTF-8''", answer.fields['Content-Disposition'])
        marked = Read(answer.body)
        self.assertEqual(marked.rows()['A5'], '坏的')
        self.assertIn('B5', marked.comments())
        self.assertIn('昨天', marked.comments()['B5'])
        self.assertIn('Problems', marked.rows().values())

    def test_a_template_comes_with_drop_downs_and_can_be_filled_in(self):
        answer = self.user.get('/project/import', Accept_Language='zh')
        self.assertEqual(answer.status, 200, answer)
        template = Read(answer.body)
        heads = [text for place, text in sorted(template.rows().items(), key=lambda cell: (len(cell[0]), cell[0]))]
        self.assertIn('项目名称 *', heads)
        self.assertGreaterEqual(len(template.drop_downs()), 5)
        values = {'项目名称': '照模板填', '列入计划日期': '2019-05-01', '支援任务': 'aid', '支援方': '370000', '受援地': '540228',
                  '资金投向层级': '县级', '工作领域': '保障民生', '建设内容': '教育', '概算': '5万'}
        filled = workbook(('援建项目', [heads, [values.get(head.removesuffix(' *')) for head in heads]]))
        report = self.send(filled).json
        self.assertEqual((report['created'], report['ignored_headers']), (1, []), report)
        self.assertEqual(self.user.result('/project', {'name': 'eq.照模板填'})['items'][0]['budget'], '50000.00')

    def test_a_corrected_file_of_projects_amends_them_and_enters_none_again(self):
        def sheet(*rows):
            return '\n'.join(['项目编号,项目名称,列入计划日期,支援任务,支援方,受援地,资金投向层级,工作领域,建设内容,概算', *rows]).encode()

        def row(code, name, budget):
            return f'{code},{name},2024-01-15,aid,370000,540228,县级,保障民生,教育,{budget}'
        first = self.send(sheet(row('鲁援〔2024〕1号', '甲校', '1万'), row('鲁援〔2024〕2号', '乙校', '2万'))).json
        self.assertEqual((first['key'], first['created'], first['without_key']), ('code', 2, 0))
        corrected = self.send(sheet(row('鲁援〔2024〕1号', '甲校', '1.5万'), row('鲁援〔2024〕2号', '乙校', '2万'),
                                    row('', '无号校', '3万'))).json
        self.assertEqual((corrected['created'], corrected['amended'], corrected['unchanged'], corrected['without_key']), (1, 1, 1, 1))
        known = self.user.result('/project', {'code': 'eq.鲁援〔2024〕1号'})['items']
        self.assertEqual([one['budget'] for one in known], ['15000.00'])
        # The list as it is exported, with the code filled in that was missing.
        number = self.user.result('/project', {'name': 'eq.无号校'})['items'][0]['number']
        filled = self.send(f'编号,项目编号,项目名称\n{number},鲁援〔2024〕3号,有号校\n'.encode()).json
        self.assertEqual((filled['created'], filled['amended']), (0, 1), filled)
        self.assertEqual(self.user.result('/project/' + number)['code'], '鲁援〔2024〕3号')

    def test_csv_of_a_chinese_windows_is_understood(self):
        content = ('\r\n'.join([','.join(HEADS), ','.join(str(cell).replace(',', '') for cell in project('国标码'))])).encode('gb18030')
        self.assertEqual(self.send(content).json['created'], 1)
        self.assertEqual(self.count('国标码'), 1)

    def test_what_is_no_table_is_refused_with_a_reason(self):
        for content, code in ((b'PK\x03\x04 but no more', 'table.damaged'), (b'', 'table.empty_file'),
                              (b'\xd0\xcf\x11\xe0 ' + 'Workbook'.encode('utf-16-le'), 'table.old_excel'),
                              ('姓名,年龄\n甲,5\n'.encode(), 'import.no_header')):
            with self.subTest(code=code):
                self.assertEqual(self.send(content, dry_run='1').code, code)
        self.assertEqual(self.send(table(), '/project/import', sheet='没有').code, 'table.no_sheet')
        self.assertEqual(self.send(table(), '/nothing/import').code, 'record.unknown_type')

    def test_an_import_needs_the_session_and_its_proof(self):
        content = table(project('偷偷'))
        self.assertEqual(self.user.request('POST', '/api/v1/project/import', content, Content_Type=BYTES, X_Shanhai=None).status, 403)
        self.assertEqual(self.count('偷偷'), 0)

    def test_a_running_transfer_shows_how_far_it_is_and_can_be_called_off(self):
        rows = [['code', 'name', 'level', 'parent'], *[[f'Z{i:05}', f'村{i}', '村级', '540228'] for i in range(20000)]]
        content = workbook(('区划', rows))
        answers = []
        before = self.user.result('/log')['size']
        with self.server.user() as other:

            def send():
                answers.append(other.request('POST', '/api/v1/division/import', content, {'transfer': 'long-one'},
                                             Content_Type=BYTES))
            sender = threading.Thread(target=send)
            sender.start()
            seen = None
            while sender.is_alive():
                state = self.user.get('/transfers/long-one')
                if state.status == 200:
                    seen = state.json
                    self.user.request('DELETE', '/api/v1/transfers/long-one')
                sender.join(0.01)
        self.assertIsNotNone(seen)
        self.assertIn(seen['phase'], (None, 'reading', 'checking', 'writing'))
        self.assertTrue(0 <= seen['share'] <= 1, seen)
        if answers[0].status == 200:
            self.skipTest('it was done before it could be called off')
        self.assertEqual(answers[0].code, 'request.cancelled', answers[0])
        self.assertEqual(self.user.result('/log')['size'], before)
        self.assertEqual(self.user.get('/transfers/long-one').code, 'transfer.unknown')


class Exporting(OnOneServer):
    def file(self, form, **query):
        answer = self.user.get('/project/export', {'form': form, **query}, Accept_Language='zh')
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(int(answer.fields['Content-Length']), len(answer.body))
        return answer

    def listed(self, **query):
        return self.user.result('/project', {'limit': '500', 'order': 'id', **query})['items']

    def test_json_lines_are_the_records_behind_the_question_and_the_checkpoint(self):
        lines = [json.loads(line) for line in self.file('jsonl', order='id', level='eq.county').body.splitlines()]
        about = lines[0]['export']
        self.assertEqual(about['filter'], 'level=eq.county&order=id')
        self.assertEqual(lines[1:], self.listed(level='eq.county'))
        self.assertEqual(about['count'], len(lines) - 1)
        checkpoint = self.user.request('GET', '/log/checkpoint').body.decode()
        self.assertEqual(about['checkpoint'].splitlines()[:3], checkpoint.splitlines()[:3])

    def test_csv_opens_in_a_spreadsheet_and_says_what_it_is(self):
        text = self.file('csv', order='id').body.decode('utf-8-sig')
        rows = list(csv.reader(io.StringIO(text)))
        above = [row for row in rows if len(row) == 1 and row[0].startswith('# ')]
        self.assertTrue(any(row[0].startswith('# 检查点') for row in above), above)
        head, *records = rows[len(above):]
        self.assertEqual(head[:2], ['编号', '项目名称'])
        self.assertEqual([row[0] for row in records], [one['number'] for one in self.listed()])

    def test_a_workbook_holds_the_list_and_a_sheet_about_it(self):
        answer = self.file('xlsx', order='id')
        self.assertIn('spreadsheetml', answer.fields['Content-Type'])
        book = Read(answer.body)
        self.assertEqual((book.rows()['A1'], book.rows()['B1']), ('编号', '项目名称'))
        self.assertEqual(book.rows()['A2'], self.listed()[0]['number'])
        self.assertIn('检查点', book.rows(2).values())

    def test_what_went_out_comes_in_again_and_changes_nothing(self):
        before = self.user.result('/log')['size']
        for form in ('xlsx', 'csv'):
            content = self.file(form).body
            report = self.user.request('POST', '/api/v1/project/import', content, Content_Type=BYTES).json
            self.assertEqual((report.get('created'), report.get('amended')), (0, 0), report)
            self.assertGreater(report['unchanged'], 0)
        self.assertEqual(self.user.result('/log')['size'], before)

    def test_wrong_questions_are_refused(self):
        for query, code in (({'form': 'doc'}, 'export.unknown'), ({'colour': 'eq.red'}, 'list.unknown_field'),
                            ({'transfer': 'a b'}, 'transfer.bad_name')):
            with self.subTest(query=query):
                self.assertEqual(self.user.get('/project/export', query).code, code)


class CommandLine(unittest.TestCase):
    def test_a_table_is_rehearsed_imported_and_exported(self):
        data = stores.fresh()
        folder = stores.new_folder()
        file = folder / '区划.csv'
        file.write_text('代码,名称,层级\n999901,甲乡,乡级\n999902,乙乡,镇\n', encoding='utf-8-sig')
        template = folder / 'template.xlsx'
        must('import', 'division', '--template', template, data=data)
        self.assertTrue(Read(template.read_bytes()).drop_downs())
        marked = folder / 'marked.xlsx'
        wrong = shanhai('import', 'division', file, '--dry-run', '--marked', marked, '--format', 'json', data=data)
        self.assertEqual(wrong.status, REFUSED, wrong)
        report = json.loads(wrong.out)
        self.assertEqual([(one['row'], one['column']) for one in report['problems']], [(3, 'C')], report)
        self.assertIn('C3', Read(marked.read_bytes()).comments())
        file.write_text('代码,名称,层级\n999901,甲乡,乡级\n999902,乙乡,乡级\n', encoding='utf-8')
        done = json.loads(must('import', 'division', file, '--format', 'json', data=data).out)
        self.assertEqual((done['created'], done['done']), (2, True))
        out = folder / 'out.csv'
        must('export', 'division', 'code=like.9999', '--out', out, data=data)
        rows = [row for row in csv.reader(out.open(encoding='utf-8-sig')) if len(row) > 1]
        self.assertEqual([row[0] for row in rows[1:]], ['999902', '999901'])
        self.assertEqual(list(folder.glob('*.unfinished')), [])

    def test_a_refused_export_leaves_no_file(self):
        folder = stores.new_folder()
        for arguments in (('nothing', '--out', folder / 'x.csv'), ('division', '--out', folder / 'x.doc'),
                          ('division', 'colour=eq.red', '--out', folder / 'x.csv'),
                          ('division', '--out', folder / 'missing' / 'x.csv')):
            with self.subTest(arguments=arguments):
                self.assertEqual(shanhai('export', *arguments, data=stores.made_once('fresh')).status, REFUSED)
        self.assertEqual(list(folder.iterdir()), [])


if __name__ == '__main__':
    unittest.main()
