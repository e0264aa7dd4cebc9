import { createHash } from 'node:crypto'
import { paidFigure, payments } from '../money.mjs'
import { equals, holds } from '../walker.mjs'

export const title = 'log in → overview → figure → posting → payment → voucher'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await page.goto(`${walker.url}/`)
  await page.waitForURL(/\/login/)
  await walker.picture('login')
  await walker.logIn()

  const figure = await paidFigure(walker)
  await page.locator('[data-test=tiles] .figure').first().waitFor()
  const schema = await walker.schema()
  const headlines = schema.figures.filter((one) => one.headline !== null).length
  equals(await page.locator('[data-test=tiles] > *').count(), headlines, 'a tile for each headline figure')
  holds((await walker.text('[data-test=demo-banner]')).includes('演示数据'), 'the demo says that it is one')
  await page.locator('.map .dot').first().waitFor({ state: 'attached' })
  await walker.settled()
  await walker.picture('overview')

  await page.locator(`[data-figure="${figure.name}"] a`).click()
  await page.waitForURL((now) => now.pathname.startsWith(`/figures/${figure.name}`))
  await page.locator('[data-cell]').first().waitFor()
  await walker.settled()
  await walker.picture('figure')

  await page.locator('[data-cell]').first().click()
  await page.waitForURL(/\/lineage/)
  await page.locator('[data-posting]').first().waitFor()
  await walker.settled()
  await walker.picture('lineage')

  await page.locator('[data-posting]').first().click()
  await page.waitForURL(new RegExp(`/records/${payments}/`))
  await page.locator('[data-test=file]').waitFor()
  await page.locator('[data-test=entry]').first().waitFor()
  await walker.settled()
  await walker.picture('payment')

  const shown = await walker.text('[data-test=file] .hash .mono')
  const href = await page.locator('[data-test=file] a[target=_blank]').first().getAttribute('href')
  const bytes = await page.evaluate(async (at) => [...new Uint8Array(await (await fetch(at)).arrayBuffer())], href)
  equals(createHash('sha256').update(Buffer.from(bytes)).digest('hex'), shown, 'the voucher is what its digest says')
  await walker.leave()
}
