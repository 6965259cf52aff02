import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { du } from '../../helpers/du.ts'
import { reachEngine } from '../../helpers/engines/engine.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt } from '../support/look-at.ts'
import { accessibilityProblems, launchBrowser, openPage } from '../support/open-page.ts'
import { serveEngine } from '../support/serve-engine.ts'
import { CI_RUNNER, filesOf, hugeDirectory } from '../support/shown-files.ts'
import { showWorld, type ShownPage } from '../support/show-world.ts'
import { WORLDS } from '../support/worlds.ts'
import type { ShownFiles } from '../support/answer-files.ts'

const plain = (text: string): string => text.replace(/[\s\u00A0\u2009]+/g, ' ').trim()

/** Files in a directory that nobody should have. */
const HUGE = 100_000

/** A loaded machine is slow, not wrong. */
const PATIENCE = { timeout: 20_000 }

describe('looking into a place', () => {
  let browser: Browser
  let directory: string

  beforeAll(async () => {
    directory = await buildRenderer()
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
  })

  function show(files: ShownFiles | null, width = 1920): Promise<ShownPage> {
    const viewport = { width, height: 1080 }
    return showWorld(
      { browser, directory },
      { ...WORLDS.whole(), files },
      { viewport, path: '/containers/ci-runner-3' },
    )
  }

  const row = (page: Page, path: string): Locator => page.locator(`.f-body [data-key="${path}"]`)
  const tile = (page: Page, path: string): Locator => page.locator(`[data-tile-id="${path}"]`)
  const firstRow = (page: Page) => page.locator('.f-body .f-row').first().getAttribute('data-key')
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-key') ?? null)

  it('says how far a comparison is, and stops it', async () => {
    await using shown = await show(filesOf(CI_RUNNER))
    const { page } = shown
    const change = page.locator('li.change', { hasText: '/usr/' }).first()
    await change.getByRole('button', { name: /How much really changed/ }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => change.innerText().then(plain)).toMatch(/Comparing byte by byte 25\.0 % ?Cancel/)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await change.getByRole('button', { name: /How much really changed/ }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => change.innerText().then(plain)).toContain('25.0 %')
  })

  it('has the map and the tree in step: what is under the pointer, selected and gone into', async () => {
    await using shown = await show(filesOf(CI_RUNNER))
    const { page } = shown
    await tile(page, 'tmp/core.2214').hover()
    await page.locator('.f-row.hovered[data-key="tmp"]').waitFor()
    await row(page, 'usr').hover()
    await page.locator('.tm-mark.hovered').waitFor()
    await tile(page, 'tmp/core.2214').click()
    await page.locator('.f-row.selected[data-key="tmp"]').waitFor()
    await page.locator('.f-selected code', { hasText: '/tmp/core.2214' }).waitFor()
    await tile(page, 'tmp/core.2214').dblclick()
    await row(page, 'tmp/core.2214').waitFor()
    expect(await page.locator('.f-crumbs').innerText()).toMatch(/tmp/)
    await page.locator('.f-row.selected[data-key="tmp/core.2214"]').waitFor()
    await page.getByRole('button', { name: '/', exact: true }).click()
    await row(page, 'work').dblclick()
    await row(page, 'work/_cache').waitFor()
    await tile(page, 'work/_cache').waitFor()
  })

  it('counts file lengths instead of blocks when asked', async () => {
    await using shown = await show(filesOf(CI_RUNNER))
    const { page } = shown
    await row(page, 'work').waitFor()
    await page.locator('.f-choice button', { hasText: 'Apparent' }).click()
    await page.locator('[role="columnheader"].f-apparent[aria-sort="descending"]').waitFor()
    await tile(page, 'tmp/core.2214').hover()
    await page.locator('.tip', { hasText: 'Apparent: lengths of files' }).waitFor()
  })

  it('sorts, and finds what cuts through the tree', async () => {
    await using shown = await show(filesOf(CI_RUNNER))
    const { page } = shown
    await row(page, 'work').waitFor()
    await page.locator('.f-head').getByRole('button', { name: 'Name' }).click()
    await expect.poll(() => firstRow(page), PATIENCE).toBe('root')
    await page.getByRole('button', { name: 'Largest' }).click()
    await expect.poll(() => firstRow(page), PATIENCE).toBe('tmp/core.2214')
    await page.getByRole('button', { name: /^Copy-ups 4/ }).click()
    await row(page, 'usr/lib/libnode.so.115').click()
    await page.locator('.f-selected', { hasText: 'Hides 110 MB of “RUN install-node 22”, still on disk.' }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('.f-crumbs [aria-current]', { hasText: 'lib' }).waitFor()
    await expect.poll(() => focused(page), PATIENCE).toBe('usr/lib/libnode.so.115')
  })

  it('stays quick with 100 000 entries: draws those that are looked at, asks for the others as they come', async () => {
    await using shown = await show(filesOf(hugeDirectory(HUGE)))
    const { page } = shown
    await row(page, 'huge').focus()
    await page.keyboard.press('ArrowRight')
    await page.locator('.f-body [aria-level="2"]').first().waitFor()
    const scroller = page.locator('.f-scroller')
    const height = () => scroller.evaluate((element) => element.scrollHeight)
    const before = await height()
    await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight))
    await expect.poll(height, PATIENCE).toBeGreaterThan(before * 3)
    expect(await page.locator('.f-body .f-row').count()).toBeLessThan(80)
    expect(await row(page, 'huge').getAttribute('aria-expanded')).toBe('true')
    const [first] = await page.locator('.f-body .f-row[aria-setsize="100000"]').all()
    expect(first).toBeDefined()
    await row(page, 'huge').focus()
    await page.keyboard.press('PageDown')
    await page.keyboard.press('End')
    await expect.poll(() => focused(page), PATIENCE).toBe('small.txt')
  })

  it.each([
    [{ stage: 'reading', inodes: 48_210, allocated: 3.2e9 }, 'Reading: 48 210 inodes so far, 3.20 GB'],
    [null, 'This is a sample: only its figures were recorded, not its files.'],
    [{ stage: 'unavailable', because: 'permission-denied', detail: 'EACCES' }, 'This user has no right to read it.'],
    [{ stage: 'unavailable', because: 'not-on-disk', detail: '' }, 'no directory of its own on a disk'],
    [{ stage: 'unavailable', because: 'too-large', detail: '' }, 'more entries than can be kept at once'],
    [{ stage: 'unavailable', because: 'read-error', detail: 'EIO' }, 'Why: the disk answered with an error.'],
  ] as const)('says what it is doing, or why there is nothing: %j', async (state, words) => {
    await using shown = await show(state)
    await expect.poll(async () => plain(await shown.page.locator('.files').innerText()), PATIENCE).toContain(words)
  })

  it('stops reading when asked, and reads again', async () => {
    await using shown = await show({ stage: 'reading', inodes: 1, allocated: 512 })
    const { page, world } = shown
    await page.locator('.files').getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Reading was stopped').waitFor()
    world.show({ ...WORLDS.whole(), files: filesOf(CI_RUNNER) })
    await page.getByRole('button', { name: 'Read the files' }).click()
    await row(page, 'work').waitFor()
  })

  it('says when a directory is empty', async () => {
    await using shown = await show(filesOf({}))
    await shown.page.getByRole('heading', { name: 'Nothing in here' }).waitFor()
  })

  it('is well drawn and accessible', async () => {
    await using shown = await show(filesOf(CI_RUNNER))
    await row(shown.page, 'work').waitFor()
    await row(shown.page, 'work').focus()
    await shown.page.keyboard.press('ArrowRight')
    expect({ found: await lookAt(shown.page, 'container-files'), problems: shown.open.problems }).toEqual({
      found: [],
      problems: [],
    })
  })
})

