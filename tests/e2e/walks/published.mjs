import { equals, holds } from '../walker.mjs'

export const title = 'published beside computed: verdicts, filters, the way to the postings; the journal'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()
  const { rows } = await walker.ask('/published')
  await walker.go('/published')
  const agreed = rows.filter((row) => row.verdict === 'agrees')
  holds(agreed.length > 0, 'some published figure agrees')
  await page.click('[data-verdict=agrees]')
  await page.waitForURL(/verdict=agrees/)
  await page.waitForFunction(
    (n) => document.querySelector('.count')?.innerText.match(/\d+/)?.[0] === n,
    String(agreed.length),
  )
  equals(await page.locator('tbody .verdict:not(.agrees)').count(), 0, 'only those that agree')
  await walker.picture('published')
  await page.locator('[data-computed]').first().click()
  await page.waitForURL(/\/lineage/)
  await page.locator('[data-test=lineage-value] .figure').waitFor()

  const head = await walker.ask('/log')
  await walker.go('/log')
  equals((await walker.text('[data-test=log-size]')).replace(/\D/g, ''), String(head.size), 'size of the journal')
  equals(await walker.text('[data-test=log-root]'), head.root, 'root of the journal')
  await page.locator('.entries li').first().waitFor()
  await walker.picture('journal')
  await walker.leave()
}
