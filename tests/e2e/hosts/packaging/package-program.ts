import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extractAll, listPackage } from '@electron/asar'
import { build, Platform } from 'electron-builder'
import { run } from '../../../helpers/run-process.ts'

const ROOT = join(import.meta.dirname, '../../../..')

/** What electron-builder makes of the program, without Electron, which cannot be had everywhere: Node is in its place. */
export interface PackagedProgram extends AsyncDisposable {
  /** As it is installed: the program and its `resources`. */
  readonly directory: string
  /** Paths in its archive. */
  readonly archived: readonly string[]
  /** What the package for Debian is made from. */
  readonly deb: Deb
  /** What it installs beside the program, below `/`. */
  readonly debRoot: string
  /** Lays the archive's own files out in a folder of its name, as Electron reads it, and nothing of what is beside it. */
  layOut(): Promise<string>
}

export interface Deb {
  /** Arguments of fpm, which makes the package and cannot be had everywhere either. */
  readonly args: readonly string[]
  /** Text of the desktop entry, and of the scripts that dpkg runs. */
  readonly desktopEntry: string
  readonly afterInstall: string
  readonly afterRemove: string
}

/** Packages what was built. Takes some seconds. */
export async function packageProgram(): Promise<PackagedProgram> {
  await run([process.execPath, join(ROOT, 'bin/build.mjs')])
  const place = await mkdtemp(join(tmpdir(), 'plimsoll-package-'))
  await run([process.execPath, join(ROOT, 'bin/stage-linux.mjs'), join(place, 'linux-root')])
  const output = join(place, 'dist')
  const electronDist = await fakeElectron(join(place, 'electron'))
  const deb = await buildDeb({ output, electronDist })
  const directory = join(output, 'linux-unpacked')
  const archive = join(directory, 'resources/app.asar')
  return {
    directory,
    archived: listPackage(archive, { isPack: true }).map((line) => line.replace(/^\S+\s*:\s*\//, '')),
    deb,
    debRoot: join(place, 'linux-root'),
    async layOut() {
      const folder = join(place, 'app.asar')
      extractAll(archive, folder)
      for (const name of ['out/main/walk-process.js', 'out/main/scan-helper.js']) await rm(join(folder, name))
      await run(['cp', '-r', `${archive}.unpacked`, `${folder}.unpacked`])
      return folder
    },
    async [Symbol.asyncDispose]() {
      await rm(place, { recursive: true })
    },
  }
}

/** Files that electron-builder wants to see in a distribution of Electron. */
async function fakeElectron(directory: string): Promise<string> {
  await mkdir(join(directory, 'resources'), { recursive: true })
  await mkdir(join(directory, 'locales'))
  await copyFile(process.execPath, join(directory, 'electron'))
  for (const name of ['chrome-sandbox', 'LICENSE', 'locales/en-US.pak']) await writeFile(join(directory, name), '')
  await writeFile(join(directory, 'version'), '45.4.1')
  return directory
}

/** Up to the point at which fpm would be fetched and run. */
async function buildDeb(directories: { readonly output: string; readonly electronDist: string }): Promise<Deb> {
  const begun: Deb[] = []
  await build({
    projectDir: ROOT,
    targets: Platform.LINUX.createTarget('deb'),
    publish: 'never',
    config: {
      extends: join(ROOT, 'electron-builder.yml'),
      electronDist: directories.electronDist,
      directories: { output: directories.output },
    },
    effectiveOptionComputed: async (computed: unknown) => {
      const [args, desktopFile] = computed as [readonly string[], string]
      const script = (option: string): Promise<string> => readFile(args[args.indexOf(option) + 1] ?? '', 'utf8')
      begun.push({
        args,
        desktopEntry: await readFile(desktopFile, 'utf8'),
        afterInstall: await script('--after-install'),
        afterRemove: await script('--after-remove'),
      })
      return true
    },
  })
  const [deb] = begun
  if (deb === undefined) throw new Error('no package for Debian was begun')
  return deb
}
