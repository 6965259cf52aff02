import type { Subject } from '../contract/app-state.ts'
import type { ScanWay } from '../sources/elevated/scan-link.ts'

export type { ScanWay }

/** What to look at. */
export interface Target {
  /** `--docker-host`. */
  readonly dockerHost: string | null
  /** `--context`: one of the docker CLI's contexts, by name. */
  readonly context: string | null
  /** `--data-root`: read this directory, with the engine only if it is that engine's. */
  readonly dataRoot: string | null
  /** `--containerd-root`: where the containerd that the data root belongs to keeps images, when that is another place. */
  readonly containerdRoot: string | null
  /** How to read roots that are closed to this user. `ask`: not at all, but the failure says which ways there are. */
  readonly scan: ScanWay | 'ask' | 'never'
  /** An image of the engine's, by which its disk is read where that is not on this machine, or closed. Null: not at all. */
  readonly scanImage: string | null
  /** The bundled recording: never, when there is nothing else to show, or nothing but it. */
  readonly sample: 'never' | 'fallback' | 'only'
}

/** The engine that the docker CLI would talk to, with its disk. */
export const DEFAULT_TARGET: Target = {
  dockerHost: null,
  context: null,
  dataRoot: null,
  containerdRoot: null,
  scan: 'ask',
  scanImage: null,
  sample: 'never',
}

/** A target in the words of the dashboard. */
export function subjectOf({ dockerHost, context, dataRoot, containerdRoot, sample }: Target): Subject {
  if (sample === 'only') return { kind: 'sample' }
  if (dataRoot !== null) return { kind: 'root', dataRoot, containerdRoot }
  if (context !== null) return { kind: 'context', name: context }
  return dockerHost === null ? { kind: 'default' } : { kind: 'host', url: dockerHost }
}

/** What the user chose in the dashboard. How closed roots are read stays as it is, and what was asked for is not replaced. */
export function targetOf(subject: Subject, { scan, scanImage, sample }: Target): Target {
  const plain = { ...DEFAULT_TARGET, scan, scanImage }
  switch (subject.kind) {
    case 'default':
      return { ...plain, sample: sample === 'never' ? 'never' : 'fallback' }
    case 'context':
      return { ...plain, context: subject.name }
    case 'host':
      return { ...plain, dockerHost: subject.url }
    case 'root':
      return { ...plain, dataRoot: subject.dataRoot, containerdRoot: subject.containerdRoot }
    case 'sample':
      return { ...plain, sample: 'only' }
  }
}
