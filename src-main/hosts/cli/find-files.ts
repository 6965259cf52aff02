import type { FilesOf } from '../../contract/files.ts'
import type { Report } from '../../contract/report.ts'
import { findObject } from './find-object.ts'

/** Kinds of objects that have files, as they are written in the terminal. */
export const FILE_KINDS = ['container', 'logs', 'layer', 'layer-archive', 'volume', 'build-cache', 'orphan'] as const
export type FileKindName = (typeof FILE_KINDS)[number]

interface Named {
  readonly kind: FileKindName
  readonly name: string
}

/** Finds the object of the report whose files are wanted. Throws `not-found` or `ambiguous-name`. */
export function findFiles({ kind, name }: Named, report: Report): FilesOf {
  const find = <T>(items: readonly T[], idOf: (item: T) => string, namesOf: (item: T) => readonly string[]): string =>
    idOf(findObject(name, { kind: kind === 'logs' ? 'container' : kind, items, idOf, namesOf }))
  switch (kind) {
    case 'container':
    case 'logs': {
      const container = find(
        report.containers,
        ({ id }) => id,
        (each) => [each.name],
      )
      return { kind: kind === 'logs' ? 'container-logs' : kind, id: container }
    }
    case 'layer':
    case 'layer-archive':
      return {
        kind,
        id: find(
          report.layers,
          ({ chainId }) => chainId,
          () => [],
        ),
      }
    case 'build-cache':
      return {
        kind,
        id: find(
          report.buildCache,
          ({ id }) => id,
          () => [],
        ),
      }
    case 'volume':
      return {
        kind,
        id: find(
          report.volumes,
          (each) => each.name,
          () => [],
        ),
      }
    case 'orphan':
      return {
        kind,
        id: find(
          report.orphans,
          ({ path }) => path,
          () => [],
        ),
      }
  }
}
