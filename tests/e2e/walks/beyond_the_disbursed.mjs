import { enterPayment, payments, receipt, somePayment } from '../money.mjs'
import { equals, holds } from '../walker.mjs'

export const title = 'a payment beyond the disbursed sum → refused at the field, nothing changed'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()
  const { project, date } = await somePayment(walker)
  const before = await walker.ask('/log')
  const count = (await walker.ask(`/${payments}?count=1&limit=1`)).count

  await enterPayment(walker, {
    project,
    date,
    amount: '99亿',
    file: receipt('超额回单.pdf'),
  })
  holds((await walker.text('[data-field=amount] .echo')).includes('9,900,000,000.00'), 'the amount is echoed')
  const refusal = page.locator('[data-field=amount] [data-test=field-error]')

  await page.click('[data-test=check]')
  await refusal.waitFor()
  holds((await refusal.innerText()).trim().length > 5, 'a check says why it would be refused')

  await page.locator('[data-field=amount] input').fill('9,900,000,000.01')
  await page.click('[data-test=save]')
  await refusal.waitFor()
  const sentence = (await refusal.innerText()).trim()
  holds(/[一-鿿]{4,}/.test(sentence), `a sentence in Chinese: ${sentence}`)
  equals(await page.locator('[data-field=amount] input').getAttribute('aria-invalid'), 'true', 'the field is marked')
  equals(
    await page.evaluate(() => document.activeElement?.closest('[data-field]')?.dataset.field),
    'amount',
    'the focus is on it',
  )
  await walker.picture('refused')

  const after = await walker.ask('/log')
  equals(after.size, before.size, 'entries in the journal')
  equals(after.root, before.root, 'root of the journal')
  equals((await walker.ask(`/${payments}?count=1&limit=1`)).count, count, 'payments')
  await walker.leave()
}
