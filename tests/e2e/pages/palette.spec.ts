import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Report } from '../../../src-main/contract/report.ts'
import { reachEngine } from '../../helpers/engines/engine.ts'
import { takeReport } from '../../helpers/plimsoll.ts'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt } from '../support/look-at.ts'
import { accessibilityProblems, launchBrowser, openPage, type OpenPage } from '../support/open-page.ts'
import { serveEngine, type ServedEngine } from '../support/serve-engine.ts'

describe('the command palette, on a live engine', () => {
  let browser: Browser
  let served: ServedEngine
  let open: OpenPage
  let page: Page
  let report: Report

  beforeAll(async () => {
    const directory = await buildRenderer()
    browser = await launchBrowser()
    const address = inject('engines').find(({ version }) => version === '28.5')
    if (address === undefined) throw new Error('this run has no engine 28.5')
    served = await serveEngine(address, directory)
    open = await openPage(browser, { url: served.host.url })
    page = open.page
    await page.getByText('balances').waitFor()
    report = await takeReport('--docker-host', reachEngine(address).endpoint)
  })

  afterAll(async () => {
    await browser.close()
    await served[Symbol.asyncDispose]()
  })

  const dialog = () => page.getByRole('dialog', { name: 'Find anything' })
  const options = () => dialog().getByRole('option')
  const hash = () => page.evaluate(() => decodeURIComponent(location.hash))

  async function find(text: string): Promise<void> {
    if ((await dialog().count()) === 0) await page.keyboard.press('Control+k')
    await dialog().getByRole('combobox').fill(text)
  }

  /** What the active option says; nothing while there is none, as before the first answer. */
  async function active(): Promise<string> {
    const text = await dialog()
      .getByRole('combobox')
      .evaluate((field) => {
        const option = document.getElementById(field.getAttribute('aria-activedescendant') ?? '')
        return option?.innerText ?? ''
      })
    return text.replace(/\s+/g, ' ')
  }

  it('opens with Ctrl K and from the top bar, and gives the focus back', async () => {
    const button = page.getByRole('button', { name: 'Find anything' })
    await button.focus()
    await page.keyboard.press('Control+k')
    await dialog().waitFor()
    expect(
      await dialog()
        .getByRole('combobox')
        .evaluate((field) => field === document.activeElement),
    ).toBe(true)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    await button.click()
    await dialog().waitFor()
    await page.keyboard.press('Control+k')
    await dialog().waitFor({ state: 'detached' })
  })

  it('lists every page of the navigation with its keys, and goes there', async () => {
    const names = await page.locator('nav a .text:first-of-type').allInnerTexts()
    await find('')
    const listed = await dialog().getByRole('group', { name: 'Pages' }).getByRole('option').allInnerTexts()
    expect(listed.map((text) => text.split('\n')[0])).toEqual(names)
    await find('ledger')
    expect(await active()).toMatch(/^Ledger.* G D$/)
    await page.keyboard.press('Enter')
    await page.locator('.equation').waitFor()
    expect(await hash()).toBe('#/ledger')
  })

  it('finds every container by its name and by the beginning of its ID', async () => {
    for (const { id, name } of report.containers) {
      for (const text of [name, id.slice(0, 12)]) {
        await find(text)
        await expect.poll(active, { message: text }).toContain(`${name} container`)
      }
    }
    await page.keyboard.press('Escape')
  })

  it('finds an image by each of its references', async () => {
    for (const reference of report.images.flatMap(({ references }) => references)) {
      await find(reference)
      await expect.poll(active, { message: reference }).toMatch(/image/)
    }
    await page.keyboard.press('Escape')
  })

  it('says whose a pasted directory is, for all that is on disk', async () => {
    const container = report.containers.find(({ name }) => name === 'writer')
    const layer = report.layers.find(({ createdBy }) => createdBy?.includes('mkdir') === true)
    const volume = report.volumes.find(({ name }) => name === 'used-data')
    for (const [path, owner] of [
      [`${container?.directory}/written.bin`, /^writer container .* this path is its/],
      [container?.directory?.replace(/diff$/, 'merged'), /^writer container/],
      [layer?.directory, /^RUN .*mkdir.* layer/],
      [`${volume?.directory}/used.bin`, /^used-data volume/],
    ] as const) {
      await find(path ?? '')
      await expect.poll(active, { message: path ?? '' }).toMatch(owner)
      expect(await options().count()).toBe(1)
    }
    await page.keyboard.press('Escape')
  })

  it('goes to what is chosen, and offers it again the next time', async () => {
    await find('chatty')
    await expect.poll(active).toContain('chatty container')
    await page.keyboard.press('Enter')
    await expect.poll(hash).toBe('#/containers/chatty')
    await page.reload()
    await page.locator('.engine b').waitFor()
    expect(await hash()).toBe('#/containers/chatty')
    await page.evaluate(() => (location.hash = '/'))
    await page.keyboard.press('Control+k')
    expect(await active()).toContain('chatty')
    await dialog().getByRole('group', { name: 'Recent' }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('goes round with the arrows and shows the bytes of what it found', async () => {
    await find('my_container')
    await expect.poll(() => options().count()).toBe(5)
    const first = await active()
    await page.keyboard.press('ArrowUp')
    expect(await active()).not.toBe(first)
    await page.keyboard.press('ArrowDown')
    expect(await active()).toBe(first)
    expect(first).toMatch(/ kB$/)
    await page.keyboard.press('Escape')
  })

  it('says so when nothing is called like that', async () => {
    await find('no-such-thing-anywhere')
    await dialog().locator('.none', { hasText: 'Nothing is called “no-such-thing-anywhere”' }).waitFor()
    expect(await options().count()).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('does what it lists: theme, language, units, the dialogs', async () => {
    await find('theme dark')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    await find('theme system')
    await page.keyboard.press('Enter')
    await find('units kib')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['units'])).toBe('binary')
    await find('units kB')
    await page.keyboard.press('Enter')
    await find('日本語')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('ja')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('english')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('en')
    await find('data root')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Open a data root' }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('measures when told to', async () => {
    await find('measure')
    await page.keyboard.press('Enter')
    await page.getByText(/^Exact, /).waitFor()
  })

  it('shows all keys on ?', async () => {
    await page.keyboard.press('?')
    const keys = page.getByRole('dialog', { name: 'Keys' })
    await keys.getByText('Find anything').waitFor()
    expect(await lookAt(page, 'keys')).toEqual([])
    await page.keyboard.press('Escape')
    await keys.waitFor({ state: 'detached' })
  })

  it('has no serious accessibility problem and nothing in its console', async () => {
    await find('o')
    await expect.poll(() => options().count()).toBeGreaterThan(10)
    expect(await lookAt(page, 'palette')).toEqual([])
    expect(open.problems).toEqual([])
  })
})
