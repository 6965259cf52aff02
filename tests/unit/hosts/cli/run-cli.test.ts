import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRouterClient } from '@orpc/server'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it, vi } from 'vitest'
import { createCreditWindows } from '../../../../src-main/contract/credit-window.ts'
import { AppError } from '../../../../src-main/errors/app-error.ts'
import type {
  CliContext,
  OpenApplication,
  ServeOptions,
  TargetOptions,
} from '../../../../src-main/hosts/cli/cli-context.ts'
import { runCli } from '../../../../src-main/hosts/cli/run-cli.ts'
import { composeApplication } from '../../../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../../../src-main/service/program-files.ts'
import { temporaryDirectory } from '../../persistence/temporary-directory.ts'
import { makeSmallDataRoot } from '../../service/small-data-root.ts'

const files = locateProgramFiles(pathToFileURL(join(import.meta.dirname, '../../../../src-main/entries/cli.ts')).href)

interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command line with the real application behind it; no engine of this machine is ever asked. */
async function plimsoll(args: readonly string[], change: Partial<CliContext> = {}): Promise<Ended> {
  using folder = temporaryDirectory()
  const written = { out: '', err: '' }
  const context: CliContext = {
    stdout: { write: (text) => (written.out += text) },
    stderr: { write: (text) => (written.err += text) },
    signal: new AbortController().signal,
    ask: null,
    open: (target) => openIn(folder.path, { ...target, dockerHost: target.dockerHost ?? noEngine(folder.path) }),
    serve: () => Promise.reject(new AppError('renderer-not-built', 'The dashboard is not built.')),
    ...change,
  }
  const code = await runCli(args, context, '1.2.3')
  return { code, ...written }
}

const noEngine = (folder: string): string => `unix://${folder}/no.sock`

function openIn(folder: string, { scan, sample, ...target }: TargetOptions): OpenApplication {
  const application = composeApplication({
    target: { ...target, scan: scan ?? 'ask', sample: sample ? 'only' : 'never' },
    files,
    stateDirectory: folder,
    follow: false,
  })
  return {
    client: createRouterClient(application.router, { context: { windows: createCreditWindows() } }),
    close: () => application.close(),
  }
}

