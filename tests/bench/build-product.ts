import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { withoutAbsent } from '../../electron.vite.config.ts'

export interface BuiltProduct {
  /** What `plimsoll` runs. */
  readonly cli: string
  /** Starts the application and ends at its first answer; see `first-answer.ts`. */
  readonly firstAnswer: string
}

const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Builds the product as users run it, and beside it the one script that the product has no command for. */
export async function buildProduct(directory: string): Promise<BuiltProduct> {
  const { status, stderr } = spawnSync('electron-vite', ['build', '--logLevel', 'error'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`The build failed.\n${stderr}`)
  await build({
    configFile: false,
    logLevel: 'error',
    // Bundled whole, as the product is: what is read from node_modules one file at a time starts slower.
    plugins: [withoutAbsent],
    ssr: { noExternal: true },
    build: {
      ssr: inRepository('tests/bench/first-answer.ts'),
      outDir: directory,
      emptyOutDir: true,
      rolldownOptions: { output: { entryFileNames: 'first-answer.mjs' } },
    },
  })
  return { cli: inRepository('out/main/cli.js'), firstAnswer: `${directory}/first-answer.mjs` }
}
