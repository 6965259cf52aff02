import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, cp, link, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from './engines/engine.ts'
import { finish, run, type Finished } from './run-process.ts'

const repository = join(import.meta.dirname, '../..')

/** A user of this machine who may use one engine's socket and open nothing else of it. Needs root to be made. */
export interface OrdinaryUser extends AsyncDisposable {
  readonly name: string
  /** Copies of Node and of the built program, where the engine sees them too. */
  readonly program: { readonly node: string; readonly cli: string; readonly directory: string }
  /** Runs `plimsoll` as this user. */
  readonly plimsoll: (args: readonly string[]) => Promise<Finished>
  /** The command that does, for who starts it otherwise. */
  readonly command: (args: readonly string[]) => readonly string[]
  /** Whether `sudo` lets the user do everything without a password. */
  readonly mayUseSudo: (allowed: boolean) => Promise<void>
}

/**
 * What is made of the user is removed by a process that outlives this one, however this one ends. The engine's directory
 * is opened for looking up names, as a distribution has it, and its socket for the user's group.
 */
export async function ordinaryUser(engine: Engine): Promise<OrdinaryUser> {
  const name = `plimsoll-${randomBytes(4).toString('hex')}`
  const home = await mkdtemp(join(tmpdir(), 'plimsoll-user-'))
  const sudoers = `/etc/sudoers.d/${name}`
  const remove = guard(`userdel ${name}; rm -rf ${sudoers} ${home}`)
  await run(['useradd', '--system', '--no-create-home', '--home-dir', home, '--shell', '/bin/sh', name])
  const [uid = 0, gid = 0] = await Promise.all(['-u', '-g'].map(async (flag) => Number(await run(['id', flag, name]))))
  await chown(home, uid, gid)
  const before = await stat(engine.socket)
  await chown(engine.socket, 0, gid)
  await chmod(engine.socket, 0o660)
  await chmod(engine.directory, 0o711)
  const program = await installProgram(engine)
  const environment = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', `HOME=${home}`, 'LANG=C.UTF-8']
  const command: OrdinaryUser['command'] = (args) => {
    const asUser = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...environment]
    return [...asUser, program.node, program.cli, ...args]
  }
  return {
    name,
    program,
    command,
    plimsoll: (args) => finish(command(args), { cwd: '/', timeoutMs: 55_000 }),
    mayUseSudo: async (allowed) => {
      await (allowed ? run(['sh', '-c', `umask 337; echo '${name} ALL=(ALL) NOPASSWD: ALL' >${sudoers}`]) : rm(sudoers))
    },
    async [Symbol.asyncDispose]() {
      await chmod(engine.directory, 0o700)
      await chown(engine.socket, before.uid, before.gid)
      await rm(program.directory, { recursive: true })
      await remove()
    },
  }
}

/** In the engine's namespace only its own directory is at the same path as here. */
async function installProgram({ directory }: Engine): Promise<OrdinaryUser['program']> {
  await run([process.execPath, join(repository, 'bin/build.mjs')])
  const program = join(directory, 'program')
  await mkdir(program, { recursive: true })
  await cp(join(repository, 'out'), join(program, 'out'), { recursive: true })
  await cp(join(repository, 'package.json'), join(program, 'package.json'))
  const node = join(program, 'node')
  if (!(await readdir(program)).includes('node')) {
    await link(process.execPath, node).catch(() => cp(process.execPath, node))
  }
  return { node, cli: join(program, 'out/main/cli.js'), directory: program }
}

function guard(script: string): () => Promise<void> {
  const child = spawn('sh', ['-c', `cat; ${script}`], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = new Promise<void>((resolve) =>
    child.on('exit', () => {
      resolve()
    }),
  )
  child.unref()
  return async () => {
    child.ref()
    child.stdin.end()
    await ended
  }
}
