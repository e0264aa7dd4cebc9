import { readFileSync } from 'node:fs'
import { payments, somePayment } from '../money.mjs'
import { axeScript } from '../tools.mjs'
import { desktop, holds, phone } from '../walker.mjs'

export const title = 'no barrier that axe finds (WCAG 2.1 AA, with contrast): light, dark, desktop, phone'

const source = readFileSync(axeScript, 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

export async function walk({ arrive }) {
  const found = []
  for (const [name, options] of Object.entries({
    light: desktop,
    dark: { ...desktop, colorScheme: 'dark' },
    phone: { ...phone, colorScheme: 'dark' },
  })) {
    const walker = await arrive(options)
    await walker.page.goto(`${walker.url}/login`)
    found.push(...(await barriers(walker, `${name} login`)))
    await walker.logIn()
    const payment = await somePayment(walker)
    const schema = await walker.schema()
    const figure = schema.figures.find((one) => one.headline !== null)
    const project = payment.project
    const pages = {
      overview: '/',
      figures: '/figures',
      figure: `/figures/${figure.name}/slice`,
      lineage: `/figures/${figure.name}/lineage?where=${encodeURIComponent('year=2024')}`,
      published: '/published',
      check: '/modules/press/check',
      bulletins: '/modules/bulletins',
      compose: '/modules/bulletins/new',
      list: `/records/${payments}`,
      record: `/records/${payments}/${payment.id}`,
      workflow: `/records/${project.type}/${project.id}`,
      form: `/records/${payments}/new`,
      import: `/records/${payments}/import`,
      journal: '/log',
      jobs: '/jobs',
      notifications: '/notifications',
      account: '/account',
      records: '/records',
      search: `/search?q=${encodeURIComponent('白朗')}`,
    }
    // What opens above a page.
    const opened = {
      'list, a filter': [pages.list, '[data-test=add-filter]', 'dialog[open]'],
      'record, void': [pages.record, '[data-test=void]', 'dialog[open]'],
      'form, records to choose': [pages.form, '[data-field=project] [role=combobox]', '[role=option]'],
      'form, calendar': [pages.form, '[data-field=date] button', '.calendar'],
      'figure, a condition': [pages.figure, '[data-test=add-condition]', 'dialog[open]'],
      find: ['/', '[data-test=find]', 'dialog[open] [role=option]'],
    }
    for (const [page, path] of Object.entries(pages)) {
      await walker.go(path)
      await walker.picture(`${name}-${page}`)
      found.push(...(await barriers(walker, `${name} ${page}`)))
    }
    for (const [state, [path, open, shown]] of Object.entries(opened)) {
      await walker.go(path)
      await walker.page.locator(open).first().click()
      await walker.page.locator(shown).first().waitFor()
      await walker.settled()
      await walker.picture(`${name}-${state.replace(/\W+/g, '-')}`)
      found.push(...(await barriers(walker, `${name} ${state}`)))
    }
    await walker.leave()
  }
  holds(!found.length, `\n  ${found.join('\n  ')}`)
}

async function barriers(walker, where) {
  await walker.page.evaluate(source)
  const { violations } = await walker.page.evaluate(
    (tags) => globalThis.axe.run({ exclude: [['iframe']] }, { runOnly: tags }),
    tags,
  )
  return violations.map(
    (one) =>
      `${where}: ${one.id} (${one.impact}, ${one.nodes.length}×): ${one.nodes[0].target} ${one.nodes[0].any[0]?.message ?? one.help}`,
  )
}
