import type { Readable, Writable } from 'node:stream'
import { createNodeDiskReader } from '../../sources/disk/node-disk-reader.ts'
import { walkPlaces } from '../../sources/disk/walk-places.ts'
import { createListFiles } from '../../sources/files/list-in-process.ts'
import { answerScan } from '../../sources/elevated/answer-scan.ts'
import { readBootId } from '../../sources/elevated/boot-id.ts'
import { SCAN_ARGUMENT } from '../../sources/elevated/scan-program.ts'
import { Misshapen } from '../../sources/elevated/shapes.ts'

const EXPLANATION = `This is the scanner of Plimsoll. It reads a data root of Docker's for a Plimsoll that has no right to,
and is started by it, in a container, by sudo or by pkexec. It opens nothing for writing.
It takes questions on standard input, one JSON object a line, and ends with it. Its argument is ${SCAN_ARGUMENT}. By hand:

  {"ask":"metadata","path":"/var/lib/docker","role":"data-root","current":null,"own":[],"live":false}
`

/** Exit code for a wrong use. */
const USAGE = 2

export interface ScanHelperProcess {
  readonly args: readonly string[]
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
  /** Program of the processes that walk. */
  readonly walkProcess: URL
}

/** Answers until its input ends, and resolves to its exit code. */
export async function runScanHelper({ args, stdin, stdout, stderr, walkProcess }: ScanHelperProcess): Promise<number> {
  if (args.length !== 1 || args[0] !== SCAN_ARGUMENT) {
    stderr.write(EXPLANATION)
    return USAGE
  }
  try {
    await answerScan(stdin, {
      reader: createNodeDiskReader(),
      walk: (request) => walkPlaces(request, { processEntry: walkProcess }),
      list: createListFiles(walkProcess),
      bootId: readBootId(),
      say: (answer) => stdout.write(`${JSON.stringify(answer)}\n`),
    })
    return 0
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error
    stderr.write(`${error.message}\n`)
    return USAGE
  }
}
