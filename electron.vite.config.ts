import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'
import { build, type Plugin } from 'vite'
import { parse } from 'vue/compiler-sfc'

const inRepository = (...path: string[]): string => resolve(import.meta.dirname, ...path)

const MAIN = inRepository('out/main')

/**
 * Programs in one file that import nothing beside it: the walk process, which is forked by path, and the scanner, which
 * is handed to another user or into a container. In the same build as the other entries they would share pieces.
 */
const ALONE = {
  'walk-process': 'src-main/sources/disk/walk-process.ts',
  'scan-helper': 'src-main/entries/scan-helper.ts',
}
const standAlone: Plugin = {
  name: 'plimsoll:stand-alone',
  apply: 'build',
  async closeBundle() {
    for (const [name, source] of Object.entries(ALONE)) await buildAlone(name, inRepository(source))
  },
}

async function buildAlone(name: string, source: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: source,
      target: 'node22',
      outDir: MAIN,
      emptyOutDir: false,
      rolldownOptions: { output: { codeSplitting: false, entryFileNames: `${name}.js` } },
    },
  })
}

/**
 * Parts of dockerode's that are loaded with it and never used here: builds over gRPC, and SSH, for which we start `ssh`.
 * Left in, they are nine tenths of its code, a tenth of a second and 20 MB at every start.
 */
const ABSENT = ['@grpc/grpc-js', '@grpc/proto-loader', 'ssh2']
export const withoutAbsent: Plugin = {
  name: 'plimsoll:without-absent',
  enforce: 'pre',
  resolveId: (id) => (ABSENT.includes(id) ? '\0absent' : null),
  load: (id) => (id === '\0absent' ? 'module.exports = {}' : null),
}

/**
 * `Page.vue?definition`: what a page says about itself, without the page. The navigation needs all of the first at once,
 * and of the second one at a time; a module can only be loaded as a whole.
 */
const DEFINITION = '.vue?definition'
const DEFINITION_MODULE = '.vue.definition.ts'
export const pageDefinitions: Plugin = {
  name: 'plimsoll:page-definitions',
  enforce: 'pre',
  resolveId(id, importer) {
    if (!id.endsWith(DEFINITION) || importer === undefined) return null
    return resolve(dirname(importer), id.slice(0, -DEFINITION.length) + DEFINITION_MODULE)
  },
  async load(id) {
    if (!id.endsWith(DEFINITION_MODULE)) return null
    const file = id.slice(0, -DEFINITION_MODULE.length) + '.vue'
    return parse(await readFile(file, 'utf8')).descriptor.script?.content ?? ''
  },
}

export default defineConfig({
  main: {
    plugins: [standAlone, withoutAbsent],
    build: {
      outDir: MAIN,
      // Everything is bundled: what is installed or packaged is out/ and nothing of node_modules.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          electron: inRepository('src-main/entries/electron.ts'),
          cli: inRepository('src-main/entries/cli.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: inRepository('out/preload'),
      rolldownOptions: {
        input: { preload: inRepository('src-main/hosts/preload/preload.ts') },
        // A sandboxed preload script has to be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: inRepository('src-renderer'),
    plugins: [
      pageDefinitions,
      vue(),
      {
        // electron-vite builds for pages from files. Ours has an origin with paths below it, whoever serves it.
        name: 'plimsoll:absolute-base',
        config: { order: 'post', handler: () => ({ base: '/' }) },
      },
    ],
    build: {
      outDir: inRepository('out/renderer'),
      minify: 'oxc',
      // One sheet, in one order: which page came first must not decide what a rule is overridden by.
      cssCodeSplit: false,
      rolldownOptions: { input: inRepository('src-renderer/index.html') },
    },
  },
})