describe('usage', () => {
  it('is told by --help, with every command and exit code', async () => {
    const { code, out, err } = await plimsoll(['--help'])
    expect([code, err]).toEqual([0, ''])
    for (const word of [
      'report',
      'layers',
      'container',
      'image',
      'serve',
      'Exit codes: 0 all read',
      '130 interrupted',
    ]) {
      expect(out).toContain(word)
    }
  })

  it.each(['report', 'layers', 'container', 'image', 'serve'])('of %s is told by its own --help', async (command) => {
    const { code, out } = await plimsoll([command, '--help'])
    expect([code, out.includes(`Usage: plimsoll ${command}`), out.includes('--data-root <dir>')]).toEqual([
      0,
      true,
      true,
    ])
  })

  it('has a version', async () => {
    expect(await plimsoll(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' })
  })

  it.each([
    ['an unknown option', ['--nonsense']],
    ['an unknown option of a command', ['report', '--nonsense']],
    ['an unknown command', ['nonsense']],
    ['no command', []],
    ['a missing argument', ['container']],
    ['one argument too many', ['report', 'extra']],
    ['a missing value', ['report', '--data-root']],
    ['an empty value', ['report', '--data-root', '']],
    ['an unknown list', ['report', '--csv', 'nonsense']],
    ['two formats', ['report', '--json', '--csv', 'images']],
    ['a port that is none', ['serve', '--port', '65536']],
    ['a port that is no number', ['serve', '--port', '80a']],
    ['an address that is none', ['report', '--docker-host', 'no address']],
  ])('that is wrong ends with 2 and nothing on stdout: %s', async (_, args) => {
    const { code, out, err } = await plimsoll(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).not.toBe('')
    expect(err).not.toContain('    at ')
  })
})

describe('report', () => {
  it('--json-schema prints the schema that the sample’s report obeys', async () => {
    const schema = await plimsoll(['report', '--json-schema'])
    const report = await plimsoll(['report', '--sample', '--json'])
    expect([schema.code, schema.err, report.code, report.err]).toEqual([0, '', 0, ''])
    const validate = new Ajv2020({ strict: true }).compile(JSON.parse(schema.out) as object)
    expect(validate(JSON.parse(report.out)), JSON.stringify(validate.errors)).toBe(true)
    expect(report.out).toMatch(/^\{\n {2}"schema": "plimsoll.report\/1"/)
  })

  it('of the sample adds up and says that it is one', async () => {
    const { out } = await plimsoll(['report', '--sample'])
    expect(out).toMatch(/^This is a sample, not your disk\./)
    expect(out).toMatch(/unattributed 0 B; entries \+ unattributed = \d+ bytes/)
  })

  it('is the same each time', async () => {
    expect(await plimsoll(['report', '--sample', '--json'])).toEqual(await plimsoll(['report', '--sample', '--json']))
  })

  it.each(['containers', 'images', 'layers', 'volumes', 'ledger'])('--csv %s has a header and lines', async (kind) => {
    const { code, out } = await plimsoll(['report', '--sample', '--csv', kind])
    expect([code, out.split('\n').length > 2]).toEqual([0, true])
  })

  it('of a data root alone is whole; the engine that was not asked for is no failure', async () => {
    using folder = temporaryDirectory()
    vi.stubEnv('DOCKER_HOST', noEngine(folder.path))
    const dataRoot = makeSmallDataRoot(join(folder.path, 'docker'))
    const open = (target: TargetOptions) => openIn(folder.path, target)
    const { code, out, err } = await plimsoll(['report', '--data-root', dataRoot], { open })
    expect([code, out.split('\n')[1], err]).toEqual([0, expect.stringContaining(`${dataRoot}: `), ''])
    vi.unstubAllEnvs()
  })

  it('of a data root beside an engine that was named and is not there is printed, and is not whole', async () => {
    using folder = temporaryDirectory()
    const dataRoot = makeSmallDataRoot(join(folder.path, 'docker'))
    const args = ['report', '--data-root', dataRoot, '--docker-host', noEngine(folder.path)]
    const { code, out, err } = await plimsoll(args)
    expect([code, out.split('\n')[1]]).toEqual([4, expect.stringContaining(`${dataRoot}: `)])
    expect(err).toContain('plimsoll: ')
  })

  it('of nothing ends with 3, in words', async () => {
    using folder = temporaryDirectory()
    const { code, out, err } = await plimsoll(['report', '--data-root', join(folder.path, 'nowhere')])
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain(`plimsoll: There is no directory at ${folder.path}/nowhere.`)
    expect(err).toContain('--data-root DIR')
  })

  it('of an ordinary directory ends with 3', async () => {
    using folder = temporaryDirectory()
    writeFileSync(join(folder.path, 'file'), '')
    expect((await plimsoll(['report', '--data-root', folder.path])).code).toBe(3)
  })

  it('that is interrupted prints nothing and ends with 130', async () => {
    const { code, out } = await plimsoll(['report', '--sample'], { signal: AbortSignal.abort() })
    expect([code, out]).toEqual([130, ''])
  })

  it('cannot be forged by a path that is named', async () => {
    const { err } = await plimsoll(['report', '--data-root', '/nowhere\u001b[2J\u202e'])
    expect(err).toContain('/nowhere\\x1b[2J\\x202e')
    expect(err).not.toContain('\u001b')
  })
})

describe('one object', () => {
  interface Named {
    readonly id: string
    readonly name: string
  }
  const containers = async () => {
    const { out } = await plimsoll(['report', '--sample', '--json'])
    return (JSON.parse(out) as { readonly containers: readonly Named[] }).containers
  }

  it('is found by its name and by the start of its ID', async () => {
    const [first] = await containers()
    const byName = await plimsoll(['container', first!.name, '--sample', '--json'])
    const byId = await plimsoll(['container', first!.id.slice(0, 12), '--sample', '--json'])
    expect([byName.code, byId]).toEqual([0, byName])
    expect(JSON.parse(byName.out)).toMatchObject({ id: first!.id, name: first!.name })
  })

  it('is described with its volumes and layers', async () => {
    const [first] = await containers()
    const { code, out } = await plimsoll(['container', first!.name, '--sample'])
    expect(code).toBe(0)
    for (const word of [first!.id, 'writable layer', 'virtual', 'init layer', 'CHAIN ID']) expect(out).toContain(word)
  })

  it.each(['container', 'image'])('%s that is not there ends with 5', async (command) => {
    const { code, out, err } = await plimsoll([command, 'nobody\u001b[31m', '--sample'])
    expect([code, out]).toEqual([5, ''])
    expect(err).toContain(`There is no ${command} nobody\\x1b[31m.`)
  })

  it('layers lists every layer of the sample', async () => {
    const table = await plimsoll(['layers', '--sample'])
    const json = await plimsoll(['layers', '--sample', '--json'])
    const layers = JSON.parse(json.out) as readonly unknown[]
    const [lines, notes] = table.out.trimEnd().split('\n\n')
    expect([table.code, lines!.split('\n').length]).toEqual([0, layers.length + 1])
    expect(notes).toContain('the whole build cache')
  })
})

describe('serve', () => {
  it('says where it listens, hands its options on, and ends with 130 when it is interrupted', async () => {
    const asked: Omit<ServeOptions, 'signal'>[] = []
    const interrupt = new AbortController()
    let closed = false
    const serve: CliContext['serve'] = ({ target, port, address }) => {
      asked.push({ target, port, address })
      setImmediate(() => {
        interrupt.abort()
      })
      return Promise.resolve({
        url: 'http://127.0.0.1:1/#key',
        close: () => {
          closed = true
          return Promise.resolve()
        },
      })
    }
    const { code, out } = await plimsoll(['serve', '--sample', '--port', '0'], { serve, signal: interrupt.signal })
    expect([code, closed, out.includes('http://127.0.0.1:1/#key')]).toEqual([130, true, true])
    expect(asked).toEqual([
      {
        target: {
          ...{ dockerHost: null, context: null, dataRoot: null, containerdRoot: null, scan: null, scanImage: null },
          sample: true,
        },
        port: 0,
        address: '127.0.0.1',
      },
    ])
  })

  it('that cannot start ends in words', async () => {
    const { code, err } = await plimsoll(['serve'])
    expect([code, err]).toEqual([3, 'plimsoll: The dashboard is not built.\n'])
  })
})
