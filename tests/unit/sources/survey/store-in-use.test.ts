import { cpSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Tree } from '../bolt/make-bolt.ts'
import { ContainerdRoot, META } from '../containerd/containerd-root.ts'
import { gapsOf, makeDataRoot, type DataRoot } from '../data-root.ts'
import {
  addToDataRoot,
  fillClassic,
  fillContainerd,
  leftoversOf,
  makeTwoStores,
  NEW,
  OLD,
  surveyWith,
} from './two-stores.ts'

const META_DB = `containerd/daemon/${META}`

/** Sets the times of what an engine with overlay2 writes, and of the containers' configs. */
function date(
  root: DataRoot,
  { classic, old = classic, recent }: { classic: string; old?: string; recent: string },
): void {
  const touch = (path: string, time: string) => {
    utimesSync(`${root.path}/${path}`, new Date(time), new Date(time))
  }
  for (const name of ['repositories.json', 'imagedb/content/sha256', 'layerdb/sha256', 'layerdb/mounts'])
    touch(`image/overlay2/${name}`, classic)
  touch(`containers/${OLD}/config.v2.json`, old)
  touch(`containers/${NEW}/config.v2.json`, recent)
}

/** Names of drivers whose leftovers a survey without an engine finds. */
async function leftoversIn({ path }: DataRoot): Promise<readonly string[]> {
  return Object.keys(leftoversOf(await surveyWith(path, null)))
}

/** As Go writes a time: version, seconds since the year 1, nanoseconds, and UTC. */
function goTime(iso: string): Uint8Array {
  const bytes = Buffer.alloc(15)
  bytes.writeUInt8(1)
  bytes.writeBigInt64BE(BigInt(Date.parse(iso) / 1000) + 62_135_596_800n, 1)
  bytes.writeInt16BE(-1, 13)
  return bytes
}

describe('without an engine', () => {
  it('the store that was written to last is the one in use', async () => {
    const root = makeTwoStores()
    date(root, { classic: '2026-11-20T10:00:00Z', recent: '2026-11-19T10:00:00Z' })
    expect(await leftoversIn(root)).toEqual(['overlayfs'])
    date(root, { classic: '2026-11-18T10:00:00Z', recent: '2026-11-19T10:00:00Z' })
    expect(await leftoversIn(root)).toEqual(['overlay2'])
  })

  it.each([[['images']], [['leases']], [['snapshots', 'overlayfs']]])(
    'containerd says in its database when it was: %j',
    async (path) => {
      const store = fillContainerd()
      const bucket = store.bucket('moby', ...path)
      const [name = ''] = Object.keys(bucket)
      bucket[name] = { ...(bucket[name] as Tree), createdat: goTime('2026-11-25T10:00:00Z') }
      store.save()
      const root = fillClassic()
      cpSync(store.path, `${root.path}/containerd/daemon`, { recursive: true })
      addToDataRoot(root)
      date(root, { classic: '2026-11-24T10:00:00Z', recent: '2026-11-01T10:00:00Z' })
      expect(await leftoversIn(root)).toEqual(['overlay2'])
      date(root, { classic: '2026-11-26T10:00:00Z', recent: '2026-11-01T10:00:00Z' })
      expect(await leftoversIn(root)).toEqual(['overlayfs'])
    },
  )

  it('a store is the one in use when it alone holds anything, however old', async () => {
    const root = fillClassic()
    const store = new ContainerdRoot()
    store.save()
    cpSync(store.path, `${root.path}/containerd/daemon`, { recursive: true })
    expect(await leftoversIn(root)).toEqual([])
    const other = makeDataRoot()
    cpSync(fillContainerd().path, `${other.path}/containerd/daemon`, { recursive: true })
    expect(await leftoversIn(other)).toEqual([])
  })

  it('containers are a witness where their store is in another root', async () => {
    const root = fillClassic()
    addToDataRoot(root)
    date(root, { classic: '2026-11-18T10:00:00Z', recent: '2026-11-19T10:00:00Z' })
    expect(await leftoversIn(root)).toEqual(['overlay2'])
    date(root, { classic: '2026-11-18T10:00:00Z', old: '2026-11-20T10:00:00Z', recent: '2026-11-19T10:00:00Z' })
    expect(await leftoversIn(root)).toEqual(['overlayfs'])
  })

  it('nobody is accused when nothing decides', async () => {
    const root = makeTwoStores()
    const same = '2026-11-18T10:00:00Z'
    date(root, { classic: same, recent: same })
    const surveyed = await surveyWith(root.path, null)
    expect(leftoversOf(surveyed)).toEqual({})
    expect(surveyed.survey.containers).toHaveLength(2)
  })

  it('nobody is accused when what would decide is damaged', async () => {
    const root = makeTwoStores()
    date(root, { classic: '2026-11-20T10:00:00Z', recent: '2026-11-19T10:00:00Z' })
    writeFileSync(`${root.path}/${META_DB}`, 'no database')
    const surveyed = await surveyWith(root.path, null)
    expect(leftoversOf(surveyed)).toEqual({})
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${META_DB}`])
  })
})
