import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

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
