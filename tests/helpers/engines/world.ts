import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { run } from '../run-process.ts'
import type { Engine } from './engine.ts'
import { rootsOf } from './storage-roots.ts'
import { loadTwoPlatforms } from './two-platforms.ts'
import { EXITED, RUNNING, WASTEFUL } from './world-containers.ts'

/**
 * Fills a fresh engine with a small world in which everything has a fixed name: shared layers, hard links, copy-ups,
 * whiteouts, a dangling image, legacy build parents, build cache, sparse and anonymous volumes, logs of every kind.
 * It is the same on every driver, but for what `worldFacts` says. Takes about 15 s, with native or btrfs 25. Rejects at the
 * first step that fails. When it resolves, all of it is on disk and nothing writes.
 */
export async function fillWorld(engine: Engine): Promise<void> {
  await cp(join(import.meta.dirname, 'contexts'), join(engine.directory, 'contexts'), { recursive: true })
  await mkdir(join(engine.directory, 'bind'))
  await importBase(engine)
  await buildImages(engine)
  await fillVolumes(engine)
  await startContainers(engine)
  // Without it the filesystem has not yet decided how many blocks the last files take.
  for (const root of rootsOf(engine)) await run(['sync', '-f', root])
}

// ---- images -----------------------------------------------------------------------------------------------------

const ROOTFS = `set -e
  cd "$1"
  mkdir -p rootfs/bin rootfs/dev rootfs/etc rootfs/proc rootfs/root rootfs/sys rootfs/tmp rootfs/usr/bin rootfs/var
  cp /bin/busybox rootfs/bin/busybox
  for applet in $(/bin/busybox --list); do [ "$applet" = busybox ] || ln -sf busybox "rootfs/bin/$applet"; done
  echo 'root:x:0:0:root:/root:/bin/sh' >rootfs/etc/passwd
  tar -C rootfs --sort=name --mtime=@1700000000 --owner=0 --group=0 --numeric-owner -cf rootfs.tar .
  rm -rf rootfs`

async function importBase(engine: Engine): Promise<void> {
  await engine.exec(['sh', '-c', ROOTFS, 'sh', engine.directory])
  await engine.exec(
    ['docker', '-H', engine.endpoint, 'import', '-c', 'CMD ["/bin/sh"]', '-m', 'busybox rootfs', '-', 'acme/base:1.0'],
    { input: join(engine.directory, 'rootfs.tar') },
  )
}

async function buildImages(engine: Engine): Promise<void> {
  const context = (name: string): string => join(engine.directory, 'contexts', name)
  const build = (name: string, ...args: readonly string[]): Promise<string> =>
    // In 20.10 BuildKit has to be asked for.
    engine.exec(['env', 'DOCKER_BUILDKIT=1', ...buildCommand(engine), ...args, context(name)])

  await build('my-base-image', '-t', 'acme/my-base-image:1.0')
  await build('my-final-image', '-t', 'acme/my-final-image:1.0')
  await engine.cli('tag', 'acme/my-final-image:1.0', 'acme/my-final-image:latest')
  await engine.cli('tag', 'acme/my-final-image:1.0', 'acme/alias:1')
  await build('copies', '-t', 'acme/copies:1')
  await build('wasteful', '-t', 'acme/wasteful:1')
  await build('rebuilt', '-t', 'acme/rebuilt:1')
  await writeFile(join(context('rebuilt'), 'version'), '2\n')
  await build('rebuilt', '-t', 'acme/rebuilt:1')
  await build('staged', '-t', 'acme/staged:1')
  await build('staged', '--target', 'unused-by-default')
  await engine.exec(['env', 'DOCKER_BUILDKIT=0', ...buildCommand(engine), '-t', 'acme/legacy:1', context('legacy')])
  if (engine.driver !== 'overlay2') await loadTwoPlatforms(engine)
}

function buildCommand(engine: Engine): readonly string[] {
  return ['docker', '-H', engine.endpoint, 'build', '--network=none']
}

// ---- volumes ----------------------------------------------------------------------------------------------------

const SPARSE = `truncate -s 1G /v/sparse.img && dd if=/dev/zero of=/v/sparse.img bs=64k count=1 seek=100 conv=notrunc
  dd if=/dev/zero of=/v/one.bin bs=1M count=1 && ln /v/one.bin /v/one-a && ln /v/one.bin /v/one-b`

async function fillVolumes(engine: Engine): Promise<void> {
  for (const name of ['used-data', 'unused-data', 'sparse-data']) {
    await engine.cli('volume', 'create', '--label', 'acme.rig=1', name)
  }
  const fill = (volume: string, shell: string): Promise<string> =>
    engine.cli('run', '--rm', '-v', `${volume}:/v`, 'acme/base:1.0', 'sh', '-c', shell)
  await fill('unused-data', 'dd if=/dev/zero of=/v/four.bin bs=1M count=4')
  await fill('sparse-data', SPARSE)
  // An anonymous volume that outlives its container.
  const shell = 'dd if=/dev/zero of=/anon/x bs=1k count=300'
  await engine.cli('run', '--name', 'tmp-anon', '-v', '/anon', 'acme/base:1.0', 'sh', '-c', shell)
  await engine.cli('rm', 'tmp-anon')
}

// ---- containers -------------------------------------------------------------------------------------------------

const IMAGE = 'acme/my-final-image:1.0'

async function startContainers(engine: Engine): Promise<void> {
  for (const { name, writes, options } of RUNNING(engine.directory)) {
    const shell = `${writes}\nexec sleep 1000000`
    const run = ['run', '-d', '--name', name, '--stop-timeout', '1', '--label', 'acme.rig=1', ...options]
    await engine.cli(...run, IMAGE, 'sh', '-c', shell)
  }
  await engine.cli('create', '--name', 'exited', '--label', 'acme.rig=1', IMAGE, 'sh', '-c', EXITED)
  await engine.cli('start', 'exited')
  await engine.cli('wait', 'exited')
  await engine.cli('create', '--name', 'created', '--label', 'acme.rig=1', '--label', 'acme.prune=yes', IMAGE)
  await engine.cli('run', '--name', 'wasteful', '--label', 'acme.rig=1', 'acme/wasteful:1', 'sh', '-c', WASTEFUL)
  await settle(engine)
}

/** Waits until each running container has written its files: its shell has then become `sleep`. */
export async function settle(engine: Engine, milliseconds = 60_000): Promise<void> {
  const ids = (await engine.cli('ps', '-q')).trim().split('\n')
  const pids = (await engine.cli('inspect', '-f', '{{.State.Pid}}', ...ids)).trim().split('\n')
  const deadline = Date.now() + milliseconds
  for (const pid of pids) {
    // argv, not the process's name: busybox re-executes itself for each of its commands.
    while (!(await readFile(`/proc/${pid}/cmdline`, 'utf8')).startsWith('sleep\0')) {
      if (Date.now() > deadline)
        throw new Error(`process ${pid} of a container has not settled in ${milliseconds / 1000} s`)
      await delay(50)
    }
  }
}
