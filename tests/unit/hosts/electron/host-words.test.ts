import { describe, expect, it } from 'vitest'
import { systemLocale } from '../../../../src-main/hosts/electron/host-words.ts'

describe('systemLocale', () => {
  it.each([
    [['ja-JP', 'en-US'], 'ja'],
    [['de-DE', 'ja'], 'ja'],
    [['en-GB'], 'en'],
    [['fr-FR'], 'en'],
    [[], 'en'],
  ])('of %j is %s', (languages, locale) => {
    expect(systemLocale(languages)).toBe(locale)
  })
})
