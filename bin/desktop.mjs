// Whether the dashboard can be a window here, or has to be a page in the browser.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './program.mjs'

const ELECTRON = join(ROOT, 'node_modules', 'electron')

/** Milliseconds for fetching Electron. Offline it fails at once; a slow network must not keep anybody waiting. */
const FETCH_TIME = 20_000

/** Milliseconds for Electron to say its version, which it cannot when a library is missing. */
const PROBE_TIME = 10_000

/** True where a program can show a window, or a browser can be opened. */
export function hasDisplay(environment = process.env, platform = process.platform) {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(environment.DISPLAY) || Boolean(environment.WAYLAND_DISPLAY)
}

/** Electron's executable, or the reason why there will be no window. The cheap reasons are looked at first. */
export function findDesktop(node) {
  if (!hasDisplay()) return { reason: 'there is no display here' }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { reason: 'Electron does not run as root with its sandbox' }
  }
  const executable = electronExecutable() ?? fetchElectron(node)
  if (executable === null) return { reason: "Electron's program is not installed and could not be fetched" }
  const probe = spawnSync(executable, ['--version'], { encoding: 'utf8', timeout: PROBE_TIME })
  if (probe.status !== 0) return { reason: `Electron does not start here${firstLine(probe.stderr)}` }
  return { executable, version: probe.stdout.trim() }
}

/** As Electron's own package finds it, its override for the directory included. */
function electronExecutable() {
  const named = join(ELECTRON, 'path.txt')
  const name = existsSync(named) ? readFileSync(named, 'utf8') : null
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (name === null && !override) return null
  const executable = join(override ?? join(ELECTRON, 'dist'), name ?? 'electron')
  return existsSync(executable) ? executable : null
}

function fetchElectron(node) {
  const installer = join(ELECTRON, 'install.js')
  if (!existsSync(installer)) return null
  spawnSync(node, [installer], { cwd: ROOT, stdio: 'ignore', timeout: FETCH_TIME, killSignal: 'SIGKILL' })
  return electronExecutable()
}

function firstLine(text) {
  const line = text?.trim().split('\n')[0] ?? ''
  return line === '' ? '' : `: ${line}`
}
