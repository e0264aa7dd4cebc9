import { equals, holds, phone } from '../walker.mjs'

export const title = 'search: the box, suggestions, results by type, an empty answer; on a phone too'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()

  // "/" opens the box; what is typed is suggested; Enter opens it.
  await page.locator('body').press('/')
  await page.locator('dialog[open] [role=combobox]').waitFor()
  await page.keyboard.type('blx')
  await page.waitForFunction(() =>
    [...document.querySelectorAll('dialog[open] [role=option] .text')].some((one) => one.innerText === '白朗县'),
  )
  await walker.settled()
  await walker.picture('search-suggestions')
  const all = page.locator('dialog[open] [role=option]', { hasText: 'blx' })
  await all.last().click()
  await page.waitForURL(/\/search\?q=blx$/)
  await page.locator('[data-group=division] [data-hit]', { hasText: '白朗县' }).first().waitFor()
  await walker.settled()
  equals(await page.locator('[data-group]').first().getAttribute('data-group'), 'division', 'the place comes first')

  // The page's own field; results follow what is typed, with the words marked.
  await page.locator('[data-search]').fill('白朗 項目')
  await page.waitForURL(/q=%E7%99%BD/)
  await page.locator('[data-group=project] mark').first().waitFor()
  await walker.settled()
  await walker.picture('search-results')
  const marked = await page.locator('[data-group=project] mark').allInnerTexts()
  holds(marked.includes('白朗') && marked.includes('项目'), `both words are marked: ${marked.slice(0, 6)}`)
  await page.locator('[data-more=project]').click()
  await page.waitForURL(/type=project/)
  await walker.settled()
  equals(await page.locator('[data-group]').count(), 1, 'only projects')
  const before = await page.locator('[data-hit]').count()
  if (await page.locator('[data-test=search-next]').count()) {
    await page.locator('[data-test=search-next]').click()
    await page.waitForFunction((n) => document.querySelectorAll('[data-hit]').length > n, before)
  }
  await page.locator('[data-hit]').first().click()
  await page.waitForURL(/\/records\/project\/\d+$/)
  await page.locator('[data-test=history]').waitFor()

  await walker.go('/search?q=%E7%81%AB%E6%98%9F%E5%9F%BA%E5%9C%B0')
  await page.locator('[data-test=search-nothing]').waitFor()
  await walker.picture('search-nothing')
  await walker.leave()

  const small = await arrive(phone)
  await small.logIn()
  await small.page.locator('[data-test=find]').click()
  await small.page.locator('dialog[open] [role=combobox]').fill('饮水')
  await small.page.locator('dialog[open] [role=option]').first().waitFor()
  await small.settled()
  await small.picture('phone-search-suggestions')
  await small.go(`/search?q=${encodeURIComponent('白朗')}`)
  await small.page.locator('[data-hit]').first().waitFor()
  await small.noSidewaysScroll('search')
  await small.picture('phone-search')
  await small.leave()
}
