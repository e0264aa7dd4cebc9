import { equals, holds } from '../walker.mjs'

export const title = 'a text is checked, marked in place, led back to its records, taught and kept'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()
  await walker.go('/modules/press/check')
  const text =
    '2023年，山东省投入西藏日喀则市援藏资金3.8亿元，实施项目132个。2023年，山东省在日喀则市投放惠民礼包7个。\n' +
    '“三交”项目33个，项目数量比2022年增长15%。'
  await page.fill('[data-test=draft]', text)
  await page.click('[data-test=check]')
  const marked = page.locator('[data-test=marked]')
  await marked.waitFor()
  await walker.settled()
  holds((await marked.innerText()).includes('投入西藏日喀则市援藏资金'), 'the text comes back as it was')
  equals(await mark('agrees', '3.8亿元').count(), 1, 'what the records bear out')
  equals(await mark('differs', '132个').count(), 1, 'what they do not')
  equals(await mark('contradicts', '15%').count(), 1, 'what does not fit itself')
  await walker.picture('check')

  await mark('differs', '132个').click()
  const card = page.locator('[data-test=quantity]')
  holds((await card.innerText()).includes('122'), 'what the records come to')
  await walker.picture('check-a-number')
  await card.locator('[data-test=lineage]').click()
  await page.waitForURL(/\/figures\/projects\.count\/lineage/)
  await page.locator('[data-test=lineage-value] .figure').waitFor()
  await walker.settled()
  equals(
    (await walker.text('[data-test=lineage-value] .figure')).replace(/\D/g, ''),
    '122',
    'the same number behind it',
  )

  // A file; and a wording that a person ties.
  await walker.go('/modules/press/check')
  await page.setInputFiles('[data-test=file]', {
    name: 'draft.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('2023年，山东省在日喀则市投放惠民礼包款3.8亿元。'),
  })
  await mark('untied', '3.8亿元').click()
  await page.fill('[data-test=tie] [name=words]', '惠民礼包款')
  await page.selectOption('[data-test=tie] [name=figure]', 'funds.invested')
  await page.click('[data-test=tie] [type=submit]')
  await mark('agrees', '3.8亿元').waitFor()
  const [tie] = (await walker.ask('/press_tie?words=eq.惠民礼包款')).items
  equals(tie.figure, 'funds.invested', 'the wording is remembered')

  await page.click('[data-test=accept]')
  await page.fill('dialog [name=title]', '日喀则见闻')
  await page.fill('dialog [name=published_on]', '2024-01-05')
  await walker.picture('check-accept')
  await page.click('[data-test=keep]')
  await page.locator('[data-test=kept] a').click()
  await page.waitForURL(/\/records\/article\//)
  const claims = await walker.ask('/claim?article.title=eq.日喀则见闻')
  equals(claims.items.length, 1, 'one number was kept')
  equals(claims.items[0].amount, '380000000', 'with its value')
  await walker.leave()

  function mark(verdict, printed) {
    return page.locator(`[data-test=marked] [data-verdict=${verdict}]`, { hasText: printed })
  }
}
