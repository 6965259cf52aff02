import { closeSync, constants, openSync } from 'node:fs'
import { pathToBytes } from './path-bytes.ts'

/** Bytes of a path that every system takes in one piece: PATH_MAX is 4096 on Linux and 1024 elsewhere. */
const STEP = 1000
/** Linux's O_PATH: a descriptor for going there only, for which no right to read is needed. */
const O_PATH = 0o10000000
/** UTF-8 has at most three bytes for each UTF-16 unit. */
const BYTES_PER_UNIT = 3

/**
 * Makes an absolute path the working directory, however long it is and whatever bytes it has.
 * Follows symlinks: the caller compares device and inode of '.' with what it expects.
 */
export function enterDirectory(path: string): void {
  if (path.length * BYTES_PER_UNIT <= STEP && path.isWellFormed()) process.chdir(path)
  else for (const step of stepsOf(path)) enterStep(step)
}

function stepsOf(path: string): readonly string[] {
  const steps: string[] = []
  let step = ''
  for (const name of path.split('/').slice(1)) {
    const longer = step === '' ? name : `${step}/${name}`
    if (Buffer.byteLength(longer) > STEP) {
      steps.push(step)
      step = name
    } else step = longer
  }
  steps.push(step)
  const [first = '', ...rest] = steps
  return [`/${first}`, ...rest]
}

/** Node's chdir takes strings only, so bytes that are no UTF-8 go through a descriptor. */
function enterStep(step: string): void {
  if (step.isWellFormed()) {
    process.chdir(step)
    return
  }
  const descriptor = openSync(pathToBytes(step), constants.O_DIRECTORY | O_PATH)
  try {
    process.chdir(`/proc/self/fd/${descriptor}`)
  } finally {
    closeSync(descriptor)
  }
}
