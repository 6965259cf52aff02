import type { PartHolder } from '../../../src-main/model/reclaim-graph.ts'
import type { ReclaimKind } from '../../../src-main/model/reclaim-objects.ts'
import { canGoNow, closedBy } from '../../../src-main/prune/can-go-now.ts'
import {
  PRUNE_KINDS,
  targetKey,
  type PruneKindId,
  type PruneTarget,
  type PruneWay,
  type Risk,
  type Why,
} from '../../../src-main/prune/candidate.ts'
import type { ChoiceFilter, KeepRule } from '../../../src-main/prune/choice.ts'
import type { PlannedAction, PlannedPart, PrunePlan } from '../../../src-main/prune/plan.ts'
import type {
  CandidateView,
  Chosen,
  KindView,
  PresetView,
  ReclaimPreview,
  ReclaimView,
} from '../../../src-main/prune/reclaim-view.ts'
import { exactly, GB, MB, total, unknownFor } from './figures.ts'

/** A disk on which 100.9 GB can go: what objects have alone, and what several of them hold. */
export interface ReclaimWorld {
  readonly candidates: readonly CandidateView[]
  readonly shared: readonly SharedPart[]
  readonly advice: ReclaimView['advice']
  readonly engineClosed: ReclaimView['engineClosed']
  readonly filesClosed: ReclaimView['filesClosed']
  readonly disk: { readonly total: number; readonly used: number }
  readonly kept: ReclaimView['kept']
}

interface SharedPart {
  readonly id: string
  readonly name: string
  readonly bytes: number
  /** Keys of candidates. */
  readonly holders: readonly string[]
  /** Names of holders that nobody can choose here. */
  readonly others: readonly string[]
}

const DAY = 86_400_000
const ago = (days: number): string => new Date(Date.now() - days * DAY).toISOString()
const hex = (seed: number): string => seed.toString(16).padStart(8, '0').repeat(8)
const imageId = (seed: number) => `sha256:${hex(seed)}` as const

interface Draft {
  readonly kind: PruneKindId
  readonly target: PruneTarget
  readonly name: string
  readonly because: Why['because']
  readonly bytes: number
  readonly days?: number
  readonly ways?: readonly PruneWay[]
  readonly facts?: readonly string[]
}

const RISK: Readonly<Record<PruneKindId, Risk>> = {
  ...{ orphans: 'safe', 'temporary-files': 'safe', 'interrupted-removals': 'safe', 'leftover-drivers': 'safe' },
  ...{ 'dangling-images': 'rebuildable', 'superseded-tags': 'rebuildable', 'unused-images': 'rebuildable' },
  ...{ 'build-cache': 'rebuildable', 'stopped-containers': 'data', 'container-logs': 'data' },
  ...{ 'anonymous-volumes': 'data', 'unused-volumes': 'data' },
}

const OBJECTS: Readonly<Partial<Record<PruneTarget['type'], ReclaimKind>>> = {
  ...{ container: 'container', image: 'image', volume: 'volume', 'build-cache': 'build-cache' },
}

function candidate({
  kind,
  target,
  name,
  because,
  bytes,
  days = 30,
  ways = ['remove'],
  facts = [],
}: Draft): CandidateView {
  const object = OBJECTS[target.type]
  const id = 'id' in target ? target.id : 'name' in target ? target.name : ''
  return {
    ...{ kind, target, name, risk: RISK[kind], ways, facts },
    why: { because, with: null },
    since: ago(days),
    lastUsedAt: ago(days),
    createdAt: ago(days + 10),
    labels: {},
    alone: exactly(bytes),
    key: targetKey(target),
    object: object === undefined ? null : { kind: object, id },
    closed: null,
  }
}

/** So many parts of a sum, the first of them larger, to the byte. */
function parts(sum: number, count: number): readonly number[] {
  const each = Math.floor(sum / (count + 1))
  return Array.from({ length: count }, (_, i) => (i === 0 ? sum - each * (count - 1) : each))
}

