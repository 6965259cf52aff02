import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../../..')

/** Builds the pages as they are now, beside the program's own build. Returns the directory. */
export async function buildRenderer(): Promise<string> {
  const outDir = resolve(root, 'tests/artefacts/renderer')
  await build({
    configFile: false,
    logLevel: 'warn',
    root: resolve(root, 'src-renderer'),
    plugins: [vue()],
    build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 1024 },
  })
  return outDir
}
