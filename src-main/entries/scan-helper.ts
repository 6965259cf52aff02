import './small-heap.ts'
import { runScanHelper } from '../hosts/scan-helper/run-scan-helper.ts'

/**
 * The scanner, put together: what reads a closed data root with rights that Plimsoll itself does not have. Two files,
 * this and the program of the processes that walk beside it, wherever they lie.
 */
const walkProcess = import.meta.url.endsWith('.ts') ? '../sources/disk/walk-process.ts' : './walk-process.js'

// Ctrl-C reaches every process of a terminal; what becomes of a scan is for the asker to say, who ends its input.
process.on('SIGINT', () => undefined)
// Nobody listens any more.
process.stdout.on('error', () => process.exit(0))

const code = await runScanHelper({
  args: process.argv.slice(2),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  walkProcess: new URL(walkProcess, import.meta.url),
})
// At once: a walk that is still going on is for nobody.
process.exit(code)
