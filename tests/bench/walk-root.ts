/**
 * What the benchmark runs in the product's place: walks a data root with the places that its directories show.
 *
 *     node walk-root.ts ROOT PROCESS_ENTRY PROCESSES [MEMORY_FILE]
 *
 * With a memory file, layers are remembered in it and taken from it. Prints one line of JSON.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import type { Place } from '../../src-main/model/observations.ts'
import { createNodeDiskReader } from '../../src-main/sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../src-main/sources/disk/walk-places.ts'
import type { WalkedPlace } from '../../src-main/sources/disk/walk-types.ts'

const [root = '', processEntry = '', processes = '2', memory] = process.argv.slice(2)
const remembered = memory !== undefined && existsSync(memory) ? readMemory(memory) : new Map<string, WalkedPlace>()
const places = findPlaces(root)
const result = await walkPlaces(
  {
    root,
    places,
    mountPoints: createNodeDiskReader().mounts().below(root),
    processes: Number(processes),
    recall: (place) => (place.immutableKey === null ? null : (remembered.get(place.immutableKey) ?? null)),
  },
  { processEntry },
)
if (memory !== undefined && remembered.size === 0) {
  const found = places.flatMap((place, index) => {
    const walked = result.walked[index]
    return place.immutableKey === null || walked == null ? [] : [[place.immutableKey, walked]]
  })
  writeFileSync(memory, JSON.stringify(found))
}
const sums = { allocated: 0, apparent: 0, inodes: 0 }
for (const usage of result.usages) {
  sums.allocated += (usage?.own.allocated ?? 0) - (usage?.elsewhere.allocated ?? 0)
  sums.apparent += (usage?.own.apparent ?? 0) - (usage?.elsewhere.apparent ?? 0)
  sums.inodes += (usage?.own.inodes ?? 0) - (usage?.elsewhere.inodes ?? 0)
}
console.log(JSON.stringify({ places: places.length, gaps: result.gaps.length, ...sums }))

function findPlaces(top: string): readonly Place[] {
  const found: Place[] = [place('')]
  for (const id of readdirSync(`${top}/overlay2`)) {
    const immutable = existsSync(`${top}/overlay2/${id}/committed`)
    found.push(place(`overlay2/${id}`))
    if (id !== 'l') found.push({ ...place(`overlay2/${id}/diff`), immutableKey: immutable ? id : null })
  }
  for (const id of readdirSync(`${top}/containers`)) {
    found.push(place(`containers/${id}`), place(`containers/${id}/${id}-json.log`))
  }
  for (const name of readdirSync(`${top}/volumes`)) found.push(place(`volumes/${name}`), place(`volumes/${name}/_data`))
  return found
}

function place(path: string): Place {
  return { path, purpose: { kind: 'unexplained' }, immutableKey: null }
}

/** Written by an earlier run of this very file. */
function readMemory(file: string): Map<string, WalkedPlace> {
  return new Map(JSON.parse(readFileSync(file, 'utf8')) as [string, WalkedPlace][])
}
