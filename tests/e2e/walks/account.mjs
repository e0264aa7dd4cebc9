import { code } from '../authenticator.mjs'
import { equals, holds, phone } from '../walker.mjs'

export const title = 'a user gets a password, a second factor and a token, and ends a session'

const own = 'plum trees in March'

async function givenPassword(admin, login) {
  const record = await admin.ask('/user', { method: 'POST', body: { login, name: '张三' } })
  await admin.go(`/records/user/${record.id}`)
  await admin.page.click('[data-test=give-password]')
  const given = await admin.text('[data-test=given-password]')
  holds(/^[a-z2-9-]{19}$/.test(given), 'a password to hand over is shown')
  await admin.picture('user-account')
  return given
}

async function turnCodeOn(walker) {
  const { page } = walker
  await walker.go('/account')
  await page.fill('[name=code_password]', own)
  await page.click('[data-test=code-begin]')
  await page.locator('[data-test=qr]').waitFor()
  const drawn = await page.evaluate(() => document.querySelector('[data-test=qr]').naturalWidth > 0)
  holds(drawn, 'the QR code is drawn')
  const secret = await walker.text('[data-test=secret]')
  await walker.picture('account-code')
  await page.fill('[name=confirm_code]', code(secret))
  await page.click('form:has([name=confirm_code]) button[type=submit]')
  await page.locator('[data-test=recovery] li').nth(9).waitFor()
  holds(await page.locator('[data-test=code-on]').isVisible(), 'the second factor is on')
  return secret
}

async function makeToken(walker) {
  const { page } = walker
  await page.fill('[name=token_title]', '夜间导出')
  await page.click('[data-test=make-token]')
  const token = await walker.text('[data-test=token]')
  const answer = await fetch(`${walker.url}/api/v1/session`, { headers: { Authorization: `Bearer ${token}` } })
  equals((await answer.json()).user, 'zhang', 'the token opens as its user')
  const refused = await fetch(`${walker.url}/api/v1/account`, { headers: { Authorization: `Bearer ${token}` } })
  equals(refused.status, 403, 'but not the account')
}

export async function walk({ arrive }) {
  const admin = await arrive()
  await admin.logIn()
  const given = await givenPassword(admin, 'zhang')

  const walker = await arrive()
  const { page } = walker
  await walker.knock('zhang', given)
  await page.fill('[name=new_password]', own)
  await page.fill('[name=again]', own)
  await page.click('button[type=submit]')
  await page.waitForURL((now) => !now.pathname.startsWith('/login'))
  const secret = await turnCodeOn(walker)

  // Elsewhere, the password is not enough now.
  const elsewhere = await arrive(phone)
  await elsewhere.knock('zhang', own)
  await elsewhere.page.locator('[name=code]').waitFor()
  await elsewhere.picture('login-code-phone')
  await elsewhere.page.fill('[name=code]', code(secret, 1))
  await elsewhere.page.click('button[type=submit]')
  await elsewhere.page.waitForURL((now) => !now.pathname.startsWith('/login'))
  await elsewhere.go('/account')
  await elsewhere.noSidewaysScroll('the account on a telephone')
  await elsewhere.picture('account-phone')

  await walker.go('/account')
  await makeToken(walker)
  await walker.picture('account')
  equals(await page.locator('[data-test=session]').count(), 2, 'two places are logged in')
  await page.click('[data-test=end-session]')
  await page.waitForFunction(() => document.querySelectorAll('[data-test=session]').length === 1)
  await elsewhere.page.goto(`${walker.url}/log`)
  await elsewhere.page.waitForURL((now) => now.pathname.startsWith('/login'))

  await admin.go('/access/events')
  await admin.page.locator('[data-test=event]').first().waitFor()
  await admin.picture('access-events')
  for (const one of [admin, walker, elsewhere]) await one.leave()
}
