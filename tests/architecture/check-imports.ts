import { posix } from 'node:path'
import { findImports } from './find-imports.ts'
import type { FoundImport } from './find-imports.ts'
import { IMPORT_TABLE, RESERVED_MODULES } from './import-table.ts'
import type { ImportRow } from './import-table.ts'

/**
 * What is wrong with the imports of one file, one sentence each, saying what is allowed instead.
 * The path is relative to the repository, with `/`.
 */
export function checkImports(path: string, text: string): readonly string[] {
  const row = rowOf(path)
  if (row === undefined) return [`${path} is in a folder that has no row in tests/architecture/import-table.ts`]
  return findImports(path, text)
    .filter((found) => !isAllowed(row, path, found))
    .map((found) => `${path}:${found.line} ${describeImport(found)}; ${describeRow(row)}`)
}

/** The row of the deepest folder that holds the file. */
function rowOf(path: string): ImportRow | undefined {
  const rows = IMPORT_TABLE.filter((row) => isInside(path, row.folder))
  return rows.toSorted((a, b) => b.folder.length - a.folder.length)[0]
}

function isAllowed(row: ImportRow, path: string, { specifier, typeOnly }: FoundImport): boolean {
  // What a bundler is asked for by a suffix (`?url`) is of no matter here.
  const target = specifier.replace(/\?.*$/, '')
  if (!target.startsWith('.')) return row.packages.some((allowed) => matchesPackage(allowed, target))
  const file = posix.join(posix.dirname(path), target)
  const folders = [row.folder, ...row.may, ...(typeOnly ? row.types : [])]
  return folders.some((folder) => isInside(file, folder))
}

/** `scope/*` allows a whole scope; a package's own subpaths are the package. */
function matchesPackage(allowed: string, target: string): boolean {
  if (allowed === 'node:*') return target.startsWith('node:') && !RESERVED_MODULES.includes(target)
  if (allowed.endsWith('/*')) return target.startsWith(allowed.slice(0, -1))
  return isInside(target, allowed)
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function describeImport({ specifier, typeOnly }: FoundImport): string {
  return `imports ${typeOnly ? 'types of ' : ''}'${specifier}'`
}

function describeRow(row: ImportRow): string {
  const list = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '))
  return `${row.folder} may import ${list(row.may)}; types of ${list(row.types)}; packages: ${list(row.packages)}`
}
