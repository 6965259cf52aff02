import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { processesWhere } from '../processes.ts'
import { run } from '../run-process.ts'
import type { Engine } from './engine.ts'

/** A host with an SSH server and an engine: an engine's namespace, behind a port of the loopback. */
export interface SshHost {
  /** `ssh://root@127.0.0.1:port`; the docker command over there finds the engine. */
  readonly url: string
  /** A folder to be first in PATH: its `ssh` is OpenSSH's own, with a configuration of its own. */
  readonly path: string
  /** Gives the user of `path` a key and an idea of the host; both right at first. */
  readonly prepare: (user: ClientState) => Promise<void>
  /** Logins that were let in so far. */
  readonly logins: () => Promise<number>
  /** Process IDs of the docker commands that pass on connections over there. */
  readonly sessions: () => Promise<readonly number[]>
  /** Process IDs of the `ssh` that belong to them, over here. */
  readonly clients: () => Promise<readonly number[]>
  /** Resolves once nobody is connected any more; rejects if that takes long. */
  readonly left: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface ClientState {
  readonly key?: 'right' | 'wrong'
  readonly host?: 'known' | 'unknown' | 'changed'
}

const script = join(import.meta.dirname, 'engine.sh')

/** `environment`: of the shells over there. */
export async function startSshHost(
  engine: Engine,
  environment: Readonly<Record<string, string>> = {},
): Promise<SshHost> {
  await installServer(engine)
  const port = await freePort()
  const folder = await mkdtemp(join(engine.directory, 'ssh-'))
  for (const name of ['host', 'right', 'wrong']) {
    await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)])
  }
  const server = await startServer(engine, folder, port, { DOCKER_HOST: engine.endpoint, ...environment })
  await prepare(folder, port, {})
  const sessions = () =>
    processesWhere(
      ({ command, environment }) =>
        command.endsWith('system dial-stdio') && environment.includes(` 127.0.0.1 ${port}\0`),
    )
  const clients = () =>
    processesWhere(({ command }) => command.startsWith('/usr/bin/ssh ') && command.includes(` -p ${port} `))
  return {
    url: `ssh://root@127.0.0.1:${port}`,
    path: join(folder, 'bin'),
    prepare: (user) => prepare(folder, port, user),
    logins: async () => (await readFile(join(folder, 'log'), 'utf8')).split('Accepted publickey').length - 1,
    sessions,
    clients,
    left: async () => {
      for (let i = 0; (await clients()).length > 0 || (await sessions()).length > 0; i += 1) {
        if (i === 200) throw new Error('somebody is still connected')
        await sleep(50)
      }
    },
    close: async () => {
      if (server.kill()) await once(server, 'exit')
      await rm(folder, { recursive: true })
    },
  }
}

/** Into the engine's chroot, once: on this machine itself, a package of a server would start it. */
async function installServer({ version }: Engine): Promise<void> {
  const root = (await run([script, 'chroot', version])).trim()
  const install = [
    'test -x /usr/sbin/sshd && exit',
    'apt-get -o Acquire::Check-Valid-Until=false update',
    'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends --no-upgrade openssh-server',
    'apt-get clean',
  ]
  await run(['flock', `${root}.ssh.lock`, 'chroot', root, 'sh', '-ec', install.join('\n')])
}

async function startServer(
  engine: Engine,
  folder: string,
  port: number,
  environment: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const words = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const configuration = [
    `ListenAddress 127.0.0.1:${port}`,
    `HostKey ${folder}/host`,
    `AuthorizedKeysFile ${folder}/right.pub`,
    `SetEnv ${words.join(' ')}`,
    // The directory for temporary files is everybody's.
    'StrictModes no',
    'UsePAM no',
    'PidFile none',
  ]
  await writeFile(join(folder, 'sshd_config'), `${configuration.join('\n')}\n`)
  const start = `mkdir -p /run/sshd && exec /usr/sbin/sshd -D -E ${folder}/log -f ${folder}/sshd_config`
  const server = spawn(script, ['enter', engine.directory, 'sh', '-c', start], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  for (let i = 0; !(await isOpen(port)); i += 1) {
    if (i === 100 || server.exitCode !== null) throw new Error('sshd does not listen')
    await sleep(50)
  }
  return server
}

async function prepare(folder: string, port: number, { key = 'right', host = 'known' }: ClientState): Promise<void> {
  const configuration = [
    `IdentityFile ${folder}/${key}`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile ${folder}/known_hosts`,
    'GlobalKnownHostsFile /dev/null',
  ]
  const publicKey = await readFile(join(folder, host === 'changed' ? 'wrong.pub' : 'host.pub'), 'utf8')
  await writeFile(join(folder, 'config'), `${configuration.join('\n')}\n`)
  await writeFile(join(folder, 'known_hosts'), host === 'unknown' ? '' : `[127.0.0.1]:${port} ${publicKey}`)
  const program = join(folder, 'bin', 'ssh')
  await mkdir(join(folder, 'bin'), { recursive: true })
  await writeFile(program, `#!/bin/sh\nexec /usr/bin/ssh -F ${folder}/config "$@"\n`)
  await chmod(program, 0o755)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => {
      resolve(false)
    })
  })
}
