import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { password } from './server.mjs'
import { root } from './tools.mjs'

const pictures = join(root, 'build/screenshots')
mkdirSync(pictures, { recursive: true })

export const desktop = { viewport: { width: 1360, height: 900 } }
export const phone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
}

const patienceMs = 20_000
const quietMs = 250

export function holds(condition, sentence) {
  if (!condition) throw new Error(sentence)
}

export function equals(found, expected, sentence) {
  holds(found === expected, `${sentence}: expected ${expected}, found ${found}`)
}

/** One browser window with one person in it; it notes everything that pages must never do. */
export class Walker {
  static async arrive(browser, url, options = desktop) {
    const context = await browser.newContext({
      locale: 'zh-CN',
      colorScheme: 'light',
      ...options,
    })
    const page = await context.newPage()
    page.setDefaultTimeout(patienceMs)
    return new Walker(context, page, url)
  }

  constructor(context, page, url) {
    Object.assign(this, { context, page, url, wrong: [], asking: new Set() })
    page.on('console', (message) => {
      // Refusals (4xx) are answers; Chromium writes a line about each.
      if (message.type() === 'error' && !/Failed to load resource.*status of 4\d\d/.test(message.text()))
        this.wrong.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => this.wrong.push(`thrown: ${error.message}`))
    page.on('request', (request) => {
      const to = request.url()
      if (['fetch', 'xhr', 'script', 'stylesheet'].includes(request.resourceType())) this.asking.add(request)
      if (/^https?:/.test(to) && !to.startsWith(`${url}/`)) this.wrong.push(`asked another site: ${to}`)
    })
    for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => this.asking.delete(request))
    page.on('response', (response) => {
      if (response.status() >= 500) this.wrong.push(`${response.status()} from ${response.url()}`)
    })
  }

  async leave() {
    await this.context.close()
    holds(!this.wrong.length, this.wrong.join('; '))
  }

  async go(path) {
    await this.page.goto(this.url + path)
    await this.settled()
  }

  /** Nothing is asked of the server any more and what was asked for is drawn. A viewer inside the page may load on. */
  async settled() {
    await this.page.waitForLoadState('load')
    const end = Date.now() + patienceMs
    for (let quietSince = Date.now(); Date.now() - quietSince < quietMs;) {
      if (this.asking.size) quietSince = Date.now()
      holds(Date.now() < end, `still asking for ${[...this.asking].map((request) => request.url()).join(', ')}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await this.page.waitForFunction(() => !document.querySelector('.line.shown'))
  }

  /** Types a name and a password; what is asked for next is the walk's business. */
  async knock(user, secret) {
    await this.page.goto(`${this.url}/login`)
    await this.page.fill('[name=username]', user)
    await this.page.fill('[name=password]', secret)
    await this.page.click('button[type=submit]')
  }

  async logIn() {
    await this.knock('admin', password)
    await this.page.waitForURL((now) => !now.pathname.startsWith('/login'))
    await this.settled()
  }

  /** Asks the interface with the person's own session. */
  async ask(path, options = {}) {
    const answer = await this.page.evaluate(
      async ([path, options]) => {
        const { csrf } = await (await fetch('/api/v1/session')).json()
        const headers = {
          'X-Shanhai': csrf,
          ...(options.body ? { 'Content-Type': 'application/json' } : {}),
          ...options.headers,
        }
        const response = await fetch(`/api/v1${path}`, {
          ...options,
          headers,
          body: options.body && JSON.stringify(options.body),
        })
        return { status: response.status, body: await response.json() }
      },
      [path, options],
    )
    holds(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  async schema() {
    this.model ??= await this.ask('/schema')
    return this.model
  }

  async picture(name) {
    await this.page.screenshot({ path: join(pictures, `${name}.png`) })
  }

  async text(selector) {
    return (await this.page.locator(selector).first().innerText()).trim()
  }

  async noSidewaysScroll(where) {
    const over = await this.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    holds(over <= 0, `${where} is ${over} px wider than the screen`)
  }
}
