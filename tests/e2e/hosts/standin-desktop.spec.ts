import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Report } from '../../../src-main/views/report.ts'
import { launchApp, type RunningApp } from '../../helpers/electron-standin/launch-app.ts'
import { inLede, readLede, showWorld, type ShownWorld } from './standin/shown-world.ts'

interface SeenItem {
  readonly id?: string
  readonly label?: string
  readonly accelerator?: string
  readonly checked?: boolean
  readonly submenu?: { readonly items: readonly SeenItem[] } | null
}

/** The desktop around the page: menus, dialogs, dropped folders, saved files. */
describe('the desktop program', () => {
  let world: ShownWorld
  let app: RunningApp
  let page: Page
  let folder: string

  beforeAll(async () => {
    world = await showWorld()
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-dropped-'))
    app = await launchApp(world)
    page = await app.firstWindow()
    await readLede(page)
  })

  afterAll(async () => {
    await rm(folder, { recursive: true })
    await world[Symbol.asyncDispose]()
  })

  /** To the byte what du says, once all of it was read. */
  const showsAll = () => expect.poll(() => readLede(page), { timeout: 30_000 }).toContain(inLede(world.bytes))

  const dataRoot = (): string => world.args[1] ?? ''

  /** What the menus say, without what stands for an access key. */
  async function menus(): Promise<Readonly<Record<string, readonly SeenItem[]>>> {
    const seen = await app.evaluate(({ Menu }) => {
      const plain = (items: readonly SeenItem[]): SeenItem[] =>
        items.map(({ id, label, accelerator, checked, submenu }) => ({
          ...{ id, label, accelerator, checked },
          submenu: submenu == null ? null : { items: plain(submenu.items) },
        })) as SeenItem[]
      return plain((Menu.getApplicationMenu()?.items ?? []) as unknown as SeenItem[])
    })
    return Object.fromEntries(seen.map(({ label = '', submenu }) => [label.replace('&', ''), submenu?.items ?? []]))
  }

  const calls = async (name: string): Promise<readonly unknown[]> =>
    (await app.findings()).calls.filter((call) => call.name === name).map(({ argument }) => argument)

  it('has every page of the navigation in its View menu, in that order and with a digit', async () => {
    const shown = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    const titles = await page.locator('nav a .label').allInnerTexts()
    const items = ((await menus())['View'] ?? []).filter(({ id }) => id?.startsWith('page-'))
    expect(items).toHaveLength(shown.length)
    if (titles.length > 0) expect(items.map(({ label }) => label)).toEqual(titles)
    expect(items.slice(0, 9).map(({ accelerator }) => accelerator)).toEqual(
      items.slice(0, 9).map((_, index) => `CommandOrControl+${index + 1}`),
    )
  })

  it('goes to a page that is chosen there, and says in its title what is shown', async () => {
    await app.choose('page-2')
    await page.locator('tr.row').first().waitFor()
    expect(new URL(page.url()).hash).toBe('#/containers')
    await page.evaluate(() => (location.hash = '#/containers/writer'))
    await expect.poll(() => page.title()).toBe(`writer – Containers – ${dataRoot()} – Plimsoll`)
    const title = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle())
    expect(title).toBe(await page.title())
    await app.choose('page-1')
    await readLede(page)
  })

  it('measures', async () => {
    await app.choose('measure')
    await showsAll()
  })

  it('speaks the page’s language', async () => {
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByText('日本語').click()
    await expect.poll(async () => Object.keys(await menus())[0]).toBe('ファイル(F)')
    const pages = ((await menus())['表示(V)'] ?? []).filter(({ id }) => id?.startsWith('page-'))
    expect(pages[0]?.label).toBe('概要')
    await page.getByText('English').click()
    await expect.poll(async () => Object.keys(await menus())[0]).toBe('File')
    await page.keyboard.press('Escape')
  })

  it('sets the theme of the page and of the desktop’s own dialogs', async () => {
    await app.choose('theme-dark')
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    await expect.poll(() => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
    const theme = ((await menus())['View'] ?? []).find(({ id }) => id === 'theme')
    expect(theme?.submenu?.items.filter(({ checked }) => checked === true).map(({ id }) => id)).toEqual(['theme-dark'])
    await app.choose('theme-system')
    await expect.poll(() => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('system')
  })

  it('saves the report where the desktop’s own dialog says', async () => {
    if (app.kind !== 'stand-in') return
    await app.choose('export-report')
    await expect.poll(() => calls('save dialog')).toHaveLength(1)
    const [options] = (await calls('save dialog')) as [{ defaultPath: string; title: string; filters: unknown }]
    expect(options.filters).toEqual([
      { name: 'Report (JSON)', extensions: ['json'] },
      { name: 'All Files', extensions: ['*'] },
    ])
    expect(options.defaultPath).toMatch(/plimsoll-\d{4}-\d\d-\d\d\.json$/)
    const read = async (): Promise<Report> => JSON.parse(await readFile(options.defaultPath, 'utf8')) as Report
    await expect.poll(async () => (await read().catch(() => null))?.roots[0]?.allocated).toBe(world.bytes)
  })

  it('downloads nothing that the page has not made', async () => {
    const before = await calls('save dialog')
    await page.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'data:text/plain,x'
      link.download = 'x.txt'
      link.click()
    })
    await page.waitForTimeout(300)
    expect(await calls('save dialog')).toEqual(before)
  })

  it('says in its about box what it is and runs on, and copies that', async () => {
    if (app.kind !== 'stand-in') return
    await app.choose('about')
    await expect.poll(() => calls('clipboard.writeText')).toHaveLength(1)
    const [text] = (await calls('clipboard.writeText')) as [string]
    const { version, license } = JSON.parse(
      await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'),
    ) as Record<string, string>
    expect(text).toContain(`Plimsoll ${String(version)}`)
    expect(text).toContain(`Licence ${String(license)}`)
    expect(text).toContain('Tested with Docker 20.10, 26.1, 28.5')
    expect(text).toContain(`Node.js ${process.versions.node}`)
  })

  it('opens its documentation in the user’s browser', async () => {
    if (app.kind !== 'stand-in') return
    await app.choose('documentation')
    await app.choose('report-problem')
    expect(await calls('shell.openExternal')).toEqual([
      'https://plimsoll.example/',
      'https://plimsoll.example/problems',
    ])
  })

  it('opens the data root that the user chooses, and remembers it', async () => {
    await app.evaluate(({ dialog }) => {
      dialog.showOpenDialog = () =>
        Promise.resolve({ canceled: false, filePaths: [process.argv[process.argv.indexOf('--data-root') + 1] ?? ''] })
    })
    await app.choose('open-root')
    await showsAll()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const recent = async () => ((await menus())['File'] ?? []).find(({ id }) => id === 'recent')?.submenu?.items ?? []
    expect((await recent())[0]?.label).toBe(dataRoot())
    await app.choose('recent-1')
    await showsAll()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await app.choose('clear-recent')
    expect(await recent()).toEqual([])
  })

  it('opens a folder that is dropped on its window, and says what is wrong with another', async () => {
    const dialog = page.getByRole('dialog')
    await drop(folder)
    await dialog.getByText('is not a data root').waitFor()
    expect(await dialog.getByRole('textbox').first().inputValue()).toBe(folder)
    await drop(dataRoot())
    await dialog.waitFor({ state: 'detached' })
    await showsAll()
  })

  it('learns no path of a file that a script has made up', async () => {
    expect(
      await page.evaluate(() => {
        const pathOf = Reflect.get(window, 'plimsollPathOf') as (file: File) => string
        return pathOf(new File(['x'], '/etc/passwd'))
      }),
    ).toBe('')
  })

  it('has noted no problem', async () => {
    expect((await app.findings()).problems).toEqual([])
    expect(await app.quit()).toBe(0)
  })

  /** As the hand does it, down in Chromium: the page gets real files, whose paths it cannot see. */
  async function drop(path: string): Promise<void> {
    const name = path.split('/').at(-1) ?? ''
    // What Electron knows by itself.
    await page.evaluate(([file, at]) => Reflect.set(window, '__standinPaths', { [file]: at }), [name, path] as const)
    const session = await page.context().newCDPSession(page)
    const data = { items: [], files: [path], dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
    }
    await page.getByText('Drop a folder to open it').waitFor()
    await session.send('Input.dispatchDragEvent', { type: 'drop', x: 400, y: 300, data })
    await page.getByText('Drop a folder to open it').waitFor({ state: 'detached' })
    await session.detach()
  }
})
