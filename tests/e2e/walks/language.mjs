import { equals, holds } from '../walker.mjs'

export const title = 'switch to English and back; the choice is kept'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()
  const lang = () => page.evaluate(() => document.documentElement.lang)
  equals(await lang(), 'zh-CN', 'Chinese first')
  equals(await walker.text('h1'), '总览', 'the heading in Chinese')
  await page.click('[data-test=language]')
  await page.waitForFunction(() => document.documentElement.lang === 'en')
  equals(await walker.text('h1'), 'Overview', 'the heading in English')
  await walker.go('/figures')
  equals(await lang(), 'en', 'kept over a reload')
  await walker.picture('figures-en')
  for (const path of ['/', '/published', '/log', '/records']) {
    await walker.go(path)
    // Data may be Chinese; the words of the pages themselves may not.
    const words = await page.evaluate(() =>
      [...document.querySelectorAll('h1, .main .link, th, label, button:not([data-test=language])')].map((one) =>
        one.innerText.trim(),
      ),
    )
    const chinese = words.filter((word) => /[一-鿿]/.test(word))
    holds(!chinese.length, `${path}: still in Chinese: ${chinese.slice(0, 5).join(' | ')}`)
  }
  await walker.go('/')
  await page.locator('.map .dot').first().waitFor({ state: 'attached' })
  await walker.settled()
  await walker.picture('overview-en')
  await page.click('[data-test=language]')
  await page.waitForFunction(() => document.documentElement.lang === 'zh-CN')
  equals(await walker.text('h1'), '总览', 'the heading in Chinese again')
  await walker.leave()
}
