import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildRenderer } from './support/build-renderer.ts'
import { cpuTime } from './support/cpu-time.ts'
import { launchBrowser, openPage, type OpenPage, type PageChoice } from './support/open-page.ts'
import { serveWorld, type ServedWorld } from './support/serve-world.ts'
import { WORLDS, type WorldName } from './support/worlds.ts'

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

async function show(name: WorldName, choice: Omit<PageChoice, 'url'> = {}): Promise<Shown> {
  const world = await serveWorld(directory, name)
  const open = await openPage(browser, { ...choice, url: world.host.url })
  await open.page.locator('.engine b').waitFor()
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

const rows = (page: Page) => page.locator('tr.row')
const names = async (page: Page): Promise<readonly string[]> => rows(page).locator('.name').allInnerTexts()

describe('the containers', () => {
  it('are sorted by what they wrote, largest first, and say so', async () => {
    await using shown = await show('whole', { path: '/containers' })
    await shown.page.getByRole('button', { name: 'None' }).click()
    expect((await names(shown.page)).slice(0, 3)).toEqual(['ci-runner-3', 'ci-runner-1', 'ci-runner-2'])
    const size = shown.page.getByRole('columnheader', { name: 'Size allocated' })
    expect(await size.getAttribute('aria-sort')).toBe('descending')
  })

  it('sort by any column in both directions', async () => {
    await using shown = await show('whole', { path: '/containers' })
    const { page } = shown
    await page.getByRole('button', { name: 'None' }).click()
    const logs = page.getByRole('columnheader', { name: 'Logs' })
    await logs.getByRole('button').click()
    expect([await logs.getAttribute('aria-sort'), (await names(page))[0]]).toEqual(['descending', 'shop-proxy-1'])
    await logs.getByRole('button').click()
    expect([await logs.getAttribute('aria-sort'), (await names(page)).at(-1)]).toEqual(['ascending', 'shop-proxy-1'])
    expect(await page.getByRole('status').innerText()).toBe('Sorted by Logs, smallest first.')
    await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
    expect((await names(page))[0]).toBe('analytics-airflow-worker-1')
  })

  it('put what is unknown last in both directions', async () => {
    await using shown = await show('hostile', { path: '/containers' })
    const { page } = shown
    await page.getByRole('button', { name: 'None' }).click()
    const size = page.getByRole('columnheader', { name: 'Size allocated' }).getByRole('button')
    const last = [(await names(page)).at(-1)]
    await size.click()
    last.push((await names(page)).at(-1))
    expect(last).toEqual(['shop-worker-1', 'shop-worker-1'])
  })

  it('are filtered by name, image, ID and project, and by state', async () => {
    await using shown = await show('whole', { path: '/containers' })
    const { page } = shown
    await page.getByRole('button', { name: 'None' }).click()
    await page.keyboard.press('/')
    await page.keyboard.type('runner 4.1')
    await expect.poll(() => names(page)).toEqual(['ci-nightly-1'])
    await page.keyboard.press('Escape')
    await expect.poll(() => rows(page).count()).toBe(26)
    await page.getByRole('button', { name: /^Stopped/ }).click()
    await expect.poll(() => rows(page).count()).toBe(6)
    expect(await page.locator('tfoot th').innerText()).toContain('6 of 26 containers')
  })

  it('say that the filter hides them all, and let go of it', async () => {
    await using shown = await show('whole', { path: '/containers' })
    const { page } = shown
    await page.getByRole('textbox').fill('nothing like it')
    await page.getByText('Nothing matches the filter').waitFor()
    await page.locator('.empty').getByRole('button').click()
    await expect.poll(() => rows(page).count()).toBe(26)
  })

  it('fold by project, with subtotals', async () => {
    await using shown = await show('whole', { path: '/containers' })
    const { page } = shown
    const group = page.locator('tr.group').first()
    expect(await group.innerText()).toContain('15.2')
    await group.locator('th').click()
    expect([await group.getAttribute('aria-expanded'), await rows(page).count()]).toEqual(['false', 20])
    await group.focus()
    await page.keyboard.press('ArrowRight')
    expect(await group.getAttribute('aria-expanded')).toBe('true')
  })

  it('open beside the list, by key, and give the focus back', async () => {
    await using shown = await show('whole', { path: '/containers' })
    const { page } = shown
    await page.locator('tr[tabindex="0"]').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const detail = page.getByRole('region', { name: 'Container ci-runner-1' })
    await detail.getByText('COPY runner/ /opt/runner', { exact: true }).waitFor()
    expect(await detail.innerText()).toMatch(/3\.12[\s\S]*6\.32[\s\S]*9\.46/)
    expect(await detail.innerText()).toContain('/var/lib/docker/overlay2/')
    await page.keyboard.press('Escape')
    await detail.waitFor({ state: 'detached' })
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.querySelector('.name')?.textContent))
      .toBe('ci-runner-1')
  })

  it('draw only what is looked at of 10,000, and scroll to the last by key', async () => {
    await using shown = await show('many', { path: '/containers' })
    const { page } = shown
    await rows(page).first().waitFor()
    expect(await page.locator('tbody tr').count()).toBeLessThan(90)
    await page.locator('tr[tabindex="0"]').first().focus()
    await page.keyboard.press('End')
    const total = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'))
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex')))
      .toBe(String(total - 1))
    expect(await page.locator('tbody tr').count()).toBeLessThan(90)
  })

  it('scroll through 10,000 rows without a long frame', async () => {
    await using shown = await show('many', { path: '/containers' })
    const { page } = shown
    await rows(page).first().waitFor()
    const frames = 60
    const spent = await cpuTime(page, () =>
      page.evaluate(async (steps) => {
        const scroller = document.querySelector('.scroller')
        if (scroller === null) throw new Error('there is no scroller')
        for (let step = 0; step < steps; step += 1) {
          scroller.scrollTop += 400
          await new Promise(requestAnimationFrame)
        }
      }, frames),
    )
    // Work, not time: two cores are shared with everything else that runs.
    expect(spent / frames).toBeLessThan(100)
  })

  it('show markup in names as the text that it is', async () => {
    await using shown = await show('hostile', { path: '/containers' })
    const { page } = shown
    await page.getByText('<script>window.broken = 1</script>').first().click()
    await page.getByRole('heading', { name: '<script>window.broken = 1</script>' }).waitFor()
    const seen = await page.evaluate(() => ({
      broken: Reflect.get(window, 'broken') as unknown,
      images: document.querySelectorAll('img').length,
    }))
    expect({ ...seen, problems: shown.open.problems }).toEqual({ broken: undefined, images: 0, problems: [] })
  })
})

