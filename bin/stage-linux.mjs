// What a package for a distribution installs beside the program: see resources/polkit/README.md.
import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT } from './program.mjs'

/** Where electron-builder's packages put the program. */
const PROGRAM = '/opt/Plimsoll'

/** Makes a directory as the package's root: files with their modes, whatever this checkout's are. */
export function stageLinux(directory) {
  rmSync(directory, { recursive: true, force: true })
  const lib = folder(directory, 'usr', 'lib', 'plimsoll')
  const actions = folder(directory, 'usr', 'share', 'polkit-1', 'actions')
  copy('scan-helper', lib, 0o755)
  copy('io.plimsoll.scan.policy', actions, 0o644)
  // Links to what only root may change either, so that the script and the program it starts are of one version.
  symlinkSync(`${PROGRAM}/plimsoll`, join(lib, 'plimsoll'))
  symlinkSync(`${PROGRAM}/resources/app.asar.unpacked/out`, join(lib, 'out'))
  symlinkSync(`${PROGRAM}/resources/app.asar.unpacked/package.json`, join(lib, 'package.json'))
}

function folder(top, ...names) {
  let path = top
  mkdirSync(path, { recursive: true })
  for (const name of names) {
    path = join(path, name)
    mkdirSync(path, { recursive: true })
    chmodSync(path, 0o755)
  }
  return path
}

function copy(name, to, mode) {
  copyFileSync(join(ROOT, 'resources/polkit', name), join(to, name))
  chmodSync(join(to, name), mode)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) stageLinux(process.argv[2])
