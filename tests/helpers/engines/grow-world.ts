import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Seeded } from '../builders/seeded.ts'
import { makeOld } from '../make-old.ts'
import { run } from '../run-process.ts'
import type { Engine } from './engine.ts'
import { rootsOf, storeOf } from './storage-roots.ts'

/** Steps that images have in common when they begin alike. */
const STEPS = [
  'RUN mkdir -p /opt/a && dd if=/dev/urandom of=/opt/a/lib bs=1k count=700 2>/dev/null',
  'RUN for i in 1 2 3 4 5 6; do dd if=/dev/zero of=/srv-$i bs=1k count=90 2>/dev/null; done',
  'RUN dd if=/dev/urandom of=/tool bs=1k count=310 2>/dev/null && ln /tool /tool-2',
  'RUN rm -f /srv-1 /tool && touch /done',
]

/**
 * Adds to a world: images that share layers with others and are tagged anew, stopped containers, volumes with files and
 * without, directories that nobody knows. When it resolves, all of it is on disk and nothing writes.
 */
export async function growWorld(engine: Engine, random: Seeded, round: number): Promise<void> {
  for (let i = 0; i < 1 + random.below(3); i++) await buildOne(engine, random, `${round}-${i}`)
  for (let i = 0; i < 1 + random.below(3); i++) await leaveContainer(engine, random, `${round}-${i}`)
  if (random.below(2) === 0) await leaveVolume(engine, random, round)
  if (random.below(2) === 0 && storeOf(engine) === null) await leaveDirectory(engine, round)
  for (const root of rootsOf(engine)) await run(['sync', '-f', root])
}

async function buildOne(engine: Engine, random: Seeded, name: string): Promise<void> {
  const context = join(engine.directory, 'contexts/grown')
  await mkdir(context, { recursive: true })
  const lines = STEPS.slice(0, 1 + random.below(STEPS.length))
  // One of two ends alike, so that some are another image's whole chain and some a part of it.
  const last = random.below(2) === 0 ? [] : [`RUN echo ${name} > /name`]
  await writeFile(join(context, 'Dockerfile'), ['FROM acme/base:1.0', ...lines, ...last].join('\n'))
  const tag = `grown/app-${random.below(3)}:${name}`
  const command = ['docker', '-H', engine.endpoint, 'build', '--network=none', '-t', tag, context]
  await engine.exec(['env', `DOCKER_BUILDKIT=${random.below(4) === 0 ? 0 : 1}`, ...command])
  await rm(context, { recursive: true })
}

async function leaveContainer(engine: Engine, random: Seeded, name: string): Promise<void> {
  const images = (await engine.cli('images', '--format', '{{.Repository}}:{{.Tag}}'))
    .split('\n')
    .filter((line) => /^(acme\/base:|grown)/.test(line))
  const shell = `dd if=/dev/zero of=/written bs=1k count=${1 + random.below(400)} 2>/dev/null; echo said; seq 300`
  const volume = random.below(3) === 0 ? ['-v', '/anonymous'] : []
  const options = ['--name', `left-${name}`, '--label', `grown=${name}`, ...volume]
  await engine.cli('run', ...options, random.pick(images), 'sh', '-c', shell)
}

async function leaveVolume(engine: Engine, random: Seeded, round: number): Promise<void> {
  const shell = `dd if=/dev/zero of=/v/file bs=1k count=${random.below(900)} 2>/dev/null; mkdir /v/empty`
  await engine.cli('run', '--rm', '-v', `left-${round}:/v`, 'acme/base:1.0', 'sh', '-c', shell)
}

async function leaveDirectory(engine: Engine, round: number): Promise<void> {
  const directory = join(engine.dataRoot, 'overlay2', `${round}`.padStart(64, 'c0ffee'))
  await mkdir(join(directory, 'diff/deep/er'), { recursive: true })
  await writeFile(join(directory, 'diff/deep/er/file'), Buffer.alloc(200_000 + round))
  makeOld(join(directory, 'diff'), directory)
}
