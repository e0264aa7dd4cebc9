// What comes with `npm ci` in web/.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const fromWeb = createRequire(`${root}/web/package.json`)

export const { chromium } = fromWeb('playwright-core')
export const axeScript = fromWeb.resolve('axe-core/axe.min.js')
