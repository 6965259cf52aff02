import { fileURLToPath } from 'node:url'
import { build } from 'vite'

export interface BuiltWalk {
  readonly walkRoot: string
  readonly walkProcess: string
}

/** Bundles the walk as the product is bundled: what users run is JavaScript, and reading TypeScript costs memory. */
export async function buildWalk(directory: string): Promise<BuiltWalk> {
  const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
  await build({
    configFile: false,
    logLevel: 'error',
    root: here('.'),
    build: {
      ssr: true,
      outDir: directory,
      emptyOutDir: true,
      rolldownOptions: {
        input: {
          'walk-root': here('walk-root.ts'),
          'walk-process': here('../../src-main/sources/disk/walk-process.ts'),
        },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  return { walkRoot: `${directory}/walk-root.mjs`, walkProcess: `${directory}/walk-process.mjs` }
}
