import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type OwnedEngine } from '../../helpers/engines/engine.ts'
import { engineObjects } from '../../helpers/engines/engine-objects.ts'
import { fillLivedInWorld } from '../../helpers/engines/lived-in-world.ts'
import { heldBytes } from '../../helpers/held-bytes.ts'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt } from '../support/look-at.ts'
import { launchBrowser, openPage, type OpenPage } from '../support/open-page.ts'
import { serveEngine, type ServedEngine } from '../support/serve-engine.ts'

const plain = (text: string): string => text.replace(/[\s\u00A0\u2009]+/g, ' ').trim()

describe('the Reclaim page of a live engine', () => {
  let engine: OwnedEngine
  let browser: Browser
  let served: ServedEngine
  let open: OpenPage
  let page: Page

  beforeAll(async () => {
    const directory = await buildRenderer()
    browser = await launchBrowser()
    engine = await startEngine('28.5')
    await fillLivedInWorld(engine)
    served = await serveEngine(engine, directory)
    open = await openPage(browser, { url: served.host.url })
    page = open.page
    await page.getByText('balances').waitFor()
    await page.evaluate(() => (location.hash = '/reclaim'))
    await page.locator('.reclaim-list').waitFor()
  }, 400_000)

  afterAll(async () => {
    await (open as OpenPage | undefined)?.[Symbol.asyncDispose]()
    await (served as ServedEngine | undefined)?.[Symbol.asyncDispose]()
    await browser.close()
    await engine.down()
  })

  const dialog = () => page.getByRole('dialog')
  const kind = (name: string) => page.locator(`[data-row="kind ${name}"]`)

  /** Exact bytes of the figure, as its tip has them. */
  async function chosen(): Promise<number> {
    await page.locator('.frees-panel .total-figure .q').hover()
    const tip = page.locator('.tip').first()
    await tip.waitFor()
    const [, digits = ''] = /([\d  ]+) bytes/.exec(plain(await tip.innerText())) ?? []
    await page.mouse.move(5, 5)
    return Number(digits.replaceAll(/\D/g, ''))
  }

  it('frees what it said, as du counts it, and removes what was chosen', { timeout: 180_000 }, async () => {
    const [before, objects] = [await heldBytes(engine), await engineObjects(engine)]
    for (const name of ['dangling-images', 'unused-images', 'build-cache'])
      await kind(name).locator('[data-select]').click()
    await page.getByRole('button', { name: /Review plan/ }).waitFor()
    await expect.poll(chosen, { timeout: 20_000 }).toBeGreaterThan(10_000_000)
    const said = await chosen()
    await page.getByRole('button', { name: /Review plan/ }).click()
    await dialog()
      .getByRole('button', { name: /^Free / })
      .click()
    await dialog().getByText('0 bytes unexplained').waitFor({ timeout: 120_000 })
    expect(before - (await heldBytes(engine))).toBe(said)
    const left = await engineObjects(engine)
    const gone = [...objects].filter((object) => !left.has(object))
    expect(gone.length).toBeGreaterThan(20)
    expect(gone.filter((object) => /^(container|volume)/.test(object))).toEqual([])
    expect(await lookAt(page, 'reclaim-live-result')).toEqual([])
    await dialog().getByRole('button', { name: 'Done' }).click()
  })

  it('asks for the number of what cannot be rebuilt', { timeout: 120_000 }, async () => {
    await kind('stopped-containers').locator('[data-select]').click()
    await page.getByRole('button', { name: /Review plan/ }).click()
    const free = dialog().getByRole('button', { name: /^Free / })
    await free.waitFor()
    expect(await free.isDisabled()).toBe(true)
    const stopped = (await engine.cli('ps', '-aq', '-f', 'status=exited', '-f', 'status=created')).trim().split('\n')
    await dialog().locator('input').fill(String(stopped.length))
    await free.click()
    await dialog().getByText('0 bytes unexplained').waitFor({ timeout: 120_000 })
    expect((await engine.cli('ps', '-aq', '-f', 'status=exited', '-f', 'status=created')).trim()).toBe('')
    await dialog().getByRole('button', { name: 'Done' }).click()
  })

  it('moves orphans aside, and puts them back', { timeout: 120_000 }, async () => {
    const orphans = async () =>
      (await engine.exec(['ls', `${engine.dataRoot}/overlay2`])).match(/^(c0ffee|5eed1e)\S+$/gm)
    expect(await orphans()).toHaveLength(2)
    await kind('orphans').locator('[data-select]').click()
    await page.getByRole('button', { name: /Review plan/ }).click()
    await dialog()
      .getByRole('button', { name: /^(Free|Move) / })
      .click()
    await dialog().getByText('0 bytes unexplained').waitFor({ timeout: 120_000 })
    expect(await orphans()).toBeNull()
    await dialog().getByRole('button', { name: 'Put back' }).click()
    await expect.poll(orphans, { timeout: 60_000 }).toHaveLength(2)
    await page.keyboard.press('Escape')
  })

  it('has nothing in its console', () => {
    expect(open.problems).toEqual([])
  })
})
