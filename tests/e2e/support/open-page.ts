import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../../helpers/electron-standin/chromium-args.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** A page of the dashboard, and everything that went wrong in it. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  /** Console errors and warnings, uncaught errors, and what the content security policy turned down. */
  readonly problems: readonly string[]
}

export interface PageChoice {
  /** The link with the one-time token. */
  readonly url: string
  /** Path inside the dashboard. */
  readonly path?: string
  readonly locale?: string
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] })
}

export async function openPage(browser: Browser, choice: PageChoice): Promise<OpenPage> {
  const context = await browser.newContext({
    locale: choice.locale ?? 'en-GB',
    viewport: { ...(choice.viewport ?? { width: 1280, height: 800 }) },
    colorScheme: choice.colorScheme ?? 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const problems = await collectProblems(context, page)
  await page.goto(choice.url)
  if (choice.path !== undefined) await page.evaluate((path) => (location.hash = path), choice.path)
  return {
    page,
    problems,
    async [Symbol.asyncDispose]() {
      await context.close()
    },
  }
}

/** What goes wrong in a page from now on: told to its console, thrown, or turned down by its policy. */
export async function collectProblems(context: BrowserContext, page: Page): Promise<string[]> {
  const problems: string[] = []
  await context.exposeFunction('noteViolation', (text: string) => problems.push(`policy: ${text}`))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const note = Reflect.get(window, 'noteViolation') as (text: string) => void
      note(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`))
  return problems
}

/** What axe finds serious or critical, one line each. */
export async function accessibilityProblems(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    interface Finding {
      readonly id: string
      readonly impact: string | null
      readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
    }
    const axe = Reflect.get(window, 'axe') as { run: (root: Document) => Promise<{ violations: readonly Finding[] }> }
    const { violations } = await axe.run(document)
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')} (${nodes.length}) ${nodes[0]?.failureSummary}`)
  })
}
