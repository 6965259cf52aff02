import { FILE_KINDS, type FileFact, type FileKind } from '../../model/file-tree.ts'
import {
  amount,
  inodeNumber,
  listOf,
  Misshapen,
  moment,
  nullOr,
  objectOf,
  text,
  whole,
  wordOf,
  type Shape,
} from '../elevated/shapes.ts'
import type { FileLink, FilesPart } from './file-messages.ts'

/** There may be a million in a message: no name is made for each. */
const numbers: Shape<readonly number[]> = (value, at) => {
  const isNumber = (item: unknown): item is number => typeof item === 'number' && Number.isFinite(item)
  if (!Array.isArray(value) || !value.every(isNumber)) throw new Misshapen(at, 'a list of numbers')
  return value
}

const link: Shape<FileLink> = (value, at) => {
  if (!Array.isArray(value) || value.length !== 4) throw new Misshapen(at, 'a link')
  const [index, nlink, dev, ino] = value as readonly unknown[]
  return [whole(index, at), whole(nlink, at), amount(dev, at), inodeNumber(ino, at)]
}

const flagged: Shape<readonly [number, number]> = (value, at) => {
  if (!Array.isArray(value) || value.length !== 2) throw new Misshapen(at, 'an entry and its flags')
  const [entry, bits] = value as readonly unknown[]
  return [whole(entry, at), whole(bits, at)]
}

/** Whether its numbers make sense together, its receiver finds out. */
export const filesPartShape = objectOf<FilesPart>({
  directories: numbers,
  names: text,
  facts: numbers,
  links: listOf(link),
  flags: listOf(flagged),
})

const fileKind = wordOf(Object.fromEntries(FILE_KINDS.map((kind) => [kind, true])) as Record<FileKind, true>)

export const fileFactShape = objectOf<FileFact>({
  name: text,
  kind: fileKind,
  flags: whole,
  allocated: nullOr(amount),
  apparent: amount,
  modifiedAt: moment,
  nlink: whole,
  inode: nullOr(objectOf<NonNullable<FileFact['inode']>>({ dev: amount, ino: inodeNumber })),
})
