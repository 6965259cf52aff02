/**
 * Measures the walk against others and against itself, warm, in one run; prints ratios, because only they travel.
 *
 *     npm run bench -- [--inodes 1000000] [--rounds 5] [--directory /var/tmp/plimsoll-bench]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { buildWalk } from './build-walk.ts'
import { otherTools, ourRuns } from './commands.ts'
import { makeWorld } from './make-world.ts'
import { peakOf, timeOf } from './measure.ts'

const { values } = parseArgs({
  options: {
    inodes: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    directory: { type: 'string' },
  },
})
const inodes = Number(values.inodes)
const rounds = Number(values.rounds)
const work = mkdtempSync(`${tmpdir()}/plimsoll-bench-`)

try {
  const walk = await buildWalk(`${work}/walk`)
  const few = Math.max(1000, Math.round(inodes / 100))
  const large = timesOf(contenders(inodes, walk))
  const small = timesOf(contenders(few, walk))
  printTimes(`${inodes} inodes, median of ${rounds} alternating runs`, large)
  printTimes(`${few} inodes`, small)
  printGrowth(small, large, few)
  await printMemory(contenders(inodes, walk))
  console.log(`\nload average at the end ${loadavg()[0].toFixed(2)}; with others at work CPU says more than wall`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function contenders(count, walk) {
  const root = makeWorld(count, values.directory)
  return [...otherTools(root), ...ourRuns(root, walk, `${work}/memory-${count}.json`)]
}

/** One contender after the other in each round, so that what disturbs the machine disturbs all of them. */
function timesOf(all) {
  const samples = new Map(all.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const { name, command, before } of all) {
      before?.()
      const times = timeOf(command)
      if (round > 0) samples.get(name).push(times) // The first round warms the caches.
    }
  }
  return new Map([...samples].map(([name, times]) => [name, medianOf(times)]))
}

function medianOf(times) {
  const middle = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
  return { wall: middle(times.map(({ wall }) => wall)), cpu: middle(times.map(({ cpu }) => cpu)) }
}

function printTimes(title, times) {
  const du = times.get('du')
  console.log(`\n${title}`)
  console.log('                wall s   x du    cpu s   x du')
  for (const [name, { wall, cpu }] of times) {
    const columns = [wall.toFixed(3), (wall / du.wall).toFixed(2), cpu.toFixed(3), (cpu / du.cpu).toFixed(2)]
    console.log(`${name.padEnd(14)}${columns.map((column) => column.padStart(8)).join('')}`)
  }
}

/** 1.00: the time of one inode does not depend on how many there are. Less: starting weighs on the small world. */
function printGrowth(small, large, few) {
  console.log(`\ntime of one inode, ${inodes} against ${few}`)
  for (const [name, { wall }] of large) {
    console.log(`${name.padEnd(14)}${(wall / inodes / (small.get(name).wall / few)).toFixed(2).padStart(8)}`)
  }
}

async function printMemory(all) {
  console.log('\npeak memory of all processes together, MB')
  for (const { name, command, before } of all) {
    before?.()
    const { rss, pss } = await peakOf(command)
    console.log(`${name.padEnd(14)}${(rss / 1e6).toFixed(1).padStart(8)} RSS${(pss / 1e6).toFixed(1).padStart(8)} PSS`)
  }
}