const many = (sum: number, count: number, draft: (bytes: number, index: number) => Draft): readonly CandidateView[] =>
  parts(sum, count).map((bytes, index) => candidate(draft(bytes, index)))

const image = (seed: number): PruneTarget => ({ type: 'image', id: imageId(seed) })
const UNUSED: readonly (readonly [string, number, number])[] = [
  ...([
    ['acme/ml-bench:0.1', 3780, 41],
    ['acme/ml-notebook:1.8', 1310, 33],
    ['acme/shop-web:3.11', 920, 26],
  ] as const),
  ...([
    ['acme/shop-web:3.10', 900, 40],
    ['acme/ml-train:2.1', 610, 38],
    ['acme/ml-train:2.0', 580, 61],
  ] as const),
  ...([
    ['acme/ci-runner:4.0', 770, 52],
    ['acme/android-build:35', 720, 19],
  ] as const),
]
const unusedImages = [
  ...UNUSED.map(([name, megabytes, days], i) =>
    candidate({
      kind: 'unused-images',
      target: image(i + 1),
      name,
      because: 'no-container',
      bytes: megabytes * MB,
      days,
    }),
  ),
  ...many(12_700 * MB - UNUSED.reduce((sum, [, megabytes]) => sum + megabytes, 0) * MB, 14, (bytes, i) => ({
    ...{ kind: 'unused-images', target: image(40 + i), name: `acme/tool-${i + 1}:1.0`, because: 'no-container', bytes },
  })),
]
const danglingImages = many(4900 * MB, 11, (bytes, i) => ({
  ...{
    kind: 'dangling-images',
    target: image(100 + i),
    name: `<none> ${hex(100 + i).slice(0, 12)}`,
    because: 'no-tag',
    bytes,
  },
}))
const path = (place: string): PruneTarget => ({
  type: 'path',
  path: `/var/lib/docker/${place}`,
  root: '/var/lib/docker',
})
const ASIDE = ['quarantine', 'remove'] as const

