import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import { du } from '../../helpers/du.ts'
import { startEngine, type EngineDriver, type EngineVersion, type OwnedEngine } from '../../helpers/engines/engine.ts'
import { rootsOf } from '../../helpers/engines/storage-roots.ts'
import { fillWorld } from '../../helpers/engines/world.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { whileQuiet } from '../../helpers/quiet-report.ts'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt } from '../support/look-at.ts'
import { accessibilityProblems, launchBrowser, openPage, type OpenPage } from '../support/open-page.ts'
import { readDiskUsageText, type DiskUsageText } from '../support/disk-usage-text.ts'
import { serveEngine, type ServedEngine } from '../support/serve-engine.ts'

const ENGINES: readonly (readonly [EngineVersion, EngineDriver])[] = [
  ['20.10', 'overlay2'],
  ['28.5', 'overlay2'],
  ['28.5', 'containerd-system'],
  ['26.1', 'containerd'],
]

const LINES: Readonly<Record<string, readonly string[]>> = {
  'images-shared': ['image-shared', 'content-shared'],
  'images-unique': ['image-unique', 'content-unique'],
  'writable-layers': ['writable-layer'],
  volumes: ['volume'],
  'build-cache': ['build-cache'],
  logs: ['container-log'],
}

const sum = (parts: readonly (number | null)[]): number => parts.reduce((all: number, part) => all + (part ?? NaN), 0)

