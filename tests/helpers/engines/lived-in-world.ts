import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeOld } from '../make-old.ts'
import { plantOrphans } from '../plant-orphans.ts'
import { run } from '../run-process.ts'
import type { Engine } from './engine.ts'
import { LEFT_VOLUMES, LIVED_IN_CONTAINERS, type LivedInContainer } from './lived-in-containers.ts'
import { LIVED_IN_IMAGES, type LivedInImage } from './lived-in-images.ts'
import { rootsOf, storeOf } from './storage-roots.ts'
import { fillWorld, settle } from './world.ts'

/** Milliseconds for all containers to write what they write, on a machine that others work on too. */
const WRITING_TIME = 240_000

/**
 * Fills a fresh engine as a machine that has been lived on: the world of `fillWorld`, and beside it three compose projects
 * with their databases and logs, an image that was built again, failed and finished containers, volumes and directories
 * that somebody has forgotten. About 1.5 GB, in about a minute. When it resolves, all of it is on disk and nothing writes.
 */
export async function fillLivedInWorld(engine: Engine): Promise<void> {
  await fillWorld(engine)
  for (const image of LIVED_IN_IMAGES) await build(engine, image)
  await rebuild(engine)
  await leaveVolumes(engine)
  for (const container of LIVED_IN_CONTAINERS) await start(engine, container)
  for (const { name, ends } of LIVED_IN_CONTAINERS) if (ends === true) await engine.cli('wait', name)
  await settle(engine, WRITING_TIME)
  await leaveOrphans(engine)
  for (const root of rootsOf(engine)) await run(['sync', '-f', root])
}

async function build(engine: Engine, { name, lines }: LivedInImage): Promise<void> {
  const context = join(engine.directory, 'contexts/lived-in')
  await mkdir(context, { recursive: true })
  await writeFile(join(context, 'Dockerfile'), `${lines.join('\n')}\n`)
  const command = ['docker', '-H', engine.endpoint, 'build', '--network=none', '-t', name, context]
  await engine.exec(['env', 'DOCKER_BUILDKIT=1', ...command])
  await rm(context, { recursive: true })
}

/** Yesterday's build of the same tag stays behind without a name. */
async function rebuild(engine: Engine): Promise<void> {
  const image = LIVED_IN_IMAGES.find(({ name }) => name === 'shop/web:2.4')
  if (image === undefined) throw new Error('there is no image to build again')
  await build(engine, { ...image, lines: image.lines.map((line) => line.replace('echo 2.4', 'echo 2.4-fixed')) })
}

async function leaveVolumes(engine: Engine): Promise<void> {
  for (const [name, mebibytes] of LEFT_VOLUMES) {
    const shell = `dd if=/dev/urandom of=/v/data bs=1M count=${mebibytes} 2>/dev/null`
    await engine.cli('run', '--rm', '-v', `${name}:/v`, 'acme/base:1.0', 'sh', '-c', shell)
  }
}

async function start(engine: Engine, { name, image, project, writes, options, ends }: LivedInContainer): Promise<void> {
  const [of, service] = project ?? []
  const labels =
    of === undefined
      ? []
      : ['--label', `com.docker.compose.project=${of}`, '--label', `com.docker.compose.service=${String(service)}`]
  const settings = ['--name', name, '--stop-timeout', '1', ...labels, ...options]
  const shell = ends === true ? writes : `${writes}\nexec sleep 1000000`
  await engine.cli('run', '-d', ...settings, image, 'sh', '-c', shell)
}

/** Directories that no engine knows, as old as they have to be to be accused. */
async function leaveOrphans(engine: Engine): Promise<void> {
  const store = storeOf(engine)
  if (store !== null) {
    await plantOrphans(store)
    return
  }
  for (const [digits, mebibytes] of [
    ['c0ffee00', 44],
    ['5eed1e55', 7],
  ] as const) {
    const directory = join(engine.dataRoot, 'overlay2', digits.repeat(8))
    await mkdir(join(directory, 'diff/usr/lib'), { recursive: true })
    await writeFile(join(directory, 'diff/usr/lib/left.so'), Buffer.alloc(mebibytes * 1024 * 1024, digits))
    makeOld(directory)
  }
}
