import type { Page } from 'playwright-core'

/** Something to look at: a page, one of its objects, or what opens over it. */
export interface Scene {
  /** For files and the contact sheet. */
  readonly name: string
  /** Shows it; false where it is not there. */
  readonly go: (page: Page) => Promise<boolean>
}

/** Objects of the lived-in world that show most, each before the first that there is. */
const INTERESTING = ['shop-api-1', 'wiki/app:1.9', 'shop_db-data', 'copyup', 'c0ffee00']

/** Milliseconds for what was asked for to appear; the machine may be busy. */
const PATIENCE = 30_000

/** Every page of the navigation, then an object of each that opens one and its parts, then what opens over a page. */
export async function findScenes(page: Page): Promise<readonly Scene[]> {
  const hrefs = await page
    .locator('nav a[href^="#/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const paths = hrefs.map((href) => (href ?? '').slice(1))
  const scenes: Scene[] = []
  for (const path of paths) {
    const name = path === '/' ? 'overview' : path.slice(1)
    scenes.push({ name, go: (shown) => show(shown, path) })
    const object = path === '/' ? null : await findObject(page, path)
    if (object === null) continue
    scenes.push({ name: `${name}-opened`, go: (shown) => show(shown, object) })
    await show(page, object)
    const tabs = await page.locator('main [role=tab]').count()
    for (let index = 1; index < tabs; index++) {
      scenes.push({
        name: `${name}-opened-${index + 1}`,
        go: async (shown) => {
          await show(shown, object)
          return press(shown, 'main [role=tab]', index)
        },
      })
    }
  }
  return [...scenes, ...OVERLAYS]
}

const OVERLAYS: readonly Scene[] = [
  { name: 'engines', go: (page) => atHome(page, () => press(page, 'button.engine')) },
  { name: 'settings', go: (page) => atHome(page, () => press(page, '.foot button')) },
  { name: 'tip', go: (page) => atHome(page, () => hover(page, 'main .q')) },
  { name: 'open-root', go: (page) => atHome(page, () => drop(page)) },
  {
    name: 'palette',
    go: (page) =>
      atHome(page, async () => {
        await page.keyboard.press('Control+k')
        return appears(page, '[role=dialog]')
      }),
  },
]

/** Goes to a place of the page and waits until nothing is loading there any more. */
export async function show(page: Page, path: string): Promise<boolean> {
  await page.keyboard.press('Escape')
  await page.mouse.move(2, 2)
  await page.evaluate((hash) => (location.hash = hash), path)
  await settle(page)
  return true
}

/** Waits until nothing is loading. */
export async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(150)
  await page.waitForFunction(() => document.querySelector('main [aria-busy=true], main .skeleton') === null, null, {
    timeout: PATIENCE,
  })
  await page.waitForTimeout(150)
}

/** The address of one of the page's objects: what its table opens, as the hand does it. Null where nothing opens. */
async function findObject(page: Page, path: string): Promise<string | null> {
  await show(page, path)
  const rows = page.locator('main tbody tr, main [role=row]')
  const texts = await rows.allInnerTexts()
  const wanted = INTERESTING.map((name) => texts.findIndex((text) => text.includes(name))).filter((index) => index >= 0)
  const others = texts.flatMap((text, index) => (/[\d–]/.test(text) ? [index] : []))
  for (const index of [...wanted, ...others].slice(0, 4)) {
    const cell = rows.nth(index).locator('.name, a, td, [role=gridcell]').first()
    if ((await cell.count()) === 0 || !(await cell.isVisible())) continue
    await cell.click()
    await page.waitForTimeout(250)
    const hash = new URL(page.url()).hash.slice(1)
    if (hash.startsWith(`${path}/`)) return hash
    await cell.press('Enter').catch(() => undefined)
    await page.waitForTimeout(250)
    const after = new URL(page.url()).hash.slice(1)
    if (after.startsWith(`${path}/`)) return after
  }
  return null
}

async function atHome(page: Page, act: () => Promise<boolean>): Promise<boolean> {
  await show(page, '/')
  return act()
}

async function press(page: Page, selector: string, index = 0): Promise<boolean> {
  const target = page.locator(selector).nth(index)
  if ((await target.count()) === 0) return false
  await target.click()
  await settle(page)
  return true
}

async function hover(page: Page, selector: string): Promise<boolean> {
  await page.locator(selector).first().hover()
  return appears(page, '.tip')
}

async function appears(page: Page, selector: string): Promise<boolean> {
  return page
    .locator(selector)
    .first()
    .waitFor({ timeout: 3000 })
    .then(
      () => true,
      () => false,
    )
}

/** A folder is dropped, whose path a browser keeps to itself. */
async function drop(page: Page): Promise<boolean> {
  await page.evaluate(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([], 'docker-of-the-old-disk'))
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, cancelable: true }))
  })
  return appears(page, '[role=dialog]')
}
