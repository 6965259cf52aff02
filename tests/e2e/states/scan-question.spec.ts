import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt, visibleText } from '../support/look-at.ts'
import { launchBrowser } from '../support/open-page.ts'
import { showWorld } from '../support/show-world.ts'
import { closedWorld, FAILURES, WORLDS, type World } from '../support/worlds.ts'

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
const QUESTION = 'How may Plimsoll read /var/lib/docker?'
const reading = (world: World): World => ({ ...world, state: { ...world.state, stage: 'measuring' } })

describe('a closed data root', () => {
  it('is asked about once, said what each way does, and read in the one that is chosen', async () => {
    await using shown = await show(WORLDS.closed())
    const { page, world, open } = shown
    await page.getByRole('region', { name: QUESTION }).waitFor()
    expect(await page.getByRole('status').innerText()).toBe(QUESTION)
    await page.getByRole('button', { name: 'Use a container' }).click()
    await expect.poll(() => world.requests).toEqual(['scanWith container'])
    world.show(reading(WORLDS.closed()))
    await page.getByText('Reading /var/lib/docker.').waitFor()
    expect(await page.getByRole('region', { name: QUESTION }).count()).toBe(0)
    expect(await lookAt(page, 'scan-running')).toEqual([])
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => world.requests.at(-1)).toBe('cancel')
    world.show(WORLDS.whole())
    await page.getByText('Exact, 14:32').waitFor()
    expect(await visibleText(page)).not.toContain('Reading /var/lib/docker.')
    expect(open.problems).toEqual([])
  })

  it('offers only what is possible here', async () => {
    await using shown = await show(
      closedWorld([{ ...FAILURES.closed, context: { path: '/var/lib/docker', ways: 'pkexec' } }]),
    )
    const buttons = shown.page.getByRole('region', { name: QUESTION }).getByRole('button')
    expect(await buttons.allInnerTexts()).toEqual(['Use pkexec', 'Not now'])
  })

  it('is one question for several roots', async () => {
    const other = { ...FAILURES.closed, context: { path: '/var/lib/containerd', ways: 'container,sudo' } }
    await using shown = await show(closedWorld([FAILURES.closed, other]))
    await shown.page
      .getByRole('region', { name: 'How may Plimsoll read /var/lib/docker, /var/lib/containerd?' })
      .waitFor()
    expect(await shown.page.locator('.banner').count()).toBe(1)
  })

  it('is read in the same way next time only if that is ticked', async () => {
    await using shown = await show(WORLDS.closed())
    const { page, world } = shown
    await page.getByRole('checkbox', { name: 'Do the same next time' }).check()
    await page.getByRole('button', { name: 'Use sudo' }).click()
    await expect.poll(() => world.requests).toEqual(['scanWith sudo remember'])
  })

  it('says in words why a way came to nothing, and asks again', async () => {
    await using shown = await show(WORLDS.closed())
    const { page, world } = shown
    await page.getByRole('button', { name: 'Use sudo' }).click()
    await expect.poll(() => world.requests.length).toBe(1)
    world.show(reading(WORLDS.closed()))
    await page.getByText('Reading /var/lib/docker.').waitFor()
    const { context } = FAILURES.closed
    const refused = { ...context, how: 'sudo', detail: '3 incorrect password attempts' }
    world.show(closedWorld([{ ...FAILURES.closed, context: refused }]))
    await page.getByRole('region', { name: QUESTION }).waitFor()
    await page.getByText('sudo did not start the reader. It says: 3 incorrect password attempts').waitFor()
    expect(await lookAt(page, 'scan-failed')).toEqual([])
  })

  it('says so too when the scanner died on its way', async () => {
    const died = { code: 'walk-failed', context: { how: 'container', detail: 'ended with 137' }, message: 'it ended' }
    await using shown = await show(closedWorld([{ ...died, code: 'walk-failed' }, FAILURES.closed]))
    const { page } = shown
    await page.getByText('The container could not read it. It says: ended with 137').waitFor()
    expect(await page.locator('.banner').count()).toBe(1)
  })

  it('is left closed when asked to, in one line that offers it still', async () => {
    await using shown = await show(WORLDS.closed())
    const { page, world } = shown
    await page.getByRole('button', { name: 'Not now' }).click()
    await page.getByText('No right to read /var/lib/docker. What you see is what Docker says.').waitFor()
    expect(world.requests).toEqual([])
    expect(await lookAt(page, 'scan-postponed')).toEqual([])
    await page.getByRole('button', { name: 'Allow reading…' }).click()
    await page.getByRole('region', { name: QUESTION }).waitFor()
    // Not now, and not next time either.
    await page.getByRole('checkbox', { name: 'Do the same next time' }).check()
    await page.getByRole('button', { name: 'Not now' }).click()
    await expect.poll(() => world.requests).toEqual(['scanWith never remember'])
  })

  it('is not asked about where that was declined before, but offered', async () => {
    const declined = { ...FAILURES.closed, context: { ...FAILURES.closed.context, scan: 'never' } }
    await using shown = await show(closedWorld([declined]))
    const { page } = shown
    await page.getByRole('button', { name: 'Allow reading…' }).waitFor()
    expect(await page.getByRole('region', { name: QUESTION }).count()).toBe(0)
    await page.getByRole('button', { name: 'Allow reading…' }).click()
    await page.getByRole('region', { name: QUESTION }).waitFor()
  })

  it('is asked about beside the sample too', async () => {
    const sample = WORLDS.sample()
    await using shown = await show({ ...sample, state: { ...sample.state, failures: [FAILURES.closed] } })
    const text = await visibleText(shown.page)
    expect(text).toContain('This is a sample, not your disk.')
    expect(text).toContain(QUESTION)
  })

  it('is asked about in Japanese', async () => {
    await using shown = await showWorld({ browser, directory }, 'closed', { locale: 'ja-JP' })
    await shown.page.getByText('/var/lib/docker をどの方法で読み取りますか。').first().waitFor()
    expect(await lookAt(shown.page, 'scan-question-ja')).toEqual([])
  })
})
