import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JournalRun } from '../../../src-main/prune/journal-port.ts'
import type { PrunePlan } from '../../../src-main/prune/plan.ts'
import { seeded, type Seeded } from '../../helpers/builders/seeded.ts'
import { startEngine, type OwnedEngine } from '../../helpers/engines/engine.ts'
import { engineObjects } from '../../helpers/engines/engine-objects.ts'
import { growWorld } from '../../helpers/engines/grow-world.ts'
import { fillWorld } from '../../helpers/engines/world.ts'
import { openApplication } from '../../helpers/open-application.ts'
import { plannedObjects } from '../../helpers/planned-objects.ts'
import { run } from '../../helpers/run-process.ts'

const ENTRY = join(import.meta.dirname, '../../../src-main/entries/cli.ts')

/** So many runs, over all faults in turn. */
const RUNS = process.env['PLIMSOLL_LONG'] === undefined ? 20 : 200

const FAULTS = ['killed', 'interrupted', 'engine killed', 'objects changed', 'state directory full'] as const
type Fault = (typeof FAULTS)[number]

/** Kinds that a plan of these runs is made of: all that there is. */
const KINDS =
  'orphans,dangling-images,superseded-tags,unused-images,build-cache,stopped-containers,container-logs,anonymous-volumes,unused-volumes'