/** The workstation of the mock-ups. */
export function workstation(change: Partial<ReclaimWorld> = {}): ReclaimWorld {
  const candidates = [
    ...many(9200 * MB, 14, (bytes, i) => ({
      ...{ kind: 'orphans', target: path(`overlay2/${hex(i + 7)}`), name: `overlay2/${hex(i + 7).slice(0, 12)}` },
      ...{ because: 'unaccounted', bytes, ways: ASIDE },
    })),
    ...many(200 * MB, 31, (bytes, i) => ({
      ...{ kind: 'temporary-files', target: path(`tmp/GetImageBlob${i}`), name: `tmp/GetImageBlob${i}` },
      ...{ because: 'temporary', bytes },
    })),
    ...danglingImages,
    ...unusedImages,
    ...many(26_400 * MB, 902, (bytes, i) => ({
      ...{ kind: 'build-cache', target: { type: 'build-cache', id: `r${i}` }, name: `[build ${i}] RUN make part-${i}` },
      ...{ because: 'cache-private', bytes, facts: [i < 900 ? 'regular' : 'source.local'] },
    })),
    ...many(7300 * MB, 9, (bytes, i) => ({
      ...{ kind: 'stopped-containers', target: { type: 'container', id: hex(900 + i) } },
      ...{
        name: i === 3 ? 'scratch' : `ci-job-${i + 1}`,
        because: 'exited',
        bytes,
        days: i + 2,
        facts: [i === 3 ? 'created' : 'exited'],
      },
    })),
    ...many(10_300 * MB, 47, (bytes, i) => ({
      kind: 'container-logs',
      target: {
        ...{ type: 'log-file', containerId: hex(700 + i), path: `/var/lib/docker/containers/${hex(700 + i)}/json.log` },
        ...{ root: '/var/lib/docker', current: true },
      },
      ...{ name: i === 0 ? 'shop-proxy-1' : `svc-${i}`, because: 'log-current', bytes, ways: ['truncate', 'compress'] },
    })),
    ...many(3600 * MB, 8, (bytes, i) => ({
      ...{ kind: 'anonymous-volumes', target: { type: 'volume', name: hex(500 + i) }, name: hex(500 + i).slice(0, 12) },
      ...{ because: 'no-user-anonymous', bytes, ways: ['archive', 'remove'] },
    })),
    ...many(9800 * MB, 5, (bytes, i) => ({
      ...{ kind: 'unused-volumes', target: { type: 'volume', name: `old_pgdata_${i}` }, name: `old_pgdata_${i}` },
      ...{ because: 'no-user', bytes, ways: ['archive', 'remove'] },
    })),
  ] as readonly CandidateView[]
  const unused = (...places: readonly number[]) => places.map((place) => unusedImages[place]?.key ?? '')
  const dangling = (...places: readonly number[]) => places.map((place) => danglingImages[place]?.key ?? '')
  const layer = (
    name: string,
    bytes: number,
    holders: readonly string[],
    others: readonly string[] = [],
  ): SharedPart => ({
    ...{ id: `sha256:${name}`, name, bytes, holders, others },
  })
  return {
    candidates,
    shared: [
      layer('RUN apt-get install cuda-runtime-12-4', 6800 * MB, [...unused(0, 1, 4, 5), ...dangling(0)]),
      layer('RUN pip install torch==2.3', 3900 * MB, [...unused(0, 1, 4), ...dangling(0)]),
      layer('RUN install node 20', 1000 * MB, [...unused(2, 3), ...dangling(1)]),
      layer('RUN apt-get install build-essential', 600 * MB, [...unused(2, 3), ...dangling(1, 2)]),
      layer('RUN sdkmanager platforms;android-35', 4200 * MB, [...unused(7), ...dangling(3)]),
      layer('debian:bookworm', 118 * MB, unused(2, 3), [
        'acme/shop-web:4.0',
        'acme/api:2.2',
        'acme/jobs:1.0',
        'acme/mail:1',
      ]),
      layer('alpine:3.20', 32 * MB, dangling(4), ['acme/proxy:1']),
    ],
    advice: ADVICE,
    engineClosed: null,
    filesClosed: null,
    disk: { total: 512 * GB, used: 421.4 * GB },
    kept: [],
    ...change,
  }
}

const ADVICE: ReclaimView['advice'] = [
  {
    ...{ about: 'log-limit', name: '', allocated: exactly(10.3 * GB), place: '/etc/docker/daemon.json' },
    lines: '{\n  "log-driver": "json-file",\n  "log-opts": { "max-size": "10m", "max-file": "3" }\n}',
  },
  {
    ...{ about: 'writable-growth', name: 'ci-runner-3', allocated: exactly(6.8 * GB), place: 'compose.yaml' },
    lines: 'services:\n  runner:\n    volumes:\n      - runner-data:/PATH-THAT-GROWS\nvolumes:\n  runner-data:',
    growing: { container: 'c'.repeat(64), placeholder: '/PATH-THAT-GROWS' },
  },
  {
    ...{ about: 'cache-growth', name: '', allocated: exactly(26.4 * GB), place: 'sh' },
    lines: 'docker buildx prune --keep-storage 20GB',
  },
]

