import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PrunePlan } from '../../../src-main/prune/plan.ts'
import { planFile } from '../../../src-main/service/reclaim/plan-file.ts'
import { startEngine, type OwnedEngine } from '../../helpers/engines/engine.ts'
import { engineObjects } from '../../helpers/engines/engine-objects.ts'
import { fillWorld } from '../../helpers/engines/world.ts'
import { plimsoll } from '../../helpers/plimsoll.ts'
import { finish } from '../../helpers/run-process.ts'

interface Planned {
  readonly blocked: readonly unknown[]
  readonly actions: readonly { readonly target: { readonly type: string } }[]
}

/** Whatever is wrong, it is said in words, by the exit code, and nothing is removed. */
describe('reclaim on the terminal, asked for what cannot be', () => {
  let engine: OwnedEngine
  let other: OwnedEngine
  let folder: string
  let objects: ReadonlySet<string>
  let plan: PrunePlan

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plimsoll-plans-'))
    engine = await startEngine('28.5')
    other = await startEngine('28.5')
    await fillWorld(engine)
    const made = await reclaim('--kinds', 'stopped-containers,unused-images', '--plan', file('plan'))
    expect(made.code, made.stderr).toBe(0)
    plan = (JSON.parse(await readFile(file('plan'), 'utf8')) as { plan: PrunePlan }).plan
    objects = await engineObjects(engine)
  }, 240_000)

  afterAll(async () => {
    await engine.down()
    await other.down()
    await rm(folder, { recursive: true })
  })

  const file = (name: string): string => join(folder, `${name}.json`)
  const reclaim = (...args: readonly string[]) => plimsoll(['reclaim', '--docker-host', engine.endpoint, ...args])
  const apply = async (name: string, content: string, ...args: readonly string[]) => {
    await writeFile(file(name), content)
    return reclaim('--apply', file(name), ...args)
  }

  async function expectNothingGone(): Promise<void> {
    expect(await engineObjects(engine)).toEqual(objects)
  }

  it('refuses a plan that was edited', async () => {
    const content = await readFile(file('plan'), 'utf8')
    const edited = await apply('edited', content.replace('"name": "exited"', '"name": "my_container_1"'), '--yes')
    expect([edited.code, edited.stderr]).toEqual([6, expect.stringContaining('was changed after it was made')])
    await expectNothingGone()
  })

  it('refuses what is no plan', async () => {
    for (const content of ['', '{}', 'not JSON', '[1,2]']) {
      const refused = await apply('none', content, '--yes')
      expect([refused.code, refused.stderr], content).toEqual([2, expect.stringContaining('no plan')])
    }
    const missing = await reclaim('--apply', file('missing'), '--yes')
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('cannot be read')])
    await expectNothingGone()
  })

  it('refuses a plan of another day', async () => {
    const old = { ...plan, madeAt: new Date(Date.parse(plan.madeAt) - 25 * 3_600_000).toISOString() }
    const refused = await apply('old', planFile(old), '--yes')
    expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('within a day')])
    await expectNothingGone()
  })

  it('refuses a plan of another engine', async () => {
    const args = ['reclaim', '--docker-host', other.endpoint, '--apply', file('plan'), '--yes']
    const refused = await plimsoll(args)
    expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('was made for the engine')])
    await expectNothingGone()
  })

  it('does nothing that nobody confirmed', async () => {
    const refused = await reclaim('--apply', file('plan'))
    expect([refused.code, refused.stderr]).toEqual([6, expect.stringContaining('--yes')])
    await expectNothingGone()
  })

  it('leaves alone what a plan names and nothing offers', async () => {
    const [action] = plan.actions
    const running = (await engine.cli('ps', '-q', '--no-trunc', '-f', 'name=^my_container_1$')).trim()
    const path = join(engine.dataRoot, 'volumes')
    const forged = {
      ...plan,
      parts: [],
      actions: [
        { ...action!, step: 1, target: { type: 'container', id: running }, condition: {} },
        { ...action!, step: 2, target: { type: 'path', path, root: engine.dataRoot }, condition: {} },
      ],
    } as unknown as PrunePlan
    const refused = await apply('forged', planFile(forged), '--yes')
    expect([refused.code, refused.stdout]).toEqual([6, expect.stringContaining('not offered')])
    await expectNothingGone()
    expect(await engine.exec(['ls', path])).toContain('used-data')
  })

  it('answers that nothing can go when filters match nothing', async () => {
    const nothing = await reclaim('--name', 'no-such-*', '--json')
    expect(nothing.code, nothing.stderr).toBe(0)
    expect(JSON.parse(nothing.stdout)).toMatchObject({ reclaimable: { allocated: 0, apparent: 0 }, actions: [] })
  })

  it('says of an image which stopped container it waits for, and plans both when both are asked for', async () => {
    const alone = await reclaim('--kinds', 'unused-images')
    expect([alone.code, alone.stdout]).toEqual([
      0,
      expect.stringMatching(/acme\/wasteful:1 stays: it waits for wasteful\./),
    ])
    const both = await reclaim('--kinds', 'unused-images,stopped-containers', '--json')
    const { blocked, actions } = JSON.parse(both.stdout) as Planned
    expect(blocked).toEqual([])
    const steps = actions.map(({ target }) => target.type)
    expect(steps.lastIndexOf('container')).toBeLessThan(steps.indexOf('image'))
  })

  it('says what is wrong with a filter', async () => {
    const wrong = [
      ['--name', '[a-z]', 'only * has a meaning'],
      ['--kinds', 'everything', 'There is no kind'],
      ['--older-than', 'yesterday', 'number with s, m, h, d or w'],
      ['--larger-than', 'big', 'number with kB'],
    ] as const
    for (const [option, value, words] of wrong) {
      const { code, stderr } = await reclaim(option, value)
      expect([code, stderr], option).toEqual([2, expect.stringContaining(words)])
    }
  })

  it('writes over no file', async () => {
    const again = await reclaim('--plan', file('plan'))
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is there already')])
  })

  it('carries out the same plan once, and not again', async () => {
    const home = join(folder, 'home')
    const env = { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8' }
    const entry = join(import.meta.dirname, '../../../src-main/entries/cli.ts')
    const command = ['reclaim', '--docker-host', engine.endpoint, '--apply', file('plan'), '--yes', '--json']
    const first = await finish([process.execPath, entry, ...command], { env })
    expect(first.code, first.stderr + first.stdout).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({ ended: 'finished', predicted: plan.frees })
    const second = await finish([process.execPath, entry, ...command], { env })
    expect([second.code, second.stderr]).toEqual([6, expect.stringContaining('carried out already')])
  })
})
