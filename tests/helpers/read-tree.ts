import { lstatSync, readdirSync } from 'node:fs'
import { createFileTree, type FileTree } from '../../src-main/model/file-tree.ts'
import { factOf } from '../../src-main/sources/files/pack-fact.ts'

/** A directory's tree, read in this process. */
export function readTree(directory: string): FileTree {
  const builder = createFileTree(factOf('', lstatSync(directory), 'device'))
  const open: [entry: number, path: string][] = [[0, directory]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [entry, path] = next
    const from = builder.count
    const facts = readdirSync(path).map((name) => factOf(name, lstatSync(`${path}/${name}`), 'device'))
    builder.add(entry, facts)
    facts.forEach(({ name, kind }, i) => {
      if (kind === 'directory') open.push([from + i, `${path}/${name}`])
    })
  }
  return builder.finish()
}
