import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Report, ReportContainer } from '../../src-main/contract/report.ts'
import { formatObject } from '../../src-renderer/format/bytes.ts'
import { du } from '../helpers/du.ts'
import { startEngine, type OwnedEngine } from '../helpers/engines/engine.ts'
import { rootsOf } from '../helpers/engines/storage-roots.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { takeReport } from '../helpers/plimsoll.ts'
import { whileQuiet } from '../helpers/quiet-report.ts'
import { buildRenderer } from './support/build-renderer.ts'
import { lookAt } from './support/look-at.ts'
import { launchBrowser, openPage, type OpenPage } from './support/open-page.ts'
import { serveEngine, type ServedEngine } from './support/serve-engine.ts'

const sum = (parts: readonly (number | null)[]): number => parts.reduce((all: number, part) => all + (part ?? NaN), 0)
const plain = (text: string): string => text.replace(/[\s\u00A0\u2009]+/g, ' ').trim()

describe('the dashboard of a live engine with the containerd store', () => {
  let engine: OwnedEngine
  let browser: Browser
  let served: ServedEngine
  let open: OpenPage
  let page: Page
  let report: Report
  let truths: readonly { readonly allocated: number }[]

  beforeAll(async () => {
    const directory = await buildRenderer()
    browser = await launchBrowser()
    engine = await startEngine('28.5', 'containerd')
    await fillWorld(engine)
    // What the page shows is of the moment in which the report was taken, and nobody wrote.
    const quiet = await whileQuiet(engine, async () => {
      await close()
      served = await serveEngine(engine, directory)
      open = await openPage(browser, { url: served.host.url })
      page = open.page
      await page.getByText('balances').waitFor()
      return takeReport('--docker-host', engine.endpoint)
    })
    report = quiet.measured
    truths = quiet.truths
  }, 240_000)

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

  const at = (path: string) => page.evaluate((hash) => (location.hash = hash), path)

  async function tipOf(figure: Locator): Promise<string> {
    const tip = page.locator('.tip').first()
    // What is still being read comes in above, moves the figure away from under the pointer, and scrolling takes a tip away.
    const shown = async (): Promise<void> => {
      await page.mouse.move(5, 5)
      await figure.hover()
      await tip.waitFor({ timeout: 2000 })
    }
    await vi.waitFor(shown, { timeout: 30_000 })
    const text = plain(await tip.innerText())
    await page.mouse.move(5, 5)
    await tip.waitFor({ state: 'detached' })
    return text
  }

  async function exactBytes(figure: Locator): Promise<number> {
    const [, digits = ''] = /([\d ]+) bytes/.exec(await tipOf(figure)) ?? []
    return Number(digits.replaceAll(' ', ''))
  }

  const text = (bytes: number | null): string => {
    if (bytes === null) return 'unknown'
    const { text: number, unit } = formatObject(bytes, 'decimal')
    return bytes === 0 ? '–' : number + unit
  }

  it('totals what du counts, and says so of each root', async () => {
    expect(await exactBytes(page.locator('.ledger tfoot .q').first())).toBe(sum(truths.map((each) => each.allocated)))
    const roots = page.locator('.roots li')
    const shown = await Promise.all(
      (await roots.all()).map(async (root) => [await root.locator('code').innerText(), plain(await root.innerText())]),
    )
    expect(shown.map(([path]) => path)).toEqual(rootsOf(engine))
    for (const [, words] of shown) expect(words).toContain('read whole · 0 B off')
    for (const [index, truth] of truths.entries())
      expect(await exactBytes(roots.nth(index).locator('.q'))).toBe(truth.allocated)
  })

  it('has the report’s bytes in every line of the ledger, packed content with its images', async () => {
    const entries = report.roots.flatMap((root) => root.entries)
    const of = (...categories: readonly string[]) =>
      sum(entries.filter(({ category }) => categories.includes(category)).map(({ allocated }) => allocated))
    const lines = {
      'Images, shared': of('image-shared', 'content-shared'),
      'Images, unique': of('image-unique', 'content-unique'),
      'Writable layers': of('writable-layer'),
      Volumes: of('volume'),
      'Build cache': of('build-cache'),
      Logs: of('container-log'),
    }
    const shown: Record<string, number> = {}
    for (const line of Object.keys(lines))
      shown[line] = await exactBytes(page.locator('.ledger tbody tr', { hasText: line }).locator('.q').first())
    expect(shown).toEqual(lines)
    expect(await page.locator('.ledger tbody tr', { hasText: 'Other containerd users' }).count()).toBe(0)
    expect(await page.locator('.ledger').innerText()).not.toMatch(/Orphans\s+\d/)
  })

  it('takes the engine’s own size of images apart to the byte', async () => {
    const said = (await engine.get('/system/df')) as { readonly LayersSize: number }
    const card = page.locator('section', { hasText: 'What Docker says' })
    const { layersSize } = report.engine!
    expect(await exactBytes(card.locator('tr.figures').first().locator('.q').first())).toBe(said.LayersSize)
    expect(await exactBytes(card.locator('tr.twice .q'))).toBe(layersSize.countedTwice)
    expect({ unexplained: layersSize.unexplained, parts: sum(layersSize.parts.map(({ bytes }) => bytes)) }).toEqual({
      unexplained: 0,
      parts: said.LayersSize,
    })
    expect(await tipOf(card.locator('tr.twice .q'))).not.toContain('Unexplained')
    expect(await lookAt(page, 'live-store-overview')).toEqual([])
  })

  it('shows every container’s size as its engine counts it, without a difference', async () => {
    await at('/containers')
    await page.getByRole('columnheader', { name: 'Docker says allocated' }).waitFor()
    const rows = await page.locator('tr.row').evaluateAll((all) =>
      all.map((row) => {
        const cell = (column: string) => row.querySelector(`[data-column="${column}"] .q`)?.textContent ?? ''
        return [row.querySelector('.name')?.textContent ?? '', cell('size'), cell('docker')]
      }),
    )
    const shown = rows.map(([name = '', ...cells]) => [
      name,
      ...cells.map((cell) => cell.replace(/nothing|\s|\u00A0/g, '')),
    ])
    const expected = report.containers.map(({ name, writable, engineSizeRw }) => {
      expect(engineSizeRw, name).toBe(writable.allocated)
      return [name, text(writable.allocated), text(engineSizeRw)]
    })
    expect(shown.length).toBeGreaterThan(10)
    expect(shown.sort()).toEqual(expected.sort())
    expect(await page.locator('tr.row .mark').count()).toBe(0)
  })

  it('shows a container’s virtual size as the engine does, and where its layers are again', async () => {
    const container = report.containers.find((each) => each.name === 'my_container_1') ?? report.containers[0]!
    await at(`/containers/${container.id}`)
    const detail = page.getByRole('region', { name: `Container ${container.name}` })
    await detail.getByText('The same layers again').waitFor()
    const virtual = detail.locator('tr', { hasText: 'Virtual size' }).locator('.q')
    expect([await exactBytes(virtual.first()), await exactBytes(virtual.last())]).toEqual([
      container.virtual.allocated,
      container.engineSizeRootFs,
    ])
    expect(container.engineSizeRootFs).toBe(container.virtual.allocated)
    const again = detail.locator('.again .q')
    expect([await exactBytes(again.first()), await exactBytes(again.last())]).toEqual(copiesOf(container))
    expect(await lookAt(page, 'live-store-container')).toEqual([])
    await page.keyboard.press('Escape')
  })

  function copiesOf({ layers }: ReportContainer): readonly number[] {
    const own = report.layers.filter(({ chainId }) => layers.includes(chainId))
    const digests = new Set(own.flatMap(({ copies }) => copies.blobs))
    const packed = report.blobs.filter(({ digest }) => digests.has(digest))
    return [sum(packed.map(({ allocated }) => allocated)), sum(own.map(({ copies }) => copies.cached.allocated))]
  }

  it('has nothing in its console', () => {
    expect(open.problems).toEqual([])
  })

  it('shows the stopped engine’s disk when it is opened as a data root', async () => {
    await engine.stop()
    await page.locator('button.engine').click()
    await page.getByRole('button', { name: 'Open a data root…' }).click()
    await page.getByRole('textbox', { name: 'Data root' }).fill(engine.dataRoot)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await at('/')
    await page.locator('.engine b', { hasText: 'Disk alone' }).waitFor()
    await page.getByText('balances').waitFor()
    const stopped = await Promise.all(rootsOf(engine).map(du))
    expect(await exactBytes(page.locator('.ledger tfoot .q').first())).toBe(sum(stopped.map((each) => each.allocated)))
    expect(await lookAt(page, 'live-store-stopped')).toEqual([])
  })
})
