import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { EMPTY_SURVEY, type Observations } from '../../../../src-main/model/observations.ts'
import { readRecording, RECORDING } from '../../../../src-main/sources/recorded/recorded-observations.ts'
import { aManifest } from '../../../helpers/builders/containerd-says.ts'
import { anImage, aRecord } from '../../../helpers/builders/disk-says.ts'
import { aRoot } from '../../../helpers/builders/observed.ts'
import { makeDataRoot } from '../data-root.ts'

const observations: Observations = {
  takenAt: '2026-11-20T00:00:00Z',
  sample: true,
  engine: null,
  engineBecause: 'it is a recording',
  roots: [],
}

describe('a recording', () => {
  it('gives back the observations that are in it', () => {
    const { path, write } = makeDataRoot()
    write('world.json.gz', gzipSync(JSON.stringify({ recording: RECORDING, observations })))
    expect(readRecording(`${path}/world.json.gz`)).toEqual(observations)
  })

  it('that is older than a field says nothing of it', () => {
    const { path, write } = makeDataRoot()
    const survey = { ...EMPTY_SURVEY, images: [anImage('one', [], { manifests: [aManifest('m')] })] }
    const known = { ...observations, roots: [{ ...aRoot(), survey: { ...survey, buildCache: [aRecord('r')] } }] }
    const older = JSON.stringify({ recording: RECORDING, observations: known }, (key, value: unknown) =>
      ['history', 'parents'].includes(key) ? undefined : value,
    )
    write('world.json.gz', gzipSync(older))
    expect(readRecording(`${path}/world.json.gz`)).toEqual(known)
  })

  const whole = gzipSync(JSON.stringify({ recording: RECORDING, observations }))
  it.each<readonly [string, Uint8Array]>([
    ['empty', new Uint8Array()],
    ['cut off', whole.subarray(0, whole.length - 20)],
    ['not gzipped', Buffer.from('{}')],
    ['not JSON', gzipSync('{"recording":')],
    ['no object', gzipSync('7')],
    ['of another version', gzipSync(JSON.stringify({ recording: 'plimsoll.recording/0', observations }))],
  ])('that is %s is said to be damaged', (_what, content) => {
    const { path, write } = makeDataRoot()
    write('world.json.gz', content)
    expect(() => readRecording(`${path}/world.json.gz`)).toThrow(expect.objectContaining({ code: 'file-damaged' }))
  })

  it('that is not there is said to be damaged', () => {
    expect(() => readRecording('/nowhere/world.json.gz')).toThrow(expect.objectContaining({ code: 'file-damaged' }))
  })
})
