"""What the server says about itself: OpenAPI 3.1, the schema that pages are made from, and the counters."""

import json
import re
import unittest

from on_one_server import OnOneServer


class Description(OnOneServer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls.user.result('/openapi.json')
        cls.schema = cls.user.result('/schema')

    def test_it_is_openapi_3_1(self):
        self.assertRegex(self.document['openapi'], r'^3\.1\.\d+$')
        self.assertTrue(self.document['info']['title'] and self.document['info']['version'])
        self.assertTrue({'paths', 'components', 'security', 'servers'} <= set(self.document))
        self.assertTrue({'cookie', 'bearer'} <= set(self.document['components']['securitySchemes']))

    def test_every_reference_leads_somewhere(self):
        for reference in set(re.findall(r'"\$ref": ?"([^"]+)"', json.dumps(self.document))):
            place = self.document
            self.assertTrue(reference.startswith('#/'), reference)
            for part in reference[2:].split('/'):
                self.assertIn(part, place, reference)
                place = place[part]

    def test_every_operation_has_a_name_of_its_own_its_parameters_and_its_refusals(self):
        names = set()
        for path, operations in self.document['paths'].items():
            for method, operation in operations.items():
                self.assertIn(method, ('get', 'post', 'patch', 'delete', 'put'))
                self.assertNotIn(operation['operationId'], names)
                names.add(operation['operationId'])
                declared = {parameter['name'] for parameter in operation.get('parameters', ())
                            if parameter['in'] == 'path'}
                self.assertEqual(declared, set(re.findall(r'\{(\w+)\}', path)), path)
                self.assertIn('default', operation['responses'])
                self.assertTrue(any(status.startswith(('2', '3')) for status in operation['responses']), path)
                if method == 'get':
                    self.assertNotIn('requestBody', operation)

    def test_only_log_in_and_health_are_open(self):
        unguarded = {(method, path) for path, operations in self.document['paths'].items()
                     for method, operation in operations.items() if operation.get('security') == []}
        self.assertEqual(unguarded, {('post', '/api/v1/session'), ('get', '/api/v1/session/options'),
                                     ('get', '/api/v1/session/provider/start'),
                                     ('get', '/api/v1/session/provider/callback'),
                                     ('get', '/healthz'), ('get', '/readyz'),
                                     # Whoever holds a printed bulletin checks it; drafts are not found there.
                                     ('get', '/api/v1/bulletins/{id}/verify'),
                                     # A code on a box tells where its goods come from.
                                     ('get', '/api/v1/public/{name}'),
                                     # The log is for whoever wants to check: hashes and signatures, no entry.
                                     *(('get', path) for path in (
                                         '/log/checkpoint', '/log/key', '/log/proof/inclusion', '/log/proof/consistency',
                                         '/log/tile/{level}/{part1}', '/log/tile/{level}/{part1}/{part2}',
                                         '/log/tile/{level}/{part1}/{part2}/{part3}',
                                         '/log/tile/{level}/{part1}/{part2}/{part3}/{part4}'))})

    def test_every_record_type_has_its_paths_with_its_transitions(self):
        for record_type in self.schema['types']:
            base = f'/api/v1/{record_type["name"]}'
            wanted = [base, base + '/{id}', base + '/{id}/history', base + '/{id}/void']
            wanted += [f'{base}/{{id}}/{transition["name"]}' for transition in record_type['transitions']]
            for path in wanted:
                self.assertIn(path, self.document['paths'])

    def test_answers_are_as_described(self):
        project = self.user.result(f'/project/{self.sample.project["id"]}')
        described = self.document['components']['schemas']['project']
        self.assertLessEqual(set(project), set(described['properties']))
        self.assertLessEqual(set(described['required']), set(project))
        for name in ('name', 'budget', 'giver', 'state', 'level'):
            self.assertIn(name, described['properties'])
        self.assertEqual(set(described['properties']['level']['enum']),
                         {'province', 'prefecture', 'county', 'township', 'village'})

    def test_the_schema_holds_what_pages_are_made_from(self):
        self.assertIs(self.schema['demo'], False)
        self.assertTrue(self.schema['program']['version'])
        types = {record_type['name']: record_type for record_type in self.schema['types']}
        payment = types['payment']
        self.assertEqual(payment['title'], {'zh': '资金支付', 'en': 'Payment'})
        fields = {field['name']: field for field in payment['fields']}
        self.assertEqual((fields['project']['kind'], fields['project']['ref'], fields['project']['required']),
                         ('ref', 'project', True))
        self.assertEqual((fields['amount']['kind'], fields['amount']['more_than']), ('money', '0.00'))
        self.assertIn({'type': 'payment', 'field': 'project'}, types['project']['referred_by'])
        for record_type in self.schema['types']:
            for field in record_type['fields']:
                self.assertTrue(field['hidden'] or (field['label']['zh'] and field['label']['en']),
                                (record_type['name'], field['name']))
        for figure in self.schema['figures']:
            self.assertTrue(figure['title']['zh'] and figure['title']['en'], figure)

    def test_the_counters_count(self):
        def count():
            text = self.user.request('GET', '/metrics').body.decode()
            return sum(float(line.rsplit(' ', 1)[1])
                       for line in text.splitlines() if 'get_log' in line or '/api/v1/log"' in line)
        text = self.user.request('GET', '/metrics')
        self.assertTrue(text.fields['Content-Type'].startswith('text/plain'), text)
        for line in text.body.decode().splitlines():
            if line and not line.startswith('#'):
                self.assertRegex(line, r'^[a-zA-Z_:][a-zA-Z0-9_:]*(\{.*\})? [-+0-9.eE]+(Inf)?$')
        names = [line.split()[2] for line in text.body.decode().splitlines() if line.startswith('# TYPE')]
        self.assertEqual(len(names), len(set(names)))
        before = count()
        for _ in range(5):
            self.user.get('/log')
        self.assertGreaterEqual(count(), before + 5)


if __name__ == '__main__':
    unittest.main()
