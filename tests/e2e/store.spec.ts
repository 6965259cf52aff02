import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildRenderer } from './support/build-renderer.ts'
import { lookAt } from './support/look-at.ts'
import { launchBrowser } from './support/open-page.ts'
import { showWorld } from './support/show-world.ts'
import type { WorldName } from './support/worlds.ts'

let browser: Browser
let directory: string

beforeAll(async () => {
  directory = await buildRenderer()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
})

const show = (name: WorldName, path = '/') => showWorld({ browser, directory }, name, { path })

/** What a figure's tooltip says, with one space wherever there is any. */
async function tipOf(page: Page, figure: Locator): Promise<string> {
  await figure.hover()
  const tip = page.locator('.tip').first()
  await tip.waitFor()
  const text = (await tip.innerText()).replace(/[\s\u00A0\u2009]+/g, ' ')
  await page.mouse.move(5, 5)
  await tip.waitFor({ state: 'detached' })
  return text
}

const rowOf = (page: Page, text: string): Locator => page.locator('.ledger tbody tr', { hasText: text })

describe('the overview of a containerd store', () => {
  it('takes Docker’s size of images apart, under the pointer and with the keys', async () => {
    await using shown = await show('containerd')
    const { page } = shown
    const twice = page.locator('tr.twice .q')
    expect(await tipOf(page, twice)).toMatch(
      /57 600 000 000 bytes.*made of: Image layers: 54\.9 GB.*Build cache: 28\.2 GB, listed again.*Writable layers: 29\.4 GB, listed again.*Init layers: 2\.10 MB.*Packed content of images: 19\.9 GB/,
    )
    await page.locator('section', { hasText: 'What Docker says' }).locator('.q[tabindex="0"]').focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('tr')?.className)).toContain('twice')
    await page.locator('#tip', { hasText: 'Counted as images, and again under containers and build cache' }).waitFor()
    expect(await lookAt(page, 'containerd-twice')).toEqual([])
  })

  it('says what a line of images is made of, packed content too', async () => {
    await using shown = await show('containerd')
    const { page } = shown
    expect(await tipOf(page, rowOf(page, 'Images, shared').locator('.q').first())).toContain(
      'Made of: Shared layers 30.0 GB, Shared packed content 11.2 GB.',
    )
    expect(await tipOf(page, rowOf(page, 'Images, shared').locator('.q').last())).toContain(
      'Sizes that containerd recorded: blocks of these layers, lengths of their packed content.',
    )
    expect(await tipOf(page, rowOf(page, 'Writable layers').locator('.q').last())).toContain(
      'Docker counts blocks here, directories included.',
    )
  })

  it('says of each sort of orphans why it is there and what becomes of it', async () => {
    await using shown = await show('containerd')
    const { page } = shown
    const tip = await tipOf(page, rowOf(page, 'Orphans').locator('.q').first())
    expect(tip).toContain('In no record: 900 MB in 2 places. No docker command removes it.')
    expect(tip).toContain('In no record: 400 MB in 1 place. It goes by itself: containerd’s collector takes it')
    expect(tip).toContain('Held by nothing: 1.50 GB in 10 places. It goes by itself')
    expect(tip).toContain('Left-over storage driver: 6.40 GB in 1 place. The engine does not use this driver any more')
    const largest = page.locator('section', { hasText: 'Largest objects' })
    expect(await tipOf(page, largest.locator('tr', { hasText: 'snapshots/1093' }).locator('.q'))).toContain(
      'It goes by itself: containerd’s collector takes it at its next run.',
    )
  })

  it('says of each root what it is and what it holds', async () => {
    await using shown = await show('btrfs')
    const { page } = shown
    const root = page.locator('.roots li', { hasText: '/var/lib/containerd' })
    expect(await tipOf(page, root.locator('.q'))).toMatch(/at most 151 700 000 000 bytes.*Upper bound/)
  })
})

describe('a container of a containerd store', () => {
  const open = async (page: Page): Promise<Locator> => {
    await page.locator('tr.row', { hasText: 'ci-runner-3' }).click()
    const detail = page.getByRole('region', { name: 'Container ci-runner-3' })
    await detail.getByText('COPY runner/ /opt/runner', { exact: true }).waitFor()
    return detail
  }

  it('is compared as its engine counts', async () => {
    await using shown = await show('containerd', '/containers')
    const { page } = shown
    await page.getByRole('columnheader', { name: 'Docker says allocated' }).waitFor()
    const said = page.locator('tr.row', { hasText: 'ci-runner-3' }).locator('[data-column="docker"]')
    expect(await said.locator('.mark').count()).toBe(0)
    expect(await tipOf(page, said.locator('.q'))).toContain(
      'Docker counts blocks here, directories included. The blocks add up to the same.',
    )
    const off = page.locator('tr.row', { hasText: 'shop-db-1' }).locator('[data-column="docker"]')
    expect(await tipOf(page, off.locator('.q'))).toContain('a difference of 4 096 bytes')
  })

  it('shows where its layers are again, and what removing each side frees', async () => {
    await using shown = await show('containerd', '/containers')
    const { page, open: opened } = shown
    const detail = await open(page)
    const top = detail.locator('li', { hasText: 'COPY runner/' })
    expect((await top.innerText()).replace(/[\s\u00A0]+/g, ' ')).toMatch(/packed 80\.6 ?MB ?· build cache 212 ?MB/)
    expect(await tipOf(page, top.locator('.q').last())).toMatch(
      /Removing every image that has it frees 293 MB\. Removing the build cache frees 212 MB\. Removing both frees 505 MB\./,
    )
    const base = detail.locator('li', { hasText: 'ADD file' })
    expect(await tipOf(page, base.locator('.q').last())).toContain('Removing images frees nothing of it')
    const again = detail.locator('li', { hasText: 'The same layers again' })
    expect((await again.innerText()).replace(/[\s\u00A0]+/g, ' ')).toMatch(/packed 1\.22 ?GB · build cache 822 ?MB/)
    expect(await lookAt(page, 'containerd-container')).toEqual([])
    expect(opened.problems).toEqual([])
  })

  it('has its init layer in virtual, and leaves out only what Docker does not count', async () => {
    await using shown = await show('containerd', '/containers')
    const { page } = shown
    const detail = await open(page)
    const equation = (await detail.locator('.equation').innerText()).replace(/[\s\u00A0]+/g, ' ')
    expect(equation).toMatch(/6\.81 ?GB \+ Image .*6\.32 ?GB \+ Init layer 20\.5 ?kB = Virtual 13\.1 ?GB/)
    expect(await detail.innerText()).not.toContain('Blocks and directories beyond file lengths')
    expect(await detail.locator('tr', { hasText: 'Init layer' }).innerText()).toContain('in virtual')
  })
})

it('has none of this on a classic driver', async () => {
  await using shown = await show('whole', '/containers')
  const { page } = shown
  await page.locator('tr.row', { hasText: 'ci-runner-3' }).click()
  const detail = page.getByRole('region', { name: 'Container ci-runner-3' })
  await detail.getByText('COPY runner/ /opt/runner', { exact: true }).waitFor()
  const text = await detail.innerText()
  expect(text).toContain('Blocks and directories beyond file lengths')
  for (const words of ['The same layers again', 'packed', 'in virtual']) expect(text).not.toContain(words)
})
