import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { APP_ERROR_CODES } from '../../../../src-main/errors/app-error.ts'
import { CATEGORIES } from '../../../../src-main/model/category.ts'
import { LINES } from '../../../../src-main/views/category-line.ts'
import { preferredLocale } from '../../../../src-renderer/i18n/create-translations.ts'
import { en } from '../../../../src-renderer/i18n/en.ts'
import { ja } from '../../../../src-renderer/i18n/ja.ts'

const RENDERER = join(import.meta.dirname, '../../../../src-renderer')

function flatten(texts: object, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? flatten(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, String(value)] as const],
  )
}

const ENGLISH = new Map(flatten(en))
const JAPANESE = new Map(flatten(ja))
const SOURCES = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(vue|ts)$/.test(path) && !path.startsWith('i18n'))
  .map((path) => readFileSync(join(RENDERER, path), 'utf8'))

describe('the texts', () => {
  it('have the same keys and the same places to fill in both languages', () => {
    const places = (texts: ReadonlyMap<string, string>) =>
      [...texts].map(([key, text]) => [key, [...new Set(text.match(/\{\w+\}/g))].sort().join()])
    expect(places(JAPANESE)).toEqual(places(ENGLISH))
  })

  it('exist for every key that a component names', () => {
    const named = SOURCES.flatMap((text) => [...text.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key]) => key))
    expect(named.length).toBeGreaterThan(100)
    expect(named.filter((key) => key !== undefined && !ENGLISH.has(key))).toEqual([])
  })

  it('exist for every key that a component puts together', () => {
    const prefixes = SOURCES.flatMap((text) => [...text.matchAll(/\bt\(\s*`([\w.-]+[._])\$\{/g)].map(([, key]) => key))
    const keys = [...ENGLISH.keys()]
    expect(prefixes.length).toBeGreaterThan(15)
    expect(prefixes.filter((prefix) => !keys.some((key) => key.startsWith(prefix ?? '')))).toEqual([])
  })

  it('are all used', () => {
    const all = SOURCES.join('\n')
    const prefixes = [...all.matchAll(/`([\w.-]+[._])\$\{/g)].map(([, prefix]) => prefix ?? '')
    const unused = [...ENGLISH.keys()].filter(
      (key) =>
        !all.includes(`'${key}'`) &&
        !all.includes(`"${key}"`) &&
        !prefixes.some((prefix) => key.startsWith(prefix)) &&
        !key.startsWith('failures.'),
    )
    expect(unused).toEqual([])
  })

  it('know every failure, line and category', () => {
    const wanted = [
      ...[...APP_ERROR_CODES, 'bug'].flatMap((code) => [`failures.${code}.title`, `failures.${code}.body`]),
      ...[...LINES, 'unattributed'].flatMap((line) => [`line.${line}`, `lineNote.${line}`]),
      ...CATEGORIES.map((category) => `category.${category}`),
    ]
    expect(wanted.filter((key) => !ENGLISH.has(key))).toEqual([])
  })
})

describe('the language', () => {
  it('is the first of the reader’s that there is', () => {
    expect([preferredLocale(['de-CH', 'ja-JP', 'en']), preferredLocale(['fr']), preferredLocale([])]).toEqual([
      'ja',
      'en',
      'en',
    ])
  })
})
