import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { CHROMIUM_PATH } from '../electron-standin/chromium-args.ts'
import { finish } from '../run-process.ts'

/** Something outside the repository that a stage cannot do without. */
export interface Need {
  readonly name: string
  readonly isThere: () => boolean
  /** Debian packages that bring it; null: no package can. */
  readonly packages: readonly string[] | null
}

const program = (name: string, packages: readonly string[] = [name]): Need => ({
  name,
  isThere: () => isOnPath(name),
  packages,
})

/** What a live engine is made of. Its chroot is built with the machine's own apt. */
export const ENGINE_NEEDS: readonly Need[] = [
  { name: 'Linux', isThere: () => process.platform === 'linux', packages: null },
  { name: 'root', isThere: () => process.getuid?.() === 0, packages: null },
  { name: 'Debian', isThere: () => existsSync('/etc/debian_version'), packages: null },
  program('debootstrap'),
  program('unshare', ['util-linux']),
  program('flock', ['util-linux']),
]

/** A second program reads what ours reads. */
export const STORE_NEEDS: readonly Need[] = [...ENGINE_NEEDS, program('python3')]

/** Its server is installed into the engines' chroots, so that no service appears on this machine. */
export const SSH_NEEDS: readonly Need[] = [
  program('ssh', ['openssh-client']),
  program('ssh-keygen', ['openssh-client']),
]

/** A user who is not root, made for a test, and what may give that user more rights. */
export const USER_NEEDS: readonly Need[] = [
  program('useradd', ['passwd']),
  program('setpriv', ['util-linux']),
  program('sudo'),
]

export const BROWSER_NEEDS: readonly Need[] = [
  { name: `Chromium at ${CHROMIUM_PATH}`, isThere: () => existsSync(CHROMIUM_PATH), packages: ['chromium'] },
]

export const RECORDED_NEEDS: readonly Need[] = [
  { name: 'root', isThere: () => process.getuid?.() === 0, packages: null },
  program('tar'),
  program('zstd'),
  program('unshare', ['util-linux']),
  program('mkfs.btrfs', ['btrfs-progs']),
  program('python3'),
]

/**
 * Sees to it that a stage has what it needs: on Debian, as root, missing packages are installed.
 * Resolves to the names of what is still missing.
 */
export async function provide(needs: readonly Need[]): Promise<readonly string[]> {
  const missing = needs.filter((need) => !need.isThere())
  const packages = missing.flatMap((need) => need.packages ?? [])
  if (packages.length > 0 && mayInstall()) await install([...new Set(packages)])
  return missing.filter((need) => !need.isThere()).map((need) => need.name)
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && isOnPath('apt-get')
}

async function install(packages: readonly string[]): Promise<void> {
  console.log(`installing ${packages.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const commands = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...packages],
  ]
  for (const command of commands) {
    const { code, stderr } = await finish(command, { env, timeoutMs: 300_000 })
    // Not the end: what counts is whether the program is there afterwards.
    if (code !== 0) console.error(`${command.join(' ')} failed\n${stderr.trim()}`)
  }
}

function isOnPath(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => isExecutable(join(folder, name)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
