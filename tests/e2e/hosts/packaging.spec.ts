import { lstat, readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { finish } from '../../helpers/run-process.ts'
import { launchStandIn } from '../../helpers/electron-standin/launch-app.ts'
import { packageProgram, type PackagedProgram } from './packaging/package-program.ts'
import { inLede, readLede, showWorld, type ShownWorld } from './standin/shown-world.ts'

/** What is shipped, as far as it can be made without Electron and without fpm. */
describe('the packaged desktop program', () => {
  let packaged: PackagedProgram
  let world: ShownWorld

  beforeAll(async () => {
    world = await showWorld()
    packaged = await packageProgram()
  })

  afterAll(async () => {
    await packaged[Symbol.asyncDispose]()
    await world[Symbol.asyncDispose]()
  })

  const resources = (...names: readonly string[]): string => join(packaged.directory, 'resources', ...names)

  it('holds what was built, its sample and its picture, and nothing that is installed', () => {
    const known = [
      /^(LICENSE|package\.json|out|resources)$/,
      /^out\/(main|preload|renderer)$/,
      /^out\/main\/(chunks|(chunks\/[\w.-]+|electron|cli|walk-process|scan-helper)\.js)$/,
      /^out\/preload\/preload\.cjs$/,
      /^out\/renderer\/(index\.html|chosen-theme\.js|assets|assets\/[\w.-]+\.(js|css|svg|woff2))$/,
      /^resources\/(icons|sample|icons\/256x256\.png|sample\/world\.json\.gz)$/,
    ]
    expect(packaged.archived.filter((path) => !known.some((pattern) => pattern.test(path)))).toEqual([])
    const needed = [
      ...['package.json', 'out/main/electron.js', 'out/main/walk-process.js', 'out/main/scan-helper.js'],
      ...['out/preload/preload.cjs', 'out/renderer/index.html', 'resources/sample/world.json.gz'],
    ]
    expect(needed.filter((path) => !packaged.archived.includes(path))).toEqual([])
  })

  it('is small: less than 6 MB beside Electron', async () => {
    const { size } = await stat(resources('app.asar'))
    expect(size).toBeLessThan(6_000_000)
  })

  it('keeps what others run as real files beside the archive, and no more', async () => {
    const names = await readdir(resources('app.asar.unpacked'), { recursive: true })
    expect(names.toSorted()).toEqual([
      ...['out', 'out/main', 'out/main/scan-helper.js', 'out/main/walk-process.js', 'package.json'],
    ])
  })

  it('has a scanner that runs by the program itself, from where it lies', async () => {
    const program = join(packaged.directory, 'plimsoll')
    const entry = resources('app.asar.unpacked/out/main/scan-helper.js')
    const { code, stdout, stderr } = await finish([program, entry, '--help'], { cwd: '/' })
    expect(stdout + stderr).toContain('Plimsoll')
    expect(stdout + stderr).not.toContain('Error')
    expect(code).not.toBe(null)
  })

  it('finds all its files: measures with a process from beside the archive, which has none itself', async () => {
    const app = await launchStandIn({ root: await packaged.layOut(), args: world.args, env: world.env })
    const page = await app.firstWindow()
    await expect.poll(() => readLede(page), { timeout: 30_000 }).toContain(inLede(world.bytes))
    expect((await app.findings()).problems).toEqual([])
    expect(await app.quit()).toBe(0)
  })

  it('shows its sample from the archive', async () => {
    const app = await launchStandIn({ root: await packaged.layOut(), args: ['--sample'], env: world.env })
    const page = await app.firstWindow()
    await readLede(page)
    expect((await app.findings()).problems).toEqual([])
    expect(await app.quit()).toBe(0)
  })

  it('is a package for Debian with an entry, icons, and the sandbox that Ubuntu 24.04 allows', () => {
    const { args, desktopEntry, afterInstall, afterRemove } = packaged.deb
    const sizes = [16, 24, 32, 48, 64, 128, 256, 512]
    for (const size of sizes) {
      expect(args.some((arg) => arg.endsWith(`=/usr/share/icons/hicolor/${size}x${size}/apps/plimsoll.png`))).toBe(true)
    }
    expect(args.some((arg) => arg.endsWith('=/opt/Plimsoll'))).toBe(true)
    expect(args.some((arg) => arg.endsWith('=/usr/share/applications/plimsoll.desktop'))).toBe(true)
    // What `npm run package` stages there.
    expect(args).toContain('dist/linux-root/=/')
    expect(desktopEntry).toContain('Exec=/opt/Plimsoll/plimsoll')
    expect(desktopEntry).toContain('Icon=plimsoll')
    expect(desktopEntry).toContain('Comment[ja]=')
    expect(desktopEntry).toContain('Categories=System;')
    expect(afterInstall).toContain('/etc/apparmor.d/plimsoll')
    expect(afterInstall).toContain('/opt/Plimsoll/chrome-sandbox')
    expect(afterRemove).toContain('/etc/apparmor.d/plimsoll')
  })

  it('carries an AppArmor profile that lets its sandbox have user namespaces', async () => {
    const profile = await readFile(resources('apparmor-profile'), 'utf8')
    expect(profile).toContain('"/opt/Plimsoll/plimsoll" flags=(unconfined)')
    expect(profile).toContain('userns,')
  })

  it('installs what pkexec may run where polkit’s policy and the script say, writable by root alone', async () => {
    const inRoot = (path: string): string => join(packaged.debRoot, path)
    const helper = '/usr/lib/plimsoll/scan-helper'
    const policy = '/usr/share/polkit-1/actions/io.plimsoll.scan.policy'
    const modes = await Promise.all(
      [helper, policy].map(async (path) => ((await lstat(inRoot(path))).mode & 0o7777).toString(8)),
    )
    expect(modes).toEqual(['755', '644'])
    expect(await readFile(inRoot(policy), 'utf8')).toContain(`exec.path">${helper}<`)
    // The script's own paths, through the links, are files of the package.
    const links = ['plimsoll', 'out', 'package.json'].map((name) => inRoot(`/usr/lib/plimsoll/${name}`))
    const targets = await Promise.all(links.map((link) => readlink(link)))
    const installed = targets.map((target) => target.replace('/opt/Plimsoll', packaged.directory))
    await Promise.all(installed.map((path) => stat(path)))
    await stat(join(installed[1] ?? '', 'main/scan-helper.js'))
    const script = await readFile(inRoot(helper), 'utf8')
    expect(script).toContain('here=/usr/lib/plimsoll')
    expect(script).toContain('"$here/out/main/scan-helper.js"')
  })
})
