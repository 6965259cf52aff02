import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import type { Inventory } from '../../../src-main/model/inventory.ts'
import type { Purpose } from '../../../src-main/model/observations.ts'
import { aContainer, aRecord, aVolume, mountOf } from '../../helpers/builders/disk-says.ts'
import { anEngine, engineContainer, engineRecord, engineVolume } from '../../helpers/builders/engine-says.ts'
import { aRoot, bytes, held, observed } from '../../helpers/builders/observed.ts'
import { GB, MB } from './figures.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const DAY = 24 * 3_600_000
const LEFT = 'ab'.repeat(32)
const HOSTILE = `${'very-long-name-'.repeat(12)}<b>&amp;</b>`

/**
 * A made-up disk for the lists of volumes, build cache, logs and orphans: what a live engine does not have at hand, such as
 * a log of days without a limit, a volume that is mounted elsewhere, places that could not be read, names that hurt.
 */
export function listedInventory(): Inventory {
  const engine = anEngine({
    containers: [
      engineContainer('c'.repeat(64), {
        name: 'web',
        labels: { 'com.docker.compose.project': 'shop' },
        mounts: [mountOf('data')],
      }),
      engineContainer('d'.repeat(64), { name: 'sent-away', state: 'exited' }),
    ],
    volumes: [
      engineVolume('data', { size: 3 * GB }),
      engineVolume('nfs-share', { options: { type: 'nfs', device: ':/export', o: 'addr=10.0.0.7' } }),
      engineVolume('closed', { size: 5 * MB }),
      engineVolume(HOSTILE, { size: 0 }),
    ],
    buildCache: [engineRecord('r1', { description: '[2/3] RUN make', usageCount: 4, size: 20 * MB })],
  })
  const root = aRoot({
    looks: 2,
    says: {
      containers: [
        aContainer('c'.repeat(64), { name: 'web', logging: { driver: 'json-file', options: {} } }),
        aContainer('d'.repeat(64), { name: 'sent-away', logging: { driver: 'syslog', options: {} } }),
      ],
      logFiles: [
        { containerId: 'c'.repeat(64), path: 'containers/c/c-json.log', current: true, bornAt: NOON - 10 * DAY },
        { containerId: LEFT, path: `containers/${LEFT}/${LEFT}-json.log`, current: true, bornAt: null },
      ],
      volumes: [aVolume('data'), aVolume('nfs-share', { mountedElsewhere: true }), aVolume('closed'), aVolume(HOSTILE)],
      buildCache: [aRecord('r1', { description: '[2/3] RUN make' })],
      orphans: [{ path: `containers/${LEFT}`, names: ['hosts', `${LEFT}-json.log`], entries: 2 }],
    },
    holds: [
      held('containers/c/c-json.log', { kind: 'container-log', containerId: 'c'.repeat(64) }, changed(4 * GB)),
      held('volumes/data/_data', { kind: 'volume', name: 'data' }, changed(1 * GB, 3 * GB)),
      held(
        'volumes/closed/_data',
        { kind: 'volume', name: 'closed' },
        { own: bytes(MB), incomplete: 'permission-denied' },
      ),
      held('volumes/h/_data', { kind: 'volume', name: HOSTILE }, changed(4096, 0)),
      held(
        'overlay2/r1/diff',
        { kind: 'build-cache', recordIds: ['r1'], snapshotKey: 'r1' },
        changed(21 * MB, 20 * MB),
      ),
      held(`containers/${LEFT}`, ORPHAN, changed(7 * MB)),
      held('vfs', { kind: 'leftover-driver', driver: 'vfs' }, changed(2 * GB)),
    ],
  })
  return buildInventory(observed({ engine, roots: [root] }))
}

/** An engine with nothing in it. */
export function emptyInventory(): Inventory {
  return buildInventory(observed({ engine: anEngine(), roots: [aRoot()] }))
}

const ORPHAN: Purpose = { kind: 'orphan', reason: 'unaccounted' }

function changed(allocated: number, apparent = allocated) {
  return { own: bytes(allocated, apparent), modifiedAt: NOON }
}
