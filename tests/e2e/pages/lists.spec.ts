import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import { formatObject } from '../../../src-renderer/format/bytes.ts'
import { duAllocated } from '../../helpers/du.ts'
import { startEngine, type OwnedEngine } from '../../helpers/engines/engine.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { whileQuiet } from '../../helpers/quiet-report.ts'
import { run } from '../../helpers/run-process.ts'
import { buildRenderer } from '../support/build-renderer.ts'
import { BIG_FILE_BYTES, fillLists, LEFT_BEHIND } from '../support/fill-lists.ts'
import { accessibilityProblems, launchBrowser, openPage, type OpenPage } from '../support/open-page.ts'
import { serveEngine, type ServedEngine } from '../support/serve-engine.ts'

const SHOTS = join(import.meta.dirname, '../../artefacts/lists')
const plain = (text: string): string => text.replace(/[\s\u00A0\u2009]+/g, ' ').trim()
const shown = (bytes: number): string => {
  const { text, unit } = formatObject(bytes, 'decimal')
  return bytes === 0 ? '–' : text + unit
}

describe.each(['overlay2', 'containerd'] as const)('the lists of a live engine with %s', (driver) => {
  let engine: OwnedEngine
  let browser: Browser
  let served: ServedEngine
  let open: OpenPage
  let page: Page
  let report: Report
  let orphans: readonly string[]

  beforeAll(async () => {
    const directory = await buildRenderer()
    browser = await launchBrowser()
    engine = await startEngine('28.5', driver)
    orphans = await fillLists(engine)
    const quiet = await whileQuiet(engine, async () => {
      await close()
      served = await serveEngine(engine, directory)
      open = await openPage(browser, { url: served.host.url })
      page = open.page
      await page.getByText('balances').waitFor()
      return takeReport('--docker-host', engine.endpoint)
    })
    report = quiet.measured
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

  async function go(path: string): Promise<void> {
    await page.evaluate((hash) => (location.hash = hash), path)
    await page.locator('tr.row').first().waitFor()
  }

  /** The text of a column's cell in each row, by the row's name. */
  async function column(id: string): Promise<ReadonlyMap<string, string>> {
    const cells = await page.locator('tr.row').evaluateAll(
      (rows, name) =>
        rows.map((row) => {
          const cell = row.querySelector(`[data-column="${name}"]`)
          return [row.getAttribute('data-key') ?? '', cell?.textContent ?? ''] as const
        }),
      id,
    )
    return new Map(cells.map(([key, text]) => [key, text.replace(/nothing|≠|\s|\u00A0|\u2009/g, '')]))
  }

  async function exactBytes(figure: Locator): Promise<number> {
    await figure.hover()
    const exact = page.locator('.tip .exact').first()
    await exact.waitFor()
    const text = await exact.innerText()
    await page.mouse.move(5, 5)
    await page.locator('.tip').first().waitFor({ state: 'detached' })
    return Number(text.replace(/\D/g, ''))
  }

  const detail = () => page.locator('section.detail')
  const cardFigure = (id: string) => detail().locator(`[data-figure-of="${id}"] .q`)

  /** The newest time of change of anything at a path and below, as find prints it. Milliseconds. */
  async function newest(path: string): Promise<number> {
    const times = (await run(['find', path, '-printf', '%T@\n'])).trim().split('\n')
    const rounded = times.map((time) => {
      const [seconds = '', fraction = ''] = time.split('.')
      return Number(seconds) * 1000 + Math.round(Number(`0.${fraction}`) * 1000)
    })
    return Math.max(...rounded)
  }

  describe('volumes', () => {
    it('are all there, with the bytes of du, of the report and of docker system df', async () => {
      await go('/volumes')
      const [sizes, apparent, docker] = [await column('size'), await column('apparent'), await column('docker')]
      expect([...sizes.keys()].sort()).toEqual(report.volumes.map(({ name }) => name).sort())
      const df = (await engine.get('/system/df')) as {
        Volumes: readonly { Name: string; UsageData: { Size: number } }[]
      }
      for (const volume of report.volumes) {
        const truth = await duAllocated(volume.directory ?? '')
        const said = df.Volumes.find(({ Name }) => Name === volume.name)?.UsageData.Size ?? Number.NaN
        const found = [sizes, apparent, docker].map((cells) => cells.get(volume.name))
        expect([volume.name, ...found]).toEqual([
          volume.name,
          ...[truth, volume.apparent ?? Number.NaN, said].map(shown),
        ])
      }
    })

    it('say when something in them changed last, to the millisecond as find does', async () => {
      for (const { directory, changedAt } of report.volumes)
        expect(Date.parse(changedAt ?? '')).toBe(await newest(directory ?? ''))
      const big = report.volumes.find(({ name }) => name === 'big-data')
      expect(big?.changedAt).toBe('2021-05-01T10:00:00.123Z')
      await go('/volumes')
      expect((await column('changed')).get('big-data')).toMatch(/^1May2021,/)
    })

    it('open with who uses them, why the figures differ, and where they are', async () => {
      await go('/volumes/sparse-data')
      const sparse = report.volumes.find(({ name }) => name === 'sparse-data')
      expect(await exactBytes(cardFigure('allocated'))).toBe(sparse?.allocated)
      expect(await exactBytes(cardFigure('docker'))).toBe(sparse?.engineSize)
      expect(plain(await detail().innerText())).toMatch(/take no blocks: files are sparse/)
      await go('/volumes/used-data')
      await detail().getByText('with_volume').waitFor()
      const text = plain(await detail().innerText())
      expect(text).toContain('/v running')
      expect(text).toContain(join(engine.dataRoot, 'volumes/used-data/_data'))
      await page.keyboard.press('Escape')
      await detail().waitFor({ state: 'detached' })
    })

    it('of a project, and anonymous ones left behind, are found', async () => {
      await go('/volumes/big-data')
      expect(await exactBytes(cardFigure('apparent'))).toBe(BIG_FILE_BYTES)
      expect(plain(await detail().locator('header').innerText())).toContain('shop')
      await page.keyboard.press('Escape')
      const states = await column('state')
      const anonymous = report.volumes.filter((volume) => volume.anonymous)
      const expected = anonymous.map(({ containers }) => (containers.length === 0 ? 'Dangling' : 'Inuse'))
      expect(expected.sort()).toEqual(['Dangling', 'Inuse'])
      expect(anonymous.map(({ name }) => states.get(name)).sort()).toEqual(expected.sort())
    })
  })

  describe('build cache', () => {
    it('has every record, and its own bytes add up to the ledger’s line', async () => {
      await go('/build-cache')
      const [own, docker, count] = [await column('own'), await column('docker'), await column('count')]
      expect([...own.keys()].sort()).toEqual(report.buildCache.map(({ id }) => id).sort())
      const df = (await engine.get('/system/df')) as {
        BuildCache: readonly { ID: string; Type: string; Size: number; UsageCount: number }[]
      }
      for (const { ID, Type, Size, UsageCount } of df.BuildCache) {
        // The engine takes a cache mount to measure it, and counts that as a use.
        const uses = Type === 'exec.cachemount' ? Number(count.get(ID)) : UsageCount
        expect([ID, docker.get(ID), Number(count.get(ID))]).toEqual([ID, shown(Size), uses])
      }
      const entries = report.roots.flatMap((root) => root.entries).filter((each) => each.category === 'build-cache')
      const line = entries.reduce((sum, entry) => sum + entry.allocated, 0)
      const unowned = entries.filter(
        ({ owner }) => owner.kind === 'build-cache-record' && !report.buildCache.some(({ id }) => id === owner.id),
      )
      const rest = unowned.reduce((sum, entry) => sum + entry.allocated, 0)
      expect(await exactBytes(page.locator('tfoot [data-column="own"] .q'))).toBe(line - rest)
    })

    it('opens with what it was made from, its directory and what it costs', async () => {
      const record = report.buildCache.find(({ parents, directory }) => parents.length > 0 && directory !== null)
      if (record === undefined) throw new Error('the world has no record with a parent')
      await go(`/build-cache/${record.id}`)
      const text = plain(await detail().innerText())
      expect(text).toContain(record.directory)
      expect(text).toContain('Made from')
      expect(await exactBytes(cardFigure('files'))).toBe(record.allocated)
      await page.keyboard.press('Escape')
    })
  })

  describe('logs', () => {
    const filesOf = (name: string) => report.containers.find((each) => each.name === name)?.logFiles ?? []

    it('are those of du for every container', async () => {
      await go('/logs')
      const [sizes, files] = [await column('size'), await column('files')]
      for (const { id, name, logFiles } of report.containers) {
        let truth = 0
        for (const { path } of logFiles) truth += await duAllocated(path)
        // The directory of the local driver is the log's too.
        if (name === 'locallog') truth = await duAllocated(join(engine.dataRoot, 'containers', id, 'local-logs'))
        expect([name, sizes.get(id), Number(files.get(id))]).toEqual([name, shown(truth), logFiles.length])
      }
    })

    it('say what limits them, as docker inspect says', async () => {
      await go('/logs')
      const limits = await column('limit')
      const limitOf = (name: string) => limits.get(report.containers.find((each) => each.name === name)?.id ?? '')
      expect(filesOf('sent-away').map(({ path }) => path.split('/').at(-1))).toEqual(['container-cached.log'])
      expect(['chatty', 'rotated', 'locallog', 'silent', 'sent-away'].map(limitOf)).toEqual([
        'nolimit',
        '200k×3',
        '20m×5',
        'notkepthere',
        'notkepthere',
      ])
      for (const { name, logging } of report.containers) {
        const said = JSON.parse(await engine.cli('inspect', '-f', '{{json .HostConfig.LogConfig}}', name)) as unknown
        expect(said).toEqual({ Type: logging?.driver, Config: logging?.options })
      }
    })

    it('open with each file by itself, current and rotated, in the order of their age', async () => {
      expect(filesOf('rotated').map(({ current }) => current)).toEqual([true, false, false])
      await go('/logs/rotated')
      const rows = detail().locator('tr[data-file]')
      expect(await rows.count()).toBe(3)
      for (const [i, file] of filesOf('rotated').entries()) {
        expect(file.allocated).toBe(await duAllocated(file.path))
        expect(Date.parse(file.changedAt ?? '')).toBe(await newest(file.path))
        const birth = Number(await run(['stat', '-c', '%W', file.path]))
        expect(Math.floor(Date.parse(file.bornAt ?? '') / 1000)).toBe(birth)
        expect(await exactBytes(rows.nth(i).locator('.q').first())).toBe(file.allocated)
      }
      expect(plain(await detail().innerText())).toMatch(/current.*rotated.*rotated/)
      await page.keyboard.press('Escape')
    })

    it('invent no growth: there is less than an hour of log, or it is compressed', async () => {
      await go('/logs/chatty')
      expect(plain(await detail().innerText())).toContain('No average: there is less than an hour of log.')
      await go('/logs/rotated-gz')
      expect(plain(await detail().innerText())).toContain('No average: rotated files are compressed')
      await go('/logs/silent')
      expect(plain(await detail().innerText())).toContain('the driver none drops all')
      await page.keyboard.press('Escape')
    })

    it('of a container that is no more are shown, and counted with the orphans', async () => {
      await go(`/logs/${LEFT_BEHIND.id}`)
      const directory = join(engine.dataRoot, 'containers', LEFT_BEHIND.id)
      expect(await exactBytes(cardFigure('allocated'))).toBe(await duAllocated(directory))
      await detail().getByRole('link', { name: 'Show the orphan' }).click()
      await page.getByRole('heading', { name: /containers\/1eaf1eaf1eaf…/ }).waitFor()
      await page.keyboard.press('Escape')
    })
  })

  describe('orphans', () => {
    it('are those that were planted, with the bytes of du', async () => {
      await go('/orphans')
      const sizes = await column('size')
      expect([...sizes.keys()].sort()).toEqual(orphans)
      let sum = 0
      for (const path of orphans) {
        const truth = await duAllocated(path)
        expect([path, sizes.get(path)]).toEqual([path, shown(truth)])
        sum += truth
      }
      expect(await exactBytes(page.locator('tfoot [data-column="size"] .q'))).toBe(sum)
      for (const orphan of report.orphans)
        expect([orphan.looks, Date.parse(orphan.changedAt ?? '')]).toEqual([2, await newest(orphan.path)])
    })

    it('open with the proof: what was looked through, twice, and whether they go by themselves', async () => {
      const path = orphans.find((each) => /overlay2|snapshots/.test(each)) ?? ''
      await go(`/orphans/${encodeURIComponent(path.slice(engine.dataRoot.length + 1))}`)
      const text = plain(await detail().innerText())
      expect(text).toContain('2 looks, some time apart, agreed')
      if (driver === 'overlay2') {
        const mounts = (await run(['ls', join(engine.dataRoot, 'image/overlay2/layerdb/mounts')])).trim().split('\n')
        const layers = (await run(['ls', join(engine.dataRoot, 'image/overlay2/layerdb/sha256')])).trim().split('\n')
        expect(text).toContain(`${layers.length} layer records: no cache ID names it`)
        expect(text).toContain(`${mounts.length} container mounts: no mount ID names it`)
        expect(text).toContain('Holds etc, usr')
        expect(text).toContain('It does not go by itself')
      } else {
        expect(text).toMatch(/\d+ snapshot records looked through/)
        expect(text).toContain('It goes by itself')
      }
      await page.keyboard.press('Escape')
    })
  })

  it('are walked through with the keyboard alone, and keep their place', async () => {
    for (const path of ['/volumes', '/build-cache', '/logs', '/orphans']) {
      await go(path)
      await page.locator('tr.row').first().focus()
      const key = await page.locator('tr.row').first().getAttribute('data-key')
      await page.keyboard.press('Enter')
      await detail().waitFor()
      await page.keyboard.press('Escape')
      await detail().waitFor({ state: 'detached' })
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? null)
      expect([path, focused]).toEqual([path, key])
    }
  })

  it('have no serious accessibility problem in either language and theme, and nothing in the console', async () => {
    mkdirSync(SHOTS, { recursive: true })
    const found: string[] = []
    const objects = ['/volumes/used-data', '/logs/rotated', `/orphans/containers%2F${LEFT_BEHIND.id}`]
    const record = report.buildCache.find(({ parents }) => parents.length > 0)?.id ?? ''
    for (const path of ['/volumes', '/build-cache', '/logs', '/orphans', `/build-cache/${record}`, ...objects]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        for (const [width, height] of [
          [1280, 800],
          [1920, 1080],
        ] as const) {
          await page.setViewportSize({ width, height })
          await go(path)
          await page.waitForTimeout(300)
          const name = path.replace(/\W+/g, '-').slice(1, 30)
          await page.screenshot({ path: join(SHOTS, `${driver}-${name}-${colorScheme}-${width}.png`) })
        }
        found.push(...(await accessibilityProblems(page)).map((problem) => `${path} ${problem}`))
      }
    }
    expect({ found, problems: open.problems }).toEqual({ found: [], problems: [] })
  }, 400_000)
})
