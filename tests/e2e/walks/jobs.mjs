import { equals, holds, phone } from '../walker.mjs'

export const title = 'jobs: run one, see what it did; notifications: count, read, choose the ways'

async function runAJob(walker) {
  const { page } = walker
  await walker.go('/jobs')
  const job = page.locator('[data-job="system.verify"]')
  await job.locator('[data-run]').click()
  await job.locator('[data-outcome].done').waitFor({ timeout: 60_000 })
  holds((await job.locator('[data-said]').innerText()).includes('核验无误'), 'it says what it did')
  await job.locator('[data-history]').click()
  await job.locator('.runs li').first().waitFor()
  holds((await job.locator('.runs').innerText()).includes('由 admin 要求'), 'the history says who asked')
  await walker.picture('jobs')
}

async function readTheInbox(walker) {
  const { page } = walker
  await walker.go('/account')
  await page.locator('[data-test=no-mail]').waitFor() // no mail server is set up here
  await page.fill('[name=webhook_url]', 'http://127.0.0.1:9/in')
  await page.click('[data-test=save-webhook]')
  await page.locator('#notifications .problem').waitFor()
  holds((await walker.text('#notifications .problem')).includes('本机'), 'it says why this address is refused')
  await page.fill('[name=webhook_url]', 'https://hook.example.invalid/in')
  await page.click('[data-test=save-webhook]')
  equals((await walker.text('[data-test=webhook-secret]')).length, 43, 'the secret is shown once')
  await page.click('[data-test=test-ways]')
  await page.locator('[data-test=deliveries] li').first().waitFor()
  await page.locator('#notifications').scrollIntoViewIfNeeded()
  await walker.picture('notification-ways')
  await page.locator('[data-test=unseen]').waitFor()
  equals(await walker.text('[data-test=unseen]'), '1', 'the bell counts')
  await page.click('[data-test=bell]')
  await page.locator('[data-notice]').first().waitFor()
  await walker.picture('notifications')
  await page.keyboard.press('Tab')
  await page.click('[data-test=all-seen]')
  await page.locator('[data-test=unseen]').waitFor({ state: 'detached' })
  equals(await walker.text('[data-test=inbox-count]'), '没有未读通知', 'and says so')
  await walker.ask('/notifications/settings', { method: 'PUT', body: { webhook: { url: null } } })
}

export async function walk({ arrive }) {
  const walker = await arrive()
  await walker.logIn()
  await runAJob(walker)
  await readTheInbox(walker)
  await walker.leave()

  const small = await arrive(phone)
  await small.logIn()
  for (const path of ['/jobs', '/notifications', '/account']) {
    await small.go(path)
    await small.noSidewaysScroll(path)
    await small.picture(`phone-${path.slice(1)}`)
  }
  await small.leave()
}
