import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, chromium, type Page } from 'playwright-core'
import type { Answer, Order } from './control.ts'
import type { Findings } from './findings.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** Milliseconds for a window to show its page. */
const WINDOW_TIME = 10_000

export interface LaunchOptions {
  /** The program's folder, which holds `out/`. */
  readonly root?: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** The program, running with a window. */
export interface RunningApp {
  readonly kind: 'electron' | 'stand-in'
  firstWindow(): Promise<Page>
  /** Runs a function in the program's process, with Electron as its argument. */
  evaluate<T>(run: (electron: typeof import('electron')) => T | Promise<T>): Promise<T>
  /** Chooses a menu item by its ID, as the user does with the mouse. */
  choose(id: string): Promise<void>
  /** Empty in real Electron, which notes nothing. */
  findings(): Promise<Findings>
  /** Quits as the user does; resolves with the exit code. */
  quit(): Promise<number | null>
}

/** Where Electron's program is installed, the real thing; else the stand-in. */
export function launchApp(options: LaunchOptions): Promise<RunningApp> {
  return existsSync(join(ROOT, 'node_modules/electron/path.txt')) ? launchElectron(options) : launchStandIn(options)
}

async function launchElectron({ root = ROOT, args, env = {} }: LaunchOptions): Promise<RunningApp> {
  // Electron's sandbox refuses root, as whom the specs run where they need to unpack a data root.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const app = await _electron.launch({ args: [...asRoot, root, ...args], env: { ...definedEnvironment(), ...env } })
  return {
    kind: 'electron',
    firstWindow: () => app.firstWindow(),
    evaluate: (run) => app.evaluate(run as never),
    choose: (id) => app.evaluate(chooseMenuItem, id),
    findings: () => Promise.resolve({ problems: [], calls: [] }),
    quit: async () => {
      const program = app.process()
      await app.close()
      return program.exitCode
    },
  }
}

/** Rejects with what the program printed when it ends before it has a browser. */
export async function launchStandIn({ root = ROOT, args, env = {} }: LaunchOptions): Promise<RunningApp> {
  const temporary = await mkdtemp(join(tmpdir(), 'plimsoll-standin-'))
  const program = fork(join(root, 'out/main/electron.js'), args, {
    cwd: root,
    execArgv: ['--import', join(import.meta.dirname, 'register.ts')],
    env: { ...process.env, ...env, TMPDIR: temporary, STANDIN_SPEC: `${process.pid}` },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const printed = collectOutput(program)
  const exited = new Promise<number | null>((resolve) => program.once('exit', resolve)).then(async (code) => {
    // Its browser may still be on its way out, and writing.
    await rm(temporary, { recursive: true, maxRetries: 10, retryDelay: 50 })
    return code
  })
  const { address, ask } = await converse(program, printed)
  const ended = exited.then((code): never => {
    throw new Error(`the program ended with code ${code ?? 'none'}:\n${printed()}`)
  })
  const browser = await Promise.race([chromium.connectOverCDP(address, { noDefaults: true }), ended])
  // From here on an end is the user's wish, or shows in whatever is asked next.
  ended.catch(() => undefined)
  return {
    kind: 'stand-in',
    firstWindow: () => findWindow(() => browser.contexts()[0]?.pages() ?? [], printed),
    evaluate: async (run) => (await ask(run.toString())) as never,
    choose: async (id) => {
      await ask(chooseMenuItem.toString(), id)
    },
    findings: async () => (await ask(null)) as Findings,
    quit: async () => {
      // Answered before it begins, because the program ends with it.
      await ask('({ app }) => { setTimeout(() => { app.quit() }, 0) }')
      return exited
    },
  }
}

interface Conversation {
  readonly address: string
  readonly ask: (source: string | null, argument?: unknown) => Promise<unknown>
}

/** Asks the program, one answer for each question, until it ends: then whatever is still asked has failed. */
function converse(program: ChildProcess, printed: () => string): Promise<Conversation> {
  const waiting = new Map<
    number,
    { readonly answer: (answer: Answer) => void; readonly fail: (error: Error) => void }
  >()
  let asked = 0
  const ask: Conversation['ask'] = (source, argument = null) =>
    new Promise((resolve, reject) => {
      asked += 1
      const answer = (each: Answer): void => {
        if ('value' in each) resolve(each.value)
        else reject(new Error('failure' in each ? each.failure : 'no answer'))
      }
      waiting.set(asked, { answer, fail: reject })
      const order: Order = { number: asked, source, argument }
      if (program.connected) program.send(order)
      else reject(new Error(`the program has ended:\n${printed()}`))
    })
  return new Promise((resolve, reject) => {
    program.on('message', (answer: Answer) => {
      if ('address' in answer) resolve({ address: answer.address, ask })
      else {
        waiting.get(answer.number)?.answer(answer)
        waiting.delete(answer.number)
      }
    })
    program.once('exit', (code) => {
      const error = new Error(`the program ended with code ${code ?? 'none'}:\n${printed()}`)
      reject(error)
      for (const { fail } of waiting.values()) fail(error)
    })
  })
}

/** Runs in the program. */
function chooseMenuItem({ Menu }: typeof import('electron'), id: string): void {
  const item = Menu.getApplicationMenu()?.getMenuItemById(id)
  if (item == null) throw new Error(`There is no menu item ${id}.`)
  ;(item.click as () => void)()
}

async function findWindow(pages: () => readonly Page[], printed: () => string): Promise<Page> {
  const end = Date.now() + WINDOW_TIME
  while (Date.now() < end) {
    const page = pages().find((each) => each.url() !== 'about:blank')
    if (page !== undefined) {
      await page.waitForLoadState('load')
      return page
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`no window has opened:\n${printed()}`)
}

function collectOutput(program: ChildProcess): () => string {
  let text = ''
  for (const stream of [program.stdout, program.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  }
  return () => text
}

function definedEnvironment(): Record<string, string> {
  const pairs = Object.entries(process.env)
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined))
}
