// Makes resources/icons from resources/icon.svg with Chromium. Run when the drawing has changed; the pictures are committed.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { ROOT } from './program.mjs'

/** The hicolor theme's sizes, what Windows asks for, and what macOS scales down from. */
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024]

const svg = readFileSync(join(ROOT, 'resources/icon.svg'), 'utf8')
const folder = join(ROOT, 'resources/icons')
mkdirSync(folder, { recursive: true })

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const page = await browser.newPage()
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size })
  const drawing = svg.replace(/ width="\d+" height="\d+"/, ` width="${size}" height="${size}"`)
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${drawing}`)
  await page.screenshot({ path: join(folder, `${size}x${size}.png`), omitBackground: true })
}
await browser.close()
