import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildRenderer } from './support/build-renderer.ts'
import { lookAt, settled, visibleText } from './support/look-at.ts'
import { launchBrowser, openPage, type OpenPage } from './support/open-page.ts'
import { serveWorld, type ServedWorld } from './support/serve-world.ts'
import { ENGINES, WORLDS, type World } from './support/worlds.ts'

let browser: Browser
let directory: string

beforeAll(async () => {
  directory = await buildRenderer()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
})

interface Shown extends AsyncDisposable {
  readonly world: ServedWorld
  readonly page: Page
  readonly open: OpenPage
}

async function show(first: World): Promise<Shown> {
  const world = await serveWorld(directory, first)
  const open = await openPage(browser, { url: world.host.url })
  await settled(open.page)
  return {
    world,
    page: open.page,
    open,
    async [Symbol.asyncDispose]() {
      await open[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}

const withEngines = (engines: World['engines']): World => ({ ...WORLDS.whole(), engines: engines ?? [] })
const box = (page: Page) => page.locator('button.engine')
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.innerText.replace(/\s+/g, ' ').trim() ?? '')

describe('the switcher', () => {
  it('lists what can be shown, with what is open marked, and why a context cannot be used', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page } = shown
    await box(page).click()
    const options = page.getByRole('option')
    await expect.poll(() => options.count()).toBe(6)
    expect((await options.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
      'What docker uses now the context default',
      'default unix:///var/run/docker.sock current',
      'build-host ssh://ops@build.example',
      'old-laptop ca.pem is missing in its TLS files',
      'rootless unix:///run/user/1000/docker.sock',
      'Sample world recorded, read-only',
    ])
    expect(await page.getByRole('option', { selected: true }).allInnerTexts()).toHaveLength(1)
    expect(await lookAt(page, 'switcher')).toEqual([])
    expect(shown.open.problems).toEqual([])
  })

  it('is gone through with the keys, and shows nothing of before once another engine is chosen', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    await box(page).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: 'build-host' }).waitFor()
    await expect.poll(() => focused(page)).toContain('What docker uses')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toContain('build-host')
    await page.keyboard.press('Enter')
    await expect.poll(() => world.requests).toEqual(['open {"kind":"context","name":"build-host"}'])
    await page.locator('.overview-grid[aria-busy="true"]').waitFor()
    await page.getByRole('option').first().waitFor({ state: 'detached' })
    const text = await visibleText(page)
    expect(text).toContain('build-host Opening')
    expect(text).not.toContain('214.0')
    expect(await page.getByRole('status').innerText()).toBe('Opening build-host.')
    expect(await focused(page)).toContain('build-host')
    expect(await lookAt(page, 'switched')).toEqual([])
  })

  it('closes by Esc and gives the focus back', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    await box(page).click()
    await page.getByRole('option', { name: 'rootless' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('option').first().waitFor({ state: 'detached' })
    expect(await focused(page)).toContain('workstation')
    expect(world.requests).toEqual([])
  })

  it('finds a context by the letters of its name', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page } = shown
    await box(page).click()
    await page.getByRole('option', { name: 'rootless' }).waitFor()
    await page.keyboard.type('root')
    expect(await focused(page)).toContain('rootless')
  })

  it.each([
    ['slow', 'Asking for the docker contexts'],
    ['broken', 'The docker contexts could not be listed.'],
    [[], 'The docker command has no contexts of its own.'],
  ] as const)('says how it stands when the contexts are %j, and still offers the rest', async (engines, says) => {
    await using shown = await show(withEngines(engines))
    const { page, world } = shown
    await box(page).click()
    await page.getByText(says).waitFor()
    expect(await lookAt(page, `switcher-${typeof engines === 'string' ? engines : 'empty'}`)).toEqual([])
    await page.getByRole('option', { name: 'Sample world' }).click()
    await expect.poll(() => world.requests).toEqual(['open {"kind":"sample"}'])
  })

  it('names a directory or an address that is open', async () => {
    const subject = {
      kind: 'root',
      dataRoot: '/mnt/old/var/lib/docker',
      containerdRoot: '/mnt/old/containerd',
    } as const
    const whole = WORLDS['disk-alone']()
    await using shown = await show({ ...whole, engines: ENGINES, state: { ...whole.state, subject, failures: [] } })
    const { page, world } = shown
    await box(page).click()
    await page.getByRole('option', { name: 'build-host' }).waitFor()
    const selected = page.getByRole('option', { selected: true })
    expect((await selected.innerText()).replace(/\s+/g, ' ')).toBe(
      '/mnt/old/var/lib/docker a data root, with /mnt/old/containerd',
    )
    await page.keyboard.press('Escape')
    world.show({
      ...WORLDS.whole(),
      state: { ...WORLDS.whole().state, subject: { kind: 'host', url: 'tcp://192.0.2.7:2376' } },
    })
    await box(page).click()
    await expect.poll(() => selected.innerText()).toContain('tcp://192.0.2.7:2376')
  })

  it('leaves what is shown alone when it is chosen again', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    await box(page).click()
    await page.getByRole('option', { name: 'What docker uses' }).click()
    await page.getByRole('option').first().waitFor({ state: 'detached' })
    expect(world.requests).toEqual([])
    expect(await visibleText(page)).toContain('214.0 GB')
  })
})
