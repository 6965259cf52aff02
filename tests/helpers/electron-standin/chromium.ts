import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext } from 'playwright-core'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from './chromium-args.ts'

const profile = mkdtempSync(join(tmpdir(), 'plimsoll-standin-'))

/** The browser whose pages are the windows; starts with the program, as Electron's does. */
export const browser: Promise<BrowserContext> = chromium.launchPersistentContext(profile, {
  executablePath: CHROMIUM_PATH,
  viewport: null,
  args: [...CHROMIUM_ARGS, '--remote-debugging-port=0'],
})

/** Where another process can join in, for the spec that looks at the windows. */
export function debuggingAddress(): string {
  const file = join(profile, 'DevToolsActivePort')
  if (!existsSync(file)) throw new Error('Chromium does not say where it listens.')
  const [port = '', path = ''] = readFileSync(file, 'utf8').split('\n')
  return `ws://127.0.0.1:${port}${path}`
}

export async function closeBrowser(): Promise<void> {
  const context = await browser
  await context.close()
}