describe.each(inject('engines'))('files of engine $version', (address) => {
  const engine = reachEngine(address)

  it('of a volume are what du counts: hard links once, holes not at all', async () => {
    const browser = await launchBrowser()
    await using served = await serveEngine(address, await buildRenderer())
    await using open = await openPage(browser, { url: served.host.url, viewport: { width: 1920, height: 1080 } })
    const { page } = open
    await page.getByText('balances').waitFor()
    const report = await takeReport('--docker-host', engine.endpoint)
    const volume = report.volumes.find(({ name }) => name === 'sparse-data')!
    const truth = await du(volume.directory!)
    expect(truth.allocated).toBe(volume.allocated)

    await page.evaluate(() => (location.hash = '/volumes/sparse-data'))
    const total = page.locator('.f-total')
    await total.locator('.q').scrollIntoViewIfNeeded()
    await total.locator('.q').hover()
    const said = await page.locator('.tip .exact').first().innerText()
    expect(Number(said.replace(/\D/g, ''))).toBe(truth.allocated)
    expect(plain(await total.innerText())).toContain(`${truth.inodes} inodes`)

    await page.getByRole('button', { name: 'Hard-linked 3' }).click()
    const rows = page.locator('.f-body .f-row')
    await expect.poll(() => rows.count(), PATIENCE).toBe(3)
    const marks = (await rows.locator('.f-kind').allInnerTexts()).map(plain)
    expect(marks.filter((text) => text.includes('counted elsewhere')).length).toBe(2)
    expect(marks.filter((text) => text.includes('hard link')).length).toBe(1)
    await page.getByRole('button', { name: 'Sparse 1' }).click()
    await page.locator('.f-row', { hasText: 'sparse.img' }).locator('.f-mark', { hasText: 'holes' }).waitFor()
    expect({ found: await accessibilityProblems(page), problems: open.problems }).toEqual({ found: [], problems: [] })
    await browser.close()
  })
})
