import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JournalRunView } from '../../../src-main/prune/journal-view.ts'
import { duAllocated } from '../../helpers/du.ts'
import { startEngine, type OwnedEngine } from '../../helpers/engines/engine.ts'
import { fillWorld } from '../../helpers/engines/world.ts'
import { makeOld } from '../../helpers/make-old.ts'
import { finish } from '../../helpers/run-process.ts'

const ENTRY = join(import.meta.dirname, '../../../src-main/entries/cli.ts')

describe('the journal on the terminal', () => {
  let engine: OwnedEngine
  let other: OwnedEngine
  let home: string
  let orphan: string
  let removed: string
  let held: number

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'plimsoll-home-'))
    ;[engine, other] = [await startEngine('28.5'), await startEngine('20.10')]
    await fillWorld(engine)
    orphan = join(engine.dataRoot, 'overlay2', 'c0ffee00'.repeat(8))
    await mkdir(join(orphan, 'diff'), { recursive: true })
    await writeFile(join(orphan, 'diff/left.so'), Buffer.alloc(5 * 1024 * 1024, 'x'))
    makeOld(orphan)
    held = await duAllocated(orphan)
    const plan = join(home, 'plan.json')
    const made = await plimsoll('reclaim', ...at(engine), '--kinds', 'orphans,stopped-containers', '--plan', plan)
    expect(made.code, made.stderr).toBe(0)
    removed = await engine.cli('inspect', '--format', '{{.Config.Image}} {{.Config.Labels}}', 'exited')
    const done = await plimsoll('reclaim', ...at(engine), '--apply', plan, '--yes')
    expect(done.code, done.stderr).toBe(0)
  }, 240_000)

  afterAll(async () => {
    await engine.down()
    await other.down()
    await rm(home, { recursive: true })
  })

  const at = ({ endpoint }: OwnedEngine) => ['--docker-host', endpoint]
  /** With one home for all, whose journal it is. */
  const plimsoll = (...args: readonly string[]) => {
    const env = { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8' }
    return finish([process.execPath, ENTRY, ...args], { env, timeoutMs: 55_000, cwd: home })
  }
  const run = async (): Promise<JournalRunView> => {
    const [newest] = JSON.parse((await plimsoll('journal', '--json')).stdout) as readonly JournalRunView[]
    return newest!
  }
  const stepOf = async (name: string): Promise<string> => {
    const { plan } = await run()
    return String(plan.actions.find((action) => action.name.includes(name))!.step)
  }

  it('lists what was done, and what of it can be put back', async () => {
    const { id, plan, undoable } = await run()
    expect(undoable).toEqual(plan.actions.map(({ step }) => step))
    const listed = await plimsoll('journal')
    expect(listed.stdout).toContain(`${id.slice(0, 8)}  `)
    expect(listed.stdout).toContain(`${plan.actions.length} of ${plan.actions.length}`)
    const told = await plimsoll('journal', id.slice(0, 6))
    expect(told.stdout).toMatch(/orphans +overlay2\/c0ffee00.*plimsoll-quarantine/)
    expect(told.stdout).toMatch(/stopped-containers +exited +done .* its configuration/)
  })

  it('puts nothing back on another engine', async () => {
    const { id } = await run()
    const before = await other.cli('ps', '-aq')
    const refused = await plimsoll('journal', id, ...at(other), '--put-back', '--steps', await stepOf('exited'))
    expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('was made for the engine')])
    expect(await other.cli('ps', '-aq')).toBe(before)
  })

  it('puts back what was moved aside, and makes containers again', async () => {
    const { id } = await run()
    const back = await plimsoll('journal', id, ...at(engine), '--put-back')
    expect([back.code, back.stderr]).toEqual([0, ''])
    expect(await engine.cli('inspect', '--format', '{{.Config.Image}} {{.Config.Labels}}', 'exited')).toBe(removed)
    expect(await duAllocated(orphan)).toBe(held)
    expect((await run()).undoable).toEqual([])
    const again = await plimsoll('journal', id, ...at(engine), '--put-back')
    expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('Nothing is kept')])
  })

  it('purges what is asked for, once that is confirmed', async () => {
    const plan = join(home, 'second.json')
    await plimsoll('reclaim', ...at(engine), '--kinds', 'orphans', '--plan', plan)
    const done = await plimsoll('reclaim', ...at(engine), '--apply', plan, '--yes')
    expect(done.code, done.stderr).toBe(0)
    const { id } = await run()
    const asked = await plimsoll('journal', id, '--purge')
    expect([asked.code, asked.stderr]).toEqual([6, expect.stringContaining('--yes')])
    expect(await engine.exec(['ls', engine.dataRoot])).toContain('plimsoll-quarantine')
    const purged = await plimsoll('journal', id, '--purge', '--yes')
    expect([purged.code, purged.stdout]).toEqual([0, expect.stringContaining('gone for good')])
    expect(await engine.exec(['ls', engine.dataRoot])).not.toContain('plimsoll-quarantine')
  })

  it('says what it does not find', async () => {
    const none = await plimsoll('journal', 'fffffffff')
    expect([none.code, none.stderr]).toEqual([5, expect.stringContaining('There is no run')])
    const unnamed = await plimsoll('journal', '--purge')
    expect([unnamed.code, unnamed.stderr]).toEqual([2, expect.stringContaining('which run')])
    const wrong = await plimsoll('journal', 'a', '--steps', '5-2')
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('ranges')])
  })
})
