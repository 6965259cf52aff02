import type { Browser, Page } from 'playwright-core'
import type { Failure, Subject } from '../../../src-main/contract/app-state.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt, visibleText } from '../support/look-at.ts'
import { launchBrowser } from '../support/open-page.ts'
import { showWorld } from '../support/show-world.ts'
import { ENGINES, WORLDS, type World } from '../support/worlds.ts'

let browser: Browser
let directory: string

beforeAll(async () => {
  directory = await buildRenderer()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
})

const show = (first: World) => showWorld({ browser, directory }, first)
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
      'Docker’s default now the context default',
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
    await expect.poll(() => focused(page)).toContain('Docker’s default')
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

  it('says what is the matter when what was chosen fails, and tries it again', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    const failed = WORLDS.failed()
    const subject: Subject = { kind: 'context', name: 'build-host' }
    const endpoint = 'ssh://ops@build.example'
    const met = [
      [
        'engine-unreachable',
        { endpoint, ssh: 'no-answer', detail: 'Refused.' },
        'No SSH server answers there: Refused.',
      ],
      ['engine-permission-denied', { endpoint, tls: 'client-certificate' }, 'It wants a client certificate that it'],
      ['file-damaged', { path: '/me/key.pem' }, 'The certificate file /me/key.pem cannot be used. It is no key.'],
      [
        'context-not-found',
        { context: 'gone', path: '/me/.docker/contexts/meta' },
        'There is no docker context called gone.',
      ],
    ] as const
    for (const [code, context, says] of met) {
      const failures = [{ code, context, message: 'It is no key.' }]
      world.show({ ...failed, engines: ENGINES, state: { ...failed.state, subject, failures } })
      await page.locator('.banner', { hasText: says }).waitFor()
    }
    expect(await visibleText(page)).toContain('build-host No engine')
    await box(page).click()
    await page.getByRole('option', { name: 'build-host' }).click()
    await expect.poll(() => world.requests).toEqual(['open {"kind":"context","name":"build-host"}'])
  })

  it('leaves what is shown alone when it is chosen again', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    await box(page).click()
    await page.getByRole('option', { name: 'Docker’s default' }).click()
    await page.getByRole('option').first().waitFor({ state: 'detached' })
    expect(world.requests).toEqual([])
    expect(await visibleText(page)).toContain('214.0 GB')
  })
})

