import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'
import { pageDefinitions } from '../../../electron.vite.config.ts'

const root = resolve(import.meta.dirname, '../../..')
/** `checked`: Vue warns in the console of what is wrong, which specs listen for. `shipped`: as users have it. */
type Kind = 'checked' | 'shipped'

const OUT: Readonly<Record<Kind, string>> = {
  checked: join(root, 'tests/artefacts/renderer'),
  shipped: join(root, 'tests/artefacts/renderer-shipped'),
}

/** What the pages are made from; of the main process they take types and a few constants. */
const SOURCES = ['electron.vite.config.ts', 'src-renderer', 'src-main/contract', 'src-main/errors', 'package-lock.json']

/** Says what the build beside it was made from. */
const STAMP = 'built-from'

/** Builds the pages as they are now, beside the program's own build, once for each state of them. Returns the directory. */
export async function buildRenderer(kind: Kind = 'checked'): Promise<string> {
  const outDir = OUT[kind]
  const stamp = join(outDir, STAMP)
  const state = await stateOfSources()
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === state) return outDir
  const before = process.env['NODE_ENV']
  // Which of the two Vue is built goes by this alone; a test runner has set it to "test".
  process.env['NODE_ENV'] = kind === 'shipped' ? 'production' : 'development'
  await build({
    configFile: false,
    logLevel: 'warn',
    root: join(root, 'src-renderer'),
    plugins: [pageDefinitions, vue()],
    build: { outDir, cssCodeSplit: false, emptyOutDir: true, chunkSizeWarningLimit: 1024 },
  })
  if (before === undefined) delete process.env['NODE_ENV']
  else process.env['NODE_ENV'] = before
  await writeFile(stamp, state)
  return outDir
}

async function stateOfSources(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of SOURCES) {
    const names = source.includes('.') ? [''] : await readdir(join(root, source), { recursive: true })
    for (const name of names.sort()) {
      const { size, mtimeMs } = await stat(join(root, source, name))
      hash.update(`${source}/${name} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}
