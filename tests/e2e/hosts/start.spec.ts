import { existsSync, statSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../../helpers/electron-standin/chromium-args.ts'
import { inLede, readLede, showWorld, type ShownWorld } from './standin/shown-world.ts'
import { startProgram, type StartedProgram, type StartOptions } from './standin/start-program.ts'

/** `npm start` as a user meets it on a machine without a screen. */
describe('the start', () => {
  let world: ShownWorld
  let browser: Browser
  let running: StartedProgram[] = []
  let directories: string[] = []

  beforeAll(async () => {
    world = await showWorld()
    browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] })
  })

  afterEach(async () => {
    for (const program of running) program.kill('SIGTERM')
    await Promise.all(running.map((program) => program.exited))
    await Promise.all(directories.map((directory) => rm(directory, { recursive: true })))
    running = []
    directories = []
  })

  afterAll(async () => {
    await browser.close()
    await world[Symbol.asyncDispose]()
  })

  const start = (options: Partial<StartOptions> = {}): StartedProgram => {
    const program = startProgram('start', { args: [...world.args, '--port', '0'], env: world.env, ...options })
    running.push(program)
    return program
  }

  /** Programs that stand in a directory of their own, which everybody may read and write. */
  const writeScripts = async (scripts: Readonly<Record<string, string>>): Promise<string> => {
    const directory = await mkdtemp(join(tmpdir(), 'plimsoll-scripts-'))
    directories.push(directory)
    await chmod(directory, 0o777)
    for (const [name, script] of Object.entries(scripts)) {
      await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    }
    return directory
  }

  it('says in one line that it is a page and why, then the link', async () => {
    const program = start()
    const url = await program.url
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
    const lines = program.stdout().trim().split('\n')
    expect(lines[0]).toBe('Web mode, because there is no display here.')
    expect(lines[1]).toContain(url)
    expect(lines).toHaveLength(2)
  })

  it('shows the dashboard at the link, to the byte what du says, and again after a reload', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(await start().url)
    expect(await readLede(page)).toContain(inLede(world.bytes))
    expect(page.url()).not.toContain('token')
    await page.reload()
    expect(await readLede(page)).toContain(inLede(world.bytes))
    expect(complaints).toEqual([])
    await context.close()
  })

  it('opens on the sample, marked as one, where there is neither an engine nor a data root', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(await start({ args: ['--port', '0'] }).url)
    await page.getByText('This is a sample, not your disk.').first().waitFor()
    expect(await readLede(page)).toMatch(/^\d[\d.]* [kMG]B of this disk is Docker\./)
    await context.close()
  })

  it('lets in no second browser by the same link, and says what to do', async () => {
    const url = await start().url
    const [first, second] = [await browser.newContext(), await browser.newContext()]
    const page = await first.newPage()
    await page.goto(url)
    await readLede(page)
    const other = await second.newPage()
    const response = await other.goto(url)
    expect(response?.status()).toBe(403)
    expect(await other.locator('h1').innerText()).toBe('This link was already used')
    expect(await other.locator('body').innerText()).toContain('npm start')
    // It harms nobody who is in.
    await page.reload()
    await readLede(page)
    await Promise.all([first.close(), second.close()])
  })

  it('says that the port is taken, and ends', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const program = start({ args: [...world.args, '--port', `${port}`] })
    expect(await program.exited).toBeGreaterThan(0)
    expect(program.stderr()).toContain(`${port}`)
    expect(program.stderr()).not.toContain('    at ')
    server.close()
  })

  it('ends with 130 on Ctrl-C, with a line that says so', async () => {
    const program = start()
    await program.url
    // A terminal sends it to the whole group.
    process.kill(-program.pid, 'SIGINT')
    expect(await program.exited).toBe(130)
    expect(program.stdout()).toContain('Stopped.')
  })

  it('passes on a signal that was sent to it alone', async () => {
    const program = start()
    const { origin } = new URL(await program.url)
    program.kill('SIGINT')
    expect(await program.exited).toBe(130)
    await expect(fetch(origin)).rejects.toThrow('fetch failed')
  })

  it('starts with an old Node by the one that was installed with it', async () => {
    const program = start({ node: '/usr/bin/node' })
    await expect(program.url).resolves.toContain('token')
  })

  it('explains its options', async () => {
    const program = start({ args: ['--nonsense'] })
    expect(await program.exited).toBe(2)
    expect(program.stderr()).toContain("Unknown option '--nonsense'")
    expect(program.stderr()).toContain('--data-root DIR')
  })

  /** Starts with a browser that stands in: it notes its command line, and a copy of the file that it was given. */
  const startWithDisplay = async () => {
    const note =
      'cat "/proc/$$/cmdline" "/proc/$PPID/cmdline" > lines; cp -p "$1" page.html; echo "$1" > given; mv given opened'
    const scripts = await writeScripts({ browser: `cd "$(dirname "$0")" && ${note}` })
    const env = { ...world.env, DISPLAY: ':99', BROWSER: join(scripts, 'browser'), XDG_DATA_DIRS: scripts }
    const program = start({ env })
    const url = await program.url
    const opened = join(scripts, 'opened')
    for (let tries = 0; tries < 100 && !existsSync(opened); tries++) await new Promise((wake) => setTimeout(wake, 50))
    return { program, url, scripts, given: (await readFile(opened, 'utf8')).trim() }
  }

  it('says why there is no window for root where there is a display, and opens the browser', async () => {
    const { program, scripts } = await startWithDisplay()
    expect(program.stdout()).toContain('Web mode, because Electron does not run as root with its sandbox.')
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`file://${join(scripts, 'page.html')}`)
    expect(await readLede(page)).toContain(inLede(world.bytes))
    expect(page.url()).not.toContain('token')
    await context.close()
  })

  it('shows the link to no other user of the machine, and leaves nothing behind', async () => {
    const { program, url, scripts, given } = await startWithDisplay()
    const token = new URL(url).searchParams.get('token')!
    expect(await readFile(join(scripts, 'lines'), 'utf8')).not.toContain(token)
    expect(await readFile(given, 'utf8')).toContain(token)
    expect([modeOf(given), modeOf(dirname(given))]).toEqual([0o600, 0o700])
    program.kill('SIGINT')
    await program.exited
    expect(existsSync(dirname(given))).toBe(false)
  })

  it('opens a window where Electron runs, with what it is to show', async () => {
    const scripts = await writeScripts({ electron: `${SAY_VERSION}\necho "window: $*"` })
    const program = start({ ...asUser(scripts), args: ['--data-root', '/some/where', '--port', '1'] })
    expect(await program.exited).toBe(0)
    const lines = program.stdout().trim().split('\n')
    expect(lines[0]).toBe('Window: Electron v45.4.1.')
    expect(lines[1]).toMatch(/^window: \/.* --data-root \/some\/where$/)
  })

  it('goes on as a page when Electron ends at once', async () => {
    const scripts = await writeScripts({ electron: `${SAY_VERSION}\nexit 127` })
    const program = start({ ...asUser(scripts), args: ['--port', '0'] })
    await program.url
    expect(program.stdout()).toContain('Web mode, because Electron ended at once with code 127.')
  })

  it('says so when Electron lacks a library', async () => {
    const scripts = await writeScripts({ electron: 'echo "error while loading shared libraries" >&2; exit 127' })
    const program = start({ ...asUser(scripts), args: ['--port', '0'] })
    await program.url
    expect(program.stdout()).toContain('Electron does not start here: error while loading shared libraries')
  })
})

const modeOf = (path: string): number => statSync(path).mode & 0o777

/** What every Electron answers before it opens anything. */
const SAY_VERSION = '[ "$1" = --version ] && echo v45.4.1 && exit 0'

/** A user with a display, as Electron demands, for whom the directory's programs are installed. */
function asUser(directory: string): Pick<StartOptions, 'env' | 'uid'> {
  const browser = { DISPLAY: ':99', BROWSER: 'true', XDG_DATA_DIRS: directory }
  return { env: { ...browser, HOME: directory, ELECTRON_OVERRIDE_DIST_PATH: directory }, uid: 65_534 }
}
