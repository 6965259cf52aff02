import { createHash } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { listContexts } from '../../../../src-main/sources/docker-engine/list-contexts.ts'
import { readCertificate } from './certificates.ts'
import { dockerFiles, type DockerFiles } from './docker-files.ts'

let docker: DockerFiles

beforeEach(() => {
  docker = dockerFiles()
})

afterEach(() => {
  docker.remove()
})

const list = (environment: Record<string, string> = {}) => listContexts(docker.surroundings(environment))

const containing = (text: string): unknown => expect.stringContaining(text)

const BUILT_IN = {
  name: 'default',
  description: null,
  endpoint: 'unix:///var/run/docker.sock',
  current: true,
  problem: null,
}

describe('the contexts', () => {
  test('are the default one where there is nothing else', async () => {
    expect(await list()).toEqual([BUILT_IN])
  })

  test('come by name after the default one, each with its description and address', async () => {
    const endpoints = { docker: { Host: 'ssh://me@build', SkipTLSVerify: false } }
    const meta = { Name: 'build10', Metadata: { Description: 'The big one', otel: {} }, Endpoints: endpoints }
    docker.writeMeta('build10', JSON.stringify(meta))
    docker.writeContext('build9', { Host: 'tcp://build9:2376' }, { 'ca.pem': readCertificate('ca') })
    docker.write('.docker/config.json', '{"currentContext":"build9","auths":{}}')

    const other = { description: null, current: false, problem: null }
    expect(await list()).toEqual([
      { ...BUILT_IN, current: false },
      { ...other, name: 'build9', endpoint: 'tcp://build9:2376', current: true },
      { ...other, name: 'build10', endpoint: 'ssh://me@build', description: 'The big one' },
    ])
  })

  test('have the default one in force once DOCKER_HOST is set, with its address', async () => {
    docker.writeContext('build', { Host: 'unix:///build.sock' })
    docker.write('.docker/config.json', '{"currentContext":"build"}')

    const [builtIn, build] = await list({ DOCKER_HOST: 'tcp://there', DOCKER_CONTEXT: 'build' })
    expect(builtIn).toEqual({ ...BUILT_IN, endpoint: 'tcp://there:2375' })
    expect(build).toMatchObject({ current: false })
  })

  test('have the default one with its problem when DOCKER_HOST is none', async () => {
    const [builtIn] = await list({ DOCKER_HOST: 'gopher://x' })

    expect(builtIn).toMatchObject({ name: 'default', endpoint: null, problem: containing('gopher://x') })
  })
})

describe('a context that cannot be used', () => {
  const problems = async (environment: Record<string, string> = {}) =>
    Object.fromEntries((await list(environment)).map(({ name, problem }) => [name, problem]))

  test('is listed with its problem beside those that can', async () => {
    docker.writeContext('good', { Host: 'unix:///good.sock' })
    docker.writeContext('address', { Host: 'ssh://-oProxyCommand=reboot' })
    docker.writeContext('number', { Host: 7 })
    docker.writeContext('certificates', { Host: 'tcp://host:2376' }, { 'cert.pem': 'CERT' })
    docker.writeMeta('swarm', '{"Name":"swarm","Endpoints":{"kubernetes":{}}}')

    expect(await problems()).toEqual({
      default: null,
      good: null,
      address: containing('Cannot read the engine address "ssh://-oProxyCommand=reboot"'),
      number: containing('Endpoints.docker.Host is not text'),
      certificates: containing('key.pem is missing'),
      swarm: 'Cannot use the docker context "swarm". There is no Docker engine in it.',
    })
  })

  test('is listed under its folder when its file is damaged, but under its name when it is current', async () => {
    const path = docker.writeMeta('broken', '{')
    const folder = createHash('sha256').update('broken').digest('hex')

    expect(await problems()).toMatchObject({ [folder]: `Cannot use ${path}: it is not JSON.` })
    expect(await problems({ DOCKER_CONTEXT: 'broken' })).toMatchObject({ broken: containing('not JSON') })
  })

  test('is listed when it lies where the docker CLI does not find it', async () => {
    docker.writeMeta('moved', '{"Name":"other","Endpoints":{"docker":{}}}')

    expect(await problems()).toMatchObject({ other: containing('does not look for "other"') })
  })

  test('is listed when it is chosen and does not exist', async () => {
    expect(await list({ DOCKER_CONTEXT: 'gone' })).toEqual([
      { ...BUILT_IN, current: false },
      { name: 'gone', description: null, endpoint: null, current: true, problem: 'There is no docker context "gone".' },
    ])
  })
})

describe('around the contexts', () => {
  test('nothing is current where the configuration is damaged', async () => {
    docker.write('.docker/config.json', '{')

    expect(await list()).toEqual([{ ...BUILT_IN, current: false }])
  })

  test('a stray file or an empty folder is none', async () => {
    docker.write('.docker/contexts/meta/.DS_Store', '')
    docker.write('.docker/contexts/meta/0123/other.json', '{}')

    expect(await list()).toEqual([BUILT_IN])
  })
})
