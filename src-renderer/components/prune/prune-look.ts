import type { PruneKindId } from '../../../src-main/prune/candidate.ts'

/** Class of the ledger's colour that a kind's bytes have. */
export const KIND_COLOUR: Readonly<Record<PruneKindId, string>> = {
  orphans: 'c-orphans',
  'temporary-files': 'c-meta',
  'interrupted-removals': 'c-orphans',
  'leftover-drivers': 'c-orphans',
  'dangling-images': 'c-unique',
  'superseded-tags': 'c-unique',
  'unused-images': 'c-unique',
  'build-cache': 'c-cache',
  'stopped-containers': 'c-writable',
  'container-logs': 'c-logs',
  'anonymous-volumes': 'c-volumes',
  'unused-volumes': 'c-volumes',
}

/** Of what several objects hold. */
export const SHARED_COLOUR = 'c-shared'
