// npm run shots: every page of the dashboard against real engines, in both themes, sizes and languages, as pictures and
// one page that shows them all. Fails on console errors, on what axe finds serious, and on text that cannot be read.
//   npm run shots -- --engine overlay2 --scene images --quick
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildRenderer } from '../e2e/support/build-renderer.ts'
import { accessibilityProblems, collectProblems, launchBrowser } from '../e2e/support/open-page.ts'
import { serveEngine } from '../e2e/support/serve-engine.ts'
import { startEngine, type EngineDriver } from '../helpers/engines/engine.ts'
import { fillLivedInWorld } from '../helpers/engines/lived-in-world.ts'
import { writeContactSheet, type Shot } from './contact-sheet.ts'
import { overflowingText } from './overflow.ts'
import { findScenes, settle, type Scene } from './scenes.ts'

const { values } = parseArgs({
  options: {
    /** overlay2 or containerd; both without it. */
    engine: { type: 'string', multiple: true, default: ['overlay2', 'containerd'] },
    /** Beginning of the names of the scenes that are wanted. */
    scene: { type: 'string', multiple: true, default: [''] },
    /** One picture of each: light, small, English. */
    quick: { type: 'boolean', default: false },
  },
})

const DIRECTORY = join(import.meta.dirname, '../artefacts/shots')
const LOCALES = values.quick ? ['en'] : ['en', 'ja']
const THEMES = values.quick ? (['light'] as const) : (['light', 'dark'] as const)
const SIZES = values.quick
  ? [{ width: 1280, height: 800 }]
  : [
      { width: 1280, height: 800 },
      { width: 1920, height: 1080 },
    ]

const shots: Shot[] = []
const problems = new Set<string>()

await rm(DIRECTORY, { recursive: true, force: true })
const renderer = await buildRenderer()
const browser = await launchBrowser()
try {
  for (const driver of values.engine) await shootEngine(browser, driver as EngineDriver)
} finally {
  await browser.close()
}
const sheet = await writeContactSheet(DIRECTORY, shots, [...problems])
for (const problem of problems) console.error(problem)
console.log(`${shots.length} pictures, ${problems.size} problems: ${sheet}`)
process.exit(problems.size > 0 ? 1 : 0)

async function shootEngine(browser: Browser, driver: EngineDriver): Promise<void> {
  const engine = await startEngine('28.5', driver)
  try {
    console.log(`${driver}: the engine is up, its world is made`)
    await fillLivedInWorld(engine)
    await using served = await serveEngine(engine, renderer)
    const signedIn = await signIn(browser, served.host.url)
    for (const locale of LOCALES) {
      const context = await browser.newContext({
        storageState: await signedIn.storageState(),
        locale: locale === 'ja' ? 'ja-JP' : 'en-GB',
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      const noted = await collectProblems(context, page)
      await page.goto(new URL(served.host.url).origin)
      await settle(page)
      const scenes = (await findScenes(page)).filter(({ name }) => values.scene.some((start) => name.startsWith(start)))
      for (const scene of scenes) await shootScene(page, scene, { engine: driver, locale }, noted)
      await context.close()
    }
    await signedIn.close()
  } finally {
    await engine.down()
  }
}

/** Opens the link, which is good for once, and waits until everything was measured. */
async function signIn(browser: Browser, url: string): Promise<BrowserContext> {
  const context = await browser.newContext({ locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto(url)
  await page.getByText(/^Exact, /).waitFor({ timeout: 120_000 })
  return context
}

async function shootScene(
  page: Page,
  scene: Scene,
  { engine, locale }: Pick<Shot, 'engine' | 'locale'>,
  noted: string[],
): Promise<void> {
  const where = `${engine} ${scene.name} ${locale}`
  try {
    if (!(await scene.go(page))) return
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme })
      for (const size of SIZES) {
        await page.setViewportSize(size)
        await page.waitForTimeout(120)
        const file = join(engine, `${scene.name}-${locale}-${theme}-${size.width}.png`)
        await mkdir(join(DIRECTORY, engine), { recursive: true })
        await page.screenshot({ path: join(DIRECTORY, file) })
        shots.push({ file, engine, scene: scene.name, locale, theme, width: size.width })
        for (const text of await overflowingText(page)) problems.add(`${where} ${size.width}: ${text}`)
      }
      for (const finding of await accessibilityProblems(page)) problems.add(`${where} ${theme}: ${finding}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 800 })
  } catch (error) {
    problems.add(`${where}: ${String(error)}`)
  }
  for (const problem of noted.splice(0)) problems.add(`${where}: ${problem}`)
}
