import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'
import { build, type Plugin } from 'vite'

const inRepository = (...path: string[]): string => resolve(import.meta.dirname, ...path)

const MAIN = inRepository('out/main')

/**
 * The walk process, in one file that imports nothing beside it: it is forked by path and can be handed to another user.
 * In the same build as the other entries it would share pieces with them.
 */
const walkProcess: Plugin = {
  name: 'plimsoll:walk-process',
  apply: 'build',
  async closeBundle() {
    await build({
      configFile: false,
      logLevel: 'warn',
      build: {
        ssr: inRepository('src-main/sources/disk/walk-process.ts'),
        target: 'node22',
        outDir: MAIN,
        emptyOutDir: false,
        rolldownOptions: { output: { codeSplitting: false, entryFileNames: 'walk-process.js' } },
      },
    })
  },
}

/**
 * Parts of dockerode's that are loaded with it and never used here: builds over gRPC, and SSH, which discovery refuses.
 * Left in, they are nine tenths of its code, a tenth of a second and 20 MB at every start.
 */
const ABSENT = ['@grpc/grpc-js', '@grpc/proto-loader', 'ssh2']
export const withoutAbsent: Plugin = {
  name: 'plimsoll:without-absent',
  enforce: 'pre',
  resolveId: (id) => (ABSENT.includes(id) ? '\0absent' : null),
  load: (id) => (id === '\0absent' ? 'module.exports = {}' : null),
}

export default defineConfig({
  main: {
    plugins: [walkProcess, withoutAbsent],
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
      rolldownOptions: { input: inRepository('src-renderer/index.html') },
    },
  },
})