describe('the dialog for a data root', () => {
  const DATA = '/mnt/old/var/lib/docker'
  const subject = { kind: 'root', dataRoot: DATA, containerdRoot: null } as const
  const failedWith = (code: Failure['code'], context: Failure['context'] = {}, at: Subject = subject): World => {
    const failed = WORLDS.failed()
    const failures: readonly Failure[] = [{ code, context: { path: DATA, ...context }, message: code }]
    return { ...failed, engines: ENGINES, state: { ...failed.state, subject: at, failures } }
  }
  const asked = (page: Page) => page.getByRole('dialog', { name: 'Open a data root' })
  const field = (page: Page) => page.getByRole('textbox', { name: 'Data root' })

  async function askedFor(page: Page): Promise<void> {
    await box(page).click()
    await page.getByRole('button', { name: 'Open a data root…' }).click()
    await asked(page).waitFor()
  }

  it('comes from the switcher with the focus in its field, and gives it back', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world, open } = shown
    await askedFor(page)
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    expect(await lookAt(page, 'open-root')).toEqual([])
    await page.keyboard.press('Escape')
    await asked(page).waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toContain('workstation')
    expect({ requests: world.requests, problems: open.problems }).toEqual({ requests: [], problems: [] })
  })

  it('opens what was typed and goes once it is there', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    await askedFor(page)
    await page.keyboard.type(DATA)
    await page.getByRole('button', { name: 'containerd root, if elsewhere' }).click()
    await page.getByRole('textbox', { name: 'containerd root' }).fill('/mnt/old/containerd')
    expect(await lookAt(page, 'open-root-elsewhere')).toEqual([])
    await page.keyboard.press('Enter')
    const both = { ...subject, containerdRoot: '/mnt/old/containerd' }
    await expect.poll(() => world.requests).toEqual([`open ${JSON.stringify(both)}`])
    await page.getByText('Opening…').waitFor()
    expect(await page.getByRole('button', { name: 'Open', exact: true }).isDisabled()).toBe(true)
    const disk = WORLDS['disk-alone']()
    world.show({ ...disk, state: { ...disk.state, subject: both, failures: [] } })
    await asked(page).waitFor({ state: 'detached' })
    await page.getByText('214.0 GB').first().waitFor()
    expect(await visibleText(page)).toContain(`Disk alone ${DATA}`)
  })

  it('says in place what it met, and keeps what was typed', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    await askedFor(page)
    const met = [
      ['root-not-found', 'There is nothing at /mnt/old/var/lib/docker.'],
      ['root-not-a-directory', '/mnt/old/var/lib/docker is not a directory.'],
      ['root-not-a-data-root', '/mnt/old/var/lib/docker is not a data root: no engine has kept its files there.'],
      ['permission-denied', 'Plimsoll may not read /mnt/old/var/lib/docker.'],
      ['walk-failed', 'Reading /mnt/old/var/lib/docker failed.'],
    ] as const
    for (const [index, [code, says]] of met.entries()) {
      await field(page).fill(DATA)
      await page.keyboard.press('Enter')
      await expect.poll(() => world.requests.length).toBe(index + 1)
      world.show(failedWith(code))
      await asked(page).getByRole('alert').filter({ hasText: says }).waitFor()
      expect([await field(page).inputValue(), await field(page).getAttribute('aria-invalid')]).toEqual([DATA, 'true'])
      await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
      if (index === 0) expect(await lookAt(page, 'open-root-failed')).toEqual([])
      // While it is corrected it is not wrong any more.
      await page.keyboard.press('End')
      await page.keyboard.type('2')
      await expect.poll(() => field(page).getAttribute('aria-invalid')).toBe('false')
    }
  })

  it('says at the second field what is wrong with the second path', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    await askedFor(page)
    await page.keyboard.type(DATA)
    await page.keyboard.press('Enter')
    await expect.poll(() => world.requests.length).toBe(1)
    world.show(failedWith('root-not-a-data-root', { path: '/mnt/c', role: 'containerd' }))
    await page.getByText('/mnt/c is not a containerd root: no containerd has kept its files there.').waitFor()
    await expect
      .poll(() =>
        page.evaluate(() => document.activeElement?.closest('.path-field')?.querySelector('label')?.innerText),
      )
      .toBe('containerd root')
  })

  it('asks at once how a closed root may be read, and goes on with it', async () => {
    await using shown = await show(withEngines(ENGINES))
    const { page, world } = shown
    await askedFor(page)
    await page.keyboard.type(DATA)
    await page.keyboard.press('Enter')
    await expect.poll(() => world.requests.length).toBe(1)
    world.show(failedWith('permission-denied', { ways: 'sudo,pkexec' }))
    await asked(page).getByText('It can be read in another way:').waitFor()
    expect(await asked(page).getByRole('button', { name: /^Use/ }).allInnerTexts()).toEqual(['Use sudo', 'Use pkexec'])
    expect(await lookAt(page, 'open-root-closed')).toEqual([])
    await asked(page).getByRole('button', { name: 'Use pkexec' }).click()
    await expect.poll(() => world.requests.at(-1)).toBe('scanWith pkexec')
    await asked(page).getByText('Opening…').waitFor()
    world.show(failedWith('permission-denied', { ways: 'sudo,pkexec', how: 'pkexec', detail: 'Not authorized' }))
    await asked(page).getByText('pkexec did not start the reader. It says: Not authorized').waitFor()
  })

  it('goes back to what was shown before when it is left', async () => {
    const first = WORLDS.whole()
    const context: Subject = { kind: 'context', name: 'build-host' }
    await using shown = await show({ ...first, engines: ENGINES, state: { ...first.state, subject: context } })
    const { page, world } = shown
    await askedFor(page)
    await page.keyboard.type(DATA)
    await page.keyboard.press('Enter')
    await expect.poll(() => world.requests.length).toBe(1)
    world.show(failedWith('root-not-found'))
    await page.getByRole('button', { name: 'Back to build-host' }).click()
    await asked(page).waitFor({ state: 'detached' })
    await expect.poll(() => world.requests.at(-1)).toBe('open {"kind":"context","name":"build-host"}')
  })

  it('lets the user point at a directory where the host has a dialog for it', async () => {
    const first = WORLDS.whole()
    await using shown = await show({ ...first, engines: ENGINES, state: { ...first.state, canChoose: true } })
    const { page } = shown
    await askedFor(page)
    await page.getByRole('button', { name: 'Browse…' }).click()
    await expect.poll(() => field(page).inputValue()).toBe(DATA)
    expect(await lookAt(page, 'open-root-browse')).toEqual([])
  })

  it('is offered where there are no figures, and on the connection page', async () => {
    await using shown = await show(WORLDS.failed())
    const { page } = shown
    await page.locator('.empty').getByRole('button', { name: 'Open a data root…' }).click()
    await asked(page).waitFor()
    await page.keyboard.press('Escape')
    await asked(page).waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Open a data root…')
    await page.evaluate(() => (location.hash = '/connect'))
    await page.locator('.way').getByRole('button', { name: 'Open a data root…' }).click()
    await asked(page).waitFor()
    await page.keyboard.press('Escape')
    await asked(page).waitFor({ state: 'detached' })
    expect(await lookAt(page, 'connect')).toEqual([])
  })
})
