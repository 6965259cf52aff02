import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt, settled, visibleText } from '../support/look-at.ts'
import { launchBrowser, openPage } from '../support/open-page.ts'
import { serveWorld } from '../support/serve-world.ts'
import { emptyInventory } from '../support/shown-lists.ts'
import { WORLDS, type World } from '../support/worlds.ts'

const LEFT = `containers%2F${'ab'.repeat(32)}`

/** What each list, and an object of it, has to say of the made-up disk. */
const SAYS: Readonly<Record<string, readonly string[]>> = {
  '/volumes': ['4 volumes', '3.00', 'unknown', '≥ 1.00', '1 used, 3 dangling'],
  '/volumes/data': ['2.00 GB of the lengths take no blocks', 'web', '/mnt/data'],
  '/volumes/nfs-share': ['Its files are mounted from elsewhere', 'addr=10.0.0.7', 'No container refers to it'],
  '/build-cache': ['RUN make', '21.0', 'private', '1 record'],
  '/build-cache/r1': ['As BuildKit says', 'No record was made from it.', '20.0'],
  '/logs': ['web', 'no limit', '400', 'not kept here', 'left behind', '1 left behind, counted in Orphans'],
  '/logs/web': ['Nothing cuts this log off.', 'Not a forecast.', 'current', 'no limit'],
  '/logs/sent-away': ['Sent to syslog.', 'There is no log file on this disk.'],
  '/orphans': ['2 orphans, 2.01 GB', 'former driver', 'for ever', '…-json.log'],
  [`/orphans/${LEFT}`]: ['2 container configs beside it; here there is none', '2 looks, some time apart, agreed'],
  '/orphans/vfs': ['The engine works with overlay2; this was left by vfs.', 'It does not go by itself'],
}

const EMPTY = {
  '/volumes': 'No volumes',
  '/build-cache': 'No build cache',
  '/logs': 'No logs',
  '/orphans': 'No orphans',
} as const

describe('the lists of a made-up disk', () => {
  let browser: Browser
  let directory: string

  beforeAll(async () => {
    directory = await buildRenderer()
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
  })

  it.each(Object.entries(SAYS))('at %s say what there is', async (path, texts) => {
    await using served = await serveWorld(directory, 'whole')
    await using open = await openPage(browser, { url: served.host.url, path })
    await settled(open.page)
    const shown = await visibleText(open.page)
    expect(texts.filter((text) => !shown.includes(text))).toEqual([])
    const name = `list${path.replace(/\W+/g, '-').slice(0, 24)}`
    expect([await lookAt(open.page, name), open.problems]).toEqual([[], []])
  })

  it.each(Object.keys(EMPTY) as (keyof typeof EMPTY)[])('at %s say when there is nothing', async (path) => {
    const world: World = { ...WORLDS.whole(), listed: emptyInventory() }
    await using served = await serveWorld(directory, world)
    await using open = await openPage(browser, { url: served.host.url, path })
    await open.page.getByRole('heading', { name: EMPTY[path] }).waitFor()
    expect([await lookAt(open.page, `list${path.slice(1)}-empty`), open.problems]).toEqual([[], []])
  })

  it.each(['/volumes', '/build-cache', '/logs', '/orphans'])('at %s wait for the first figures', async (path) => {
    await using served = await serveWorld(directory, 'starting')
    await using open = await openPage(browser, { url: served.host.url, path })
    await open.page.locator('[aria-busy="true"]').first().waitFor()
    served.show(WORLDS.whole())
    await open.page.locator('tr.row').first().waitFor()
    served.show(WORLDS.failed())
    await open.page.locator('tr.row').first().waitFor({ state: 'detached' })
  })

  it.each(['/volumes/data', '/build-cache/r1', '/logs/web', `/orphans/${LEFT}`])(
    'at %s are whole in Japanese, in the narrowest window too',
    async (path) => {
      await using served = await serveWorld(directory, 'whole')
      const viewport = { width: 1000, height: 640 }
      await using open = await openPage(browser, { url: served.host.url, path, locale: 'ja', viewport })
      await settled(open.page)
      const text = await visibleText(open.page)
      expect(text).not.toMatch(/\b(?:volumes|cache|logs|orphans|lists)\.\w+/)
      const wide = await open.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
      const name = `list-ja${path.replace(/\W+/g, '-').slice(0, 16)}`
      expect([wide, await lookAt(open.page, name), open.problems]).toEqual([false, [], []])
    },
  )

  it('filter, group and say what matches nothing', async () => {
    await using served = await serveWorld(directory, 'whole')
    await using open = await openPage(browser, { url: served.host.url, path: '/volumes' })
    const { page } = open
    await settled(page)
    await page.getByRole('button', { name: /Dangling/ }).click()
    await page.locator('tr.row').nth(3).waitFor({ state: 'detached' })
    expect(await page.locator('tr.row').count()).toBe(3)
    await page.getByPlaceholder('Filter by name, label or user').fill('nothing is called so')
    await page.getByText('Nothing matches the filter').waitFor()
  })
})