/** The view of it, filtered and without what rules keep. */
export function reclaimView(
  world: ReclaimWorld,
  asked: { filter: ChoiceFilter; freeAtLeast: number },
  keep: readonly KeepRule[],
): ReclaimView {
  const now = Date.now()
  const isKept = (one: CandidateView): boolean =>
    keep.some((rule) => rule.kind === 'name' && isNamed(one, rule.pattern))
  const shown = world.candidates
    .filter((one) => !isKept(one) && fits(one, asked.filter, now))
    .map((one) => ({ ...one, closed: closedBy(one.target, world) }))
  const keptObjects = world.candidates.filter(isKept).length
  const kinds = PRUNE_KINDS.map((kind): KindView => {
    const candidates = shown.filter((one) => one.kind === kind)
    return {
      ...{ kind, risk: RISK[kind], optIn: kind === 'unused-volumes', candidates },
      alone: exactly(
        bytesOf(
          world,
          candidates.map(({ key }) => key),
        ).all,
      ),
    }
  })
  return {
    takenAt: new Date(now).toISOString(),
    kinds,
    together: exactly(
      bytesOf(
        world,
        canGoNow(shown, world).map((one) => targetKey(one.target)),
      ).all,
    ),
    facts: { states: ['created', 'exited'], types: ['regular', 'source.local'] },
    presets: presetsOf(world, shown, asked.freeAtLeast),
    kept: keptObjects === 0 ? world.kept : [{ rule: 'name', objects: keptObjects }],
    filesClosed: world.filesClosed,
    engineClosed: world.engineClosed,
    disks: [{ roots: ['/var/lib/docker'], ...world.disk, free: freeOf(world) }],
    lowRoom: freeOf(world) < 5 * GB ? 5 * GB : null,
    advice: world.advice,
  }
}

function freeOf({ disk }: ReclaimWorld): number {
  return disk.total - disk.used
}

function presetsOf(world: ReclaimWorld, shown: readonly CandidateView[], goal: number): readonly PresetView[] {
  const offered = shown.filter(({ kind }) => kind !== 'unused-volumes')
  const preset = (name: PresetView['preset'], chosen: readonly CandidateView[]): PresetView => {
    const frees = bytesOf(
      world,
      chosen.map(({ key }) => key),
    ).all
    const isUntil = name === 'until-free'
    return {
      ...{ preset: name, frees: exactly(frees), short: isUntil ? Math.max(0, goal - freeOf(world) - frees) : null },
      chosen: chosen.map(({ key, ways: [first = 'remove'] }) => ({
        ...{ key, way: isUntil && first === 'quarantine' ? 'remove' : first },
      })),
    }
  }
  const until: CandidateView[] = []
  for (const one of offered) {
    const free =
      freeOf(world) +
      bytesOf(
        world,
        until.map(({ key }) => key),
      ).all
    if (free >= goal) break
    until.push(one)
  }
  return [
    preset(
      'safe',
      offered.filter(({ risk }) => risk === 'safe'),
    ),
    preset(
      'rebuildable',
      offered.filter(({ risk }) => risk !== 'data'),
    ),
    preset('until-free', until),
  ]
}

function fits(
  one: CandidateView,
  { kinds, olderThan, unusedFor, names, largerThan, facts }: ChoiceFilter,
  now: number,
): boolean {
  const isOlder = (iso: string | null, seconds: number | null): boolean =>
    seconds === null || (iso !== null && now - Date.parse(iso) >= seconds * 1000)
  if (kinds !== null && !kinds.includes(one.kind)) return false
  if (facts.length > 0 && !one.facts.some((fact) => facts.includes(fact))) return false
  if (!isOlder(one.createdAt, olderThan) || !isOlder(one.lastUsedAt, unusedFor)) return false
  if (largerThan !== null && (one.alone.kind !== 'exact' || one.alone.bytes <= largerThan)) return false
  return names.length === 0 || names.some((name) => isNamed(one, name))
}

function isNamed({ name }: CandidateView, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(name)
}

/** Each object's own bytes, and each shared part once all its holders are chosen. */
function bytesOf({ candidates, shared }: ReclaimWorld, keys: readonly string[]) {
  const chosen = new Set(keys)
  const own = candidates.filter(({ key }) => chosen.has(key))
  const goes = shared.filter(({ holders, others }) => others.length === 0 && holders.every((key) => chosen.has(key)))
  const stays = shared.filter((part) => !goes.includes(part) && part.holders.some((key) => chosen.has(key)))
  const sum = (all: readonly { readonly alone: CandidateView['alone'] }[]): number =>
    all.reduce((bytes, { alone }) => bytes + (alone.kind === 'exact' ? alone.bytes : 0), 0)
  const together = goes.reduce((bytes, part) => bytes + part.bytes, 0)
  return { own, goes, stays, together, alone: sum(own), all: sum(own) + together, sum }
}

