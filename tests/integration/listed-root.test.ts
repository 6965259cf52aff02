import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import { connectEngine } from '../../src-main/sources/docker-engine/connect-engine.ts'
import { removeContainer } from '../../src-main/sources/docker-engine/sweep-scan-containers.ts'
import { apartFromBirths, apartFromPlace, expectNoScanLeft } from '../helpers/elsewhere.ts'
import { ENGINE_VERSIONS, type Engine } from '../helpers/engines/engine.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { startSshHost } from '../helpers/engines/ssh-host.ts'
import { plimsoll, reportOf, takeReport } from '../helpers/plimsoll.ts'
import { finish } from '../helpers/run-process.ts'
import { startTcpProxy } from '../helpers/tcp-proxy.ts'

const entry = join(import.meta.dirname, '../../src-main/entries/cli.ts')
const BUSYBOX = 'acme/base:1.0'

/** Imports an image with these files of the engine's own Debian, and what they are linked to. */
const IMPORT = `set -e; libraries=$(for f; do ldd "$f" 2>/dev/null || true; done | grep -o '/[^ ]*' | sort -u)
  tar -chf "$ARCHIVE" "$@" $libraries 2>/dev/null`

interface Imported {
  readonly tools: readonly string[]
  /** What the image declares besides. */
  readonly change?: string
}

async function importImage(engine: Engine, image: string, { tools, change }: Imported): Promise<AsyncDisposable> {
  const archive = join(engine.directory, 'tools.tar')
  const paths = tools.map((tool) => `/usr/bin/${tool}`)
  await engine.exec(['env', `ARCHIVE=${archive}`, 'sh', '-c', IMPORT, 'sh', ...paths])
  // The first of them is where a shell is looked for, whatever links a distribution has.
  const changes = ['ENV PATH=/usr/bin', ...(change === undefined ? [] : [change])].flatMap((each) => ['-c', each])
  await engine.exec(['docker', '-H', engine.endpoint, 'import', ...changes, '-', image], { input: archive })
  return {
    async [Symbol.asyncDispose]() {
      await engine.cli('rmi', image)
      await engine.exec(['rm', archive])
    },
  }
}

const GNU = ['sh', 'cat', 'date', 'find', 'head', 'sed', 'stat', 'tar', 'xargs']

describe.each(ENGINE_VERSIONS)('a report of engine %s, whose disk is elsewhere', (version) => {
  const engine = sharedEngine(version)
  const report = async (image: string) => {
    await using proxy = await startTcpProxy(engine.socket)
    return await plimsoll(['report', '--json', '--docker-host', proxy.url, '--scan-image', image])
  }

  it('is the one that is made of its disk here, to the byte, and leaves no container', async () => {
    // Its coming and going is written into containerd's databases, which may take blocks for it: the first time only.
    reportOf(await report(BUSYBOX), EXIT.ok)
    const far = reportOf(await report(BUSYBOX), EXIT.ok)
    const near = await takeReport('--docker-host', engine.endpoint)
    expect(apartFromBirths(far)).toEqual(apartFromBirths(near))
    expect(far.roots[0]?.capacity?.total).toBe(near.roots[0]?.capacity?.total)
    expect(far.engine?.endpoint).toMatch(/^tcp:/)
    await expectNoScanLeft(engine)
  })

  it('is the same through ssh', async () => {
    const host = await startSshHost(engine)
    try {
      const env = { ...process.env, PATH: `${host.path}${delimiter}${process.env['PATH'] ?? ''}` }
      const command = [process.execPath, entry, 'report', '--json', '--docker-host', host.url, '--scan-image', BUSYBOX]
      const far = reportOf(
        await finish(command, { env: { ...env, XDG_STATE_HOME: engine.directory }, timeoutMs: 55_000 }),
        EXIT.ok,
      )
      expect(apartFromBirths(far)).toEqual(apartFromBirths(await takeReport('--docker-host', engine.endpoint)))
      await host.left()
    } finally {
      await host.close()
    }
  })

  it('is the same with GNU’s tools', async () => {
    await using _image = await importImage(engine, 'tools/gnu:1', { tools: GNU })
    const far = reportOf(await report('tools/gnu:1'), EXIT.ok)
    expect(apartFromPlace(far)).toEqual(apartFromPlace(await takeReport('--docker-host', engine.endpoint)))
  })

  it('says which tool an image lacks, and has the engine’s own figures', async () => {
    await using _image = await importImage(engine, 'tools/less:1', {
      tools: GNU.filter((tool) => tool !== 'xargs'),
    })
    const { stderr, ...finished } = await report('tools/less:1')
    expect(stderr).toContain('The image tools/less:1 has no xargs, which reading the disk with it needs.')
    expect(reportOf({ stderr, ...finished }, EXIT.incomplete).containers.length).toBeGreaterThan(10)
    await expectNoScanLeft(engine)
  })

  it('says that an image has no shell, and that there is none of that name', async () => {
    await using _image = await importImage(engine, 'tools/none:1', { tools: ['cat'] })
    expect((await report('tools/none:1')).stderr).toContain('The image tools/none:1 has no sh,')
    expect((await report('acme/gone:1')).stderr).toContain('The engine has no image acme/gone:1; Plimsoll pulls none.')
    await expectNoScanLeft(engine)
  })

  it('leaves no volume of an image that declares one, even when it is ended before the container starts', async () => {
    await using _image = await importImage(engine, 'tools/volume:1', { tools: GNU, change: 'VOLUME /data' })
    const before = await engine.cli('volume', 'ls', '-q')
    await report('tools/volume:1')
    expect(await engine.cli('volume', 'ls', '-q')).toBe(before)
    const id = await engine.cli('create', 'tools/volume:1', 'sh')
    expect(await engine.cli('volume', 'ls', '-q')).not.toBe(before)
    const transport = { kind: 'socket', path: engine.socket } as const
    const endpoint = { url: engine.endpoint, how: 'flag', context: null, transport } as const
    await removeContainer(await connectEngine(endpoint, {}), id.trim(), {})
    expect(await engine.cli('volume', 'ls', '-q')).toBe(before)
  })
})