describe('a figure', () => {
  it('says its bytes and what it counts under the pointer', async () => {
    await using shown = await show('whole')
    const { page } = shown
    await page.locator('tr', { hasText: 'Writable layers' }).locator('.q').first().hover()
    const tip = page.locator('.tip').first()
    await tip.waitFor()
    const text = (await tip.innerText()).replace(/\u2009/g, ' ')
    expect(text).toContain('29 402 910 720 bytes')
    expect(text).toContain('Allocated: blocks on disk')
  })

  it('says the same when it has the focus', async () => {
    await using shown = await show('gaps', { path: '/' })
    const { page } = shown
    await page.locator('.ledger [data-figure][tabindex="0"]').waitFor()
    await page.locator('.skip').focus()
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(() => document.activeElement?.closest('.ledger') !== null)) break
    }
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const tip = page.locator('#tip').first()
    await tip.waitFor()
    expect(await tip.innerText()).toMatch(
      /Writable layers[\s\S]*at least[\s\S]*Lower bound: the disk answered with an error\./,
    )
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-describedby'))).toBe('tip')
  })
})

describe('the choices of the reader', () => {
  it('change the theme, the language and the units, and are kept', async () => {
    await using shown = await show('whole')
    const { page } = shown
    await page.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'Dark' }).click()
    await page.getByRole('button', { name: 'KiB, MiB, GiB' }).click()
    await page.getByRole('button', { name: '日本語' }).click()
    await page.reload()
    await page.getByText('このディスクのうち').waitFor()
    const seen = await page.evaluate(() => ({
      theme: document.documentElement.dataset['theme'],
      lang: document.documentElement.lang,
      canvas: getComputedStyle(document.body).backgroundColor,
    }))
    expect(seen).toEqual({ theme: 'dark', lang: 'ja', canvas: 'rgb(14, 18, 22)' })
    expect((await page.locator('p.lede').innerText()).replace(/\u00A0/g, ' ')).toContain('199.3 GiB')
  })

  it('begin with the language of the browser', async () => {
    await using shown = await show('whole', { locale: 'ja-JP' })
    await shown.page.getByRole('heading', { level: 1, name: '概要' }).waitFor()
  })
})