function holderOf(world: ReclaimWorld, key: string): PartHolder {
  const found = world.candidates.find((one) => one.key === key)
  return { kind: 'image', id: found?.object?.id ?? key, name: found?.name ?? key }
}

export function reclaimPreview(world: ReclaimWorld, chosen: readonly Chosen[]): ReclaimPreview {
  const ways = new Map(chosen.map(({ key, way }) => [key, way]))
  const { own, goes, stays, together, all, sum } = bytesOf(world, [...ways.keys()])
  const later = sum(own.filter(({ key }) => ways.get(key) === 'quarantine'))
  const outside = own.filter(
    ({ kind }) => kind === 'orphans' || kind === 'temporary-files' || kind === 'container-logs',
  )
  const shownPart = ({ id, name, bytes }: SharedPart) => ({
    kind: 'layer' as const,
    id,
    name,
    allocated: exactly(bytes),
  })
  return {
    takenAt: new Date().toISOString(),
    objects: own.length,
    dataObjects: own.filter(({ risk }) => risk === 'data').length,
    kinds: PRUNE_KINDS.flatMap((kind) => {
      const ofKind = own.filter((one) => one.kind === kind)
      return ofKind.length === 0 ? [] : [{ kind, objects: ofKind.length, frees: exactly(sum(ofKind)) }]
    }),
    together: goes.map((part) => ({
      ...shownPart(part),
      holders: part.holders.map((key) => holderOf(world, key)),
      holdersInAll: part.holders.length,
    })),
    togetherFrees: exactly(together),
    now: exactly(all - later),
    later: exactly(later),
    stays: stays.map((part) => {
      const left = part.holders.filter((key) => !ways.has(key)).map((key) => holderOf(world, key))
      const others = part.others.map((name): PartHolder => ({ kind: 'image', id: name, name }))
      const heldBy = [...left, ...others]
      return { ...shownPart(part), heldBy, holders: heldBy.length }
    }),
    staysAllocated: exactly(stays.reduce((bytes, part) => bytes + part.bytes, 0)),
    blocked: [],
    engineClaims: own.length === outside.length ? unknownFor('engine-did-not-say') : exactly(all - sum(outside)),
    engineLeavesOut: PRUNE_KINDS.flatMap((what) => {
      const bytes = sum(outside.filter(({ kind }) => kind === what))
      return bytes === 0 ? [] : [{ what, bytes }]
    }),
  }
}

export function reclaimPlan(world: ReclaimWorld, chosen: readonly Chosen[]): PrunePlan {
  const ways = new Map(chosen.map(({ key, way }) => [key, way]))
  const { own, goes } = bytesOf(world, [...ways.keys()])
  const steps = new Map(own.map(({ key }, i) => [key, i + 1]))
  const actions = own.map(({ key, kind, target, name, risk, alone }, i): PlannedAction => ({
    ...{ step: i + 1, key, kind, target, name, risk, way: ways.get(key) ?? 'remove' },
    ...{ condition: {}, follows: [], frees: alone },
  }))
  const preview = reclaimPreview(world, chosen)
  const ownParts = own.map(({ key, name, alone }, i): PlannedPart => ({
    ...{ kind: 'path', id: key, name, allocated: alone, apparent: alone, step: i + 1, together: false },
  }))
  const sharedParts = goes.map(({ id, name, bytes, holders }): PlannedPart => ({
    ...{ kind: 'layer', id, name, allocated: exactly(bytes), apparent: exactly(bytes) },
    ...{ step: Math.max(...holders.map((key) => steps.get(key) ?? 0)), together: true },
  }))
  return {
    format: 1,
    id: crypto.randomUUID(),
    madeAt: new Date().toISOString(),
    engine: { id: 'engine', name: 'workstation', version: '28.5.2' },
    roots: ['/var/lib/docker'],
    allocatedBefore: 214 * GB,
    actions,
    parts: [...ownParts, ...sharedParts],
    frees: { now: preview.now, later: preview.later, apparent: total([preview.now, preview.later]) },
  }
}
