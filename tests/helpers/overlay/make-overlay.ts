/**
 * Run alone, in a mount namespace of its own: makes a stack of layers in a directory by mounting each as the upper one of
 * an overlay and working in it, and prints what the overlay of the lower ones shows, and what that of all shows.
 * Arguments: directory, seed, how many layers. The layers are `layers/0` (lowest) and so on; the last is the writable one.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, linkSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { seeded } from '../builders/seeded.ts'
import type { MadeOverlay, SeenEntry } from './overlay-types.ts'

const [directory = '', seed = '0', count = '3'] = process.argv.slice(2)
const random = seeded(Number(seed))
const NAMES = ['a', 'b', 'c', 'd', 'ä\n"']
const OPERATIONS = 25

const layers = Array.from({ length: Number(count) }, (_, i) => `${directory}/layers/${i}`)
for (const path of [...layers, `${directory}/work`, `${directory}/merged`]) mkdirSync(path, { recursive: true })
const merged = `${directory}/merged`

layers.forEach((upper, i) => {
  const lowers = layers.slice(0, i).reverse()
  if (lowers.length === 0) {
    for (let n = 0; n < OPERATIONS; n++) operate(upper)
    return
  }
  const work = `${directory}/work/${i}`
  mkdirSync(work)
  mounted(`lowerdir=${lowers.join(':')},upperdir=${upper},workdir=${work}`, () => {
    for (let n = 0; n < OPERATIONS; n++) operate(merged)
  })
})

const top = layers.length - 1
// An overlay of lower layers only needs two of them.
const empty = `${directory}/empty`
mkdirSync(empty)
const lowers = layers.slice(0, top).reverse()
const before = mounted(`lowerdir=${[empty, ...lowers].join(':')}`, () => seen(merged))
const after = mounted(`lowerdir=${[...lowers, empty].toSpliced(0, 0, layers[top] ?? '').join(':')}`, () => seen(merged))
const made: MadeOverlay = { before, after }
process.stdout.write(JSON.stringify(made))

function mounted<T>(options: string, work: () => T): T {
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', options, merged])
  try {
    return work()
  } finally {
    execFileSync('umount', [merged])
  }
}

/** One random change somewhere below. What is not possible there is no change. */
function operate(root: string): void {
  const path = somewhere(root)
  const other = somewhere(root)
  const changes: readonly (() => void)[] = [
    () => {
      writeFileSync(path, 'x'.repeat(random.below(20_000)))
    },
    () => {
      writeFileSync(path, 'y'.repeat(random.below(9000)))
    },
    () => {
      appendFileSync(path, 'z')
    },
    () => {
      truncateSync(path, random.below(5000))
    },
    () => {
      mkdirSync(path)
    },
    () => {
      mkdirSync(path)
    },
    () => mkdirSync(`${path}/${random.pick(NAMES)}`, { recursive: true }),
    () => {
      rmSync(path)
    },
    () => {
      rmSync(path, { recursive: true })
    },
    () => {
      rmSync(path, { recursive: true })
      mkdirSync(path)
      writeFileSync(`${path}/${random.pick(NAMES)}`, 'new')
    },
    () => {
      rmSync(path, { recursive: true })
      writeFileSync(path, 'in the place of a directory')
    },
    () => void execFileSync('mv', ['-T', path, other], { stdio: 'ignore' }),
    () => {
      chmodSync(path, 0o700 + random.below(64))
    },
    () => {
      linkSync(path, other)
    },
    () => {
      symlinkSync('nowhere', path)
    },
  ]
  try {
    random.pick(changes)()
  } catch {
    // Nothing is there, or something else.
  }
}

function somewhere(root: string): string {
  const names = Array.from({ length: 1 + random.below(3) }, () => random.pick(NAMES))
  return `${root}/${names.join('/')}`
}

function seen(root: string): readonly SeenEntry[] {
  const names = readdirSync(root, { recursive: true }) as string[]
  return names.map((path) => {
    const { mode, size, blocks, ino } = lstatSync(`${root}/${path}`)
    const isDirectory = (mode & 0o170000) === 0o040000
    return { path, isDirectory, type: mode & 0o170000, length: size, allocated: blocks * 512, ino }
  })
}
