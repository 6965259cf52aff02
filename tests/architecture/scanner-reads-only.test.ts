import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { findImports } from './find-imports.ts'

const repository = join(import.meta.dirname, '../..')

/** The scanner runs with rights that its user does not have. So it can look, and do nothing else. */
const PROGRAMS = ['src-main/entries/scan-helper.ts', 'src-main/sources/disk/walk-process.ts']

/** What of Node's it may use: nothing that talks to a network, and of the file system what looks. */
const MODULES = [
  'fs',
  'timers/promises',
  'child_process',
  'crypto',
  'v8',
  'url',
  'path',
  'os',
  'stream',
  'buffer',
  'zlib',
]
const LOOKING = [
  ...['closeSync', 'constants', 'fstatSync', 'lstatSync', 'openSync', 'opendirSync', 'readdirSync', 'readFileSync'],
  ...['readSync', 'realpathSync', 'statfsSync', 'readlinkSync'],
]
/** What else starts a process is on the asker's side. */
const STARTERS: Readonly<Record<string, string>> = {
  'src-main/sources/disk/fork-reader.ts': 'fork',
  // GNU tar, over directories only, for what Node cannot read: extended attributes.
  'src-main/sources/files/overlay-attributes.ts': 'spawn',
}

it('holds for all that the scanner is made of', () => {
  const files = closureOf(PROGRAMS)
  expect(files.size).toBeGreaterThan(30)
  expect([...files].flatMap((file) => complaints(file))).toEqual([])
})

function closureOf(entries: readonly string[]): ReadonlySet<string> {
  const found = new Set(entries)
  for (const file of found) {
    for (const { specifier, typeOnly } of findImports(file, textOf(file))) {
      const target = posix.join(posix.dirname(file), specifier)
      if (!typeOnly && specifier.startsWith('.') && existsSync(join(repository, target))) found.add(target)
    }
  }
  return found
}

function complaints(file: string): readonly string[] {
  return importedNames(file).flatMap(({ specifier, names }) => {
    if (specifier.startsWith('.')) return []
    const module = specifier.replace(/^node:/, '')
    if (!specifier.startsWith('node:') || !MODULES.includes(module)) return [`${file} imports ${specifier}`]
    const allowed = module === 'fs' ? LOOKING : module === 'child_process' ? [STARTERS[file]] : names
    return names.filter((name) => !allowed.includes(name)).map((name) => `${file} uses ${name} of ${specifier}`)
  })
}

/** What is imported for run time, by name; `*` for a whole module. */
function importedNames(file: string) {
  const source = ts.createSourceFile('module.ts', textOf(file), ts.ScriptTarget.Latest, true)
  return source.statements.filter(ts.isImportDeclaration).flatMap(({ importClause, moduleSpecifier }) => {
    if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return []
    const bindings = importClause?.namedBindings
    const names = bindings && ts.isNamedImports(bindings) ? bindings.elements : []
    const specifier = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''
    return [{ specifier, names: names.length > 0 ? names.map((each) => (each.propertyName ?? each.name).text) : ['*'] }]
  })
}

function textOf(file: string): string {
  return readFileSync(join(repository, file), 'utf8')
}