describe.each(ENGINES)('the ledger page of a live engine %s, %s', (version, driver) => {
  let engine: OwnedEngine
  let browser: Browser
  let served: ServedEngine
  let open: OpenPage
  let page: Page
  let report: Report
  let said: DiskUsageText

  beforeAll(async () => {
    const directory = await buildRenderer()
    browser = await launchBrowser()
    engine = await startEngine(version, driver)
    await fillWorld(engine)
    const quiet = await whileQuiet(engine, async () => {
      await close()
      served = await serveEngine(engine, directory)
      open = await openPage(browser, { url: served.host.url, path: '/ledger' })
      page = open.page
      await page.getByText('Balances, 0 bytes off').waitFor()
      const text = readDiskUsageText(await engine.cli('system', 'df'))
      return { report: await takeReport('--docker-host', engine.endpoint), text }
    })
    report = quiet.measured.report
    said = quiet.measured.text
  }, 300_000)

  afterAll(async () => {
    await close()
    await browser.close()
    await engine.down()
  })

  async function close(): Promise<void> {
    // Nothing was opened before the first attempt.
    await (open as OpenPage | undefined)?.[Symbol.asyncDispose]()
    await (served as ServedEngine | undefined)?.[Symbol.asyncDispose]()
  }

  async function tipOf(figure: Locator): Promise<string> {
    await figure.scrollIntoViewIfNeeded()
    await figure.hover()
    const tip = page.locator('.tip').first()
    await tip.waitFor()
    const text = await tip.innerText()
    await page.mouse.move(5, 5)
    await tip.waitFor({ state: 'detached' })
    return text
  }

  async function exactBytes(figure: Locator): Promise<number> {
    const [, sign = '', digits = ''] = /(\u2212?)([\d\s\u2009]+) bytes/.exec(await tipOf(figure)) ?? []
    return Number(digits.replace(/\D/g, '')) * (sign === '' ? 1 : -1)
  }

  const whole = (text: string | null): number => Number((text ?? '').replace(/\D/g, '') || 0)
  const term = (index: number) => page.locator('.equation .term').nth(index)

  it('balances for each root against du', async () => {
    const roots = rootsOf(engine)
    for (const [index, root] of roots.entries()) {
      if (roots.length > 1) await page.locator('.roots button').nth(index).click()
      await page.locator('.equation code', { hasText: root }).waitFor()
      const [entries, unattributed, total] = await Promise.all([0, 1, 2].map((i) => term(i).textContent()))
      expect(whole(total ?? null), root).toBe((await du(root)).allocated)
      expect(whole(entries ?? null) + whole(unattributed ?? null)).toBe(whole(total ?? null))
      expect(await page.locator('.verdict').innerText()).toBe('Balances, 0 bytes off')
    }
  })

  it('has the report’s bytes in every line and every row, of each root', async () => {
    for (const [index, root] of report.roots.entries()) {
      if (report.roots.length > 1) await page.locator('.roots button').nth(index).click()
      await page.locator('.equation code', { hasText: root.path }).waitFor()
      const rowsOf = (id: string) => page.locator(`[data-row="${id}"]`)
      for (const [line, categories] of Object.entries(LINES)) {
        const own = root.entries.filter(({ category }) => categories.includes(category))
        if (own.length === 0) continue
        expect(whole(await rowsOf(line).locator('.cell.allocated').textContent()), line).toBe(
          sum(own.map(({ allocated }) => allocated)),
        )
        await openAll(line)
        const shown = await page
          .locator(`[data-row^="${line}/"].entry`)
          .evaluateAll((all) =>
            all.map((row) => [row.getAttribute('data-row'), row.querySelector('.allocated')?.textContent ?? '']),
          )
        expect(shown.map(([id, bytes]) => [id, whole(bytes ?? null)]).sort(), line).toEqual(
          own
            .map(({ category, owner, allocated }) => [`${line}/${category}/${owner.kind} ${owner.id}`, allocated])
            .sort(),
        )
        await rowsOf(line).locator('.fold').first().click()
      }
    }
  })

  /** Opens a line, its categories, and everything that is left of them. */
  async function openAll(line: string): Promise<void> {
    const row = page.locator(`[data-row="${line}"]`)
    if ((await row.getAttribute('aria-expanded')) !== 'true') await row.locator('.fold').click()
    for (const category of await page.locator(`[data-row^="${line}/"].category`).all())
      if ((await category.getAttribute('aria-expanded')) !== 'true') await category.locator('.fold').click()
    const rest = page.locator(`[data-row^="${line}/"].rest .more`)
    while ((await rest.count()) > 0) {
      const before = await rest.count()
      await rest.first().click()
      await expect.poll(() => rest.count()).toBeLessThan(before)
    }
  }

  it('says what docker system df prints, SIZE and RECLAIMABLE', async () => {
    const shown: Record<string, unknown> = {}
    for (const what of ['images', 'containers', 'volumes', 'build-cache']) {
      const size = await exactBytes(page.locator(`tr[data-sum="${what}"] .q`).first())
      const line = page.locator(`tr[data-reclaimable="${what}"]`)
      const reclaimable = await exactBytes(line.locator('.q').first())
      shown[what] = { size, reclaimable, percent: await line.locator('.percent').innerText() }
    }
    expect(said.asPrinted(shown)).toEqual(said.rows)
  })

  it('takes every difference apart to the byte', async () => {
    expect(await page.locator('.because .unexplained').count()).toBe(0)
    for (const what of ['images', 'containers', 'volumes', 'build-cache']) {
      const figures = page.locator(`tr[data-sum="${what}"] .q`)
      const [docker, disk] = [await exactBytes(figures.nth(0)), await exactBytes(figures.nth(1))]
      const difference = docker === disk ? 0 : await exactBytes(figures.nth(2))
      expect(difference, what).toBe(disk - docker)
    }
    const rows = await copiedRows()
    for (const [name = '', , , difference = '', because = ''] of rows.slice(1, 5)) {
      const parts = because.split('; ').map((part) => Number(/^[+-]?\d+/.exec(part)?.[0] ?? 0))
      expect(sum(parts), name).toBe(Number(difference))
    }
    const disk = rows.slice(1, -1).map((cells) => Number(cells[2]))
    expect(sum(disk)).toBe(sum(report.roots.map(({ allocated }) => allocated)))
    expect(Number(rows.at(-1)?.[2])).toBe(sum(disk))
  })

  async function copiedRows(): Promise<readonly (readonly string[])[]> {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy as table' }).click()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    return text
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
  }

  it('does not add up figures that overlap', async () => {
    const note = await page.locator('.because tfoot').innerText()
    if (driver === 'overlay2') expect(note).not.toContain('not summed')
    else expect(note).toMatch(/count [\d.]+\sMB more than once/)
  })

  it('shows a tile in the tree, and a row in the treemap', async () => {
    await page.evaluate(() => (location.hash = '/ledger'))
    const tile = page.locator('.treemap [data-tile-id^="volumes/volume/"]').first()
    const id = await tile.getAttribute('data-tile-id')
    await tile.click()
    await page.locator(`[data-row="${id}"].selected`).waitFor()
    await page.locator('.tm-mark.selected').waitFor()
    await page.locator(`[data-row="${id}"]`).hover()
    await page.locator('.tm-mark.hovered').waitFor()
    await page.mouse.move(5, 5)
  })

  it('goes from an owner to its page', async () => {
    const link = page.locator('[data-row^="volumes/"] a').first()
    const name = await link.innerText()
    await link.click()
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(`#/volumes/${encodeURIComponent(name)}`)
    await page.goBack()
    await page.locator('.equation').waitFor()
  })

  it('says so when the address is of a root that is not there, and shows the first', async () => {
    await page.evaluate(() => (location.hash = '/ledger/%2Fno%2Fsuch%2Froot'))
    const said = page.locator('.banner', { hasText: '“/no/such/root” is not here.' })
    await said.waitFor()
    await page.locator('.equation').waitFor()
    await said.getByRole('button', { name: 'Dismiss' }).click()
    await said.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => location.hash)).toBe('#/ledger')
  })

  it('is worked with the keyboard alone', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? null)
    await page.locator('[role="treegrid"] [data-row]').first().focus()
    await page.keyboard.press('Home')
    const first = await focused()
    const row = page.locator(`[data-row="${first}"]`)
    while ((await row.getAttribute('aria-expanded')) === 'true') await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).not.toBe(first)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => row.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toMatch(`${first}/`)
    await page.keyboard.press('ArrowRight')
    await page.locator('.tip').first().waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await focused()).toBe(first)
    await page.keyboard.press('End')
    expect(await focused()).toBe('unattributed')
    await page.getByRole('columnheader', { name: 'Inodes' }).getByRole('button').press('Enter')
    await expect
      .poll(() => page.getByRole('columnheader', { name: 'Inodes' }).getAttribute('aria-sort'))
      .toBe('descending')
  })

  it('has no serious accessibility problem, nothing over its edge and nothing in its console', async () => {
    expect(await lookAt(page, `ledger-${version}-${driver}`)).toEqual([])
    await page.locator('.page').evaluate((element) => {
      element.scrollTo(0, element.scrollHeight)
    })
    expect(await lookAt(page, `ledger-${version}-${driver}-foot`)).toEqual([])
    expect(await accessibilityProblems(page)).toEqual([])
    expect(open.problems).toEqual([])
  })
})
