// Builds out/ from the sources, once for each state of them.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLI, ROOT } from './program.mjs'

const BUILDER = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')

/** What a build depends on. */
const SOURCES = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json']

/** Says what the last complete build was made from. The builder empties its folder first, so half a build has none. */
const STAMP = join(ROOT, 'out', 'main', 'built-from')

/** Builds unless out/ was built from just these sources. Rejects with the builder's output when that fails. */
export async function buildIfStale(node, onBuild) {
  const state = stateOfSources()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === state) return
  onBuild()
  await build(node)
  writeFileSync(STAMP, state)
}

/** Builds when nothing was built yet; whatever is there is taken as it is. */
export async function buildIfMissing(node, onBuild) {
  if (!existsSync(CLI)) await buildIfStale(node, onBuild)
}

async function build(node) {
  if (!existsSync(BUILDER)) throw new Error('The build tools are not installed. Run "npm ci" first.')
  const env = { ...process.env, NO_COLOR: '1' }
  const child = spawn(node, [BUILDER, 'build'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(output.trim() || `The build tool ended with code ${code}.`)
}

/** Names, sizes and times of the sources: a few hundred stats instead of reading them. */
function stateOfSources() {
  const hash = createHash('sha256')
  for (const path of SOURCES.flatMap(filesAt)) {
    const { size, mtimeMs } = statSync(join(ROOT, path))
    hash.update(`${path}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function filesAt(path) {
  if (!statSync(join(ROOT, path)).isDirectory()) return [path]
  const names = readdirSync(join(ROOT, path)).sort()
  return names.flatMap((name) => filesAt(`${path}/${name}`))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildIfStale(process.execPath, () => undefined)
