import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Report, ReportContainer } from '../../../src-main/contract/report.ts'
import { du } from '../../helpers/du.ts'
import { reachEngine, startEngine, type Engine, type OwnedEngine } from '../../helpers/engines/engine.ts'
import { fillWorld } from '../../helpers/engines/world.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { run } from '../../helpers/run-process.ts'
import { buildRenderer } from '../support/build-renderer.ts'
import { accessibilityProblems, launchBrowser, openPage, type OpenPage } from '../support/open-page.ts'
import { serveEngine, type ServedEngine } from '../support/serve-engine.ts'

const MIB = 1024 * 1024
const CONTAINERD = { version: '28.5', driver: 'containerd', directory: '', own: true } as const

/** The run's own ones, with overlay2, and one with the containerd store that is started here. */
const ENGINES = [...inject('engines').map((address) => ({ ...address, own: false })), CONTAINERD]

const plain = (text: string): string => text.replace(/[\s\u00A0\u2009]+/g, ' ').trim()

describe.each(ENGINES)('the page of a container of engine $version with $driver', (address) => {
  let engine: Engine
  let started: OwnedEngine | null = null
  let browser: Browser
  let directory: string
  let served: ServedEngine
  let open: OpenPage
  let page: Page
  let report: Report

  beforeAll(async () => {
    directory = await buildRenderer()
    browser = await launchBrowser()
    if (address.own) {
      started = await startEngine(address.version, address.driver)
      await fillWorld(started)
      engine = started
    } else engine = reachEngine(address)
    served = await serveEngine(engine, directory)
    open = await openPage(browser, { url: served.host.url, viewport: { width: 1920, height: 1080 } })
    page = open.page
    await page.getByText('balances').waitFor()
    report = await takeReport('--docker-host', engine.endpoint)
  }, 240_000)

  afterAll(async () => {
    await browser.close()
    await served[Symbol.asyncDispose]()
    await started?.down()
  })

  const containerOf = (name: string): ReportContainer => report.containers.find((container) => container.name === name)!

  /** Opens a container, and waits until its files were compared with the layers below. */
  async function look(name: string): Promise<Locator> {
    await page.evaluate((hash) => (location.hash = hash), `/containers/${name}`)
    const detail = page.getByRole('region', { name: `Container ${name}`, exact: true })
    await detail.getByRole('heading', { name: 'New files' }).waitFor()
    return detail
  }

  async function exactBytes(figure: Locator): Promise<number> {
    if (plain(await figure.innerText()).startsWith('–')) return 0
    await figure.scrollIntoViewIfNeeded()
    await figure.hover()
    const tip = page.locator('.tip').first()
    await tip.waitFor()
    const text = await tip.locator('.exact').innerText()
    await page.mouse.move(5, 5)
    await tip.waitFor({ state: 'detached' })
    return Number(text.replace(/\D/g, ''))
  }

  /** The three cards: new files, copy-ups, what is hidden below. */
  async function cardsOf(detail: Locator): Promise<readonly number[]> {
    const figures = detail.locator('.changes .fig .q')
    return [await exactBytes(figures.nth(0)), await exactBytes(figures.nth(1)), await exactBytes(figures.nth(2))]
  }

  /** Path of a lower entry in the layer that a step made. */
  function below(step: string, path: string): string {
    const layer = report.layers.findLast(({ createdBy }) => createdBy?.includes(step) === true)
    if (layer === undefined) throw new Error(`no layer was made by ${step}`)
    return `${layer.directory}/${path}`
  }

  it('tells of one that wrote 10 MiB that it made them itself', async () => {
    const detail = await look('writer')
    const { writable, directory: place } = containerOf('writer')
    const truth = await du(place!)
    expect(truth.allocated).toBe(writable.allocated)
    expect(await exactBytes(detail.locator('.f-total .q'))).toBe(truth.allocated)
    expect(plain(await detail.locator('.f-total').innerText())).toContain(`${truth.inodes} inodes`)
    const file = Number(await run(['stat', '-c', '%b', `${place}/written.bin`])) * 512
    expect(file).toBeGreaterThanOrEqual(10 * MIB)
    expect(await cardsOf(detail)).toEqual([file, 0, 0])
    const row = detail.locator('.f-body .f-row', { hasText: 'written.bin' })
    expect(await exactBytes(row.locator('.f-allocated .q'))).toBe(file)
    expect(await exactBytes(row.locator('.f-apparent .q'))).toBe(10 * MIB)
    expect(await row.innerText()).toContain('new')
  })

  it('tells of one that appended a byte to 5 MiB that it copied 5 MiB for one byte', async () => {
    const detail = await look('copyup')
    const { directory: place } = containerOf('copyup')
    const copy = Number(await run(['stat', '-c', '%b', `${place}/data/five.bin`])) * 512
    const original = Number(await run(['stat', '-c', '%b', below('mkdir /data', 'data/five.bin')])) * 512
    expect(await cardsOf(detail)).toEqual([0, copy, 0])
    expect(await exactBytes(detail.locator('.f-total .q'))).toBe((await du(place!)).allocated)
    const row = detail.locator('li.change', { hasText: '/data/five.bin' })
    expect(plain(await row.innerText())).toContain('RUN mkdir /data && dd if=/dev/zero of=/data/five.bin bs=1M count=5')
    expect(await exactBytes(row.locator('.q'))).toBe(copy)
    await row.getByRole('button', { name: /How much really changed/ }).click()
    await row.getByText('changed').waitFor()
    expect(plain(await row.innerText())).toContain('1 byte of 5 242 880 changed')
    await detail.locator('.changes').getByText('of originals stay below').waitFor()
    expect(original).toBeGreaterThanOrEqual(5 * MIB)
  })

  it('tells of one that deleted a directory how much of it is still on disk', async () => {
    const detail = await look('deleter')
    const { directory: place } = containerOf('deleter')
    const data = (await du(below('mkdir /data', 'data'))).allocated
    const hello = Number(await run(['stat', '-c', '%b', below('chmod +x', 'hello.sh')])) * 512
    const [created, copied, hidden] = await cardsOf(detail)
    expect({ created, copied, hidden }).toEqual({ created: 0, copied: 0, hidden: data + hello })
    expect(await exactBytes(detail.locator('.f-total .q'))).toBe((await du(place!)).allocated)
    const rows = detail.locator('li.change')
    expect(await exactBytes(rows.filter({ hasText: '/data' }).locator('.q'))).toBe(data)
    expect(await exactBytes(rows.filter({ hasText: '/hello.sh' }).locator('.q'))).toBe(hello)
    expect(plain(await rows.filter({ hasText: '/data' }).innerText())).toContain('RUN mkdir /data')
  })

  it('draws its stack of layers with their steps, who shares them, and the report’s bytes', async () => {
    const detail = await look('writer')
    const { layers } = containerOf('writer')
    const rows = detail.locator('.layers > li:has(code)')
    const expected = layers.map((chainId) => report.layers.find((layer) => layer.chainId === chainId)!).reverse()
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(expected.length)
    for (const [index, layer] of expected.entries()) {
      expect(await exactBytes(rows.nth(index).locator('.q').last())).toBe(layer.allocated)
    }
    const text = plain(await detail.locator('.layers').innerText())
    expect(text).toMatch(
      /Writable layer .*1 new file.* Init layer .* read-only below .*chmod \+x .*COPY .*mkdir \/data/,
    )
  })

  it('adds size and image up to virtual size, and frees what is its own', async () => {
    const detail = await look('with_volume')
    const container = containerOf('with_volume')
    const figures = detail.locator('.equation .fig .q')
    const count = await figures.count()
    const shown: number[] = []
    for (let index = 0; index < count; index += 1) shown.push(await exactBytes(figures.nth(index)))
    const frees = shown.pop()!
    const virtual = shown.pop()!
    expect(virtual).toBe(container.virtual.allocated)
    expect(shown.reduce((sum, bytes) => sum + bytes, 0)).toBe(virtual)
    const own = ['writable', 'init', 'surroundings', 'logs', 'config'] as const
    expect(frees).toBe(own.reduce((sum, part) => sum + (container[part].allocated ?? NaN), 0))
    const mounts = detail.locator('.mount')
    const volume = report.volumes.find(({ name }) => name === 'used-data')!
    expect(await exactBytes(mounts.filter({ hasText: 'used-data' }).locator('.q'))).toBe(volume.allocated)
  })

  it('never counts what is mounted from the host', async () => {
    const detail = await look('with_bind')
    expect(plain(await detail.locator('.mount').innerText())).toMatch(/bind mount · \/bind .*never counted/)
  })

  it('lists log files with their rotation', async () => {
    const detail = await look('rotated')
    const logs = detail.locator('.area-beside')
    await logs.getByText('cut off at 200k, 3 files stay').waitFor()
    const files = logs.locator('li', { hasText: '-json.log' })
    expect(await files.count()).toBe(3)
    let sum = 0
    for (let index = 0; index < 3; index += 1) sum += await exactBytes(files.nth(index).locator('.q'))
    expect(sum).toBe(containerOf('rotated').logs.allocated)
  })

  it('leaves out what docker ps -s leaves out, as a sum that adds up', async () => {
    const detail = await look('chatty')
    const figures = detail.locator('.kv dd .q')
    const count = await figures.count()
    const shown: number[] = []
    for (let index = 0; index < count; index += 1) shown.push(await exactBytes(figures.nth(index)))
    const total = shown.pop()
    expect(shown.reduce((sum, bytes) => sum + bytes, 0)).toBe(total)
  })

  it('is used with the keyboard alone', async () => {
    const detail = await look('copyup')
    const grid = detail.getByRole('treegrid', { name: 'Files' })
    await grid.locator('[data-key][tabindex="0"]').focus()
    await page.keyboard.press('ArrowRight')
    await grid.locator('[data-key="data/five.bin"]').waitFor()
    await page.keyboard.press('ArrowDown')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-key')), { timeout: 20_000 })
      .toBe('data/five.bin')
    await detail.locator('.f-selected code', { hasText: '/data/five.bin' }).waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await detail.locator('.f-crumbs [aria-current]', { hasText: 'data' }).waitFor()
    await page.keyboard.press('Escape')
    await detail.locator('.f-crumbs [aria-current]', { hasText: '/' }).waitFor()
    await detail.getByRole('listbox').focus()
    await page.keyboard.press('ArrowRight')
    await detail.locator('[role="option"][aria-selected="true"]').waitFor()
    await page.keyboard.press('Escape')
    await detail.waitFor({ state: 'detached' })
  })

  it('has no serious accessibility problem in either language', async () => {
    const found: string[] = []
    await look('copyup')
    found.push(...(await accessibilityProblems(page)))
    await page.emulateMedia({ colorScheme: 'dark' })
    found.push(...(await accessibilityProblems(page)))
    await page.evaluate(() => {
      localStorage.setItem('plimsoll.locale', 'ja')
    })
    await page.reload()
    const detail = page.getByRole('region', { name: 'コンテナ copyup', exact: true })
    await detail.getByRole('heading', { name: '新規ファイル' }).waitFor()
    expect(plain(await detail.innerText())).toContain('コピーアップ 1 個')
    found.push(...(await accessibilityProblems(page)))
    expect({ found, problems: open.problems }).toEqual({ found: [], problems: [] })
  })
})
