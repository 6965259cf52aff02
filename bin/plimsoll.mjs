#!/usr/bin/env node
// The terminal program: finds a Node that can run it, builds it if nobody did, and becomes it.
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildIfMissing } from './build.mjs'
import { CLI, needsNewerNode, runInForeground, suitableNode } from './program.mjs'

const node = suitableNode()
if (node === null) {
  process.stderr.write(`${needsNewerNode()}\n`)
  process.exitCode = 1
} else if (node === process.execPath) {
  await becomeTheProgram()
} else {
  const own = fileURLToPath(import.meta.url)
  process.exitCode = await runInForeground(node, [own, ...process.argv.slice(2)]).ended
}

async function becomeTheProgram() {
  try {
    await buildIfMissing(node, () => process.stderr.write('Building Plimsoll, once ...\n'))
  } catch (error) {
    process.stderr.write(`${error.message}\nThe build failed.\n`)
    process.exitCode = 1
    return
  }
  process.argv[1] = CLI
  await import(pathToFileURL(CLI).href)
}
