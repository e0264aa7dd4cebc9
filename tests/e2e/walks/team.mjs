import { crc32, deflateSync } from 'node:zlib'
import { equals, holds, phone } from '../walker.mjs'

export const title = 'on a phone (390 px): a line of the week with a photograph, then all well in one tap'

// A picture of one grey pixel, as a camera's file would come.
const chunk = (name, data) => {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, sum])
}
const photograph = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
  chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
  chunk('IEND', Buffer.alloc(0)),
])

async function enterALine(walker) {
  const { page } = walker
  const [line] = (await walker.ask('/dispatch_line?state=eq.awaited&round.state=eq.open&order=date&limit=1')).items
  holds(line, 'a line of an open week waits')
  await walker.go(`/modules/governance/weeks/${line.round.id}`)
  const form = page.locator('article', { hasText: line.project.label }).locator('[data-test=enter]')
  await form.locator('textarea').fill('钢筋进场，绑扎过半。')
  await form.locator('input[type=file]').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: photograph })
  await form.locator('button[type=submit]').click()
  await form.waitFor({ state: 'detached' })
  await walker.noSidewaysScroll('week')
  await walker.picture('phone-week')
  const entered = await walker.ask(`/dispatch_line/${line.id}`)
  equals(entered.state, 'entered', 'the line')
  equals(entered.photo?.name, '现场.png', 'its photograph')
}

async function tapThatAllIsWell(walker) {
  const { page } = walker
  const [member] = (await walker.ask('/team_member?until=null&limit=1')).items
  const group = { id: member.work_group.id }
  const made = (type, values) => walker.ask(`/${type}`, { method: 'POST', body: values })
  const date = '2034-03-01' // no other window is of that day
  const round = await made('safety_round', { date, window: 'morning', work_group: `#${group.id}` })
  const line = await made('safety_report', { date, round: `#${round.id}`, person: `#${member.person.id}` })
  await walker.go('/modules/governance/safety')
  const card = page.locator('section', { hasText: date })
  await walker.noSidewaysScroll('safety')
  await walker.picture('phone-safety')
  const well = card.locator('[data-test=well]')
  holds((await well.boundingBox()).height >= 44, 'the button is large enough for a thumb')
  await well.click()
  await well.waitFor({ state: 'detached' })
  equals((await walker.ask(`/safety_report/${line.id}`)).state, 'safe', 'the report')
  holds((await card.innerText()).includes('全部报到'), 'nobody is missing any more')
  await walker.picture('phone-safety-told')
  await walker.ask(`/safety_round/${round.id}/close`, { method: 'POST', body: {} })
}

export async function walk({ arrive }) {
  const walker = await arrive(phone)
  await walker.logIn()
  await enterALine(walker)
  await tapThatAllIsWell(walker)
  await walker.leave()
}
