import { payments, somePayment } from '../money.mjs'
import { holds, phone } from '../walker.mjs'

export const title = 'on a phone (390 px): overview, menu, list, record, form, figure'

export async function walk({ arrive }) {
  const walker = await arrive(phone)
  const { page } = walker
  await walker.logIn()
  await page.locator('.map .dot').first().waitFor({ state: 'attached' })
  const payment = await somePayment(walker)
  const schema = await walker.schema()
  const figure = schema.figures.find((one) => one.headline !== null)
  const pages = {
    overview: '/',
    list: `/records/${payments}`,
    record: `/records/${payments}/${payment.id}`,
    form: `/records/${payments}/new`,
    figure: `/figures/${figure.name}/slice`,
    lineage: `/figures/${figure.name}/lineage?where=${encodeURIComponent('year=2024')}`,
    published: '/published',
    journal: '/log',
    jobs: '/jobs',
    notifications: '/notifications',
  }
  for (const [name, path] of Object.entries(pages)) {
    await walker.go(path)
    await walker.noSidewaysScroll(name)
    await walker.picture(`phone-${name}`)
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('main button, main a.button, nav.bottom a')]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 24)
        .map((one) => one.innerText || one.ariaLabel),
    )
    holds(!small.length, `${name}: too small for a finger: ${small.slice(0, 4).join(', ')}`)
  }
  await page.locator('nav.bottom button').click()
  await page.locator('dialog.drawer').waitFor()
  await walker.picture('phone-menu')
  await page.locator(`dialog.drawer a[href="/records/${payments}"]`).click()
  await page.waitForURL(new RegExp(`/records/${payments}$`))
  await page.locator('[data-row]').first().click()
  await page.locator('[data-test=history]').waitFor()
  await walker.leave()
}
