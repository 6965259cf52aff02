/**
 * Measures the product against others and against itself, warm, in one run; prints ratios, because only they travel.
 *
 *     npm run bench -- [--inodes 1000000] [--rounds 5] [--directory /var/tmp/plimsoll-bench] [--engine unix:///…]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { spawnSync } from 'node:child_process'
import { buildProduct } from './build-product.ts'
import { engineRuns, NO_ENGINE, otherTools, ourRuns } from './commands.ts'
import { makeWorld } from './make-world.ts'
import { peakOf, timeOf } from './measure.ts'
import { previewTimes } from './preview-times.ts'

const { values } = parseArgs({
  options: {
    inodes: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    directory: { type: 'string' },
    engine: { type: 'string' },
  },
})
const inodes = Number(values.inodes)
const rounds = Number(values.rounds)
const work = mkdtempSync(`${tmpdir()}/plimsoll-bench-`)

try {
  const product = await buildProduct(`${work}/product`)
  const few = Math.max(1000, Math.round(inodes / 100))
  const large = timesOf(contenders(inodes, product))
  const small = timesOf(contenders(few, product))
  printTimes(`${inodes} inodes, median of ${rounds} alternating runs`, large)
  printTimes(`${few} inodes`, small)
  printGrowth(small, large, few)
  await printMemory(contenders(inodes, product))
  printFirstAnswer(`${inodes} inodes`, [
    product.firstAnswer,
    walkOf(product),
    `${work}/first`,
    NO_ENGINE,
    rootOf(inodes),
  ])
  if (values.engine !== undefined) {
    printTimes('a live engine', timesOf(engineRuns(values.engine, product, `${work}/engine`)), 'system df -v')
    printFirstAnswer('a live engine', [product.firstAnswer, walkOf(product), `${work}/first`, values.engine])
  }
  printPreview(previewTimes(rounds))
  console.log(`\nload average at the end ${loadavg()[0].toFixed(2)}; with others at work CPU says more than wall`)
} finally {
  rmSync(work, { recursive: true, force: true })
}

function printPreview({ objects, all, half }) {
  console.log(`\npreview of a choice, 1,000 images of 30 layers and 5,000 records, CPU after a tick:`)
  console.log(`  ${all.toFixed(0)} ms with all ${objects} objects chosen, ${half.toFixed(0)} ms with half of them`)
}

function rootOf(count) {
  return makeWorld(count, values.directory)
}

function contenders(count, product) {
  const root = rootOf(count)
  return [...otherTools(root), ...ourRuns(root, product, `${work}/state-${count}`)]
}

function walkOf({ cli }) {
  return cli.replace('cli.js', 'walk-process.js')
}

/** From the start of a process to something that can be shown. */
function printFirstAnswer(title, script) {
  const times = Array.from({ length: rounds + 1 }, () => {
    const { stdout, stderr } = spawnSync(process.execPath, script, { encoding: 'utf8' })
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout).milliseconds
  })
  const median = times.slice(1).toSorted((a, b) => a - b)[rounds >> 1]
  console.log(`\nfirst useful answer, ${title}: ${median.toFixed(0)} ms after the start of the process`)
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

function printTimes(title, times, base = 'du') {
  const du = times.get(base)
  console.log(`\n${title}, against ${base}`)
  console.log('                wall s  ratio    cpu s  ratio')
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
