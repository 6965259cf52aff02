import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImageDetail } from '../../src-main/views/image-detail.ts'
import type { WhatIfObject, WhatIfView } from '../../src-main/views/what-if.ts'
import { askApplication } from '../helpers/ask-application.ts'
import { startEngine, type EngineDriver, type EngineVersion, type OwnedEngine } from '../helpers/engines/engine.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { heldBytes } from '../helpers/held-bytes.ts'
import { whileQuiet } from '../helpers/quiet-report.ts'

/** An engine tidies up for some seconds after something was removed. */
const SETTLES_MS = 30_000

interface EngineStep {
  readonly Id: string
  readonly Created: number
  readonly CreatedBy: string
  readonly Comment: string
  readonly Size: number
}

/** What is said to be freed is what an engine really frees when the docker command removes it, to the byte. */
export function whatIfSuite(version: EngineVersion, driver: EngineDriver): void {
  describe(`what would go of engine ${version} with ${driver}`, () => {
    let engine: OwnedEngine

    beforeAll(async () => {
      engine = await startEngine(version, driver)
      await fillWorld(engine)
    }, 240_000)

    afterAll(async () => {
      await engine.down()
    })

    const held = () => heldBytes(engine)

    async function ask(
      objects: readonly WhatIfObject[],
    ): Promise<{ readonly answer: WhatIfView; readonly before: number }> {
      const quiet = await whileQuiet(engine, () =>
        askApplication(engine.endpoint, (client) => client.whatIf({ objects: [...objects] })),
      )
      return { answer: quiet.measured, before: await held() }
    }

    async function freed(before: number, predicted: number): Promise<number> {
      const deadline = Date.now() + SETTLES_MS
      for (;;) {
        const now = before - (await held())
        if (now === predicted || Date.now() > deadline) return now
        await delay(300)
      }
    }

    const bytes = ({ frees }: WhatIfView): number => (frees.kind === 'exact' ? frees.bytes : Number.NaN)
    const ids = async (...command: readonly string[]): Promise<readonly string[]> =>
      (await engine.cli(...command)).split('\n').filter((line) => line !== '')
    const containerIds = (...names: readonly string[]) =>
      ids('inspect', '--type', 'container', '-f', '{{.Id}}', ...names)
    const imageIds = (...names: readonly string[]) => ids('inspect', '--type', 'image', '-f', '{{.Id}}', ...names)
    const of = (kind: WhatIfObject['kind'], all: readonly string[]): readonly WhatIfObject[] =>
      all.map((id) => ({ kind, id }))

    it('shows each image’s history as docker history does, and sizes as docker does', async () => {
      const images = [...new Set(await ids('images', '-a', '-q', '--no-trunc'))]
      const details = await askApplication(engine.endpoint, async (client) => {
        const found: ImageDetail[] = []
        for (const id of images) found.push(await client.image({ id }))
        return found
      })
      expect(details.length).toBeGreaterThan(8)
      for (const detail of details) {
        const said = (await engine.get(`/images/${detail.id}/history`)) as readonly EngineStep[]
        const platform = detail.platforms.find(({ unpackedHere }) => unpackedHere)
        const shown = (platform?.history ?? []).map((row) => ({
          Id: row.image?.id ?? '<missing>',
          Created: row.createdAt === null ? 0 : Math.floor(Date.parse(row.createdAt) / 1000),
          CreatedBy: row.createdBy,
          Comment: row.comment,
          Size: row.engineSize.kind === 'exact' ? row.engineSize.bytes : Number.NaN,
        }))
        expect(shown, detail.name).toEqual(
          said.map(({ Id, Created, CreatedBy, Comment, Size }) => ({ Id, Created, CreatedBy, Comment, Size })),
        )
      }
    })

    it('lets no image go that has a container, and the engine refuses it as well', async () => {
      const { answer } = await ask(of('image', await imageIds('acme/wasteful:1')))
      expect(answer).toMatchObject({ goes: [], freed: [], frees: { kind: 'exact', bytes: 0 } })
      expect(answer.blocked.map(({ by }) => by.map(({ name }) => name))).toEqual([['wasteful']])
      await expect(engine.cli('rmi', 'acme/wasteful:1')).rejects.toThrow()
    })

    it('frees of a container and its image what the build cache does not keep', async () => {
      const { answer, before } = await ask([
        ...of('container', await containerIds('wasteful')),
        ...of('image', await imageIds('acme/wasteful:1')),
      ])
      expect(answer.blocked).toEqual([])
      expect(answer.stays.flatMap(({ heldBy }) => heldBy.map(({ kind }) => kind))).toContain('build-cache')
      await engine.cli('rm', 'wasteful')
      await engine.cli('rmi', 'acme/wasteful:1')
      expect(bytes(answer)).toBeGreaterThan(0)
      expect(await freed(before, bytes(answer))).toBe(bytes(answer))
    })

    it('frees of two images what only they share, which one by one they do not', async () => {
      const { answer, before } = await ask(
        of('image', await imageIds('acme/legacy:1', 'acme/copies:1', 'acme/staged:1')),
      )
      await engine.cli('rmi', 'acme/legacy:1', 'acme/copies:1', 'acme/staged:1')
      expect(await freed(before, bytes(answer))).toBe(bytes(answer))
    })

    it('frees of the build cache what no image keeps', async () => {
      const usage = (await engine.get('/system/df')) as { readonly BuildCache: readonly { readonly ID: string }[] }
      const { answer, before } = await ask(
        of(
          'build-cache',
          usage.BuildCache.map(({ ID }) => ID),
        ),
      )
      expect(answer.blocked).toEqual([])
      await engine.exec(['env', 'DOCKER_BUILDKIT=1', 'docker', '-H', engine.endpoint, 'builder', 'prune', '-af'])
      expect(bytes(answer)).toBeGreaterThan(0)
      expect(await freed(before, bytes(answer))).toBe(bytes(answer))
    })

    it('frees of a volume and its container both, and of running containers what they wrote', async () => {
      const names = ['with_volume', 'writer', 'copyup', 'deleter', 'rotated']
      const { answer, before } = await ask([
        ...of('container', await containerIds(...names)),
        ...of('volume', ['used-data']),
      ])
      expect(answer.blocked).toEqual([])
      await engine.cli('rm', '-f', ...names)
      await engine.cli('volume', 'rm', 'used-data')
      expect(await freed(before, bytes(answer))).toBe(bytes(answer))
    })

    it('frees all of it together, more than one by one', async () => {
      const containers = await ids('ps', '-aq', '--no-trunc')
      const images = [...new Set(await ids('images', '-a', '-q', '--no-trunc'))]
      const volumes = await ids('volume', 'ls', '-q')
      const { answer, before } = await ask([
        ...of('container', containers),
        ...of('image', images),
        ...of('volume', volumes),
      ])
      // What finished builds leave keeps the blobs that it names: provenance, configs, indexes.
      const keepers = new Set(answer.stays.flatMap(({ heldBy }) => heldBy.map(({ kind }) => kind)))
      expect([answer.blocked, [...keepers].filter((kind) => kind !== 'lease' && kind !== 'namespace')]).toEqual([
        [],
        [],
      ])
      expect(answer.oneByOne.kind === 'exact' && answer.oneByOne.bytes).toBeLessThan(bytes(answer))
      await engine.cli('rm', '-f', ...containers)
      await engine.cli('volume', 'rm', ...volumes)
      await engine.cli('rmi', '-f', ...images)
      expect(await freed(before, bytes(answer))).toBe(bytes(answer))
    })
  })
}
