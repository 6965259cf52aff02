import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import { apartFromBirths, expectNoScanLeft } from '../helpers/elsewhere.ts'
import { startEngine, type OwnedEngine } from '../helpers/engines/engine.ts'
import { fillWorld } from '../helpers/engines/world.ts'
import { plimsoll, reportOf, takeReport } from '../helpers/plimsoll.ts'
import { startTcpProxy } from '../helpers/tcp-proxy.ts'

describe.each(['containerd', 'containerd-system'] as const)('a report of %s, whose disk is elsewhere', (driver) => {
  const suite: { engine?: OwnedEngine } = {}
  beforeAll(async () => {
    suite.engine = await startEngine('28.5', driver)
    await fillWorld(suite.engine)
  }, 300_000)
  afterAll(() => suite.engine?.down())

  it('is the one that is made of its disk here, to the byte, and leaves no container', async () => {
    const engine = suite.engine!
    const { containerdRoot } = engine
    const beside = containerdRoot === null ? [] : ['--containerd-root', containerdRoot]
    await using proxy = await startTcpProxy(engine.socket)
    const args = ['report', '--json', '--docker-host', proxy.url, '--scan-image', 'acme/base:1.0', ...beside]
    // Its coming and going is written into containerd's databases, which may take blocks for it: the first time only.
    reportOf(await plimsoll(args), EXIT.ok)
    const far = reportOf(await plimsoll(args), EXIT.ok)
    const near = await takeReport('--docker-host', engine.endpoint, ...beside)
    expect(far.roots.length).toBe(containerdRoot === null ? 1 : 2)
    expect(apartFromBirths(far)).toEqual(apartFromBirths(near))
    await expectNoScanLeft(engine)
  })
})
