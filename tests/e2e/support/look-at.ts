import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { accessibilityProblems } from './open-page.ts'

const SHOTS = join(import.meta.dirname, '../../artefacts/states')

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const

/** The page stands still: connected, views loaded. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.engine b').waitFor()
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(250)
}

/** All text, with one space wherever there is any: also that in figures which are not on the screen's part. */
export async function visibleText(page: Page): Promise<string> {
  const text = await page.evaluate(() => document.body.innerText)
  return text.replace(/[\s\u00A0\u2009]+/g, ' ')
}

/** Takes pictures of the page in both themes and sizes. Returns what reaches over the window, and what axe finds. */
export async function lookAt(page: Page, name: string): Promise<readonly string[]> {
  mkdirSync(SHOTS, { recursive: true })
  await page.waitForTimeout(200)
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await page.waitForTimeout(80)
      await page.screenshot({ path: join(SHOTS, `${name}-${colorScheme}-${size.width}.png`) })
      found.push(...(await overflowing(page)))
    }
    found.push(...(await accessibilityProblems(page)))
  }
  return found
}

/** Parts of the shell that reach over the window's edge. */
export function overflowing(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.card, header.top, .banner, .filters, .scroller, .pop, .dialog')]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
      .map((element) => `reaches over the edge: ${element.className}`),
  )
}
