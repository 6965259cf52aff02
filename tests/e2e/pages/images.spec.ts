import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report, ReportImage } from '../../../src-main/contract/report.ts'
import type { ImagesView } from '../../../src-main/views/images.ts'
import type { WhatIfView } from '../../../src-main/views/what-if.ts'
import { formatObject } from '../../../src-renderer/format/bytes.ts'
import { askApplication } from '../../helpers/ask-application.ts'
import { startEngine, type OwnedEngine } from '../../helpers/engines/engine.ts'
import { fillWorld } from '../../helpers/engines/world.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { whileQuiet } from '../../helpers/quiet-report.ts'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt } from '../support/look-at.ts'
import { launchBrowser, openPage, type OpenPage } from '../support/open-page.ts'
import { serveEngine, type ServedEngine } from '../support/serve-engine.ts'

const plain = (text: string): string => text.replace(/[\s\u00A0\u2009]+/g, ' ').trim()

/** As `docker history --no-trunc` has it. */
interface EngineStep {
  readonly Id: string
  readonly CreatedBy: string
  readonly Size: number
}

interface EngineImage {
  readonly Id: string
  readonly Size: number
  readonly SharedSize: number
}

describe.each(['overlay2', 'containerd'] as const)('the images of engine 28.5 with %s', (driver) => {
  let engine: OwnedEngine
  let browser: Browser
  let served: ServedEngine
  let open: OpenPage
  let page: Page
  let report: Report
  let view: ImagesView

  beforeAll(async () => {
    const directory = await buildRenderer()
    browser = await launchBrowser()
    engine = await startEngine('28.5', driver)
    await fillWorld(engine)
    const quiet = await whileQuiet(engine, async () => {
      await close()
      served = await serveEngine(engine, directory)
      open = await openPage(browser, { url: served.host.url })
      page = open.page
      await page.getByText('balances').waitFor()
      view = await askApplication(engine.endpoint, (client) => client.images())
      return takeReport('--docker-host', engine.endpoint)
    })
    report = quiet.measured
    await at('/images')
    await page.getByRole('listbox', { name: /^Images on their layers/ }).waitFor()
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

  async function exactBytes(figure: Locator): Promise<number> {
    await figure.hover()
    const exact = page.locator('.tip .exact').first()
    await exact.waitFor()
    const digits = (await exact.innerText()).replace(/\D/g, '')
    await page.mouse.move(5, 5)
    await exact.waitFor({ state: 'detached' })
    return Number(digits)
  }

  const text = (bytes: number): string => {
    const { text: number, unit } = formatObject(bytes, 'decimal')
    return `${number} ${unit}`
  }
  const nameOf = ({ references, id }: ReportImage) => references[0] ?? `<none> ${id.slice(7, 19)}`
  const visible = () => report.images.filter(({ intermediate }) => !intermediate)
  const allocatedOf = (...categories: readonly string[]) =>
    report.roots
      .flatMap(({ entries }) => entries)
      .filter(({ category }) => categories.includes(category))
      .reduce((sum, entry) => sum + entry.allocated, 0)

  it('totals what the ledger has, each layer once', async () => {
    const figures = page.locator('.map-totals .q')
    expect([await exactBytes(figures.first()), await exactBytes(figures.last())]).toEqual([
      allocatedOf('image-shared', 'content-shared'),
      allocatedOf('image-unique', 'content-unique'),
    ])
    expect(plain(await page.locator('.map-totals').innerText())).toContain('not summed')
  })

  it('has a row for each image, with the figures of the report and those that docker system df -v prints', async () => {
    const rows = await page.locator('.layer-map .name').allInnerTexts()
    expect(rows.map((row) => plain(row.split('\n')[0] ?? '')).sort()).toEqual(visible().map(nameOf).sort())
    const usage = (await engine.get('/system/df')) as { readonly Images: readonly EngineImage[] }
    for (const image of usage.Images) {
      const row = view.rows.find(({ id }) => id === image.Id)
      expect([row?.engineSize, row?.engineSharedSize]).toEqual([
        { kind: 'exact', bytes: image.Size },
        { kind: 'exact', bytes: image.SharedSize },
      ])
      // Counted by the engine's own rule it is the engine's own number.
      expect(row?.countedAsEngine).toEqual({ kind: 'exact', bytes: image.Size })
      const reported = report.images.find(({ id }) => id === image.Id)!
      expect(row?.virtual.allocated).toEqual({ kind: 'exact', bytes: reported.virtual.allocated })
    }
  })

  it('draws each layer as wide as its bytes, once across all images that have it', async () => {
    const blocks = await page.locator('.block').evaluateAll((all) =>
      all.map((block) => {
        const { width, height } = block.getBoundingClientRect()
        return { chainId: (block as HTMLElement).dataset['chain'] ?? '', width, height }
      }),
    )
    const bytes = new Map(report.layers.map((layer) => [layer.chainId, layer.allocated!]))
    expect(blocks.length).toBeGreaterThan(3)
    expect(new Set(blocks.map(({ chainId }) => chainId)).size).toBe(blocks.length)
    const widest = blocks.reduce((a, b) => (a.width > b.width ? a : b))
    const scale = (widest.width + 1) / bytes.get(widest.chainId)!
    for (const block of blocks.filter(({ width }) => width > 5))
      expect(Math.abs(block.width + 1 - bytes.get(block.chainId)! * scale)).toBeLessThan(1)
    const holders = (chainId: string) => visible().filter(({ layers }) => layers.includes(chainId)).length
    const base = blocks.reduce((a, b) => (a.height > b.height ? a : b))
    expect(Math.round((base.height + 2) / 20)).toBe(holders(base.chainId))
    for (const block of view.map.blocks)
      expect(block.allocated).toEqual({ kind: 'exact', bytes: bytes.get(block.chainId) })
  })

  it('says of a layer what it would take for it to go', async () => {
    const block = page.locator('.block').first()
    await block.hover()
    const card = page.locator('.layer-pop')
    await card.waitFor()
    const chainId = (await block.getAttribute('data-chain')) ?? ''
    const answer = await askApplication(engine.endpoint, (client) =>
      client.whatIf({ objects: [{ kind: 'layer', id: chainId }] }),
    )
    await card.getByText('Goes').waitFor()
    const shown = plain(await card.innerText())
    expect(shown).toContain(text(answer.frees.kind === 'exact' ? answer.frees.bytes : Number.NaN))
    expect(shown).toContain(report.layers.find((layer) => layer.chainId === chainId)!.directory.slice(-20))
    await page.mouse.move(5, 5)
    await card.waitFor({ state: 'detached' })
  })

  it('shows what goes with a picked layer and what stays, and lets go', async () => {
    const block = page.locator('.block').first()
    const chainId = (await block.getAttribute('data-chain')) ?? ''
    await block.click()
    const answer: WhatIfView = await askApplication(engine.endpoint, (client) =>
      client.whatIf({ objects: [{ kind: 'layer', id: chainId }] }),
    )
    await page.getByRole('status', { name: 'What would go' }).getByText('would free').waitFor()
    const gone = await page
      .locator('.block.is-goes')
      .evaluateAll((all) => all.map((each) => (each as HTMLElement).dataset['chain']))
    const freed = new Set(answer.freed.filter(({ kind }) => kind === 'layer').map(({ id }) => id))
    expect(gone.length).toBeGreaterThan(0)
    expect(gone.filter((each) => !freed.has(each ?? ''))).toEqual([])
    expect(
      answer.freed.reduce((sum, { allocated }) => sum + (allocated.kind === 'exact' ? allocated.bytes : Number.NaN), 0),
    ).toBe(answer.frees.kind === 'exact' ? answer.frees.bytes : Number.NaN)
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    expect(await page.locator('.block.is-goes, .block.is-aside').count()).toBe(0)
  })

  it('is used with the keyboard alone', async () => {
    const map = page.getByRole('listbox', { name: /^Images on their layers/ })
    await map.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await page.locator('.layer-pop').waitFor()
    const lowest = await page.locator('.block.active').getAttribute('data-chain')
    await page.keyboard.press('ArrowRight')
    const next = await page.locator('.block.active').getAttribute('data-chain')
    const layers = new Map(report.layers.map((layer) => [layer.chainId, layer]))
    expect(layers.get(next ?? '')?.parent).toBe(lowest)
    await page.keyboard.press('Enter')
    expect(await page.locator('.block.is-picked').getAttribute('data-chain')).toBe(next)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    expect(await page.locator('.block.is-picked').count()).toBe(0)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    const name = plain((await page.locator('.layer-map .name').first().innerText()).split('\n')[0] ?? '')
    await page.getByRole('region', { name: `Image ${name}` }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: `Image ${name}` }).waitFor({ state: 'detached' })
    await expect.poll(() => page.locator('.layer-map .name.active').count()).toBe(1)
  })

  it('lets go of a layer before it is known what would go with it', async () => {
    const map = page.getByRole('listbox', { name: /^Images on their layers/ })
    await map.focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    const picked = await map.evaluate(async (list) => {
      const counts: number[] = []
      // No answer comes in between: that takes a task of its own, and this is one.
      for (const key of ['Enter', 'Escape', 'Escape']) {
        list.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
        for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
        counts.push(list.querySelectorAll('.block.is-picked').length)
      }
      return counts
    })
    expect(picked).toEqual([1, 1, 0])
  })

  it('filters by name, by step and by use', async () => {
    const field = page.getByRole('textbox', { name: 'Filter images and steps' })
    const names = () => page.locator('.layer-map .name').allInnerTexts()
    await field.fill('wasteful')
    expect((await names()).length).toBe(1)
    await field.fill('chmod +x')
    expect((await names()).map(plain)).toEqual(['acme/alias:1'])
    await field.fill('nothing is called this')
    await page.getByText('Nothing matches the filter').waitFor()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await page
      .getByRole('radio', { name: /^Dangling/ })
      .or(page.getByRole('button', { name: /^Dangling/ }))
      .first()
      .click()
    expect((await names()).length).toBe(visible().filter(({ dangling }) => dangling).length)
    await page
      .getByRole('radio', { name: /^All/ })
      .or(page.getByRole('button', { name: /^All/ }))
      .first()
      .click()
  })

  it.each(['acme/my-final-image:1.0', 'acme/legacy:1', 'acme/wasteful:1'])(
    'shows the history of %s as docker history does',
    async (name) => {
      await at(`/images/${encodeURIComponent(name)}`)
      const detail = page.getByRole('region', { name: `Image ${name}` })
      await detail.locator('.history tbody tr').first().waitFor()
      const said = (await engine.get(`/images/${encodeURIComponent(name)}/history`)) as readonly EngineStep[]
      const shown = await detail.locator('.history tbody tr').evaluateAll((rows) =>
        rows.map((row) => ({
          image: row.querySelector('.image')?.textContent ?? '',
          title: row.querySelector('.step')?.getAttribute('title') ?? '',
          size: row.lastElementChild?.textContent ?? '',
        })),
      )
      expect(shown.map(({ image, size }) => [image, size.replace(/\s/g, '')])).toEqual(
        said.map(({ Id, Size }) => [
          Id === '<missing>' ? Id : Id.slice(7, 19),
          (Size === 0 ? '0 B' : text(Size)).replace(' ', ''),
        ]),
      )
      for (const [index, { CreatedBy }] of said.entries()) expect(shown[index]?.title).toContain(CreatedBy)
      const image = report.images.find(({ references }) => references.includes(name))!
      const figures = detail.locator('.equation .q')
      expect([await exactBytes(figures.first()), await exactBytes(figures.last())]).toEqual([
        image.virtual.allocated,
        image.unique.allocated,
      ])
    },
  )

  it('shows what later steps of an image wasted, and which step did', async () => {
    await at('/images/acme%2Fwasteful%3A1')
    const rows = page.getByRole('region', { name: 'Image acme/wasteful:1' }).locator('.waste tbody tr')
    await rows.first().waitFor()
    const shown = (await rows.allInnerTexts()).map(plain)
    expect(shown.find((row) => row.startsWith('/gone.bin'))).toMatch(/deleted rm \/gone\.bin 4\.19 ?MB$/)
    expect(shown.find((row) => row.startsWith('/big.bin'))).toMatch(/overwritten dd if=.* 8\.39 ?MB$/)
  })

  it('opens an image by the start of its ID, and survives a reload', async () => {
    const image = report.images.find(({ references }) => references.includes('acme/copies:1'))!
    await at(`/images/${image.id.slice(7, 19)}`)
    await page.getByRole('region', { name: 'Image acme/copies:1' }).waitFor()
    await page.reload()
    await page.getByRole('region', { name: 'Image acme/copies:1' }).waitFor()
    await at('/images')
  })

  it('says so when the address is of an image that is not there, and shows the others', async () => {
    await at('/images/no-such-image')
    const said = page.locator('.banner', { hasText: '“no-such-image” is not here.' })
    await said.waitFor()
    expect(await page.locator('#page .page').innerText()).toContain('acme/wasteful:1')
    await said.getByRole('button', { name: 'Dismiss' }).click()
    await said.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => location.hash)).toBe('#/images')
  })

  it('is a table too', async () => {
    await page
      .getByRole('radio', { name: 'Table' })
      .or(page.getByRole('button', { name: 'Table' }))
      .first()
      .click()
    expect(await page.locator('tr.row').count()).toBe(visible().length)
    const wasteful = report.images.find(({ references }) => references.includes('acme/wasteful:1'))!
    const row = page.locator('tr.row', { hasText: 'acme/wasteful:1' })
    expect(await exactBytes(row.locator('[data-column="virtual"] .q'))).toBe(wasteful.virtual.allocated)
    expect(await lookAt(page, `images-${driver}-table`)).toEqual([])
    await page
      .getByRole('radio', { name: 'Layer map' })
      .or(page.getByRole('button', { name: 'Layer map' }))
      .first()
      .click()
  })

  it('has no serious accessibility problem, nothing over the edge and nothing in its console', async () => {
    const found = await lookAt(page, `images-${driver}`)
    await page.locator('.block').first().click()
    const picked = await lookAt(page, `images-${driver}-picked`)
    await at('/images/acme%2Fwasteful%3A1')
    await page.locator('.history tbody tr').first().waitFor()
    const opened = await lookAt(page, `images-${driver}-opened`)
    expect({ found, picked, opened, problems: open.problems }).toEqual({
      found: [],
      picked: [],
      opened: [],
      problems: [],
    })
  })
})
