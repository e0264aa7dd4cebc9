"""Projects, contracts and payments as OCDS 1.1: valid, complete, and told as they came about."""

import json
import unittest
from decimal import Decimal

import jsonschema

import stores
from on_one_server import OnOneServer
from program import REFUSED, ROOT, result_of, shanhai
from samples import reference

STANDARD = ROOT / 'modules' / 'ocds' / 'standard'


def validator(name):
    """Of the standard's schema; what it refers to is taken from the folder, not from the network."""
    files = {file.name: json.loads(file.read_text(encoding='utf-8')) for file in STANDARD.glob('*.json')}
    known = {schema['id']: schema for schema in files.values()}
    nothing = {'https://standard.open-contracting.org/schema/1__1__5/versioned-release-validation-schema.json': {}}
    resolver = jsonschema.RefResolver(files[name]['id'], files[name], store={**known, **nothing})
    return jsonschema.Draft4Validator(files[name], resolver=resolver, format_checker=jsonschema.FormatChecker())


def exported(name, data):
    out = stores.new_folder() / f'{name}.json'
    report = result_of('export', name, '--out', out, data=data)
    return report, json.loads(out.read_text(encoding='utf-8'))


def complaints(name, package):
    return [f'{"/".join(map(str, error.absolute_path))}: {error.message[:300]}'
            for error in validator(name).iter_errors(package)][:5]


