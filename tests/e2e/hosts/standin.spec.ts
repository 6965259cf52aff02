import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { launchApp, type RunningApp } from '../../helpers/electron-standin/launch-app.ts'
import { inLede, readLede, showWorld, type ShownWorld } from './standin/shown-world.ts'

/** The built desktop program: in Electron where it is installed, else in the stand-in. */
describe('the desktop program', () => {
  let world: ShownWorld
  let app: RunningApp
  let page: Page

  beforeAll(async () => {
    world = await showWorld()
    app = await launchApp(world)
    page = await app.firstWindow()
  })

  afterAll(async () => {
    await world[Symbol.asyncDispose]()
  })

  it('opens one window, which says to the byte what du says', async () => {
    expect(await readLede(page)).toContain(inLede(world.bytes))
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it('shows its window once the page is painted', async () => {
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())).toBe(true)
  })

  it('gives the page nothing but the name of its host', async () => {
    const seen = await page.evaluate(() => ({
      host: Reflect.get(window, 'plimsollHost') as unknown,
      node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer'].filter((name) => name in window),
    }))
    expect(seen).toEqual({ host: 'electron', node: [] })
  })

  it('shows the same again after the page was loaded anew', async () => {
    await page.reload()
    expect(await readLede(page)).toContain(inLede(world.bytes))
  })

  it('has noted no problem', async () => {
    expect((await app.findings()).problems).toEqual([])
  })

  it('opens no window for a link, but the documentation in the browser', async () => {
    await page.evaluate(() => {
      window.open('https://docs.docker.com/engine/storage/')
      window.open('https://example.com/')
    })
    await page.waitForTimeout(500)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    const { calls, problems } = await app.findings()
    const opened = calls.filter(({ name }) => name === 'shell.openExternal').map(({ argument }) => argument)
    expect({ opened, problems }).toEqual({
      opened: app.kind === 'stand-in' ? ['https://docs.docker.com/engine/storage/'] : [],
      problems: [],
    })
  })

  it('opens the data root that the user points at in the desktop’s own dialog', async () => {
    const properties = ['openDirectory', 'showHiddenFiles']
    await page.locator('button.engine').click()
    await page.getByRole('button', { name: 'Open a data root…' }).click()
    const field = page.getByRole('textbox', { name: 'Data root' })
    await app.evaluate(({ dialog }) => {
      const asked: unknown[] = []
      Reflect.set(globalThis, 'asked', asked)
      dialog.showOpenDialog = (...args: unknown[]) => {
        asked.push(args.at(-1))
        const filePaths = asked.length === 1 ? [] : [process.argv[process.argv.indexOf('--data-root') + 1] ?? '']
        return Promise.resolve({ canceled: asked.length === 1, filePaths })
      }
    })
    await page.getByRole('button', { name: 'Browse…' }).click()
    expect(await field.inputValue()).toBe('')
    await page.getByRole('button', { name: 'Browse…' }).click()
    await expect.poll(() => field.inputValue()).toBe(world.args[1])
    expect(await app.evaluate(() => Reflect.get(globalThis, 'asked') as unknown)).toEqual([
      { properties },
      { properties },
    ])
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await field.waitFor({ state: 'detached' })
    expect(await readLede(page)).toContain(inLede(world.bytes))
    expect((await app.findings()).problems).toEqual([])
  })

  it('stays on its own page', async () => {
    await page.evaluate(() => {
      location.href = 'https://example.com/'
    })
    await page.waitForTimeout(500)
    expect(page.url()).not.toContain('example.com')
    expect((await app.findings()).problems).toEqual([])
  })

  it('ends with code 0 when it is quit', async () => {
    expect(await app.quit()).toBe(0)
  })
})
