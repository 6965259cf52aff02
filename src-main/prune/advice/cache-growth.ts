import { bytesOf, sumFigures, type Figure } from '../../model/figure.ts'
import type { BuildCacheRecord, Inventory } from '../../model/inventory.ts'
import type { Advice } from '../reclaim-view.ts'
import { isLarge } from './is-large.ts'

/** Bytes. A context is sent again with each build; steps are what a build is for, and may be larger. */
const LARGE_CONTEXT = 200_000_000
const LARGE_STEPS = 2_000_000_000

const IGNORED = ['.git', 'node_modules', 'dist', 'build', 'target', '.venv', '**/__pycache__', '*.log']

interface PackageManager {
  /** In the text of a step. */
  readonly uses: RegExp
  readonly mounts: readonly string[]
}

/** Where each keeps what it loads down: a mount of its own is shared by all builds, and in no layer. */
const MANAGERS: readonly PackageManager[] = [
  {
    uses: /\bapt(?:-get)? /,
    mounts: [
      '--mount=type=cache,target=/var/cache/apt,sharing=locked',
      '--mount=type=cache,target=/var/lib/apt,sharing=locked',
    ],
  },
  { uses: /\bapk add\b/, mounts: ['--mount=type=cache,target=/etc/apk/cache'] },
  { uses: /\b(?:npm|npx) /, mounts: ['--mount=type=cache,target=/root/.npm'] },
  { uses: /\byarn\b/, mounts: ['--mount=type=cache,target=/usr/local/share/.cache/yarn'] },
  { uses: /\bpip3? /, mounts: ['--mount=type=cache,target=/root/.cache/pip'] },
  {
    uses: /\bgo (?:build|mod|install|get)\b/,
    mounts: ['--mount=type=cache,target=/go/pkg/mod', '--mount=type=cache,target=/root/.cache/go-build'],
  },
  { uses: /\bcargo /, mounts: ['--mount=type=cache,target=/usr/local/cargo/registry'] },
  { uses: /\bmvn\b/, mounts: ['--mount=type=cache,target=/root/.m2'] },
]

/** Contexts that are sent with what no build needs, and steps that load the same down again and again. */
export function adviseOnCache({ buildCache }: Inventory): readonly Advice[] {
  const own = { about: 'cache-growth', name: '' } as const
  const contexts = allocatedOf(buildCache.filter(({ type }) => type === 'source.local'))
  const steps = buildCache.filter(({ type, shared }) => type === 'regular' && shared !== true)
  const advice: Advice[] = []
  if (isLarge(contexts, LARGE_CONTEXT))
    advice.push({ ...own, allocated: contexts, place: '.dockerignore', lines: IGNORED.join('\n') })
  if (!isLarge(allocatedOf(steps), LARGE_STEPS)) return advice
  for (const { uses, mounts } of MANAGERS) {
    const using = steps.filter(({ description }) => uses.test(description))
    if (using.length === 0) continue
    const lines = ['RUN', ...mounts].concat(commandOf(using)).join(' \\\n    ')
    advice.push({ ...own, allocated: allocatedOf(using), place: 'Dockerfile', lines })
  }
  return advice
}

/** What the largest of them ran, as BuildKit describes a step: `mount / from exec /bin/sh -c …`, `[2/4] RUN …`. */
function commandOf(steps: readonly BuildCacheRecord[]): string {
  const [largest] = steps.toSorted((a, b) => (bytesOf(b.usage.allocated) ?? 0) - (bytesOf(a.usage.allocated) ?? 0))
  const [, command] = /(?:\bRUN|\bsh -c) (.+)$/s.exec(largest?.description ?? '') ?? []
  return command ?? '# the command of the step'
}

/** Records that are nobody else's, so nothing counts twice. */
function allocatedOf(records: readonly BuildCacheRecord[]): Figure {
  return sumFigures(records.map(({ usage }) => usage.allocated))
}