class OfOneContract(OnOneServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user, sample = cls.user, cls.sample
        cls.owner = user.create('organisation', code='91350100M000100Y43', name='白朗县水利局', kind='owner')
        cls.builder = user.create('organisation', code='91540228MA6T1BU00E', name='某建筑公司', kind='builder')
        cls.project = sample.new_project(name='水渠二期', owner=reference(cls.owner))
        sample.with_money(project=cls.project)
        cls.contract = user.create('contract', project=reference(cls.project), supplier=reference(cls.builder),
                                   kind='works', procurement='open_tender', amount='500000.00', signed_on='2024-03-05',
                                   due_on='2024-09-30')
        cls.paid = sample.pay('100000.50', project=cls.project, contract=reference(cls.contract))
        cls.refund = sample.pay('20000.00', project=cls.project, contract=reference(cls.contract), kind='refund',
                                refund_of=reference(cls.paid))
        cls.lost = sample.pay('3.00', project=cls.project, contract=reference(cls.contract))
        must_do(user.post(f'/payment/{cls.lost["id"]}/void', {'reason': '重复登记'}))
        user.patch(f'/contract/{cls.contract["id"]}', {'amount': '520000.00', 'reason': '变更'},
                   cls.contract['version'])
        cls.without = sample.pay('7.00', project=cls.project)
        cls.report, cls.package = exported('ocds', cls.server.data)
        cls.records = {record['ocid']: record for record in cls.package['records']}

    def process(self, record):
        return self.records[f'ocds-000000-{record["number"]}']

    def test_the_packages_are_valid(self):
        self.assertEqual(complaints('record-package-schema.json', self.package), [])
        _, releases = exported('ocds-releases', self.server.data)
        self.assertEqual(complaints('release-package-schema.json', releases), [])
        self.assertEqual(releases['releases'], [release for record in self.package['records']
                                                for release in record['releases']])

    def test_the_report_counts_and_says_what_is_left_out(self):
        self.assertEqual(
            {name: self.report[name] for name in ('projects', 'contracts', 'payments', 'payments_without_contract')},
            {'projects': 2, 'contracts': 1, 'payments': 3, 'payments_without_contract': 1})
        self.assertEqual((self.report['prefix'], self.report['registered']), ('ocds-000000', False))

    def test_every_entry_is_a_release_named_by_it(self):
        releases = self.process(self.contract)['releases']
        self.assertEqual([release['tag'] for release in releases],
                         [['tender', 'award', 'contract'], ['implementation'], ['implementation'], ['implementation'],
                          ['implementationUpdate'], ['contractAmendment']])
        self.assertEqual(releases[0]['id'], f'ocds-000000-{self.contract["number"]}-{self.contract["id"]}')
        self.assertEqual([release['date'] for release in releases], sorted(release['date'] for release in releases))
        self.assertEqual(releases[0]['contracts'][0]['value'], {'amount': 500000, 'currency': 'CNY'})

    def test_the_compiled_release_says_what_holds_now(self):
        compiled = self.process(self.contract)['compiledRelease']
        self.assertEqual(compiled['tag'], ['compiled'])
        self.assertEqual(compiled['tender']['procurementMethod'], 'open')
        self.assertEqual(compiled['tender']['procurementMethodDetails'], '公开招标')
        contract, = compiled['contracts']
        self.assertEqual(contract['value'], {'amount': 520000, 'currency': 'CNY'})
        self.assertEqual(contract['dateSigned'], '2024-03-05T00:00:00+08:00')
        amounts = [transaction['value']['amount'] for transaction in contract['implementation']['transactions']]
        self.assertEqual(amounts, [100000.5, -20000, 0])
        parties = {party['name']: party for party in compiled['parties']}
        self.assertEqual(parties['白朗县水利局']['id'], 'CN-USCI-91350100M000100Y43')
        self.assertEqual(parties['白朗县水利局']['roles'], ['buyer', 'payer', 'procuringEntity'])
        self.assertEqual(parties['某建筑公司']['roles'], ['payee', 'supplier'])
        for organisation in (compiled['buyer'], compiled['tender']['procuringEntity'], *compiled['awards'][0]['suppliers']):
            self.assertIn(organisation['id'], {party['id'] for party in compiled['parties']})

    def test_a_contract_is_related_to_the_planning_of_its_project(self):
        related, = self.process(self.contract)['compiledRelease']['relatedProcesses']
        self.assertEqual(related['identifier'], self.process(self.project)['ocid'])
        budget = self.process(self.project)['compiledRelease']['planning']['budget']
        self.assertEqual((budget['project'], budget['amount']['amount']), ('水渠二期', 1000000))

    def test_the_package_says_up_to_which_entry_it_was_read(self):
        size, root = self.user.tree()
        self.assertEqual((self.package['shanhai']['entries'], self.package['shanhai']['root']), (int(size), root))


    def test_the_same_file_comes_over_http_for_those_who_may_export(self):
        answer = self.user.get('/exports/ocds')
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(answer.json['records'], self.package['records'])
        self.assertIn('.json', answer.fields['Content-Disposition'])
        self.assert_problem(self.user.get('/exports/nothing'), 404, 'export.unknown')
        self.assert_problem(self.server.client().get('/exports/ocds'), 401, 'session.required')
        model = self.user.result('/schema')['exports']
        self.assertLessEqual({'iati', 'ocds', 'ocds-releases'}, {one['name'] for one in model})


class OfAContractMadeVoid(OnOneServer):
    def test_it_is_cancelled_and_the_publisher_names_the_prefix(self):
        builder = self.user.create('organisation', code='91540228MA6T1BU00E', name='某建筑公司', kind='builder')
        contract = self.user.create('contract', project=reference(self.sample.project), supplier=reference(builder),
                                    kind='goods', amount='1.00', signed_on='2024-03-05')
        must_do(self.user.post(f'/contract/{contract["id"]}/void', {'reason': '录入有误'}))
        self.assert_problem(self.user.post('/ocds_publisher', {'name': '某厅', 'prefix': 'ocds-X'}), 422,
                            field='/prefix')
        self.user.create('ocds_publisher', name='某厅', prefix='ocds-abc123', uri='https://example.org/data')
        report, package = exported('ocds', self.server.data)
        self.assertEqual((report['prefix'], report['registered']), ('ocds-abc123', True))
        self.assertEqual(package['publisher'], {'name': '某厅', 'uri': 'https://example.org/data'})
        self.assertEqual(complaints('record-package-schema.json', package), [])
        compiled = next(record['compiledRelease'] for record in package['records']
                        if record['ocid'] == f'ocds-abc123-{contract["number"]}')
        self.assertEqual((compiled['awards'][0]['status'], compiled['contracts'][0]['status']),
                         ('cancelled', 'cancelled'))


class OfTheProvince(unittest.TestCase):
    takes_s = 25  # late enough that the demo province is there

    def test_every_contract_of_the_demo_is_published_and_the_payments_add_up(self):
        data = stores.demo_original()
        report, package = exported('ocds', data)
        # Every fiftieth: the schema is read anew for each, and a province takes minutes.
        some = {**package, 'records': package['records'][::50]}
        self.assertEqual(complaints('record-package-schema.json', some), [])
        contracts = [contract for record in package['records']
                     for contract in record['compiledRelease'].get('contracts', [])]
        self.assertEqual(len(contracts), report['contracts'])
        signed = result_of('figures', 'projects.contracted', data=data)
        self.assertEqual(sum(Decimal(str(contract['value']['amount'])) for contract in contracts
                             if contract['status'] != 'cancelled'), Decimal(signed[0]['value']))


class OfNothing(unittest.TestCase):
    def test_an_empty_store_has_nothing_to_publish(self):
        ran = shanhai('export', 'ocds', '--out', stores.new_folder() / 'none.json', data=stores.fresh())
        self.assertEqual(ran.status, REFUSED, ran)
        self.assertIn('ocds.nothing_to_export', ran.err)


def must_do(answer):
    if answer.status != 200:
        raise AssertionError(str(answer))
