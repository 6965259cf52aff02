import { describe, expect, test } from 'vitest'

import { answerField, type AnswerField } from '../../../../src-main/sources/docker-engine/answer-field.ts'
import { healthCheckCommand } from '../../../../src-main/sources/docker-engine/health-check-filter.ts'
import {
  bytesOrNull,
  references,
  secondsOrNull,
  textOrNull,
  timeOrNull,
} from '../../../../src-main/sources/docker-engine/normalise.ts'
import { parseContainers } from '../../../../src-main/sources/docker-engine/read-containers.ts'
import { parseImages } from '../../../../src-main/sources/docker-engine/read-images.ts'
import { parseVolumes } from '../../../../src-main/sources/docker-engine/read-volumes.ts'

const field = (value: unknown): AnswerField => answerField('GET /x', value)

describe('normalise', () => {
  test('makes -1 and an absent size null, and keeps 0', () => {
    expect([-1, null, undefined, 0, 5].map((value) => bytesOrNull(field(value)))).toEqual([null, null, null, 0, 5])
  })

  test.each([-2, 1.5, 2 ** 53, '5', NaN, true])('takes %s for no size', (value) => {
    expect(() => bytesOrNull(field(value))).toThrow(/GET \/x: the answer is not a/)
  })

  test('makes the year 1 and an empty time null, and UTC of the others', () => {
    const times = ['0001-01-01T00:00:00Z', '', '2026-11-20T23:33:37.746047021Z', '2026-11-20T23:33:03+02:00']

    expect(times.map((time) => timeOrNull(field(time)))).toEqual([
      null,
      null,
      '2026-11-20T23:33:37.746Z',
      '2026-11-20T21:33:03.000Z',
    ])
    expect(() => timeOrNull(field('yesterday'))).toThrow('not a time')
  })

  test('makes 0 seconds and the year 1 null', () => {
    expect([0, -62_135_596_800, 1_795_217_586].map((seconds) => secondsOrNull(field(seconds)))).toEqual([
      null,
      null,
      '2026-11-20T23:33:06.000Z',
    ])
    expect(() => secondsOrNull(field(Number.MAX_SAFE_INTEGER))).toThrow('not a time')
  })

  test('makes an empty text null and drops references that are none', () => {
    expect(textOrNull(field(''))).toBeNull()
    expect(references(field(['<none>:<none>', 'a:1', '<none>@<none>']))).toEqual(['a:1'])
    expect(references(field(null))).toEqual([])
  })
})

describe('a wrong answer', () => {
  test.each([
    [{}, 'the answer is not a list'],
    [[7], '[0] is not an object'],
    [[{}], '[0].Id is not text'],
    [[{ Id: 'a', Names: ['/a', 7] }], '[0].Names[1] is not text'],
    [[{ Id: 'a' }, { Id: 'b', SizeRw: 'big' }], '[1].SizeRw is not a whole number'],
    [[{ Id: 'a', Labels: { x: 1 } }], '[0].Labels.x is not text'],
  ])('%j is named by its field', (answer, sentence) => {
    expect(() => parseContainers(field(answer), true)).toThrow(`GET /x: ${sentence}.`)
  })

  test('does not reach into prototypes', () => {
    expect(field({}).at('constructor').absent).toBe(true)
    expect(field(JSON.parse('{"__proto__":"x"}')).texts()).toEqual(JSON.parse('{"__proto__":"x"}'))
  })
})

describe('objects with little in them', () => {
  test('a container without a name goes by its ID, and is in no known state', () => {
    const id = '0123456789abcdef'.repeat(4)

    expect(parseContainers(field([{ Id: id, Names: null, State: 'confused' }]), false)).toMatchObject([
      { id, name: '0123456789ab', image: '', imageId: null, state: 'unknown', createdAt: null, mounts: [] },
    ])
  })

  test('a container goes by its own name, not by its alias in another', () => {
    expect(parseContainers(field([{ Id: 'a', Names: ['/web/db', '/db'] }]), false)).toMatchObject([{ name: 'db' }])
  })

  test('an image keeps a digest only where no tag of its repository is', () => {
    const image = {
      Id: 'sha256:1',
      RepoTags: ['localhost:5000/a:1', 'b:2'],
      RepoDigests: ['localhost:5000/a@sha256:0', 'localhost:5000/c@sha256:0'],
    }

    expect(parseImages(field([image]))).toMatchObject([
      { references: ['b:2', 'localhost:5000/a:1', 'localhost:5000/c@sha256:0'], intermediate: false, size: null },
    ])
  })

  test('an image has its labels, and all digests that it can be pulled by', () => {
    const image = { Id: 'sha256:1', RepoTags: ['a:1'], RepoDigests: ['a@sha256:0', 'sha256:1'], Labels: { keep: '' } }
    const built = { Id: 'sha256:2', RepoTags: ['b:1'], RepoDigests: null, Labels: null }

    expect(parseImages(field([image, built]))).toMatchObject([
      { labels: { keep: '' }, repoDigests: ['a@sha256:0'] },
      { labels: {}, repoDigests: [] },
    ])
  })

  test('a volume of a plugin with options has no size', () => {
    const volume = { Name: 'v', Driver: 'nfs', Options: { device: ':/x' }, UsageData: { Size: -1, RefCount: -1 } }

    expect(parseVolumes(field([volume]))).toMatchObject([{ name: 'v', driver: 'nfs', mountpoint: '', size: null }])
  })
})

test('a health check is written as the engine writes its exec', () => {
  const command = (config: object): string | null => healthCheckCommand(field(config))

  expect(command({})).toBeNull()
  expect(command({ Healthcheck: { Test: ['NONE'] } })).toBeNull()
  expect(command({ Healthcheck: { Test: ['CMD', 'curl', '-f', 'x'] } })).toBe('curl -f x')
  expect(command({ Healthcheck: { Test: ['CMD-SHELL', 'test -e /ok'] } })).toBe('/bin/sh -c test -e /ok')
  expect(command({ Shell: ['bash', '-ec'], Healthcheck: { Test: ['CMD-SHELL', 'ok'] } })).toBe('bash -ec ok')
})
