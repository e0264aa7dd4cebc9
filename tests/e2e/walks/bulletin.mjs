import { equals, holds, phone } from '../walker.mjs'

export const title = 'a bulletin is composed with live numbers, approved by another, frozen, and verified by a stranger'

const login = 'second-person'
const own = 'plum trees in March'

export async function walk({ arrive }) {
  const writer = await arrive()
  await writer.logIn()
  const { page } = writer
  await writer.go('/modules/bulletins/new')
  await page.fill('[name=title]', '援助资金通报')
  await page.fill('[name=office]', '示范省对口支援工作办公室')
  const words = page.locator('[data-test=words]').first()
  await words.fill('2024年，山东省投入援助资金。')
  await words.evaluate((area) => area.setSelectionRange(area.value.length - 1, area.value.length - 1))
  await page.selectOption('[data-test=insert]', 'funds.invested')
  equals(
    await words.inputValue(),
    '2024年，山东省投入援助资金{{funds.invested}}。',
    'the number stands where the cursor was',
  )
  await words.fill((await words.inputValue()).replace('}}', ' year=2024 giver=山东省}}'))
  await page.locator('[data-test=paper]').getByText('44.8亿元').waitFor()
  await page.click('[data-add=table]')
  await writer.settled()
  equals(await page.locator('[role=alert]').count(), 0, 'a block that is only begun is no mistake')
  holds((await writer.text('[data-test=paper]')).includes('44.8亿元'), 'the number stays while a block is begun')
  await page.locator('[data-block=table] select').selectOption('funds.invested')
  await page.locator('[data-block=table] input').nth(1).fill('region.province')
  await page.locator('[data-block=table] input').nth(2).fill('year=2024, giver=山东省')
  await page.locator('[data-block=table] input').nth(2).blur()
  await page.locator('[data-test=paper] table').waitFor()
  await writer.settled()
  await writer.picture('bulletin-compose')
  await page.click('[data-test=save]')
  await page.waitForURL(/\/modules\/bulletins\/one\/\d+$/)
  const id = page.url().split('/').at(-1)

  // Whoever wrote it does not approve it.
  await page.click('[data-test=approve]')
  await page.locator('[role=alert]').waitFor()

  await writer.ask('/user', { method: 'POST', body: { login, name: '第二人' } })
  await writer.ask('/grant', { method: 'POST', body: { user: login, role: 'finance', scope: 'whole' } })
  const { password } = await writer.ask(`/accounts/${login}/password`, { method: 'POST' })
  const second = await arrive()
  await second.knock(login, password)
  await second.page.fill('[name=new_password]', own)
  await second.page.fill('[name=again]', own)
  await second.page.click('button[type=submit]')
  await second.page.waitForURL((now) => !now.pathname.startsWith('/login'))
  await second.go(`/modules/bulletins/one/${id}`)
  await second.page.click('[data-test=approve]')
  await second.page.click('[data-test=freeze]')
  await second.page.locator('[data-test=verify]').waitFor()
  await second.settled()
  await second.picture('bulletin-frozen')
  const address = await second.page.getAttribute('[data-test=verify]', 'href')

  const stranger = await arrive(phone)
  await stranger.go(address)
  holds((await stranger.text('[data-test=verdict]')).startsWith('相符'), 'it is as signed')
  holds((await stranger.text('[data-test=paper]')).includes('44.8亿元'), 'the signed number is shown')
  await stranger.noSidewaysScroll('the verification page')
  await stranger.picture('bulletin-verified')
  await stranger.go(`/bulletins/${id}/verify?f=0123456789abcdef`)
  holds((await stranger.text('[data-test=verdict]')).startsWith('不符'), 'another paper is not')
  await stranger.leave()
  await second.leave()
  await writer.leave()
}
