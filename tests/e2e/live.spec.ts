import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { ReportAmount, Report } from '../../src-main/views/report.ts'
import { formatObject } from '../../src-renderer/format/bytes.ts'
import { reachEngine, type EngineAddress } from '../helpers/engines/engine.ts'
import { takeReport } from '../helpers/plimsoll.ts'
import { buildRenderer } from './support/build-renderer.ts'
import { accessibilityProblems, launchBrowser, openPage, type OpenPage } from './support/open-page.ts'
import { serveEngine, type ServedEngine } from './support/serve-engine.ts'

describe.each(inject('engines'))('the dashboard of engine $version', (address: EngineAddress) => {
  const engine = reachEngine(address)
  let browser: Browser
  let served: ServedEngine
  let open: OpenPage
  let page: Page
  let report: Report

  beforeAll(async () => {
    const directory = await buildRenderer()
    browser = await launchBrowser()
    served = await serveEngine(address, directory)
    open = await openPage(browser, { url: served.host.url })
    page = open.page
    await page.getByText('balances').waitFor()
    report = await takeReport('--docker-host', engine.endpoint)
  })

  afterAll(async () => {
    await browser.close()
    await served[Symbol.asyncDispose]()
  })

  /** Allocated bytes of everything that exists because of a container alone. */
  function ownOf({ writable, logs, config, init, surroundings }: Report['containers'][number]): number {
    const parts = [writable, logs, config, init, surroundings]
    return parts.reduce((sum, { allocated }) => sum + (allocated ?? Number.NaN), 0)
  }

  /** The bytes that a figure's tooltip says. */
  async function exactBytes(figure: ReturnType<Page['locator']>): Promise<number> {
    await figure.hover()
    const exact = page.locator('.tip .exact').first()
    await exact.waitFor()
    const text = await exact.innerText()
    await page.mouse.move(5, 5)
    await page.locator('.tip').first().waitFor({ state: 'detached' })
    return Number(text.replace(/\D/g, ''))
  }

  it('totals what the report totals, which is what du counts', async () => {
    const allocated = report.roots.reduce((sum, root) => sum + (root.allocated ?? Number.NaN), 0)
    const du = await engine.exec(['du', '-s', '-B1', '-x', engine.dataRoot])
    expect(await exactBytes(page.locator('.ledger tfoot .q').first())).toBe(allocated)
    expect(Number.parseInt(du)).toBe(allocated)
  })

  it('has the report’s bytes in every line of the ledger', async () => {
    const of = (...categories: readonly string[]) =>
      report.roots
        .flatMap((root) => root.entries)
        .filter(({ category }) => categories.includes(category))
        .reduce((sum, entry) => sum + entry.allocated, 0)
    const shown: Record<string, number> = {}
    for (const line of ['Images, shared', 'Images, unique', 'Writable layers', 'Volumes', 'Logs']) {
      shown[line] = await exactBytes(page.locator('.ledger tbody tr', { hasText: line }).locator('.q').first())
    }
    expect(shown).toEqual({
      'Images, shared': of('image-shared'),
      'Images, unique': of('image-unique'),
      'Writable layers': of('writable-layer'),
      Volumes: of('volume'),
      Logs: of('container-log'),
    })
  })

  it('shows every container with its size, what Docker says and its logs', async () => {
    await page.evaluate(() => (location.hash = '/containers'))
    await page.locator('tr.row').first().waitFor()
    const shown = await page.locator('tr.row').evaluateAll((rows) =>
      rows.map((row) => {
        const cell = (column: string) => row.querySelector(`[data-column="${column}"] .q`)?.textContent ?? ''
        return [row.querySelector('.name')?.textContent, cell('size'), cell('docker'), cell('logs')].map((text) =>
          (text ?? '').replace(/nothing|\s|\u00A0/g, ''),
        )
      }),
    )
    const text = (bytes: number | null): string => {
      if (bytes === null) return 'unknown'
      const { text: number, unit } = formatObject(bytes, 'decimal')
      return bytes === 0 ? '–' : number + unit
    }
    const allocated = (amount: ReportAmount) => text(amount.allocated)
    const expected = report.containers.map(({ name, writable, engineSizeRw, logs }) => [
      name,
      allocated(writable),
      text(engineSizeRw),
      allocated(logs),
    ])
    expect(shown.map((row) => row.map((cell) => cell.replace('≠', ''))).sort()).toEqual(expected.sort())
  })

  it('saves a CSV with the report’s bytes of every container', async () => {
    await page.evaluate(() => (location.hash = '/containers'))
    await page.locator('tr.row').first().waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('e')])
    const [head = '', ...lines] = (await readFile(await download.path(), 'utf8')).slice(1).trimEnd().split('\r\n')
    expect(head.split('"').filter((title) => title.endsWith('(bytes)'))).toEqual(
      expect.arrayContaining(['Size, allocated (bytes)', 'Docker says, apparent (bytes)', 'Logs, allocated (bytes)']),
    )
    const titles = head.replace(/"([^"]*)"/g, (_, title: string) => title.replaceAll(',', ';')).split(',')
    const at = (cells: readonly string[], title: string) => cells[titles.indexOf(title)]
    const saved = lines.map((line) => {
      const cells = line.split(',')
      const of = (title: string) => at(cells, `${title} (bytes)`)
      return [cells[0], of('Size; allocated'), of('Docker says; apparent'), of('Logs; allocated')]
    })
    const bytes = (count: number | null) => (count === null ? '' : String(count))
    const expected = report.containers.map(({ name, writable, engineSizeRw, logs }) => [
      name,
      ...[writable.allocated, engineSizeRw, logs.allocated].map(bytes),
    ])
    expect(saved.sort()).toEqual(expected.sort())
  })

  it('says what removing containers frees, to the byte what the disk holds of them', async () => {
    await page.evaluate(() => (location.hash = '/containers'))
    const picked = report.containers.slice(0, 2)
    for (const { id } of picked) await page.locator(`tr.row[data-key="${id}"] .select-box`).click()
    const frees = page.locator('.selection-bar .frees .q')
    await frees.waitFor()
    const own = picked.reduce((sum, container) => sum + ownOf(container), 0)
    expect(await exactBytes(frees)).toBe(own)
    expect(await exactBytes(page.locator('.selection-bar [data-column="own"] .q'))).toBe(own)
    await page.getByRole('button', { name: 'Select none' }).click()
  })

  it('opens a container with its directory and its layers', async () => {
    const container = report.containers.find(({ layers }) => layers.length > 1)
    if (container === undefined) throw new Error('the world has no container with layers')
    await page.evaluate((id) => (location.hash = `/containers/${id}`), container.id)
    const detail = page.getByRole('region', { name: `Container ${container.name}` })
    await detail.getByText(container.directory ?? '', { exact: true }).waitFor()
    expect(await detail.innerText()).toContain(`${container.layers.length} layers`)
    await page.keyboard.press('Escape')
  })

  it('follows a container that is made and removed', async () => {
    await page.evaluate(() => (location.hash = '/containers'))
    const image = report.containers[0]?.image ?? ''
    await engine.cli('create', '--name', 'made-while-looking', image)
    await page.locator('tr.row', { hasText: 'made-while-looking' }).waitFor({ timeout: 30_000 })
    await engine.cli('rm', 'made-while-looking')
    await page.locator('tr.row', { hasText: 'made-while-looking' }).waitFor({ state: 'detached', timeout: 30_000 })
  })

  it('measures again when asked, and is exact again', async () => {
    await page.evaluate(() => (location.hash = '/'))
    await page.keyboard.press('Control+r')
    await page.getByText(/^Exact, /).waitFor()
    await page.getByText('balances').waitFor()
  })

  it('has no serious accessibility problem and nothing in its console', async () => {
    const found: string[] = []
    for (const path of ['/', '/containers', '/connect']) {
      await page.evaluate((hash) => (location.hash = hash), path)
      await page.waitForTimeout(300)
      found.push(...(await accessibilityProblems(page)))
    }
    expect({ found, problems: open.problems }).toEqual({ found: [], problems: [] })
  })
})
