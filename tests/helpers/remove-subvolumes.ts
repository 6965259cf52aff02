import { existsSync, readdirSync } from 'node:fs'
import { isAppError } from '../../src-main/errors/app-error.ts'
import { identifyPath, quarantinePath, removePath } from '../../src-main/sources/reclaim-files/path-commands.ts'
import { putBack } from '../../src-main/sources/reclaim-files/quarantine.ts'

/** What becomes of btrfs subvolumes below a root. */
const root = process.env['root'] ?? ''
let step = 0

const orderFor = (path: string) => {
  const identity = identifyPath({ root, path })
  if (identity === null) throw new Error(`nothing is at ${path}`)
  return { root, path, run: 'run', step: ++step, at: '', identity }
}

async function remove(name: string): Promise<string> {
  try {
    await removePath(orderFor(`${root}/${name}`))
    return 'done'
  } catch (error) {
    if (!isAppError(error)) throw error
    return String(error.context['said'] ?? error.code)
  }
}

function moveAndBack(name: string): string {
  const { keptAt } = quarantinePath(orderFor(`${root}/${name}`))
  return putBack(root, keptAt ?? '', null)
}

console.log(
  JSON.stringify({
    moved: moveAndBack('btrfs/subvolumes/one'),
    one: await remove('btrfs/subvolumes/one'),
    around: await remove('directory'),
    inner: await remove('outer/inner'),
    readOnly: await remove('locked'),
    left: readdirSync(root),
    precious: existsSync(`${root}/precious/file`),
  }),
)
