import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPageDefinition } from './page-definition.ts'

const repository = join(import.meta.dirname, '../..')

/** Everything that the files of a folder export under a name that a pattern matches, with the file's name. */
async function exportsOf(folder: string, pattern: RegExp): Promise<readonly (readonly [string, unknown])[]> {
  const files = readdirSync(join(repository, folder)).filter((name) => name.endsWith('.ts') && name !== 'registry.ts')
  const found = await Promise.all(
    files.map(async (file) => {
      const module: unknown = await import(join(repository, folder, file))
      return Object.entries(module as Readonly<Record<string, unknown>>)
        .filter(([name]) => pattern.test(name))
        .map(([name, value]) => [`${file} ${name}`, value] as const)
    }),
  )
  return found.flat()
}

/** How often each of the exports stands in a registry, and how many of its entries no file exports. */
function compare(exported: readonly (readonly [string, unknown])[], registry: readonly unknown[]) {
  return {
    listed: Object.fromEntries(exported.map(([name, value]) => [name, registry.filter((x) => x === value).length])),
    unknown: registry.filter((entry) => !exported.some(([, value]) => value === entry)).length,
  }
}

function everyOneOnce(exported: readonly (readonly [string, unknown])[]) {
  return { listed: Object.fromEntries(exported.map(([name]) => [name, 1])), unknown: 0 }
}

describe('the registry of storage drivers', () => {
  it('lists every reader of its folder once and nothing else', async () => {
    const { STORAGE_DRIVER_READERS } = await import('../../src-main/sources/storage-drivers/registry.ts')
    const exported = await exportsOf('src-main/sources/storage-drivers', /Reader$/)
    expect(exported).not.toEqual([])
    expect(compare(exported, STORAGE_DRIVER_READERS)).toEqual(everyOneOnce(exported))
  })
})

describe('the registry of areas', () => {
  it('lists every reader of its folder once and nothing else', async () => {
    const { AREA_READERS } = await import('../../src-main/sources/areas/registry.ts')
    const exported = await exportsOf('src-main/sources/areas', /Reader$/)
    expect(exported).not.toEqual([])
    expect(compare(exported, AREA_READERS)).toEqual(everyOneOnce(exported))
  })
})

describe('the registry of terminal commands', () => {
  it('lists every command of its folder once and nothing else', async () => {
    const { CLI_COMMANDS } = await import('../../src-main/hosts/cli/commands/registry.ts')
    const exported = await exportsOf('src-main/hosts/cli/commands', /Command$/)
    expect(exported).not.toEqual([])
    expect(compare(exported, CLI_COMMANDS)).toEqual(everyOneOnce(exported))
  })
})

describe('the folder of pages', () => {
  const folder = 'src-renderer/pages'
  const files = readdirSync(join(repository, folder)).filter((name) => name.endsWith('.vue'))
  const pages = files.map((name) => findPageDefinition(readFileSync(join(repository, folder, name), 'utf8')))
  const values = (member: string) => pages.map((page) => page?.get(member))

  it('holds nothing but pages that define themselves', () => {
    expect(files).not.toEqual([])
    expect(files.filter((_, index) => pages[index] === null)).toEqual([])
  })

  it('gives each page an address and a place of its own', () => {
    expect(values('path').filter((path) => typeof path !== 'string' || !path.startsWith('/'))).toEqual([])
    expect(new Set(values('path')).size).toBe(files.length)
    expect(new Set(values('order')).size).toBe(files.length)
  })

  it('is found by pattern, not by a list', () => {
    expect(readFileSync(join(repository, 'src-renderer/router.ts'), 'utf8')).toContain(`('./pages/*.vue'`)
  })
})

describe('findPageDefinition', () => {
  it('reads the literals of the exported definition', () => {
    const text = `<script lang="ts">\nexport const page: P = { path: '/x', order: 3, figure: () => null }\n</script>`
    expect(findPageDefinition(text)).toEqual(
      new Map<string, string | number>([
        ['path', '/x'],
        ['order', 3],
      ]),
    )
  })

  it.each(['<template><p>x</p></template>', '<script lang="ts">\nconst page = { path: "/x" }\n</script>'])(
    'finds none in %j',
    (text) => {
      expect(findPageDefinition(text)).toBeNull()
    },
  )
})

describe('compare', () => {
  const [one, two] = [{ name: 'one' }, { name: 'two' }]

  it('sees an export that is not listed, one listed twice, and an entry that no file exports', () => {
    const exported = [
      ['one.ts oneReader', one],
      ['two.ts twoReader', two],
    ] as const
    expect(compare(exported, [two, two, {}])).toEqual({
      listed: { 'one.ts oneReader': 0, 'two.ts twoReader': 2 },
      unknown: 1,
    })
  })
})
