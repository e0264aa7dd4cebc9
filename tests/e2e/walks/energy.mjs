import { equals, holds } from '../walker.mjs'

export const title = 'a day of sun and storage is seen beside its plan, and the ways to run it beside each other'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()
  await walker.go('/modules/energy')
  await page.locator('[data-test=day] table').waitFor()
  await page.locator('[data-test=months] table').waitFor()
  await walker.settled()
  equals(await page.inputValue('[data-test=day-input]'), '2025-06-29', 'the last day with a plan')
  holds((await walker.text('[data-test=peak-of-day]')).includes('MWh'), 'the evening-peak supply is the headline')
  holds((await walker.text('[data-test=day] tbody tr:first-child td:last-child')).endsWith('%'), 'plan against actual')
  equals(await page.locator('[data-test=months] tbody tr').count(), 6, 'five months and their year')
  await page.selectOption('[data-test=trial] select', '7')
  await page.click('[data-test=try]')
  await page.locator('[data-way=rule]').waitFor()
  await walker.settled()
  holds((await walker.text('[data-way=rolling] td:last-child')).startsWith('100.00'), 'nothing is lost by rolling')
  await walker.picture('energy')

  await page.locator('[data-test=months] tbody tr:last-child a').nth(4).click()
  await page.waitForURL(/\/figures\/energy\.coal_saved/)
  await walker.settled()
}
