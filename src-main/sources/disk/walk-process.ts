/**
 * The process that reads directories: forked by `walk-places.ts` to count, by `files/read-files.ts` to list, alone in its
 * memory, gone with its parent.
 *
 * Processes and not threads, because only a process has a working directory: `chdir` and a relative `lstat` cost a
 * third less than absolute paths, and what stays open to a swapped path is only the `chdir`, whose end is checked.
 */
import { listFiles } from '../files/list-files.ts'
import { FILES_ARGUMENT } from '../files/file-messages.ts'
import { countPlaces } from './count-places.ts'

process.on('disconnect', () => process.exit(0))
// A terminal sends Ctrl-C to all processes in it; what becomes of the walk is the parent's decision.
process.on('SIGINT', () => undefined)

if (process.argv[2] === FILES_ARGUMENT) listFiles()
else countPlaces()
