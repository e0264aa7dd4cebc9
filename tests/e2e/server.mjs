import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './tools.mjs'

const initLimitMs = 300_000
const startLimitMs = 60_000
const stopLimitMs = 20_000

const program = process.env.SHANHAI ?? join(root, 'build/shanhai')
export const password = process.env.SHANHAI_PASSWORD ?? 'walk-the-pages-42'

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

function started(args) {
  const child = spawn(program, args, {
    env: { ...process.env, SHANHAI_PASSWORD: password },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  child.said = ''
  child.stderr.on('data', (text) => (child.said = (child.said + text).slice(-4000)))
  child.ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))
  child.once('error', (error) => (child.said += error.message))
  return child
}

async function within(promise, ms, what) {
  let timer
  const late = new Promise(
    (_, reject) => (timer = setTimeout(() => reject(new Error(`${what}: not within ${ms / 1000} s`)), ms)),
  )
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

async function makeDemo(data) {
  const child = started(['--data', data, 'init', '--demo'])
  const code = await within(child.ended, initLimitMs, 'init --demo').catch((error) => {
    child.kill('SIGKILL')
    throw error
  })
  if (code !== 0) throw new Error(`init --demo ended with ${code}: ${child.said}`)
}

async function untilReady(url, child) {
  const end = Date.now() + startLimitMs
  while (Date.now() < end) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}: ${child.said}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`serve is not ready: ${child.said}`)
}

/** A server with a synthetic province: `{url, stop}`. */
export async function startServer() {
  if (process.env.SHANHAI_E2E_URL)
    return {
      url: process.env.SHANHAI_E2E_URL.replace(/\/$/, ''),
      stop: async () => {},
    }
  if (!existsSync(program)) throw new Error(`${program} is not there; build it with ./dev build`)
  const given = process.env.SHANHAI_E2E_DATA
  const folder = given ? null : mkdtempSync(join(tmpdir(), 'shanhai-e2e-'))
  const data = given ?? join(folder, 'data')
  const tidy = () => folder && rmSync(folder, { recursive: true, force: true })
  try {
    if (!given) await makeDemo(data)
    const port = await freePort()
    const child = started(['--data', data, 'serve', '--listen', `127.0.0.1:${port}`])
    const stop = async () => {
      child.kill('SIGTERM')
      await within(child.ended, stopLimitMs, 'SIGTERM').catch(() => child.kill('SIGKILL'))
      tidy()
    }
    const url = `http://127.0.0.1:${port}`
    await untilReady(url, child).catch(async (error) => {
      await stop()
      throw error
    })
    return { url, stop }
  } catch (error) {
    tidy()
    throw error
  }
}
