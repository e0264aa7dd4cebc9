#!/usr/bin/env python3
"""The linter finds what it is there to find. Run by `./dev test`."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import cpp_source  # noqa: E402
import lint  # noqa: E402
import texts  # noqa: E402


class Rules(unittest.TestCase):
    def said(self, rule, files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding='utf-8')
            return list(rule(lint.Tree(folder)))

    def refused(self, rule, files, word):
        sentences = self.said(rule, files)
        self.assertTrue(any(word in sentence for sentence in sentences), sentences)

    def accepted(self, rule, files):
        self.assertEqual([], self.said(rule, files))

    def test_include_along_the_arrows_is_accepted(self):
        self.accepted(lint.include_direction, {
            'base/money.h': '', 'kernel/cube/cube.h': '#include "base/money.h"\n#include <vector>\n',
            'api/http/a.cpp': '#include "kernel/cube/cube.h"\n', 'modules/funds/b.cpp': '#include "kernel/cube/cube.h"\n',
            'apps/main.cpp': '#include "api/http/a.h"\n#include "assets/assets.h"\n#include "module_list.h"\n'})

    def test_include_against_the_arrows_is_refused(self):
        for name, text in (('base/money.h', 'kernel/cube/cube.h'), ('kernel/cube/cube.h', 'api/http/server.h'),
                           ('kernel/cube/cube.h', 'modules/funds/plan.h'), ('api/http/server.h', 'modules/funds/plan.h'),
                           ('modules/funds/plan.h', 'api/http/server.h'), ('kernel/cube/cube.h', 'module_list.h'),
                           ('api/a.cpp', 'apps/main.h')):
            self.refused(lint.include_direction, {name: f'#include "{text}"\n'}, 'must not include')

    def test_module_that_includes_another_is_refused(self):
        self.refused(lint.include_direction, {'modules/funds/a.cpp': '#include "modules/parties/b.h"\n'}, 'another module')
        self.accepted(lint.include_direction, {'modules/funds/a.cpp': '#include "modules/funds/b.h"\n'})

    def test_include_of_web_or_of_a_neighbour_by_short_name_is_refused(self):
        self.refused(lint.include_direction, {'apps/a.cpp': '#include "web/src/a.h"\n'}, 'no layer')
        self.refused(lint.include_direction, {'base/a.cpp': '#include "a.h"\n', 'base/a.h': ''}, 'from the top')

    def test_include_in_a_comment_is_no_include(self):
        self.accepted(lint.include_direction, {'base/a.h': '// #include "kernel/a.h"\n/*\n#include "api/b.h"\n*/\n'})

    def test_cycle_between_files_is_refused(self):
        self.refused(lint.include_cycles, {'base/a.h': '#include "base/b.h"\n', 'base/b.h': '#include "base/c.h"\n',
                                           'base/c.h': '#include "base/a.h"\n'}, 'base/a.h -> base/b.h -> base/c.h -> base/a.h')

    def test_cycle_between_folders_is_refused(self):
        self.refused(lint.include_cycles, {'kernel/cube/a.h': '#include "kernel/store/b.h"\n', 'kernel/store/b.h': '',
                                           'kernel/store/c.cpp': '#include "kernel/cube/d.h"\n', 'kernel/cube/d.h': ''},
                     'kernel/cube -> kernel/store -> kernel/cube')

    def test_tests_beside_the_source_may_look_around(self):
        self.accepted(lint.include_cycles, {'kernel/cube/a.h': '#include "kernel/store/b.h"\n', 'kernel/store/b.h': '',
                                            'kernel/store/b_test.cpp': '#include "kernel/cube/a.h"\n'})

    def test_diamond_is_no_cycle(self):
        self.accepted(lint.include_cycles, {'base/a.h': '#include "base/b.h"\n#include "base/c.h"\n',
                                            'base/b.h': '#include "base/d.h"\n', 'base/c.h': '#include "base/d.h"\n', 'base/d.h': ''})

    def test_function_longer_than_a_hundred_lines_is_refused(self):
        body = '    x();\n'
        self.refused(lint.function_length, {'base/a.cpp': 'void f() {\n' + body * 100 + '}\n'}, 'f has 102 lines')
        self.accepted(lint.function_length, {'base/a.cpp': 'void f() {\n' + body * 60 + '}\nvoid g() {\n' + body * 60 + '}\n'})

    def test_vague_file_name_is_refused(self):
        for name in ('base/util.h', 'kernel/string_utils.cpp', 'web/src/helper.ts', 'api/session-manager.h'):
            self.refused(lint.file_names, {name: ''}, 'no subject')
        self.accepted(lint.file_names, {'kernel/utility_company.h': '', 'base/commonwealth.h': ''})

    def test_reference_to_the_workplace_is_refused(self):
        for text in ('see ../sha' + 'red/x', 'open("/wo' + 'rk/main")', 'in .lib' + 'rary'):
            self.refused(lint.workplace_references, {'docs/a.md': text}, 'refers to')
        self.accepted(lint.workplace_references, {'docs/a.md': 'paper/wo' + 'rk/x; the std.librarything'})

    def test_header_that_nobody_includes_is_refused(self):
        self.refused(lint.dead_headers, {'base/a.h': ''}, 'nobody')
        self.accepted(lint.dead_headers, {'base/a.h': '', 'base/a.cpp': '#include "base/a.h"\n'})

    def test_problem_code_without_sentence_is_refused(self):
        table = 'problems:\n  record.gone: {zh: 没有了, en: It is gone}\n  file.big:\n    zh: 太大\n    en: "Too large"\n'
        for text in ('return refuse("record.lost", "/x");', 'Problem{"record.lost"}', 'Problem{.code = "record.lost"}'):
            self.refused(lint.problem_sentences, {'base/a.cpp': text, 'data/problems.yaml': table}, 'record.lost')
        self.accepted(lint.problem_sentences, {'base/a.cpp': 'refuse("record.gone"); refuse(\n  "file.big");',
                                               'data/problems.yaml': table})
        self.refused(lint.problem_sentences, {'data/problems.yaml': 'problems:\n  record.gone: {zh: 没有了}\n'}, 'has no en')

    def test_locale_key_in_one_language_only_is_refused(self):
        self.refused(lint.locale_keys, {'web/src/locales/zh.json': '{"a": {"b": "x", "c": "y"}}',
                                        'web/src/locales/en.json': '{"a": {"b": "x"}}'}, 'a.c')
        self.refused(lint.locale_keys, {'web/src/locales/zh.ts': "export default { a: { b: 'x: y', 'c.d': `z` } }",
                                        'web/src/locales/en.ts': "export default { a: { b: 'x {q}' } }"}, 'a.c.d')
        self.accepted(lint.locale_keys, {'web/src/locales/zh.ts': "export default {\n  a: { b: '山' }, // 海\n  c: '海',\n}",
                                         'web/src/locales/en.ts': 'export default {\n  a: { b: "{n} hills: all" },\n  c: "sea" }'})


class Functions(unittest.TestCase):
    def names(self, text):
        return [(function.name, function.lines) for function in cpp_source.functions(text)]

    def test_functions_are_found_in_namespaces_and_classes(self):
        self.assertEqual([('A', 1), ('get', 3), ('g', 1)], self.names(
            'namespace n {\nclass C : public B {\n  A() : a_{1}, b_(2) {}\n  int get() const {\n  return 1;\n }\n  int a_{3};\n};\n'
            'const std::map<int, int> m = {{1, 2}};\nauto g(X x = {}) -> Y { return {}; }\n}\n'))

    def test_strings_and_comments_hide_braces(self):
        self.assertEqual([('f', 1), ('h', 1)], self.names('void f() { g("{{{"); } // {\nvoid h() { c = \'{\'; R"({{)"; }'))


class Texts(unittest.TestCase):
    def test_codes_are_found_with_their_lines(self):
        self.assertEqual([(2, 'a.b')], texts.problem_codes('// refuse("c.d")\nrefuse("a.b")'))


if __name__ == '__main__':
    program = unittest.main(exit=False, verbosity=1)
    result = program.result
    failed = len(result.failures) + len(result.errors)
    print(f'{result.testsRun - failed} passed, {failed} failed')
    sys.exit(1 if failed else 0)
