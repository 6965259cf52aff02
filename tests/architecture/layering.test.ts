import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkImports } from './check-imports.ts'

const repository = join(import.meta.dirname, '../..')

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|vue)$/.test(name))
    .map((name) => `${folder}/${name.split(sep).join('/')}`)
}

describe('the import table', () => {
  it.each(['src-main', 'src-renderer'])('holds for every file of %s', (folder) => {
    const files = sourcesIn(folder)
    expect(files.length).toBeGreaterThan(0)
    expect(files.flatMap((file) => checkImports(file, readFileSync(join(repository, file), 'utf8')))).toEqual([])
  })
})

describe('checkImports', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['a built-in module in the model', 'src-main/model/x.ts', `import { join } from 'node:path'`],
    ['a package in the model', 'src-main/model/x.ts', `import { z } from 'zod'`],
    ['an import against the arrow', 'src-main/model/x.ts', `import { v } from '../views/overview.ts'`],
    ['a type against the arrow', 'src-main/model/x.ts', `import type { V } from '../views/overview.ts'`],
    ['a type by import()', 'src-main/model/x.ts', `let v: import('../views/overview.ts').V`],
    ['a re-export', 'src-main/views/x.ts', `export { walk } from '../sources/disk/walk.ts'`],
    ['a re-export of all', 'src-main/views/x.ts', `export * from '../sources/disk/walk.ts'`],
    ['a dynamic import', 'src-main/views/x.ts', `const fs = await import('node:fs')`],
    ['a dynamic import that is computed', 'src-main/views/x.ts', `await import(name)`],
    ['a require', 'src-main/service/x.ts', `const electron = require('electron')`],
    ['electron in the core', 'src-main/service/x.ts', `import { app } from 'electron'`],
    ['electron in the terminal', 'src-main/hosts/cli/x.ts', `import type { App } from 'electron'`],
    ['one host in another', 'src-main/hosts/cli/x.ts', `import { serveWeb } from '../web/serve-web.ts'`],
    ['the contract in the preload', 'src-main/hosts/preload/x.ts', `import '../../contract/contract.ts'`],
    ['dockerode beside its folder', 'src-main/sources/disk/x.ts', `import Docker from 'dockerode'`],
    ['SQLite beside its folder', 'src-main/service/x.ts', `import { DatabaseSync } from 'node:sqlite'`],
    ['a value where types are allowed', 'src-main/contract/x.ts', `import { v } from '../views/overview.ts'`],
    ['a type that loads its module', 'src-main/contract/x.ts', `import { type V } from '../views/overview.ts'`],
    ['a store in a component', 'src-renderer/components/X.vue', vue(`import { s } from '../stores/s.ts'`)],
    ['the backend in a page', 'src-renderer/pages/X.vue', vue(`import { c } from '../backend/connect.ts'`)],
    ['the core in a store', 'src-renderer/stores/x.ts', `import { x } from '../../src-main/service/compose.ts'`],
    ['a name that begins like a folder', 'src-main/model/x.ts', `import { e } from '../errors-of-old/e.ts'`],
    ['a folder without a row', 'src-main/misc/x.ts', ''],
  ]

  it.each(wrong)('objects to %s', (_what, path, text) => {
    expect(checkImports(path, text)).toHaveLength(1)
  })

  const right: readonly (readonly [string, string, string])[] = [
    ['its own folder', 'src-main/model/x.ts', `import { exact } from './figure.ts'`],
    ['what its row allows', 'src-main/views/x.ts', `import { exact } from '../model/figure.ts'`],
    ['a type where types are allowed', 'src-main/contract/x.ts', `import type { V } from '../views/overview.ts'`],
    ['a subpath of a package', 'src-main/contract/x.ts', `import { m } from '@orpc/contract/x'`],
    ['a store in a page', 'src-renderer/pages/X.vue', vue(`import { s } from '../stores/s.ts'`)],
    ['words that look like an import', 'src-main/model/x.ts', `// import 'node:fs'\nconst s = "import 'node:fs'"`],
  ]

  it.each(right)('accepts %s', (_what, path, text) => {
    expect(checkImports(path, text)).toEqual([])
  })

  it('says where the import is and what is allowed instead', () => {
    expect(checkImports('src-main/views/x.ts', `\nimport { walk } from '../sources/walk.ts'`)).toEqual([
      `src-main/views/x.ts:2 imports '../sources/walk.ts'; src-main/views may import src-main/model, src-main/errors; types of nothing; packages: nothing`,
    ])
  })

  it('counts the lines of a component from its first', () => {
    expect(checkImports('src-renderer/components/X.vue', vue(`import { s } from '../stores/s.ts'`))[0]).toMatch(
      /^src-renderer\/components\/X\.vue:2 /,
    )
  })
})

function vue(script: string): string {
  return `<script setup lang="ts">\n${script}\n</script>\n<template><p>x</p></template>\n`
}
