import { equals, holds } from '../walker.mjs'

export const title = 'a list: filter, sort, more; the address can be shared'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()
  const schema = await walker.schema()
  const type = await busiest(
    walker,
    schema.types.filter((one) => one.states.length > 1),
  )
  await walker.go(`/records/${type.name}`)
  const rows = () => page.locator('tbody tr').count()
  const shown = await rows()
  if (await page.locator('[data-test=more]').count()) {
    await page.click('[data-test=more]')
    await page.waitForFunction((n) => document.querySelectorAll('tbody tr').length > n, shown)
  }
  await walker.picture('list')

  const state = await commonState(walker, type)
  const expected = (await walker.ask(`/${type.name}?state=in.(${state.name})&count=1&limit=1`)).count
  await page.locator('.states button', { hasText: state.title.zh }).first().click()
  await page.waitForURL((now) => now.searchParams.get('state') === `in.(${state.name})`)
  await page.waitForFunction(
    (n) => document.querySelector('.count')?.innerText.replace(/\D/g, '') === n,
    String(expected),
  )
  await page.locator('th button.sort').nth(1).click()
  await page.waitForURL((now) => now.searchParams.has('order'))
  await page.locator('th[aria-sort=ascending]').waitFor()
  await page.locator('.frame[aria-busy=false]').waitFor()
  const first = await walker.text('tbody tr [data-row]')
  await walker.picture('list-filtered')

  const address = page.url().slice(walker.url.length)
  await walker.go('/')
  await walker.go(address)
  equals(await walker.text('tbody tr [data-row]'), first, 'the same first row from the shared address')
  equals(await page.locator('th[aria-sort=ascending]').count(), 1, 'the same order')

  await page.locator('[data-search]').fill('没有任何记录会这样叫')
  await page.locator('.empty').waitFor()
  await walker.picture('list-empty')
  await page.locator('.empty button').click()
  await page.locator('tbody tr').first().waitFor()
  holds(!page.url().includes('state='), 'filters are cleared')
  await walker.leave()
}

async function busiest(walker, types) {
  const counted = []
  for (const type of types)
    counted.push({
      type,
      n: (await walker.ask(`/${type.name}?count=1&limit=1`)).count,
    })
  counted.sort((a, b) => b.n - a.n)
  return counted[0].type
}

async function commonState(walker, type) {
  for (const state of type.states)
    if ((await walker.ask(`/${type.name}?state=eq.${state.name}&count=1&limit=1`)).count > 1) return state
  throw new Error(`no state of ${type.name} has two records`)
}
