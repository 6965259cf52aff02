import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unknownUsage } from '../../src-main/model/figure.ts'
import { observeWithMounts } from '../helpers/observe-apart.ts'
import { unpackWorld, type RecordedWorld } from '../helpers/recorded-world.ts'
import { readWorldTruth } from '../helpers/world-truth.ts'

const truth = readWorldTruth('28.5-overlay2')
const FILL = 'dd if=/dev/zero bs=1024 count=3000 status=none'

describe('a recorded root with mounts in it', () => {
  const read: { world?: RecordedWorld } = {}
  beforeAll(async () => {
    read.world = await unpackWorld('28.5-overlay2')
  }, 60_000)
  afterAll(() => read.world?.[Symbol.asyncDispose]())

  const observeMounted = (script: string) => {
    const root = read.world!.dataRoot
    const { observation, inventory, du } = observeWithMounts(root, script)
    const { ledger } = inventory.roots[0]!
    return { root, observation, inventory, ledger, du }
  }
  const { id } = truth.containers.find((container) => container.name === 'chatty')!
  const { writable } = truth.containers.find((container) => container.name === 'writer')!
  const mount = (path: string) => `mkdir -p "$1/${path}"; mount -t tmpfs tmpfs "$1/${path}"; ${FILL} of="$1/${path}/x"`

  it.each([
    ['the shared memory of a container', `containers/${id}/mounts/shm`],
    ['the merged directory of a running container', writable.replace(/diff$/, 'merged')],
    ['the network of a container', 'network/files/sandbox'],
  ])('does not count %s', (_what, path) => {
    const { ledger, du, observation, inventory } = observeMounted(mount(path))
    expect(ledger.total.allocated).toBe(du)
    expect([ledger.unattributed.allocated, observation.gaps, inventory.orphans]).toEqual([0, [], []])
  })

  it('does not count the same directory mounted a second time', () => {
    const merged = writable.replace(/diff$/, 'merged')
    const script = `mkdir -p "$1/${merged}"; mount --bind "$1/${writable}" "$1/${merged}"`
    const plain = observeMounted(`mkdir -p "$1/${merged}"`)
    const { ledger, observation } = observeMounted(script)
    // All but the directory under the mount, which nobody can see.
    expect(ledger.total).toEqual({
      ...plain.ledger.total,
      allocated: plain.du - 4096,
      inodes: plain.ledger.total.inodes - 1,
    })
    expect(observation.gaps).toEqual([])
  })

  it('says of a volume with something mounted on it that its files are elsewhere', () => {
    const { inventory, ledger, du } = observeMounted(mount('volumes/used-data/_data'))
    expect(ledger.total.allocated).toBe(du)
    const { usage } = inventory.volumes.find((volume) => volume.name === 'used-data')!
    expect(usage.allocated).toEqual({ kind: 'unknown', because: 'mounted-elsewhere' })
  })

  it.each(['volumes', 'overlay2'])(
    'says of all in %s/ that it is elsewhere when that is a mount, in one gap',
    (name) => {
      const fill = `M=$(mktemp -d); mount -t tmpfs tmpfs $M; cp -a "$1/${name}/." $M`
      const script = `${fill}; mount --move $M "$1/${name}"; rmdir $M`
      const { root, ledger, du, observation, inventory } = observeMounted(script)
      expect(ledger.total.allocated).toBe(du)
      expect(ledger.because).toBe('mounted-elsewhere')
      expect(observation.gaps.map(({ path, reason }) => [path, reason])).toEqual([
        [`${root}/${name}`, 'mounted-elsewhere'],
      ])
      const elsewhere = unknownUsage('mounted-elsewhere')
      if (name === 'volumes')
        expect(inventory.volumes.map((volume) => volume.usage)).toEqual(inventory.volumes.map(() => elsewhere))
      else {
        const [container] = inventory.containers
        expect([container?.writable, container?.virtual]).toEqual([elsewhere, elsewhere])
        expect(inventory.layers.map((layer) => layer.usage)).toEqual(inventory.layers.map(() => elsewhere))
      }
    },
  )

  it('is the same when it is mounted onto itself, as some engines do', () => {
    const plain = observeMounted('true')
    const bound = observeMounted('mount --bind "$1" "$1"')
    expect(bound.ledger).toEqual(plain.ledger)
    expect(bound.observation.filesystem?.mountPoint).toBe(bound.root)
    expect(bound.ledger.total.allocated).toBe(bound.du)
  })
})

describe('a root that is a filesystem of its own', () => {
  it('is accounted for, with the capacity of that filesystem', () => {
    const root = mkdtempSync(`${tmpdir()}/plimsoll-mounted-`)
    try {
      mkdirSync(`${root}/under`)
      writeFileSync(`${root}/under/not seen`, 'x'.repeat(9000))
      const layout = 'mkdir -p "$1/containers" "$1/overlay2/l" "$1/volumes/v/_data"'
      const script = `mount -t tmpfs -o size=64m tmpfs "$1"; ${layout}; ${FILL} of="$1/volumes/v/_data/x"`
      const { observation, inventory, du } = observeWithMounts(root, script)
      expect(observation.filesystem).toEqual({ type: 'tmpfs', device: 'tmpfs', mountPoint: root })
      expect(observation.capacity?.total).toBe(64 * 1024 * 1024)
      expect(inventory.roots[0]?.ledger.total.allocated).toBe(du)
      expect(inventory.volumes[0]?.usage.apparent).toEqual({ kind: 'exact', bytes: 3_072_000 })
      expect(observation.gaps).toEqual([])
    } finally {
      rmSync(root, { recursive: true })
    }
  })
})