describe('a run of a plan that something happens to', () => {
  let engine: OwnedEngine
  let home: string
  const random = seeded(20)

  beforeAll(async () => {
    engine = await startEngine('28.5')
    await fillWorld(engine)
  }, 240_000)

  afterAll(async () => {
    await engine.down()
  })

  const environment = () => ({ PATH: process.env['PATH'], HOME: home, XDG_STATE_HOME: join(home, 'state') })

  async function dryRun(): Promise<{ readonly plan: PrunePlan; readonly file: string }> {
    const file = join(home, 'plan.json')
    const options = ['--docker-host', engine.endpoint, '--kinds', KINDS, '--no-quarantine', '--plan', file, '--json']
    await run([process.execPath, ENTRY, 'reclaim', ...options], { env: environment() })
    return { plan: (JSON.parse(await run(['cat', file])) as { plan: PrunePlan }).plan, file }
  }

  /** Carries a plan out, with a fault at some moment, and waits until all is at rest. */
  async function carryOut(
    file: string,
    fault: Fault,
  ): Promise<{ readonly code: number | null; readonly said: string }> {
    const args = [ENTRY, 'reclaim', '--docker-host', engine.endpoint, '--apply', file, '--yes', '--json']
    const child = spawn(process.execPath, args, { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    let began = false
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    if (fault === 'killed' || fault === 'interrupted' || fault === 'engine killed') {
      await Promise.race([runBegins(), ended])
      began = true
      await delay(random.below(700))
    }
    if (fault === 'killed') child.kill('SIGKILL')
    if (fault === 'interrupted') child.kill('SIGINT')
    if (fault === 'engine killed') await engine.kill()
    const code = await ended
    if (fault === 'engine killed') await engine.start()
    expect(began).toBe(['killed', 'interrupted', 'engine killed'].includes(fault))
    return { code, said }
  }

  /** The lock is there from the first object on. */
  async function runBegins(): Promise<void> {
    const lock = join(home, 'state/plimsoll/reclaim.lock')
    for (;;) {
      try {
        await run(['test', '-e', lock])
        return
      } catch {
        await delay(10)
      }
    }
  }

  it.each(Array.from({ length: RUNS }, (_, i) => [i, FAULTS[i % FAULTS.length]!] as const))(
    'run %i, %s: removes nothing that was not planned, and its journal says what was done',
    { timeout: 180_000 },
    async (round, fault) => {
      home = await mkdtemp(join(tmpdir(), 'plimsoll-faults-'))
      try {
        await ensureBase(engine)
        await growWorld(engine, random, round)
        const { plan, file } = await dryRun()
        if (fault === 'objects changed') await changeSome(engine, plan, random, round)
        if (fault === 'state directory full') await fillStateDirectory(home)
        const before = await engineObjects(engine)
        const { code, said } = await carryOut(file, fault)
        const after = await engineObjects(engine)

        const planned = new Set(plannedObjects(plan, before))
        const gone = [...before].filter((object) => !after.has(object))
        expect(gone.filter((object) => !planned.has(object))).toEqual([])
        if (fault === 'state directory full') {
          expect(said).toContain('"journalLost": true')
          expect(code, said).toBe(0)
        } else {
          const journal = await journalOf(engine, home)
          expect(journal === null && gone.length > 0, said).toBe(false)
          if (journal !== null) expectJournal(journal, before, after)
        }
        if (fault === 'objects changed') expect(code, said).toBe(6)
      } finally {
        if (fault === 'state directory full') await run(['umount', join(home, 'state/plimsoll')])
        await rm(home, { recursive: true })
      }
    },
  )
})

/** Of each object of the plan: done means gone, left alone means there. */
function expectJournal({ plan, steps }: JournalRun, before: ReadonlySet<string>, after: ReadonlySet<string>): void {
  const outcomes = new Map(steps.map(({ step, outcome }) => [step, outcome]))
  for (const { step, target, name } of plan.actions) {
    if (target.type === 'path' || target.type === 'log-file') continue
    const key = `${target.type} ${target.type === 'volume' ? target.name : target.id}`
    if (!before.has(key)) continue
    const outcome = outcomes.get(step)
    const isGone = !after.has(key)
    const told = outcome?.kind === 'done' || (outcome?.kind === 'interrupted' && outcome.found !== 'there')
    // An engine that died in a removal may end it when it starts again.
    const perhaps = outcome?.kind === 'interrupted'
    expect(told === isGone || perhaps, `${name}: ${JSON.stringify(outcome)}, gone: ${isGone}`).toBe(true)
  }
}

async function journalOf(engine: OwnedEngine, home: string): Promise<JournalRun | null> {
  await using opened = await openApplication({ dockerHost: engine.endpoint }, join(home, 'state/plimsoll'))
  const runs = await opened.client.reclaim.runs()
  expect(runs.length).toBeLessThan(2)
  expect(runs.every(({ endedAt }) => endedAt !== null)).toBe(true)
  return runs[0] ?? null
}

/** Started again, given another name, used by somebody: none of these may go then. */
async function changeSome(engine: OwnedEngine, plan: PrunePlan, random: Seeded, round: number): Promise<void> {
  const targets = plan.actions.map(({ target }) => target)
  const container = targets.find(({ type }) => type === 'container')
  if (container?.type === 'container') await engine.cli('rename', container.id, `changed-${round}`)
  const image = random.shuffle(targets).find(({ type }) => type === 'image')
  if (image?.type === 'image') await engine.cli('tag', image.id, `changed/tag:${round}`)
  const volume = targets.find(({ type }) => type === 'volume')
  if (volume?.type === 'volume')
    await engine.cli('create', '--name', `user-${round}`, '-v', `${volume.name}:/v`, 'acme/base:1.0')
}

async function fillStateDirectory(home: string): Promise<void> {
  const directory = join(home, 'state/plimsoll')
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  await run(['mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', directory])
  await writeFile(join(directory, 'full'), Buffer.alloc(16 * 1024)).catch(() => undefined)
}

/** What worlds grow on was nobody's any more, and went with a plan. */
async function ensureBase(engine: OwnedEngine): Promise<void> {
  const images = await engine.cli('images', '--format', '{{.Repository}}:{{.Tag}}')
  if (images.includes('acme/base:1.0')) return
  const input = join(engine.directory, 'rootfs.tar')
  const command = ['docker', '-H', engine.endpoint, 'import', '-c', 'CMD ["/bin/sh"]', '-', 'acme/base:1.0']
  await engine.exec(command, { input })
}
