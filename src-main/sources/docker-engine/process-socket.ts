import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'

import { ProcessEnded, type ProcessEnd } from './process-ended.ts'

/** What it says first is the reason; a program that goes on talking must not fill the memory. */
const MOST_STDERR = 4096
/** A helper of the program's may keep its standard error open after it: that is not waited for. */
const LINGER_MS = 1000
/** Between asking it to end and making it. */
const GRACE_MS = 2000

type Exit = Pick<ProcessEnd, 'code' | 'signal'>

export interface ProcessCommand {
  readonly program: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * A connection whose other end is a program: what is written goes to its standard input, what it prints is read. The
 * program ends with the connection, and the connection with the program: with `ProcessEnded` when it failed or an answer
 * is still owed, else quietly.
 *
 * It is enough of a socket for Node's HTTP. The program sits in a session of its own, without a terminal to ask questions
 * on and out of reach of a Ctrl-C; should this process die, its standard input ends, which ends `ssh`.
 */
export class ProcessSocket extends Duplex {
  /** Resolves once there is no process any more. */
  readonly gone: Promise<void>
  readonly #child: ChildProcessWithoutNullStreams
  #stderr = ''
  #exit: Exit | null = null
  #answers = 0
  /** Something was written, and nothing came back since. */
  #waiting = false
  #idle: NodeJS.Timeout | null = null

  constructor({ program, args, environment }: ProcessCommand) {
    super({ allowHalfOpen: false })
    this.#child = spawn(program, args, {
      env: environment,
      stdio: 'pipe',
      windowsHide: true,
      // A process group of its own, so that helpers (`ProxyCommand`) end with it. On Windows it would be a window.
      detached: process.platform !== 'win32',
    })
    this.gone = this.#follow(program)
  }

  /** Lets the process end while this connection waits for its next request, and ends it after a while. */
  rest(milliseconds: number): void {
    this.#hold('unref')
    this.#idle = setTimeout(() => this.destroy(), milliseconds).unref()
  }

  /** The end of a rest: HTTP agents call it of a connection that they use again. */
  ref(): this {
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#idle = null
    this.#hold('ref')
    return this
  }

  // Asked for by HTTP clients. What they are for is up to the program: ssh has its own ways to find out that a host is gone.
  setKeepAlive(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setTimeout(): this {
    return this
  }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#waiting = true
    // A failed write is not reported: nobody reads any more, and the end of the program is about to say why.
    this.#child.stdin.write(chunk, (error) => {
      if (!(error instanceof Error)) done()
    })
  }

  override _final(done: () => void): void {
    // Not waited for: where the program is gone already, Node never says that it has ended.
    this.#child.stdin.end()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#idle !== null) clearTimeout(this.#idle)
    this.#child.stdin.destroy()
    this.#child.stdout.destroy()
    // Whoever waits for its end has to be able to.
    this.#child.ref()
    this.#end()
    done(error)
  }

  #follow(program: string): Promise<void> {
    const close = (cause?: unknown) => {
      this.#close(program, cause)
    }
    const linger = () => setTimeout(close, LINGER_MS).unref()
    const { stdin, stdout, stderr } = this.#child
    stdin.on('error', () => undefined)
    stdout.on('end', linger).on('data', (chunk: Buffer) => {
      if (this.#waiting) this.#answers += 1
      this.#waiting = false
      if (!this.push(chunk)) stdout.pause()
    })
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(0, MOST_STDERR)
    })
    return new Promise((resolve) => {
      const gone = (end: Exit) => {
        this.#exit = end
        resolve()
      }
      this.#child.on('close', () => {
        close()
      })
      this.#child.on('exit', (code, signal) => {
        gone({ code, signal })
        linger()
      })
      // It did not start.
      this.#child.on('error', (error) => {
        gone({ code: null, signal: null })
        close(error)
      })
    })
  }

  #close(program: string, cause: unknown): void {
    if (this.destroyed) return
    const { code, signal } = this.#exit ?? { code: null, signal: null }
    // At rest, nobody reads to the end.
    if (this.#idle !== null) this.destroy()
    else if (code === 0 && !this.#waiting) this.push(null)
    else this.destroy(this.#ended(program, { code, signal }, cause))
  }

  #ended(program: string, { code, signal }: Exit, cause: unknown): ProcessEnded {
    const when = this.#answers === 0 ? 'before' : this.#waiting ? 'between' : 'during'
    return new ProcessEnded({ program, code, signal, stderr: this.#stderr, when }, cause)
  }

  #end(): void {
    this.#kill('SIGTERM')
    setTimeout(() => {
      this.#kill('SIGKILL')
    }, GRACE_MS).unref()
  }

  #kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child
    if (pid === undefined || this.#exit !== null) return
    if (process.platform === 'win32') this.#child.kill(signal)
    else process.kill(-pid, signal)
  }

  #hold(how: 'ref' | 'unref'): void {
    this.#child[how]()
    for (const pipe of this.#child.stdio) if (pipe instanceof Socket) pipe[how]()
  }
}
