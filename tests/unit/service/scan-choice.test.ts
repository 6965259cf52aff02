import { expect, it } from 'vitest'
import type { Settings } from '../../../src-main/persistence/settings.ts'
import { createScanChoice } from '../../../src-main/service/scan-choice.ts'

function settingsOf(known: Record<string, string> = {}): Settings & { readonly known: Record<string, string> } {
  return { known, get: (name) => known[name] ?? null, set: (name, value) => void (known[name] = value) }
}

it('is what was asked for, else what was remembered, else to ask', () => {
  expect(createScanChoice('sudo', settingsOf({ scan: 'container' })).current()).toBe('sudo')
  expect(createScanChoice('ask', settingsOf({ scan: 'container' })).current()).toBe('container')
  expect(createScanChoice('ask', settingsOf({ scan: 'never' })).current()).toBe('never')
  expect(createScanChoice('ask', settingsOf()).current()).toBe('ask')
  expect(createScanChoice('ask', null).current()).toBe('ask')
})

it('takes nothing that it does not know from what was remembered', () => {
  expect(createScanChoice('ask', settingsOf({ scan: 'rm -rf' })).current()).toBe('ask')
})

it('is what the user chose since, remembered only if the user said so', () => {
  const settings = settingsOf({ scan: 'never' })
  const choice = createScanChoice('sudo', settings)
  choice.choose('pkexec', false)
  expect([choice.current(), settings.known]).toEqual(['pkexec', { scan: 'never' }])
  choice.choose('container', true)
  expect([choice.current(), settings.known]).toEqual(['container', { scan: 'container' }])
})
