import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppState } from '../../src-main/contract/app-state.ts'
import { createCreditWindows } from '../../src-main/contract/credit-window.ts'
import type { Client } from '../../src-main/hosts/cli/cli-context.ts'
import { EXIT } from '../../src-main/hosts/cli/exit-code.ts'
import type { Application } from '../../src-main/service/application.ts'
import { composeApplication } from '../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../src-main/service/program-files.ts'
import { DEFAULT_TARGET } from '../../src-main/service/target.ts'
import { ENGINE_VERSIONS, type Engine } from '../helpers/engines/engine.ts'
import { containersOf } from '../helpers/engines/engine-answers.ts'
import { sharedEngine } from '../helpers/engines/shared-engine.ts'
import { startSshHost, type ClientState, type SshHost } from '../helpers/engines/ssh-host.ts'
import { expectNoStack, expectPlainFailure } from '../helpers/expect-plain-failure.ts'
import { reportOf } from '../helpers/plimsoll.ts'
import { finish, type Finished } from '../helpers/run-process.ts'
import { startTlsProxy, type TlsProxy } from '../helpers/tls-proxy.ts'

const entry = join(import.meta.dirname, '../../src-main/entries/cli.ts')
const follower = join(import.meta.dirname, '../helpers/follow-engine.ts')
const certificates = join(import.meta.dirname, '../fixtures/engine-api/tls')

type Environment = Readonly<Record<string, string>>

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'plimsoll-home-'))
})

afterEach(async () => {
  await rm(home, { recursive: true })
})

