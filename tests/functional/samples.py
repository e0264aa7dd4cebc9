"""Records to work with, made through the interface like any others."""

GIVER, REGION = '370000', '540228'  # 山东省; 白朗县


class Sample:
    """A programme with one project in 白朗县 that has been planned, allocated and paid out some money."""

    def __init__(self, client):
        self.client = client
        self.programme = client.create('programme', code='aid', name='支援西藏', kind='counterpart_aid', giver=GIVER)
        self.voucher = client.upload()
        self.project = self.new_project()

    def project_body(self, **changes):
        return {'name': '水渠', 'planned_on': '2024-01-15', 'programme': 'aid', 'giver': GIVER, 'region': REGION,
                'level': 'county', 'sector': 'livelihood', 'theme': 'water', 'nature': 'goods',
                'budget': '1000000.00', **changes}

    def new_project(self, **changes):
        return self.client.create('project', **self.project_body(**changes))

    def fund(self, record_type, amount, date='2024-03-01', project=None, **fields):
        return self.client.create(record_type, project=reference(project or self.project), date=date, amount=amount,
                                  **fields)

    def with_money(self, amount='900000.00', project=None):
        """The three legs before a payment."""
        return [self.fund(leg, amount, project=project) for leg in ('fund_plan', 'allocation', 'disbursement')]

    def payment_of(self, amount, project=None, **changes):
        """The body of a payment, not yet sent."""
        return {'project': reference(project or self.project), 'date': '2024-04-01', 'amount': amount,
                'voucher': {'sha256': self.voucher['sha256'], 'name': 'voucher.pdf'}, **changes}

    def pay(self, amount, project=None, **changes):
        return self.client.create('payment', **self.payment_of(amount, project, **changes))


def reference(record):
    return '#' + record['id']
