import { readFile } from 'node:fs/promises'
import { payments, somePayment } from '../money.mjs'
import { equals, holds, phone } from '../walker.mjs'

export const title = 'a list goes out as a table, comes back with a mistake, then mended: one record changes'

export async function walk({ arrive }) {
  const walker = await arrive()
  const { page } = walker
  await walker.logIn()
  const { project } = await somePayment(walker)
  const schema = await walker.schema()
  const type = schema.types.find((one) => one.name === project.type)
  const before = (await walker.ask('/log')).size

  await walker.go(`/records/${type.name}?q=${encodeURIComponent(project.number)}`)
  await walker.picture('list-export')
  for (const form of ['xlsx', 'jsonl']) {
    const file = await kept(page, () => page.click(`[data-test=export-${form}]`))
    holds(file.bytes.length > 200 && file.name.endsWith(`.${form}`), `${file.name} is too short`)
  }
  const { bytes } = await kept(page, () => page.click('[data-test=export-csv]'))
  const text = bytes.toString('utf8')
  holds(text.includes(`q=${project.number}`) && text.includes('检查点'), 'the question and the checkpoint stand in it')
  const day = /\d{4}-\d\d-\d\d(?=,)/.exec(text.slice(text.indexOf(project.number, text.indexOf('\r\nID') + 1)))?.[0]
  holds(day, 'the record has a day')

  await page.click('[data-test=import]')
  await page.waitForURL((now) => now.pathname.endsWith('/import'))
  const template = await kept(page, () => page.click('[data-test=template]'))
  equals(template.bytes.subarray(0, 2).toString(), 'PK', 'the template is a workbook')

  await dropped(page, '有错的.csv', text.replaceAll(`,${day},`, ',昨天,'))
  await page.locator('[data-test=problems] tbody tr').first().waitFor()
  holds((await walker.text('[data-test=problems] tbody tr')).includes('昨天'), 'the problem says what is wrong')
  await walker.settled()
  await walker.picture('import-problems')
  const marked = await kept(page, () => page.click('[data-test=marked]'))
  equals(marked.bytes.subarray(0, 2).toString(), 'PK', 'the marked copy is a workbook')
  equals(await page.locator('[data-test=confirm]').count(), 0, 'what is wrong cannot be confirmed')

  const dotted = day.replaceAll('-', '.')
  const mended = text.replaceAll(`,${day},`, `,${dotted},`).replaceAll(project.label, `${project.label}（改）`)
  await page
    .locator('[data-test=file]')
    .setInputFiles({ name: '改好的.csv', mimeType: 'text/csv', buffer: Buffer.from(mended) })
  await page.locator('[data-test=confirm]').waitFor()
  equals((await walker.ask('/log')).size, before, 'nothing has changed so far')
  await walker.settled()
  await walker.picture('import-clean')
  await page.click('[data-test=confirm]')
  await page.locator('[data-test=report] a.button').waitFor()
  await walker.settled()
  await walker.picture('import-done')
  equals((await walker.ask('/log')).size, before + 1, 'one entry')
  const now = await walker.ask(`/${type.name}/${project.id}`)
  equals(now.label, `${project.label}（改）`, 'the record was amended')
  await walker.leave()

  const pocket = await arrive(phone)
  await pocket.logIn()
  await pocket.go(`/records/${payments}/import`)
  await pocket.noSidewaysScroll('the import page')
  await pocket.picture('import-phone')
  await pocket.go(`/records/${payments}`)
  await pocket.noSidewaysScroll('a list with its export')
  await pocket.leave()
}

/** The file that a click yields. */
async function kept(page, click) {
  const [download] = await Promise.all([page.waitForEvent('download'), click()])
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) }
}

/** As a person drags a file onto the page. */
async function dropped(page, name, text) {
  const carried = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([text], name, { type: 'text/csv' }))
      return transfer
    },
    [name, text],
  )
  await page.dispatchEvent('[data-test=drop]', 'drop', { dataTransfer: carried })
}
