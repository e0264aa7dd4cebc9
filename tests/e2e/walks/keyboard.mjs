import { password } from '../server.mjs'
import { payments } from '../money.mjs'
import { equals, holds } from '../walker.mjs'

export const title = 'keyboard only: log in, find a list, open a record'

const mostSteps = 60

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await page.goto(`${walker.url}/login`)
  await page.waitForFunction(() => document.activeElement?.name === 'username')
  await page.keyboard.type('admin')
  await page.keyboard.press('Tab')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((now) => !now.pathname.startsWith('/login'))
  await walker.settled()

  await page.keyboard.press('Tab')
  equals(await page.evaluate(() => document.activeElement?.className), 'skip', 'the skip link comes first')
  holds(await page.evaluate(() => document.activeElement.getBoundingClientRect().top >= 0), 'the skip link is seen')
  await page.keyboard.press('Enter')

  const type = (await walker.schema()).types.find((one) => one.name === payments)
  await page.keyboard.press('Control+k')
  await page.locator('dialog[open] [role=combobox]').waitFor()
  await page.keyboard.type(type.title.zh)
  await page.waitForFunction(
    (text) => document.querySelector('dialog[open] [role=option]')?.innerText.includes(text),
    type.title.zh,
  )
  const position = await page.evaluate(
    (text) =>
      [...document.querySelectorAll('dialog[open] [role=option] .text')].findIndex((one) => one.innerText === text),
    type.title.zh,
  )
  for (let i = 0; i < position; i++) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/records/${payments}$`))
  await page.locator('[data-row]').first().waitFor()
  await walker.settled()

  await page.keyboard.press('/')
  holds(await page.evaluate(() => document.activeElement?.hasAttribute('data-search')), '/ goes to the search')
  for (let i = 0; i < mostSteps; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement?.hasAttribute('data-row'))) break
  }
  await page.keyboard.press('ArrowDown')
  const focus = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement)
    const rows = [...document.querySelectorAll('[data-row]')]
    return {
      row: rows.indexOf(document.activeElement),
      outline: style.outlineStyle,
      width: parseFloat(style.outlineWidth),
    }
  })
  equals(focus.row, 1, '↓ goes to the second row')
  holds(focus.outline !== 'none' && focus.width >= 1, 'the focus can be seen')
  await walker.picture('keyboard-list')
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/records/${payments}/\\d+$`))
  await page.locator('[data-test=history]').waitFor()

  await page.keyboard.press('?')
  await page.locator('dialog[open]').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  await walker.leave()
}
