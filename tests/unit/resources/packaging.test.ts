import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

interface Configuration {
  readonly electronVersion: string
}

interface BuilderConfig {
  getConfig(directory: string, file: string, change: object): Promise<Configuration>
  validateConfiguration(config: Configuration, log: object): Promise<void>
}

// Its own check of a configuration, which it offers to nobody: what it does not know makes it throw.
const require = createRequire(import.meta.url)
const builder = require('app-builder-lib/out/util/config/config') as BuilderConfig
const { DebugLogger } = require('builder-util') as { DebugLogger: new (on: boolean) => object }

async function validate(change: object): Promise<Configuration> {
  const config = await builder.getConfig(ROOT, 'electron-builder.yml', change)
  await builder.validateConfiguration(config, new DebugLogger(false))
  return config
}

describe('electron-builder.yml', () => {
  it('is a configuration that electron-builder knows', async () => {
    await validate({})
  })

  it('would be refused with a key that it does not know', async () => {
    await expect(validate({ linux: { desktopEntry: {} } })).rejects.toThrow('configuration.linux')
  })

  it('packages the Electron that the sources are checked against', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8')) as {
      version: string
    }
    expect((await validate({})).electronVersion).toBe(version)
  })
})

describe('the icons', () => {
  it('are as large as their names say', () => {
    const names = readdirSync(join(ROOT, 'resources/icons'))
    expect(names).toHaveLength(9)
    for (const name of names) {
      // A PNG says its width and height at the bytes 16 and 20.
      const bytes = readFileSync(join(ROOT, 'resources/icons', name))
      expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}.png`).toBe(name)
    }
  })
})
