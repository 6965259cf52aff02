import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serveWeb, type WebHost } from '../../src-main/hosts/web/serve-web.ts'
import type { Application } from '../../src-main/service/application.ts'
import { composeApplication } from '../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../src-main/service/program-files.ts'
import { DEFAULT_TARGET } from '../../src-main/service/target.ts'
import { du } from '../helpers/du.ts'
import { unpackWorld, type RecordedWorld } from '../helpers/recorded-world.ts'
import { buildRenderer } from './support/build-renderer.ts'
import { lookAt, visibleText } from './support/look-at.ts'
import { launchBrowser, openPage, type OpenPage } from './support/open-page.ts'

/** The real application on the sample, and a recorded engine whose containerd was the system's. */
describe('roots on disk', () => {
  let browser: Browser
  let world: RecordedWorld
  let stateDirectory: string
  let application: Application
  let host: WebHost
  let open: OpenPage
  let page: Page

  beforeAll(async () => {
    world = await unpackWorld('28.5-containerd-system')
    stateDirectory = await mkdtemp(join(tmpdir(), 'plimsoll-state-'))
    application = composeApplication({
      target: { ...DEFAULT_TARGET, sample: 'only' },
      files: locateProgramFiles(new URL('../../src-main/entries/cli.ts', import.meta.url).href),
      stateDirectory,
      follow: true,
    })
    const rendererDirectory = await buildRenderer()
    host = await serveWeb({ router: application.router, rendererDirectory, port: 0, address: '127.0.0.1' })
    application.start()
    browser = await launchBrowser()
    open = await openPage(browser, { url: host.url })
    page = open.page
    await page.getByText('This is a sample, not your disk.').waitFor()
  })

  afterAll(async () => {
    await browser.close()
    await host.close()
    await application.close()
    await rm(stateDirectory, { recursive: true })
    await world[Symbol.asyncDispose]()
  })

  const dialog = () => page.getByRole('dialog', { name: 'Open a data root' })
  const dataField = () => page.getByRole('textbox', { name: 'Data root' })
  const containerdField = () => page.getByRole('textbox', { name: 'containerd root' })

  async function ask(): Promise<void> {
    await page.locator('button.engine').click()
    await page.getByRole('button', { name: 'Open a data root…' }).click()
    await dialog().waitFor()
  }

  it('that are none are told apart in place, and leave the sample as it was', async () => {
    await ask()
    for (const [path, says] of [
      ['/nowhere', 'There is nothing at /nowhere.'],
      ['/etc/hostname', '/etc/hostname is not a directory.'],
      ['/etc', '/etc is not a data root: no engine has kept its files there.'],
    ] as const) {
      await dataField().fill(path)
      await page.keyboard.press('Enter')
      await dialog().getByText(says).waitFor()
    }
    await page.getByRole('button', { name: 'Back to Sample world' }).click()
    await page.getByText('This is a sample, not your disk.').waitFor()
    await page.getByText('of this disk is Docker').waitFor()
  })

  it('says at the second field that a directory is no containerd’s', async () => {
    await ask()
    await dataField().fill(world.dataRoot)
    await page.getByRole('button', { name: 'containerd root, if elsewhere' }).click()
    await containerdField().fill('/etc')
    await page.keyboard.press('Enter')
    await dialog().getByText('/etc is not a containerd root: no containerd has kept its files there.').waitFor()
    expect(await dataField().inputValue()).toBe(world.dataRoot)
  })

  it('are shown both, to the byte that du counts, and nothing of the sample', async () => {
    await containerdField().fill(world.containerdRoot ?? '')
    await page.keyboard.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    await page.getByText('balances').waitFor()
    const roots = [world.dataRoot, world.containerdRoot ?? '']
    const truth = await Promise.all(roots.map(du))
    const total = page.locator('.ledger tfoot .q').first()
    await total.hover()
    const tip = (await page.locator('.tip .exact').first().innerText()).replace(/\D/g, '')
    expect(Number(tip)).toBe(truth.reduce((sum, each) => sum + each.allocated, 0))
    await page.mouse.move(5, 5)
    expect(await page.locator('.roots code').allInnerTexts()).toEqual(roots)
    const text = await visibleText(page)
    expect(text).not.toContain('This is a sample')
    expect(text).toContain('containerd’s root · read whole · 0 B off')
    expect(await lookAt(page, 'recorded-store')).toEqual([])
    expect(open.problems).toEqual([])
  })

  it('are left for the sample again', async () => {
    await page.locator('button.engine').click()
    expect(await page.getByRole('option', { selected: true }).innerText()).toContain(world.dataRoot)
    await page.getByRole('option', { name: 'Sample world' }).click()
    await page.getByText('This is a sample, not your disk.').waitFor()
    await expect.poll(() => page.locator('.roots code').allInnerTexts()).not.toContain(world.dataRoot)
  })
})