describe('the keys', () => {
  it('go to pages, measure, and stop', async () => {
    await using shown = await show('whole')
    const { page, world } = shown
    await page.keyboard.press('g')
    await page.keyboard.press('c')
    await page.getByRole('heading', { level: 1, name: 'Containers' }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('o')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await page.keyboard.press('Control+r')
    await expect.poll(() => world.requests).toEqual(['measure'])
    world.show(WORLDS.measuring())
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect.poll(() => world.requests).toEqual(['measure', 'cancel'])
  })

  it('skip to the page', async () => {
    await using shown = await show('whole')
    await shown.page.keyboard.press('Tab')
    await shown.page.keyboard.press('Enter')
    expect(await shown.page.evaluate(() => document.activeElement?.id)).toBe('page')
  })
})

describe('a measurement', () => {
  it('shows how far it is and says so at every quarter', async () => {
    await using shown = await show('metadata')
    const { page, world } = shown
    const measuring = WORLDS.measuring()
    const at = (placesDone: number) => ({
      ...measuring,
      state: { ...measuring.state, progress: { inodes: 5, allocated: 5, placesDone, places: 1000 } },
    })
    world.show(at(260))
    const bar = page.getByRole('progressbar')
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('26')
    expect(await page.getByRole('status').innerText()).toBe('25 % of the disk is read.')
    world.show(at(490))
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBe('49')
    expect(await page.getByRole('status').innerText()).toBe('25 % of the disk is read.')
    world.show(WORLDS.whole())
    await page.getByText('Exact, 14:32').waitFor()
    expect(await page.getByRole('status').innerText()).toBe('The measurement is complete.')
  })

  it('leaves everything in its place when the exact figures come', async () => {
    await using shown = await show('measuring')
    const { page, world } = shown
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.ledger th, .hull, .card')].map((element) => {
          const { left, top } = element.getBoundingClientRect()
          return [Math.round(left), Math.round(top)].join()
        }),
      )
    await page.locator('.ledger').waitFor()
    const before = (await places()).slice(0, 20)
    world.show(WORLDS.whole())
    await page.getByText('balances').waitFor()
    expect((await places()).slice(0, 20)).toEqual(before)
  })
})

describe('the connection', () => {
  it('is lost visibly and keeps the figures', async () => {
    const first = await serveWorld(directory, 'whole')
    await using open = await openPage(browser, { url: first.host.url })
    const { page } = open
    await page.getByText('214.0 GB').first().waitFor()
    await first[Symbol.asyncDispose]()
    await page.getByText('Connection to Plimsoll lost.').waitFor()
    expect(await page.locator('p.lede').innerText()).toContain('of this disk is Docker')
    expect(await page.getByRole('button', { name: 'Measure' }).isDisabled()).toBe(true)
  })

  it('comes back by itself and follows what is new', async () => {
    await using shown = await show('whole')
    const { page, world } = shown
    const sockets: WebSocketRoute[] = []
    await page.routeWebSocket('**/rpc', (socket) => {
      socket.connectToServer()
      sockets.push(socket)
    })
    await page.reload()
    await page.getByText('214.0 GB').first().waitFor()
    await sockets[0]?.close()
    await page.getByText('Connection to Plimsoll lost.').waitFor()
    world.show(WORLDS.small())
    await page.getByText('88.3 MB').first().waitFor()
    expect([sockets.length, await page.getByText('Connection to Plimsoll lost.').count()]).toEqual([2, 0])
  })

  it('says which address to open when a new run of the host does not know the page', async () => {
    const first = await serveWorld(directory, 'whole')
    await using open = await openPage(browser, { url: first.host.url })
    const { page } = open
    await page.getByText('214.0 GB').first().waitFor()
    await first[Symbol.asyncDispose]()
    await using _second = await serveWorld(directory, 'whole', first.host.port)
    await page.getByText('This page may no longer talk to Plimsoll').waitFor()
    expect(await page.locator('main').innerText()).toContain('plimsoll serve')
  })
})
