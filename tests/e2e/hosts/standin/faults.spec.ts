import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchStandIn, type RunningApp } from '../../../helpers/electron-standin/launch-app.ts'
import { FAULTS, type Fault } from './faults.ts'
import { readLede, showWorld, type ShownWorld } from './shown-world.ts'

const ROOT = join(import.meta.dirname, '../../../..')

/** Milliseconds in which a sound program has shown its numbers; it takes about a second. */
const PATIENCE = 4000

/** Whether the stand-in would notice: a harness that finds nothing has to be shown to find something. */
describe('the stand-in', () => {
  let world: ShownWorld

  beforeAll(async () => {
    world = await showWorld()
  })

  afterAll(async () => {
    await world[Symbol.asyncDispose]()
  })

  it('finds nothing wrong with the program as it is built', async () => {
    expect(await symptomsOf(world, null)).toEqual([])
  })

  it.each(FAULTS.map((fault) => [fault.title, fault] as const))('notices that %s', async (_title, fault) => {
    expect(await symptomsOf(world, fault)).not.toEqual([])
  })
})

/** Everything by which a copy of the program with the fault in it differs from a sound one. */
async function symptomsOf(world: ShownWorld, fault: Fault | null): Promise<readonly string[]> {
  const root = await mkdtemp(join(tmpdir(), 'plimsoll-fault-'))
  try {
    await cp(join(ROOT, 'out'), join(root, 'out'), { recursive: true })
    await cp(join(ROOT, 'package.json'), join(root, 'package.json'))
    await cp(join(ROOT, 'resources/icons'), join(root, 'resources/icons'), { recursive: true })
    if (fault !== null) await seed(join(root, 'out'), fault)
    return await watch(root, world)
  } finally {
    await rm(root, { recursive: true })
  }
}

async function seed(out: string, fault: Fault): Promise<void> {
  const names = await readdir(out, { recursive: true })
  let seeded = 0
  for (const name of names.filter((each) => fault.file.test(each))) {
    const text = await readFile(join(out, name), 'utf8')
    if (!text.includes(fault.find)) continue
    await writeFile(
      join(out, name),
      text.replace(fault.find, () => fault.replace),
    )
    seeded += 1
  }
  if (seeded === 0) throw new Error(`The fault cannot be made: nothing in ${fault.file.source} says ${fault.find}`)
}

async function watch(root: string, { args, env }: ShownWorld): Promise<readonly string[]> {
  try {
    const app = await launchStandIn({ root, args, env })
    const shown = app.firstWindow().then((page) => readLede(page, PATIENCE))
    const symptoms = await firstSymptoms(app, shown)
    const code = await app.quit()
    return code === 0 ? symptoms : [...symptoms, `exit code ${String(code)}`]
  } catch (error) {
    return [String(error)]
  }
}

/** Looks until something is noted, the dashboard is there, or it should have been. */
async function firstSymptoms(app: RunningApp, shown: Promise<string>): Promise<readonly string[]> {
  const outcome: { text: string | null } = { text: null }
  void shown.then(
    () => (outcome.text = 'shown'),
    (error: unknown) => (outcome.text = String(error)),
  )
  const end = Date.now() + PATIENCE
  while (outcome.text === null && Date.now() < end) {
    const { problems } = await app.findings()
    if (problems.length > 0) return problems
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const { problems } = await app.findings()
  return outcome.text === 'shown' ? problems : [outcome.text ?? 'nothing is shown', ...problems]
}
