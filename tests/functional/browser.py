"""As much of a browser as a log-in through another site needs: cookies, redirects that are followed one by one, forms."""

import http.client
import re
from urllib.parse import urlencode, urljoin, urlsplit


class Page:
    def __init__(self, url, status, fields, body):
        self.url, self.status, self.fields, self.body = url, status, fields, body

    @property
    def leads_to(self):
        location = self.fields.get('Location')
        return urljoin(self.url, location) if location else None

    def __str__(self):
        return f'{self.url} → {self.status} {self.leads_to or ""} {self.body[:800]}'


class Browser:
    def __init__(self):
        self.cookies = {}  # (host and port, name) → value

    def ask(self, url, form=None):
        """One request; a redirect is an answer like any other."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=30)
        cookies = '; '.join(f'{name}={value}' for (site, name), value in self.cookies.items() if site == parts.netloc)
        fields = {'Cookie': cookies} if cookies else {}
        if form is not None:
            fields['Content-Type'] = 'application/x-www-form-urlencoded'
        target = parts.path + (f'?{parts.query}' if parts.query else '')
        connection.request('GET' if form is None else 'POST', target, form and urlencode(form), fields)
        response = connection.getresponse()
        for line in response.headers.get_all('Set-Cookie', []):
            name, value = line.split(';')[0].split('=', 1)
            if value and 'Max-Age=0' not in line and '01 Jan 1970' not in line:
                self.cookies[parts.netloc, name] = value
            else:
                self.cookies.pop((parts.netloc, name), None)
        page = Page(url, response.status, response.headers, response.read().decode(errors='replace'))
        connection.close()
        return page

    def go(self, url, until=lambda url: False, form=None):
        """Follows redirects; stops before an address for which `until` holds, and answers with it."""
        page = self.ask(url, form)
        for _ in range(15):
            if page.leads_to is None:
                return page
            if until(page.leads_to):
                return page.leads_to
            page = self.ask(page.leads_to)
        raise AssertionError(f'sent round in circles: {page}')

    def submit(self, page, until=lambda url: False, **answers):
        """Sends the first form of a page with what its hidden inputs say."""
        action = re.search(r'<form[^>]* action="([^"]+)"', page.body)
        assert action, page
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.body))
        return self.go(urljoin(page.url, action[1]), until, {**hidden, **answers})