const environmentOf = (more: Environment): NodeJS.ProcessEnv => {
  return { PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8', ...more }
}

/** `plimsoll report --json` in a home of its own, with more in its environment. */
function report(args: readonly string[], more: Environment = {}): Promise<Finished> {
  const command = [process.execPath, entry, 'report', '--json', ...args]
  return finish(command, { env: environmentOf(more), timeoutMs: 55_000, cwd: home })
}

/** With the host's `ssh` first in PATH. */
const loggingIn = ({ path }: SshHost): Environment => ({ PATH: `${path}${delimiter}${process.env['PATH'] ?? ''}` })

/** The report has what the engine says when it is asked next door; of its disk, nothing is made up. */
async function expectFromAfar(finished: Finished, engine: Engine): Promise<void> {
  expectNoStack(finished.stderr)
  const { engine: about, roots, containers } = reportOf(finished, EXIT.incomplete)
  expect(finished.stderr).toContain('The engine’s disk is not on this machine')
  expect(about?.problems).toEqual([])
  expect(roots).toEqual([])
  const said = (await containersOf(engine)).map(({ Id, SizeRw = 0, SizeRootFs }) => [Id, SizeRw, SizeRootFs])
  expect(containers.map((c) => [c.id, c.engineSizeRw, c.engineSizeRootFs]).sort()).toEqual(said.sort())
}

describe.each(ENGINE_VERSIONS)('report, through ssh to an engine %s', (version) => {
  const engine = sharedEngine(version)
  let host: SshHost

  beforeAll(async () => {
    host = await startSshHost(engine)
  })

  afterAll(async () => {
    await host.close()
  })

  it('says what the engine says, with a few logins, and leaves nobody behind', async () => {
    await expectFromAfar(await report(['--docker-host', host.url], loggingIn(host)), engine)

    expect(await host.clients()).toEqual([])
    expect(await host.logins()).toBeLessThanOrEqual(3)
    await host.left()
  })

  it('takes the path of a socket over there', async () => {
    await expectFromAfar(await report(['--docker-host', host.url + engine.socket], loggingIn(host)), engine)
  })
})

describe('report, through ssh that fails', () => {
  const engine = sharedEngine('28.5')
  let host: SshHost
  let bare: SshHost

  beforeAll(async () => {
    host = await startSshHost(engine)
    bare = await startSshHost(engine, { PATH: '/nowhere' })
  })

  afterAll(async () => {
    await Promise.all([host.close(), bare.close()])
  })

  const states: readonly (readonly [string, ClientState, string])[] = [
    ['whose key is not let in', { key: 'wrong' }, 'unlock your key first'],
    ['who does not know the host', { host: 'unknown' }, 'is not known yet'],
    ['who knows another host', { host: 'changed' }, 'is not the one that is known'],
  ]

  it.each(states)('tells a user %s what to do, and asks nothing', async (_who, state, words) => {
    await host.prepare(state)
    try {
      const finished = await report(['--docker-host', host.url], loggingIn(host))
      expectPlainFailure(finished)
      expect(finished.stderr).toContain(words)
      expect(finished.stderr).toContain(host.url)
    } finally {
      await host.prepare({})
    }
  })

  it('says that there is no docker command', async () => {
    const finished = await report(['--docker-host', bare.url], loggingIn(bare))
    expectPlainFailure(finished)
    expect(finished.stderr).toContain(`There is no docker command at ${bare.url}: `)
  })

  it('says that the docker command finds no engine', async () => {
    const finished = await report(['--docker-host', `${host.url}/nowhere.sock`], loggingIn(host))
    expectPlainFailure(finished)
    expect(finished.stderr).toContain('dial unix /nowhere.sock: connect: no such file or directory')
  })

  it('says that nobody listens, and that there is no such host', async () => {
    const nobody = await report(['--docker-host', 'ssh://127.0.0.1:1'], loggingIn(host))
    expectPlainFailure(nobody)
    expect(nobody.stderr).toContain('Connection refused')

    const nowhere = await report(['--docker-host', 'ssh://nowhere.invalid'], loggingIn(host))
    expectPlainFailure(nowhere)
    expect(nowhere.stderr).toContain('Could not resolve hostname nowhere.invalid')
  })

  it('says that there is no ssh', async () => {
    const finished = await report(['--docker-host', host.url], { PATH: '/nowhere' })
    expectPlainFailure(finished)
    expect(finished.stderr).toContain('needs the program `ssh`')
  })
})

describe('an application that follows an engine through ssh', () => {
  const engine = sharedEngine('28.5')
  let host: SshHost
  let application: Application
  let client: Client

  beforeAll(async () => {
    host = await startSshHost(engine)
  })

  afterAll(async () => {
    await host.close()
  })

  beforeEach(() => {
    vi.stubEnv('PATH', loggingIn(host)['PATH'])
    const files = locateProgramFiles(new URL('../../src-main/entries/cli.ts', import.meta.url).href)
    const target = { ...DEFAULT_TARGET, dockerHost: host.url }
    application = composeApplication({ target, files, stateDirectory: home, follow: true })
    client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
    application.start()
  })

  afterEach(async () => {
    await application.close()
    vi.unstubAllEnvs()
    expect(await host.clients()).toEqual([])
    await host.left()
    await engine.cli('rm', '--force', 'far-away').catch(() => undefined)
  })

  const until = async (wanted: (state: AppState) => boolean): Promise<AppState> => {
    const stream = randomUUID()
    for await (const state of await client.app.states({ stream })) {
      void client.ack({ stream, items: 1 })
      if (wanted(state)) return state
    }
    throw new Error('the stream of states ended')
  }

  it('shows a new container without being asked, over a few connections', async () => {
    const first = await until((state) => state.stage === 'whole' && state.live)
    await engine.cli('create', '--name', 'far-away', 'acme/base:1.0', 'true')

    await until((state) => state.revision > first.revision && state.stage === 'whole' && !state.stale)
    expect((await client.containers()).rows.map(({ name }) => name)).toContain('far-away')
    expect((await host.clients()).length).toBeLessThanOrEqual(3)
  })

  it('keeps the last numbers when its connections are cut, and takes up again by itself', async () => {
    const first = await until((state) => state.stage === 'whole' && state.live)
    for (const pid of await host.clients()) process.kill(pid, 'SIGKILL')

    const lost = await until((state) => !state.live)
    expect(lost).toMatchObject({ stale: true, takenAt: first.takenAt, stage: 'whole' })
    expect(lost.failures.map((failure) => failure.code)).toContain('engine-died')
    const back = await until((state) => state.live && state.stage === 'whole' && !state.stale)
    expect(back.takenAt).not.toBe(first.takenAt)
  })
})

describe('a program that is killed while it follows an engine through ssh', () => {
  it('leaves nobody behind', async () => {
    const host = await startSshHost(sharedEngine('28.5'))
    const args = [follower, host.url, join(home, 'state')]
    const following = spawn(process.execPath, args, { env: environmentOf(loggingIn(host)), stdio: 'ignore' })
    try {
      while ((await host.sessions()).length === 0) await sleep(50)
      following.kill('SIGKILL')
      await once(following, 'exit')

      await host.left()
    } finally {
      following.kill('SIGKILL')
      await host.close()
    }
  })
})

describe('report, from an engine behind TLS', () => {
  const engine = sharedEngine('28.5')
  let strict: TlsProxy
  let selfSigned: TlsProxy

  const read = (name: string): Promise<Buffer> => readFile(join(certificates, name))

  beforeAll(async () => {
    const [cert, key, ca] = await Promise.all(
      ['server-cert', 'server-key', 'ca'].map((name) => read(`chain/${name}.pem`)),
    )
    const asking = { requestCert: true, rejectUnauthorized: true }
    strict = await startTlsProxy(engine.socket, { cert, key, ca, ...asking })
    selfSigned = await startTlsProxy(engine.socket, { cert: await read('cert.pem'), key: await read('key.pem') })
  })

  afterAll(async () => {
    await Promise.all([strict.close(), selfSigned.close()])
  })

  /** A folder as DOCKER_CERT_PATH wants it. */
  async function certificatesOf(...names: readonly ('ca' | 'cert' | 'key')[]): Promise<string> {
    const folder = join(home, 'certificates')
    await mkdir(folder)
    for (const name of names) {
      await copyFile(
        join(certificates, 'chain', name === 'ca' ? 'ca.pem' : `client-${name}.pem`),
        join(folder, `${name}.pem`),
      )
    }
    return folder
  }

  it('logs in with the certificate in DOCKER_CERT_PATH', async () => {
    const more = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: await certificatesOf('ca', 'cert', 'key') }

    await expectFromAfar(await report([], { ...more, DOCKER_HOST: strict.url }), engine)
    await expectFromAfar(await report(['--docker-host', strict.url], more), engine)
  })

  it('says that it lacks one, or that the engine’s is not trusted', async () => {
    const more = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: await certificatesOf('ca') }
    const without = await report(['--docker-host', strict.url], more)
    expectPlainFailure(without)
    expect(without.stderr).toContain('wants a client certificate')

    const stranger = await report(['--docker-host', selfSigned.url], more)
    expectPlainFailure(stranger)
    expect(stranger.stderr).toContain('is not trusted')
  })

  describe('or ssh, named by a context that the docker command made', () => {
    let host: SshHost

    beforeAll(async () => {
      host = await startSshHost(engine)
    })

    afterAll(async () => {
      await host.close()
    })

    /** The engine's own docker command, writing contexts where this machine can read them. */
    async function docker(...args: readonly string[]): Promise<{ readonly folder: string; readonly printed: string }> {
      const folder = join(engine.directory, 'docker-config')
      return { folder, printed: await engine.exec(['docker', '--config', folder, ...args]) }
    }

    afterEach(async () => {
      await rm(join(engine.directory, 'docker-config'), { recursive: true, force: true })
    })

    it('takes its certificates, and does without verification where it says so', async () => {
      const at = join(engine.directory, 'docker-config', 'from')
      await mkdir(at, { recursive: true })
      for (const name of ['ca.pem', 'client-cert.pem', 'client-key.pem']) {
        await copyFile(join(certificates, 'chain', name), join(at, name))
      }
      const material = `ca=${at}/ca.pem,cert=${at}/client-cert.pem,key=${at}/client-key.pem`
      await docker('context', 'create', 'strict', '--docker', `host=${strict.url},${material}`)
      const { folder } = await docker(
        'context',
        'create',
        'lax',
        '--docker',
        `host=${selfSigned.url},skip-tls-verify=true`,
      )
      const more = { DOCKER_CONFIG: folder }

      await expectFromAfar(await report(['--context', 'strict'], more), engine)
      await expectFromAfar(await report([], { ...more, DOCKER_CONTEXT: 'lax' }), engine)
    })

    it('logs in over ssh, also when it is the current one', async () => {
      await docker('context', 'create', 'far', '--docker', `host=${host.url}`, '--description', 'Far away')
      const { folder } = await docker('context', 'use', 'far')
      const more = { ...loggingIn(host), DOCKER_CONFIG: folder }

      await expectFromAfar(await report([], more), engine)
      await expectFromAfar(await report(['--context', 'far'], { ...more, DOCKER_HOST: 'unix:///nowhere.sock' }), engine)
    })

    it('that does not exist is told beside those that do', async () => {
      const { folder } = await docker('context', 'create', 'near', '--docker', `host=${engine.endpoint}`)

      const finished = await report(['--context', 'gone'], { DOCKER_CONFIG: folder })
      expectPlainFailure(finished)
      expect(finished.stderr).toContain('There is no docker context "gone". There are: default, near.')
    })
  })
})
