"""The examples in the documents run as they are written.

A fenced block that begins with ```sh tested is run by bash, the blocks of a document one after the other in one folder
where `shanhai` is the program and var/demo the synthetic province. A block ```text tested right behind it is what has
to be printed: each of its lines, in their order, "…" standing for anything.
"""

import os
import re
import shlex
import subprocess
import unittest

import iati_files
import stores
from program import DONE, PASSWORD, PROGRAM, ROOT, environment, shanhai
from samples import Sample
from server import Server

DOCUMENTS = [ROOT / name for name in ('README.md', 'README.zh-CN.md',
                                      'CONTRIBUTING.md')] + sorted((ROOT / 'docs').glob('*.md'))
SHOWN = re.compile(r'^shanhai --data DIR (.+?)(?:  .*)?$', re.MULTILINE)  # what it does stands behind two spaces
BLOCK = re.compile(r'^```(sh|text) tested\n(.*?)^```$', re.MULTILINE | re.DOTALL)


class Documents(unittest.TestCase):
    takes_s = 20  # late enough that the demo province is there

    def test_the_examples_of_the_documents_run_and_print_what_they_say(self):
        for document in DOCUMENTS:
            blocks = BLOCK.findall(document.read_text(encoding='utf-8')) if document.exists() else []
            if blocks:
                with self.subTest(document=document.name):
                    self.run_blocks(blocks)

    def test_the_commands_that_the_documents_show_are_commands(self):
        data, out, backup = stores.fresh(), stores.new_folder() / 'out.xml', stores.new_folder() / 'backup'
        table = stores.new_folder() / 'table'
        table.with_suffix('.csv').write_text('code,name,level\n999901,甲乡,乡级\n', encoding='utf-8')
        with Server(data) as server:
            Sample(server.user())
        text = stores.new_folder() / 'text.txt'
        text.write_text('山东援藏工作队到白朗县看水渠。', encoding='utf-8')
        shanhai('import', 'iati', iati_files.USAID, data=data)
        for document in DOCUMENTS:
            for command in SHOWN.findall(document.read_text(encoding='utf-8')) if document.exists() else []:
                with self.subTest(document=document.name, command=command):
                    words = shlex.split(command.replace('TABLES…', str(table.with_suffix('.csv'))).replace('TABLE', str(table))
                                        .replace('FILE…', str(iati_files.USAID)).replace('FILE', str(out))
                                        .replace('TEXT', str(text)).replace('NEW', str(stores.new_folder() / 'new')).replace('BACKUP', str(backup)))
                    if words[0] == 'serve':
                        words.append('--help')
                    ran = shanhai(*words, data=stores.new_folder() / 'data' if words[0] == 'init' else data)
                    self.assertEqual(ran.status, DONE, ran)

    def run_blocks(self, blocks):
        folder = stores.new_folder()
        (folder / 'build').mkdir()
        (folder / 'build/shanhai').symlink_to(PROGRAM)
        if any('var/demo' in text for _, text in blocks):
            (folder / 'var').mkdir()
            stores.demo().rename(folder / 'var/demo')
        env = environment(PATH=f'{folder / "build"}{os.pathsep}{os.environ["PATH"]}', SHANHAI_PASSWORD=PASSWORD)
        printed = ''
        for kind, text in blocks:
            if kind == 'text':
                self.assert_printed(printed, text)
                continue
            done = subprocess.run(['bash', '-euo', 'pipefail', '-c', text], cwd=folder, env=env,
                                  stdin=subprocess.DEVNULL,
                                  capture_output=True, text=True, encoding='utf-8', timeout=120, check=False)
            self.assertEqual(done.returncode, 0, f'{text}\n{done.stdout}\n{done.stderr}')
            printed = done.stdout

    def assert_printed(self, printed, expected):
        place = 0
        for line in filter(str.strip, expected.splitlines()):
            pattern = '.*?'.join(map(re.escape, line.strip().split('…')))
            found = re.compile(pattern).search(printed, place)
            self.assertTrue(found, f'“{line}” was not printed (in this order):\n{printed}')
            place = found.end()


if __name__ == '__main__':
    unittest.main()
