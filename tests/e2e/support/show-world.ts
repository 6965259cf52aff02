import type { Browser, Page } from 'playwright-core'
import { openPage, type OpenPage, type PageChoice } from './open-page.ts'
import { serveWorld, type ServedWorld } from './serve-world.ts'
import type { World, WorldName } from './worlds.ts'

/** A page that shows a made-up world. */
export interface ShownPage extends AsyncDisposable {
  readonly world: ServedWorld
  readonly page: Page
  readonly open: OpenPage
}

export interface Stage {
  readonly browser: Browser
  /** The built renderer. */
  readonly directory: string
}

export async function showWorld(
  { browser, directory }: Stage,
  first: World | WorldName,
  choice: Omit<PageChoice, 'url'> = {},
): Promise<ShownPage> {
  const world = await serveWorld(directory, first)
  const open = await openPage(browser, { ...choice, url: world.host.url })
  await open.page.locator('.engine b').waitFor()
  await open.page.locator('#page .page > *').first().waitFor()
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
