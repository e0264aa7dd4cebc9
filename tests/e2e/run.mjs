#!/usr/bin/env node
// Walks through the pages in a real browser; see README.md beside this file.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startServer } from './server.mjs'
import { chromium } from './tools.mjs'
import { Walker } from './walker.mjs'

const browserArguments = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const wanted = process.argv.slice(2)
const folder = fileURLToPath(new URL('walks', import.meta.url))
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -'.mjs'.length))
  .filter((name) => !wanted.length || wanted.some((word) => name.includes(word)))
  .sort()

let passed = 0
let failed = 0

async function take(name, browser, url) {
  const { title, walk } = await import(`./walks/${name}.mjs`)
  const began = Date.now()
  const walkers = []
  const arrive = async (options) => {
    const walker = await Walker.arrive(browser, url, options)
    walkers.push(walker)
    return walker
  }
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`
  try {
    await walk({ arrive })
    passed++
    console.log(`ok   ${name}: ${title} (${seconds()})`)
  } catch (error) {
    failed++
    console.log(`FAIL ${name}: ${title} (${seconds()})\n     ${error.message}`)
    for (const walker of walkers) {
      if (walker.page.isClosed()) continue
      console.log(`     at ${walker.page.url()}${walker.wrong.length ? `; ${walker.wrong.join('; ')}` : ''}`)
      await walker.picture(`failed-${name}`).catch(() => undefined)
      await walker.context.close().catch(() => undefined)
    }
  }
}

async function main() {
  const server = await startServer()
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: browserArguments,
  })
  const stop = async () => {
    await browser.close().catch(() => undefined)
    await server.stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop().then(() => process.exit(1)))
  try {
    for (const name of names) await take(name, browser, server.url)
  } finally {
    await stop()
  }
}

try {
  await main()
} catch (error) {
  failed++
  console.log(`FAIL ${error.message}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
