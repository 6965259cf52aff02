import { join } from 'node:path'
import { z } from 'zod'
import type { ContainerdStore } from './engines/storage-roots.ts'
import { run } from './run-process.ts'

const amount = z.number().nullable()
const measured = {
  /** Absolute; null for a snapshot that has a record and no directory, as a view of `native`. */
  directory: z.string().nullable(),
  /** As du has it: blocks, directories included. */
  allocated: amount,
  apparent: amount,
}

const snapshot = z.object({
  /** Names its directory. */
  number: z.number(),
  kind: z.enum(['view', 'active', 'committed']),
  /** The snapshotter's own name for it. */
  key: z.string(),
  namespace: z.string().nullable(),
  /** As its client named it; null when only the snapshotter knows it. */
  name: z.string().nullable(),
  owner: z.enum([
    'layer',
    'container',
    'container-init',
    /** Of a container that is gone; a layer of the legacy builder has it as its parent. */
    'gone-container-init',
    'build-cache',
    'build-cache-view',
    'unknown',
  ]),
  /** Number. */
  parent: z.number().nullable(),
  /** Recorded when it was committed. */
  size: amount,
  ...measured,
})

const blob = z.object({
  digest: z.string(),
  namespaces: z.array(z.string()),
  /** As recorded. */
  size: z.number(),
  ...measured,
  /** `image <name>`, `lease <id>`, `blob <digest>` (through a label) and `build-cache <record>`. */
  holders: z.array(z.string()),
})

const truth = z.object({
  snapshots: z.array(snapshot),
  /** Numbers of their snapshots. */
  containers: z.array(z.object({ id: z.string(), writable: amount, init: amount })),
  /** Every record of BuildKit's, with some that no engine lists. */
  buildCache: z.array(
    z.object({ id: z.string(), snapshot: z.string().nullable(), number: amount, blob: z.string().nullable() }),
  ),
  blobs: z.array(blob),
  /** What is on disk among snapshots and blobs, and in no database. */
  strangers: z.array(z.string()),
})

export type ContainerdTruth = z.infer<typeof truth>

/**
 * What another program finds in a containerd store: `containerd-truth.py`, which shares no code with ours. Needs python3.
 * The engine has to be stopped or at rest.
 */
export async function readContainerdTruth(dataRoot: string, store: ContainerdStore): Promise<ContainerdTruth> {
  const script = join(import.meta.dirname, 'containerd-truth.py')
  return truth.parse(JSON.parse(await run(['python3', script, dataRoot, store.root, store.snapshotter])))
}
