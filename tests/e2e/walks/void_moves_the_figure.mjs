import { enterPayment, fen, paidFigure, payments, receipt, somePayment, valueOf } from '../money.mjs'
import { equals, holds } from '../walker.mjs'

export const title = 'void a payment → the figure moves by exactly that; enter it again → it is back'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()
  const figure = await paidFigure(walker)
  const payment = await somePayment(walker)
  const where = `year=${payment.date.slice(0, 4)}`
  const before = await valueOf(walker, figure, where)
  const address = `/figures/${figure.name}/slice?where=${encodeURIComponent(where)}`

  await walker.go(`/records/${payments}/${payment.id}`)
  await page.click('[data-test=void]')
  await page.locator('dialog[open]').waitFor()
  holds(await page.locator('[data-test=confirm]').isDisabled(), 'no voiding without a reason')
  await page.fill('[data-test=reason]', '重复录入')
  await walker.picture('void')
  await page.click('[data-test=confirm]')
  await page.locator('[data-test=entry].void').waitFor()
  await walker.settled()
  await walker.picture('voided')
  equals(await valueOf(walker, figure, where), before - fen(payment.amount), 'the figure without it')
  await walker.go(address)
  await page.locator('[data-test=figure-value] .figure').waitFor()
  await walker.picture('figure-after-void')

  await enterPayment(walker, {
    project: payment.project,
    date: payment.date,
    amount: payment.amount,
    file: receipt('补录回单.pdf'),
  })
  await page.click('[data-test=check]')
  await page.locator('[data-test=rehearsal]').waitFor()
  equals(await valueOf(walker, figure, where), before - fen(payment.amount), 'a check changes nothing')
  await walker.picture('checked')
  await page.click('[data-test=save]')
  await page.waitForURL((now) => new RegExp(`/records/${payments}/\\d+$`).test(now.pathname))
  await walker.settled()
  await advanceUntilCounted(walker, figure, where, before)
  await walker.leave()
}

// Where payments have a workflow, they count when they have come far enough.
async function advanceUntilCounted(walker, figure, where, expected) {
  for (let step = 0; step < 6; step++) {
    if ((await valueOf(walker, figure, where)) === expected) return
    const next = walker.page.locator('[data-transition]').first()
    holds(await next.count(), 'the payment cannot be advanced and does not count')
    await next.click()
    await walker.page.click('[data-test=confirm]')
    await walker.page.locator('dialog[open]').waitFor({ state: 'detached' })
    await walker.settled()
  }
  equals(await valueOf(walker, figure, where), expected, 'the figure with it again')
}
