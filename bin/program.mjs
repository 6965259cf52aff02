// Where things are, and the Node that runs them. Plain JavaScript for Node 18: this is what an old Node starts with.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
export const CLI = join(ROOT, 'out', 'main', 'cli.js')

/** Oldest Node that runs the program: SQLite, and TypeScript sources as they are. */
const OLDEST = [22, 18]

/** Milliseconds after which a signal is passed on: in a terminal, Ctrl-C reaches the child by itself. */
const PASS_ON_AFTER = 300

/** Path of a Node that is new enough: the running one, or the one that `npm ci` installed; null if neither is. */
export function suitableNode() {
  if (isNewEnough(process.versions.node)) return process.execPath
  const name = process.platform === 'win32' ? `node-win-${process.arch}` : `node-${process.platform}-${process.arch}`
  const installed = join(ROOT, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(installed) ? installed : null
}

/** What to do when there is no suitable Node. */
export function needsNewerNode() {
  return `Plimsoll needs Node ${OLDEST.join('.')} or newer; this is ${process.versions.node}. Run "npm ci", which brings one along, or install a newer Node.`
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])
}

/** The exit code of a child as a shell would report it. */
export function exitCodeOf(code, signal) {
  const numbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }
  return code ?? 128 + (numbers[signal] ?? 0)
}

/** Runs a program in the foreground: signals reach it, and its exit code comes back once it has ended. */
export function runInForeground(file, args, options = {}) {
  const child = spawn(file, args, { stdio: 'inherit', ...options })
  const stopForwarding = forwardSignals(child)
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)))
  }).finally(stopForwarding)
  return { child, ended }
}

function forwardSignals(child) {
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const handler = () => setTimeout(() => isRunning() && child.kill(signal), PASS_ON_AFTER)
    process.on(signal, handler)
    return [signal, handler]
  })
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler))
}
