import { appendFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startProgram } from './standin/start-program.ts'

const REPOSITORY = join(import.meta.dirname, '../../..')

/** What a fresh checkout has after `npm ci`, as far as the program needs it. */
const CHECKOUT = ['bin', 'src-main', 'src-renderer', 'resources', 'package.json', 'package-lock.json']
const CONFIGURATION = ['electron.vite.config.ts', 'tsconfig.json', 'tsconfig.base.json', 'tests/tsconfig.json']

/** The programs in a checkout where nothing was built yet. */
describe('the first start', () => {
  let root: string

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'plimsoll-checkout-'))
    for (const path of [...CHECKOUT, ...CONFIGURATION]) {
      await cp(join(REPOSITORY, path), join(root, path), { recursive: true })
    }
    await symlink(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'))
  })

  afterEach(() => rm(root, { recursive: true }))

  it('builds once, says so beside its output, and not again', async () => {
    const run = async (): Promise<object> => {
      const program = startProgram('plimsoll', { root, args: ['--version'], env: {} })
      return { code: await program.exited, stdout: program.stdout(), stderr: program.stderr() }
    }
    expect(await run()).toEqual({ code: 0, stdout: '0.1.0\n', stderr: 'Building Plimsoll, once ...\n' })
    expect(await run()).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' })
  })

  it('shows what the build tool said when the build fails, and ends', async () => {
    await appendFile(join(root, 'src-main/entries/cli.ts'), "\nimport { nothing } from './not-there.ts'\nnothing()\n")
    const program = startProgram('start', { root, args: ['--port', '0'], env: {} })
    expect(await program.exited).toBe(1)
    expect(program.stderr()).toContain('not-there.ts')
    expect(program.stderr().trimEnd().endsWith('The build failed.')).toBe(true)
    expect(program.stdout()).toBe('')
  })

  it('says what is missing where nothing was installed', async () => {
    await rm(join(root, 'node_modules'))
    const program = startProgram('start', { root, args: ['--port', '0'], env: {} })
    expect(await program.exited).toBe(1)
    expect(program.stderr()).toContain('Run "npm ci" first.')
  })
})
