import { readFile } from 'node:fs/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PrunePlan } from '../../../src-main/prune/plan.ts'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt, overflowing } from '../support/look-at.ts'
import { accessibilityProblems, launchBrowser } from '../support/open-page.ts'
import type { ShownFiles } from '../support/answer-files.ts'
import { GB } from '../support/figures.ts'
import { CI_RUNNER, filesOf } from '../support/shown-files.ts'
import type { ReclaimWorld } from '../support/shown-reclaim.ts'
import { showWorld, type ShownPage } from '../support/show-world.ts'
import { reclaimWorld, WORLDS, type WorldName } from '../support/worlds.ts'

const plain = (text: string): string => text.replace(/[\s\u00A0\u2009]+/g, ' ').trim()

describe('the Reclaim page on a made-up disk', () => {
  let browser: Browser
  let directory: string

  beforeAll(async () => {
    directory = await buildRenderer()
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
  })

  async function show(
    change: Partial<ReclaimWorld> = {},
    choice: { readonly from?: WorldName; readonly locale?: string; readonly files?: ShownFiles } = {},
  ): Promise<ShownPage> {
    const { from = 'whole', locale, files = null } = choice
    const shown = await showWorld(
      { browser, directory },
      { ...reclaimWorld(change, from), files },
      {
        path: '/reclaim',
        ...(locale === undefined ? {} : { locale }),
      },
    )
    await shown.page.locator('.reclaim-list, .empty').first().waitFor()
    return shown
  }

  const kindRow = (page: Page, kind: string): Locator => page.locator(`[data-row="kind ${kind}"]`)
  const big = (page: Page): Locator => page.locator('.frees-panel .total-figure')
  const panel = async (page: Page): Promise<string> => plain(await page.locator('.frees-panel').innerText())
  const fact = async (page: Page): Promise<string> => plain(await page.locator('header.top').innerText())
  const dialog = (page: Page): Locator => page.getByRole('dialog')
  const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })

  async function tick(page: Page, ...kinds: readonly string[]): Promise<void> {
    for (const kind of kinds) await kindRow(page, kind).locator('[data-select]').click()
  }

  async function frees(page: Page, text: string): Promise<void> {
    await expect.poll(async () => plain(await big(page).innerText()).replace(' ', '')).toBe(text)
  }

  /** What the mock-ups choose. */
  async function chooseAsDrawn(page: Page): Promise<void> {
    await tick(page, 'orphans', 'dangling-images', 'stopped-containers')
    await kindRow(page, 'unused-images').locator('.fold').click()
    for (let i = 0; i < 6; i += 1) await page.locator('.row.object [data-select]').nth(i).click()
    await frees(page, '41.8GB')
  }

  async function review(page: Page): Promise<void> {
    await button(page, 'Review plan…').click()
    await page.locator('.plan-table').waitFor()
  }

  it('counts what can go by risk and kind, and what everything frees together', async () => {
    await using shown = await show()
    const { page } = shown
    const rows = (await page.locator('.reclaim-list .row').allInnerTexts()).map(plain)
    expect(rows[1]).toBe('Safe nothing can ever use these bytes again')
    expect(rows[2]).toMatch(/^Orphaned directories known to no store; undo for 7 days 14 9\.20GB/)
    expect(rows.find((row) => row.startsWith('Build cache'))).toMatch(/902 26\.4GB/)
    expect(rows.find((row) => row.startsWith('Shared parts'))).toMatch(/16\.5GB/)
    expect(rows.at(-1)).toMatch(/^Together 100\.9GB/)
    expect(await fact(page)).toContain('100.9 GB can go')
    expect(await button(page, 'Review plan…').isDisabled()).toBe(true)
    expect(shown.open.problems).toEqual([])
  })

  it('adds up what is ticked as the application says, with what goes with its last holder', async () => {
    await using shown = await show()
    const { page } = shown
    await tick(page, 'dangling-images')
    await frees(page, '4.9GB')
    await chooseOff(page)
    await chooseAsDrawn(page)
    const text = await panel(page)
    expect(text).toContain('32.6 GB now, 9.2 GB when the quarantine is purged on')
    expect(text).toContain('+12.3 GB because the last holders of 4 shared layers go too.')
    expect(text).toContain('Stays 4.35GB')
    expect(text).toContain('Docker would report 32.6 GB: it leaves out orphaned directories (9.20 GB).')
    expect(await fact(page)).toContain('100.9 GB can go, 41.8 GB chosen')
    expect(plain(await kindRow(page, 'unused-images').innerText())).toMatch(/6 of 22 12\.7GB 8\.10GB/)
    expect(await kindRow(page, 'unused-images').locator('[data-select]').getAttribute('aria-checked')).toBe('mixed')
    const android = page.locator('.row.object', { hasText: 'acme/android-build:35' })
    expect(plain(await android.innerText())).toContain('+4.20 GB together with what is chosen')
    await android.locator('[data-select]').click()
    await frees(page, '46.7GB')
  })

  async function chooseOff(page: Page): Promise<void> {
    await tick(page, 'dangling-images')
    expect(plain(await big(page).innerText())).toBe('–')
  }

  it('moves bytes from later to now when nothing is to wait in quarantine', async () => {
    await using shown = await show()
    const { page } = shown
    await tick(page, 'orphans')
    await frees(page, '9.2GB')
    expect(await panel(page)).toContain('0 B now, 9.2 GB when the quarantine is purged')
    await button(page, 'Purge at once').click()
    await expect.poll(() => panel(page)).not.toContain('quarantine is purged')
    await button(page, 'To quarantine first').click()
    await expect.poll(() => panel(page)).toContain('9.2 GB when the quarantine is purged')
    await kindRow(page, 'orphans').locator('select').selectOption('remove')
    await expect.poll(() => panel(page)).not.toContain('quarantine is purged')
  })

  it('takes the ready-made choices, and says when the choice is one by hand again', async () => {
    await using shown = await show()
    const { page } = shown
    const pressed = () => page.locator('.choice-bar [aria-pressed="true"]').innerText()
    await button(page, /^Safe only/).click()
    await frees(page, '9.4GB')
    expect(plain(await pressed())).toBe('Safe only 9.4 GB')
    await tick(page, 'temporary-files')
    await frees(page, '9.2GB')
    expect(await pressed()).toBe('By hand')
    await button(page, /^Everything rebuildable/).click()
    await frees(page, '69.9GB')
    const goal = page.getByLabel('Free space to reach, in GB')
    expect(await goal.inputValue()).toBe('100')
    await goal.fill('95')
    await goal.press('Enter')
    await expect.poll(() => page.locator('.until button').getAttribute('aria-pressed')).toBe('true')
    // 90.6 GB are free: objects of the safest kind go until there are 95.
    const free = async () => 90.6 + Number.parseFloat(await big(page).innerText())
    await expect.poll(free).toBeLessThan(96)
    expect(await free()).toBeGreaterThanOrEqual(95)
    // What waits in a quarantine would not be free.
    expect(await panel(page)).not.toContain('quarantine is purged')
    await button(page, 'To quarantine first').click()
    await expect.poll(pressed).toBe('By hand')
    await goal.fill('50')
    await goal.press('Enter')
    await page.getByText('That much is free already.').waitFor()
    await goal.fill('400')
    await goal.press('Enter')
    await page.getByText(/All that can go: 91\.1\sGB, 218\.3\sGB short\./).waitFor()
    expect(await lookAt(page, 'reclaim-short')).toEqual([])
  })

  it('filters by state and type in Docker’s words, and keeps that in a saved filter', async () => {
    await using shown = await show()
    const { page } = shown
    await button(page, 'State or type').click()
    await page.getByRole('checkbox', { name: 'exited' }).check()
    await kindRow(page, 'orphans').waitFor({ state: 'detached' })
    await expect.poll(() => kindRow(page, 'stopped-containers').innerText().then(plain)).toMatch(/ 8 /)
    await page.getByRole('checkbox', { name: 'source.local' }).check()
    await expect.poll(() => kindRow(page, 'build-cache').innerText().then(plain)).toMatch(/ 2 /)
    expect(await lookAt(page, 'reclaim-state')).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('State or type 2')
    await button(page, 'Saved').click()
    await page.getByLabel('Name of this filter').fill('stopped')
    await page.keyboard.press('Enter')
    await expect.poll(() => shown.world.reclaim.settings.saved[0]?.filter.facts).toEqual(['exited', 'source.local'])
    await page.keyboard.press('Escape')
    await button(page, 'Any state or type').click()
    await kindRow(page, 'orphans').waitFor()
    await button(page, 'Saved').click()
    await page.getByRole('button', { name: 'stopped', exact: true }).click()
    await kindRow(page, 'orphans').waitFor({ state: 'detached' })
    await button(page, 'State or type 2').waitFor()
  })

  it.each(['en-GB', 'ja-JP'])('has room for all its filters, also where some are set: %s', async (locale) => {
    await using shown = await show({}, { locale })
    const { page } = shown
    const row = page.locator('.reclaim-bar')
    const height = (): Promise<number> => row.evaluate((bar) => bar.getBoundingClientRect().height)
    const beyond = (): Promise<number> => row.evaluate((bar) => bar.scrollWidth - bar.clientWidth)
    expect([await height(), await beyond()]).toEqual([48, 0])
    expect(await lookAt(page, `reclaim-filters-${locale}`)).toEqual([])
    await page.setViewportSize({ width: 1000, height: 640 })
    await row.locator('.chip .open').first().click()
    await page.locator('.pop .presets .btn').nth(2).click()
    expect(await beyond()).toBe(0)
    expect(await lookAt(page, `reclaim-filters-set-${locale}`)).toEqual([])
  })

  it('keeps the choice when figures are loaded again, and lets go of what is not there any more', async () => {
    await using shown = await show()
    const { page } = shown
    await tick(page, 'orphans', 'dangling-images')
    await frees(page, '14.1GB')
    const world = reclaimWorld()
    shown.world.show(world)
    await frees(page, '14.1GB')
    const without = world.reclaim?.candidates.filter(({ kind }) => kind !== 'orphans') ?? []
    shown.world.show(reclaimWorld({ candidates: without }))
    await frees(page, '4.9GB')
  })

  it('shows what the filter lets through, and plans nothing that it hides', async () => {
    await using shown = await show()
    const { page } = shown
    await tick(page, 'orphans', 'dangling-images')
    await frees(page, '14.1GB')
    await page.keyboard.press('/')
    await page.keyboard.type('overlay2')
    await kindRow(page, 'dangling-images').waitFor({ state: 'detached' })
    await frees(page, '9.2GB')
    expect(plain(await page.locator('.hidden-note').innerText())).toContain(
      '11 chosen objects are hidden by the filter',
    )
    await button(page, 'Show all').click()
    await frees(page, '14.1GB')
    await button(page, 'Older than…').click()
    await button(page, '90 days').click()
    await page.getByText('Nothing fits the filter').waitFor()
    await button(page, 'Show all').first().click()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Build cache', exact: true }).uncheck()
    await kindRow(page, 'build-cache').waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await button(page, 'Saved').click()
    await page.getByLabel('Name of this filter').fill('no cache')
    await page.keyboard.press('Enter')
    await expect.poll(() => shown.world.reclaim.settings.saved.map(({ name }) => name)).toEqual(['no cache'])
    expect(shown.world.reclaim.settings.saved[0]?.filter.kinds).not.toContain('build-cache')
    await page.keyboard.press('Escape')
    await button(page, 'Filter 1').click()
    await page.getByLabel('Larger than').fill('1.2 GB')
    await page.keyboard.press('Enter')
    await expect.poll(() => kindRow(page, 'unused-images').innerText().then(plain)).toMatch(/ 2 5\.09GB/)
  })

  it('draws only what is seen of 902 records, and goes through them with the keys', async () => {
    await using shown = await show()
    const { page } = shown
    await kindRow(page, 'build-cache').locator('.fold').click()
    await expect.poll(() => page.locator('.row.object').count()).toBeGreaterThan(5)
    expect(await page.locator('.row.object').count()).toBeLessThan(80)
    await kindRow(page, 'build-cache').focus()
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('PageDown')
    const row = () => page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? '')
    await expect.poll(row).toBe('object build-cache r39')
    await page.keyboard.press('End')
    // A row that was far away is drawn in the next frame.
    await expect.poll(row).toBe('shared')
    await page.keyboard.press('Home')
    await expect.poll(row).toBe('kind orphans')
  })

  it('confirms by the number of objects with data, and does nothing before that', async () => {
    await using shown = await show()
    const { page } = shown
    await chooseAsDrawn(page)
    await review(page)
    const text = plain(await dialog(page).innerText())
    expect(text).toContain('Free 41.8 GB?')
    expect(text).toContain('40 objects, from a measurement taken just now.')
    expect(text).toContain('32.6 GB come back now, 9.2 GB wait in quarantine until')
    expect(text).toContain('9 stopped containers hold files you cannot rebuild. Type 9 to confirm.')
    const shares = await dialog(page).locator('.plan-table td:last-child').allInnerTexts()
    expect(shares.map(plain)).toEqual(['9.2GB', '4.9GB', '8.1GB', '7.3GB', '12.3GB', '41.8GB'])
    const go = button(page, 'Free 41.8 GB')
    expect(await go.isDisabled()).toBe(true)
    const number = page.getByLabel('Type 9 to confirm')
    expect(await number.evaluate((field) => field === document.activeElement)).toBe(true)
    for (const wrong of ['8', '99', 'nine', '']) {
      await number.fill(wrong)
      expect(await go.isDisabled()).toBe(true)
    }
    await number.press('Enter')
    expect(await dialog(page).locator('.plan-table').count()).toBe(1)
    await number.fill('9')
    expect(await go.isDisabled()).toBe(false)
    await button(page, 'Show the objects of Stopped containers').click()
    expect(plain(await dialog(page).locator('.object-lines').innerText())).toContain('scratch')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    // A number for a plan that was given up confirms no other one.
    await review(page)
    expect(await page.getByLabel('Type 9 to confirm').inputValue()).toBe('')
  })

  it('says why a plan was not begun', async () => {
    await using shown = await show()
    const { page, world } = shown
    await tick(page, 'temporary-files')
    await review(page)
    world.reclaim.forgetPlans()
    await dialog(page).locator('.danger').click()
    await expect.poll(async () => plain(await dialog(page).innerText())).toContain('The plan is too old.')
    expect(plain(await dialog(page).innerText())).toContain('Nothing was removed.')
    expect(await dialog(page).locator('.danger').count()).toBe(0)
  })

  it('archives data first where that can be done', async () => {
    await using shown = await show()
    const { page } = shown
    await tick(page, 'unused-volumes')
    await kindRow(page, 'unused-volumes').locator('select').selectOption('remove')
    await frees(page, '9.8GB')
    await review(page)
    expect(plain(await dialog(page).innerText())).toContain('removed for good')
    await button(page, 'Archive them first').click()
    await expect.poll(async () => plain(await dialog(page).innerText())).toContain('archived first, then removed')
    expect(await button(page, 'Archive them first').count()).toBe(0)
  })

  it('shows how far a run is, stops after an object, and goes on when its window is closed', async () => {
    await using shown = await show()
    const { page, world } = shown
    await chooseAsDrawn(page)
    await review(page)
    await page.getByLabel('Type 9 to confirm').fill('9')
    await button(page, 'Free 41.8 GB').click()
    await page.locator('.run-table').waitFor()
    world.reclaim.advance(29)
    await expect.poll(async () => plain(await dialog(page).innerText())).toContain('29 of 40 objects.')
    const text = plain(await dialog(page).innerText())
    expect(text).toContain('in quarantine 9.20 GB')
    expect(text).toContain('acme/ml-train:2.1, 5 of 6')
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('29')
    const time = page.locator('[data-run-time]')
    await expect.poll(() => time.innerText().then(plain)).toMatch(/^\d+ s so far ?a few seconds left$/)
    expect(await lookAt(page, 'reclaim-run')).toEqual([])
    await button(page, 'Stop after this object').click()
    await expect.poll(() => time.innerText().then(plain)).toMatch(/so far$/)
    await expect.poll(() => world.reclaim.stopped).toBe(true)
    expect(await button(page, 'Stop after this object').isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByText('Something is being removed: 29 of 40 objects.').waitFor()
    // Nothing else is planned meanwhile.
    await tick(page, 'temporary-files')
    expect(await button(page, 'Review plan…').isDisabled()).toBe(true)
    world.reclaim.advance(30)
    world.reclaim.finish('cancelled')
    await page.getByText('The run has ended.').first().waitFor()
    await page.locator('.banner').getByRole('button', { name: 'Show' }).click()
    const result = plain(await dialog(page).innerText())
    expect(result).toContain('You stopped it; what came after was left alone.')
    expect(result).toContain('9 not reached')
  })

  it('follows a run that another window began', async () => {
    await using shown = await show()
    const { page, world } = shown
    await tick(page, 'temporary-files')
    await review(page)
    await button(page, 'Free 200 MB')
      .or(button(page, /^Free 200/))
      .first()
      .click()
    await page.locator('.run-table').waitFor()
    await page.reload()
    await page.getByText('Something is being removed: 0 of 31 objects.').waitFor()
    world.reclaim.advance(12)
    await page.getByText('Something is being removed: 12 of 31 objects.').waitFor()
  })

  it('compares what was predicted with what is gone, and undoes it', async () => {
    await using shown = await show()
    const { page, world } = shown
    await chooseAsDrawn(page)
    await review(page)
    await page.getByLabel('Type 9 to confirm').fill('9')
    await button(page, 'Free 41.8 GB').click()
    await page.locator('.run-table').waitFor()
    world.reclaim.advance(40, { 35: { kind: 'skipped', changed: { what: 'state', was: 'exited', is: 'running' } } })
    world.reclaim.finish()
    await page.locator('.result-table').waitFor()
    const text = plain(await dialog(page).innerText())
    expect(text).toContain('31.9 GB freed, 9.2 GB in quarantine')
    expect(text).toContain('Predicted 41.8 GB, gone 41.1 GB, 0 bytes unexplained')
    expect(text).toContain('8 of 9 7.3 GB 6.6 GB \u2212730 MB scratch was started meanwhile: skipped')
    expect(text).toContain('14 of 17 images can be pulled again, 3 need a build')
    expect(text).toContain('8 containers can be created again')
    await button(page, 'Show recipes').click()
    expect(await dialog(page).locator('pre').innerText()).toContain('docker pull acme/ml-bench@sha256:')
    await dialog(page)
      .getByRole('button', { name: /^Create again: ci-job-1$/ })
      .click()
    await expect.poll(() => world.reclaim.undone.length).toBe(1)
    await button(page, 'Put back').first().click()
    await expect.poll(() => world.reclaim.undone.length).toBe(2)
    expect(world.reclaim.undone.every((one) => one.startsWith('put-back'))).toBe(true)
    await expect.poll(() => button(page, 'Purge now').count()).toBe(0)
    await dialog(page).getByRole('button', { name: 'Journal' }).click()
    await page.locator('.journal-run .opener').click()
    const journal = plain(await dialog(page).innerText())
    expect(journal).toContain('40 objects, 41.8 GB planned, 31.9 GB gone')
    expect(journal).toContain('done, put back')
    await page.locator('.journal-run .object-lines').evaluate((lines) => (lines.scrollTop = lines.scrollHeight))
    expect(plain(await dialog(page).innerText())).toContain('Skipped: scratch was started after the plan was made.')
    expect(shown.open.problems).toEqual([])
  })

  it('says that what is gone could not be measured', async () => {
    await using shown = await show()
    const { page, world } = shown
    await tick(page, 'orphans')
    await review(page)
    await dialog(page).locator('.danger').click()
    await page.locator('.run-table').waitFor()
    world.reclaim.advance(14)
    world.reclaim.finish('finished', false)
    await expect.poll(async () => plain(await dialog(page).innerText())).toContain('It was not measured what is gone')
    expect(plain(await dialog(page).innerText())).toContain('9.2 GB still take space')
  })

  it('purges only when it was asked twice', async () => {
    await using shown = await show()
    const { page, world } = shown
    await tick(page, 'orphans')
    await review(page)
    await button(page, 'Free 9.2 GB').click()
    await page.locator('.run-table').waitFor()
    world.reclaim.advance(14)
    world.reclaim.finish()
    await button(page, 'Purge now').click()
    expect(world.reclaim.undone).toEqual([])
    await button(page, 'Purge 9.2 GB for good').click()
    await expect
      .poll(() => world.reclaim.undone)
      .toEqual([`purged ${Array.from({ length: 14 }, (_, i) => i + 1).join()}`])
  })

  it('purges from the journal only when it was asked twice, and not by a double click', async () => {
    await using shown = await show()
    const { page, world } = shown
    await tick(page, 'orphans')
    await review(page)
    await button(page, 'Free 9.2 GB').click()
    await page.locator('.run-table').waitFor()
    world.reclaim.advance(14)
    world.reclaim.finish()
    await page.locator('.result-table').waitFor()
    await dialog(page).getByRole('button', { name: 'Journal' }).click()
    const purge = button(page, 'Purge what is kept…')
    const place = (await purge.boundingBox())!
    await page.mouse.dblclick(place.x + place.width - 8, place.y + place.height / 2)
    expect([await purge.count(), world.reclaim.undone]).toEqual([1, []])
    await purge.click()
    await button(page, 'Purge 14 objects for good').click()
    await expect.poll(() => world.reclaim.undone).toEqual(['purged all'])
  })

  it('saves the plan as a file, and removes nothing for it', async () => {
    await using shown = await show()
    const { page } = shown
    await tick(page, 'orphans')
    await frees(page, '9.2GB')
    const [download] = await Promise.all([page.waitForEvent('download'), button(page, 'Save').last().click()])
    expect(download.suggestedFilename()).toMatch(/^plimsoll-plan-\d{4}-.*\.json$/)
    const plan = JSON.parse(await readFile(await download.path(), 'utf8')) as PrunePlan
    expect(plan.actions.map(({ way }) => way)).toEqual(Array.from({ length: 14 }, () => 'quarantine'))
    expect(await dialog(page).count()).toBe(0)
  })

  it('keeps what a rule names, and says beside the field what is no pattern', async () => {
    await using shown = await show()
    const { page, world } = shown
    await button(page, 'Keep rules').click()
    const value = page.getByLabel('Value of the rule')
    await value.fill('[oops')
    await value.press('Enter')
    expect(await page.getByRole('alert').innerText()).toBe('No valid pattern. Nothing was changed.')
    expect(world.reclaim.settings.keep).toEqual([])
    await value.fill('acme/*')
    await value.press('Enter')
    await expect.poll(() => world.reclaim.settings.keep).toEqual([{ kind: 'name', pattern: 'acme/*' }])
    await dialog(page)
      .getByRole('button', { name: 'Younger than' })
      .or(dialog(page).getByRole('radio', { name: 'Younger than' }))
      .click()
    await value.fill('soon')
    await value.press('Enter')
    expect(await page.getByRole('alert').innerText()).toBe('A number of days, such as 7.')
    await page.getByLabel('Days until it is purged').fill('30')
    await page.getByLabel('Days until it is purged').press('Enter')
    await expect.poll(() => world.reclaim.settings.quarantineDays).toBe(30)
    await button(page, 'Done').click()
    await kindRow(page, 'unused-images').waitFor({ state: 'detached' })
    expect(plain(await kindRow(page, 'orphans').innerText())).toContain('undo for 30 days')
    await button(page, 'Keep rules 1').waitFor()
  })

  it('does all of it with the keyboard alone', async () => {
    await using shown = await show()
    const { page, world } = shown
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await page.locator('.reclaim-list').waitFor()
    await page.locator('.name-filter input').focus()
    await page.keyboard.press('Tab')
    const row = () => page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? '')
    await expect.poll(row).toBe('kind orphans')
    for (const key of ['ArrowDown', 'Space', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'Space'])
      await page.keyboard.press(key)
    await expect.poll(row).toMatch(/^object image/)
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(row).toBe('kind unused-images')
    await expect.poll(() => kindRow(page, 'unused-images').innerText().then(plain)).toContain('2 of 22')
    const focused = () => page.evaluate(() => document.activeElement?.textContent.trim() ?? '')
    for (let i = 0; i < 12 && !(await focused()).startsWith('Review'); i += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.plan-table').waitFor()
    for (let i = 0; i < 12 && !(await focused()).startsWith('Free '); i += 1) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.run-table').waitFor()
    world.reclaim.advance(33)
    world.reclaim.finish()
    await page.locator('.result-table').waitFor()
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
  })

  it.each([
    ['sample', { engineClosed: 'sample' }, 'Nothing can be removed from a sample.'],
    ['dead disk', { engineClosed: 'no-engine', filesClosed: 'no-right' }, 'Nothing can be removed from here.'],
  ] as const)('of a %s shows everything and removes nothing', async (_name, closed, said) => {
    await using shown = await show(closed)
    const { page } = shown
    expect(plain(await page.locator('.banner').innerText())).toContain(said)
    await tick(page, 'orphans', 'dangling-images')
    await frees(page, '14.1GB')
    expect(await button(page, 'Review plan…').isDisabled()).toBe(true)
    expect(await button(page, 'Save').last().isDisabled()).toBe(true)
  })

  it.each([
    ['no engine answers', { engineClosed: 'no-engine' }, 'dangling-images', 'orphans', 'no engine answers'],
    ['files are closed', { filesClosed: 'no-right' }, 'orphans', 'dangling-images', 'no right to its files'],
    ['files are elsewhere', { filesClosed: 'elsewhere' }, 'container-logs', 'build-cache', 'no right to its files'],
  ] as const)('when %s offers what can go still', async (_name, closed, shut, open, note) => {
    await using shown = await show(closed)
    const { page } = shown
    expect(await page.locator('.banner').count()).toBe(1)
    expect(await kindRow(page, shut).locator('[data-select]').count()).toBe(0)
    expect(plain(await kindRow(page, shut).innerText())).toContain(note)
    await kindRow(page, shut).locator('.fold').click()
    expect(plain(await page.locator('.row.object').first().innerText())).toContain(note)
    await tick(page, open)
    await expect.poll(() => button(page, 'Review plan…').isDisabled()).toBe(false)
  })

  it('says when less than 5 GB are free that the quarantine is purged at once', async () => {
    await using shown = await show({ disk: { total: 512 * GB, used: 508 * GB } })
    const { page } = shown
    await tick(page, 'orphans')
    await expect.poll(() => panel(page)).toContain('Less than 5.00 GB are free: the quarantine is purged at once')
    await review(page)
    expect(plain(await dialog(page).innerText())).toContain('moved to quarantine and purged at once')
  })

  it('says when nothing can go, and when there are no figures at all', async () => {
    await using empty = await show({ candidates: [], shared: [] })
    expect(plain(await empty.page.locator('.empty').innerText())).toContain('Nothing can go')
    await using none = await showWorld({ browser, directory }, WORLDS.failed(), { path: '/reclaim' })
    expect(plain(await none.page.locator('.empty').innerText())).not.toBe('')
  })

  it('gives advice with exact lines', async () => {
    await using shown = await show()
    const { page } = shown
    await button(page, '3 pieces of advice').click()
    expect(plain(await dialog(page).innerText())).toContain(
      'ci-runner-3 has 6.80 GB in its writable layer. A volume keeps it out.',
    )
    expect(await dialog(page).locator('pre').first().innerText()).toContain('"max-size": "10m"')
    // Nobody can read files in this world.
    expect(plain(await dialog(page).innerText())).toContain(
      'Its files cannot be read here. Put the directory that grows in place of /PATH-THAT-GROWS.',
    )
  })

  it('looks up the directory that a container writes to', async () => {
    await using shown = await show({}, { files: filesOf(CI_RUNNER) })
    const { page } = shown
    await button(page, '3 pieces of advice').click()
    await dialog(page)
      .getByText(/of it are in/)
      .waitFor()
    expect(plain(await dialog(page).innerText())).toMatch(/\d GB of it are in \/work\./)
    expect(await dialog(page).locator('pre').nth(1).innerText()).toContain('- runner-data:/work\n')
    expect([await overflowing(page), await accessibilityProblems(page), shown.open.problems]).toEqual([[], [], []])
  })

  it.each(['en-GB', 'ja'])('is accessible and fits its window in %s', async (locale) => {
    await using shown = await show({}, { locale })
    const { page } = shown
    await tick(page, 'orphans', 'dangling-images', 'stopped-containers')
    const found: string[] = []
    for (const width of [1000, 1280, 1920]) {
      await page.setViewportSize({ width, height: width === 1000 ? 640 : 900 })
      found.push(...(await overflowing(page)))
    }
    found.push(...(await accessibilityProblems(page)))
    await page.locator('.frees-panel footer .primary').click()
    await page.locator('.plan-table').waitFor()
    found.push(...(await overflowing(page)), ...(await accessibilityProblems(page)))
    expect([found, shown.open.problems]).toEqual([[], []])
  })
})
