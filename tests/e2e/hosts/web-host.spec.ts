import { createServer, type Server } from 'node:http'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../../helpers/electron-standin/chromium-args.ts'
import { inLede, readLede, showWorld, type ShownWorld } from './standin/shown-world.ts'
import { startProgram, type StartedProgram } from './standin/start-program.ts'

/** The web host as a real browser meets it: its own page, and the pages of others in the same browser. */
describe('the web host', () => {
  let world: ShownWorld
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let program: StartedProgram
  let others: Server
  let othersPort: number

  beforeAll(async () => {
    world = await showWorld()
    browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] })
    others = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>other</title><p>other site')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => others.once('listening', resolve))
    const address = others.address()
    othersPort = typeof address === 'object' && address !== null ? address.port : 0
  })

  beforeEach(async () => {
    program = serve('0')
    context = await browser.newContext()
    page = await context.newPage()
  })

  afterEach(async () => {
    await context.close()
    program.kill('SIGTERM')
    await program.exited
  })

  afterAll(async () => {
    others.close()
    await browser.close()
    await world[Symbol.asyncDispose]()
  })

  const serve = (port: string): StartedProgram =>
    startProgram('plimsoll', { args: ['serve', ...world.args, '--port', port], env: world.env })

  it('shows the dashboard and asks nobody else for anything', async () => {
    const asked = new Set<string>()
    page.on('request', (request) => asked.add(new URL(request.url()).host))
    const { host } = new URL(await program.url)
    await page.goto(await program.url)
    expect(await readLede(page)).toContain(inLede(world.bytes))
    expect([...asked]).toEqual([host])
  })

  it('leads an address typed without its # to the object, which a reload keeps', async () => {
    const { origin } = new URL(await program.url)
    await page.goto(await program.url)
    await readLede(page)
    await page.goto(`${origin}/containers/writer`)
    const detail = page.getByRole('region', { name: 'Container writer' })
    await detail.waitFor()
    expect(page.url()).toBe(`${origin}/#/containers/writer`)
    await page.reload()
    await detail.waitFor()
    await expect.poll(() => page.title()).toMatch(/^writer – Containers – .*Plimsoll$/)
    await page.goto(`${origin}/no/such/page`)
    await readLede(page)
  })

  it('keeps its session from scripts', async () => {
    await page.goto(await program.url)
    await readLede(page)
    expect(await page.evaluate(() => document.cookie)).toBe('')
    const [cookie, ...more] = await context.cookies()
    expect(more).toEqual([])
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/', expires: -1 })
  })

  it.each(['127.0.0.1', 'localhost'])('tells nothing to a page of another port of %s', async (name) => {
    const { origin, host } = new URL(await program.url)
    await page.goto(await program.url)
    await readLede(page)
    const script = await page.locator('script[src]').first().getAttribute('src')
    const stranger = await context.newPage()
    await stranger.goto(`http://${name}:${othersPort}/`)
    const got = await stranger.evaluate(attack, { origin, host, script: `${origin}${script ?? ''}` })
    expect(got).toEqual({ socket: 'refused', fetched: 'refused', script: 'refused' })
    // Where our page would be, the browser shows one of its own.
    expect(stranger.frames()).toHaveLength(2)
    expect(stranger.frames().filter((frame) => frame.url().startsWith(origin))).toEqual([])
    // The page that is in notices nothing of it.
    expect(await readLede(page)).toContain(inLede(world.bytes))
  })

  it('lets in by a link that was clicked on a page of another site', async () => {
    await page.goto(`http://localhost:${othersPort}/`)
    await page.evaluate(
      (url) => {
        const link = document.createElement('a')
        link.href = url
        document.body.append(link)
        link.click()
      },
      await program.url,
    )
    expect(await readLede(page)).toContain(inLede(world.bytes))
    expect(page.url()).not.toContain('token')
    await page.goBack()
    expect(page.url()).toBe(`http://localhost:${othersPort}/`)
  })

  it('shows the way to a new link where the page is opened without one', async () => {
    const { origin } = new URL(await program.url)
    const response = await page.goto(origin)
    expect(response?.status()).toBe(401)
    expect(await page.locator('h1').innerText()).toBe('Open the link that Plimsoll printed')
  })

  it('tells its page when it was started anew, which ends the session', async () => {
    const { port } = new URL(await program.url)
    await page.goto(await program.url)
    await readLede(page)
    program.kill('SIGTERM')
    await program.exited
    program = serve(port)
    await program.url
    await page.locator('h1', { hasText: 'may no longer talk to Plimsoll' }).waitFor({ timeout: 20_000 })
  })
})

/** What a page of somebody else may try. Runs in that page. */
async function attack(target: { origin: string; host: string; script: string }): Promise<Record<string, string>> {
  const socket = await new Promise<string>((resolve) => {
    const attempt = new WebSocket(`ws://${target.host}/rpc`)
    attempt.onopen = () => {
      resolve('open')
    }
    attempt.onerror = () => {
      resolve('refused')
    }
  })
  const fetched = await fetch(target.origin, { credentials: 'include' }).then(
    () => 'read',
    () => 'refused',
  )
  const script = await new Promise<string>((resolve) => {
    const element = document.createElement('script')
    element.src = target.script
    element.onload = () => {
      resolve('loaded')
    }
    element.onerror = () => {
      resolve('refused')
    }
    document.head.append(element)
  })
  const frame = document.createElement('iframe')
  frame.src = target.origin
  await new Promise((resolve) => {
    frame.onload = resolve
    document.body.append(frame)
  })
  return { socket, fetched, script }
}
