import { paidFigure, payments, somePayment } from '../money.mjs'
import { equals, holds } from '../walker.mjs'

export const title = 'two people at once: one saves, the list, the record and the figure of the other move'

export async function walk({ arrive }) {
  const saver = await arrive()
  await saver.logIn()
  const payment = await somePayment(saver)
  const figure = await paidFigure(saver)
  const project = await saver.ask(`/project/${payment.project.id}`)

  const list = await arrive()
  await list.logIn()
  await list.go('/records/project?order=-id')
  const first = list.page.locator('.records tbody tr').first()
  await first.locator('[data-row]').focus()
  const focused = await list.page.evaluate(() => document.activeElement.textContent)
  const copied = ['planned_on', 'region', 'giver', 'level', 'sector', 'theme', 'budget']
  const fields = Object.fromEntries(
    copied.map((name) => [name, project[name]?.id ? `#${project[name].id}` : project[name]]),
  )
  const body = { ...fields, name: '同事刚建的工程', programme: `#${project.programme.id}` }
  const made = await saver.ask('/project', { method: 'POST', body })
  await list.page.locator('tr.moved', { hasText: '同事刚建的工程' }).waitFor()
  await list.picture('live-list')
  equals(await list.page.evaluate(() => document.activeElement.textContent), focused, 'the focus stays')

  await list.go(`/records/project/${made.id}`)
  await saver.ask(`/project/${made.id}`, {
    method: 'PATCH',
    headers: { 'If-Match': '*' },
    body: { name: '同事改名的工程', reason: '改名' },
  })
  await list.page.locator('h1', { hasText: '同事改名的工程' }).waitFor()
  await list.picture('live-record')

  const where = encodeURIComponent(`day=${payment.date}`)
  await list.go(`/figures/${figure.name}/slice?where=${where}`)
  const shown = list.page.locator('[data-test=figure-value] .figure').first()
  const before = await shown.innerText()
  await saver.ask(`/${payments}/${payment.id}/void`, { method: 'POST', body: { reason: '重复录入' } })
  await list.page.waitForFunction(
    (text) => document.querySelector('[data-test=figure-value] .figure')?.innerText !== text,
    before,
  )
  await list.picture('live-figure')
  holds((await shown.innerText()) !== before, 'the figure moved by itself')
  await list.leave()
  await saver.leave()
}
