import { createI18n } from 'vue-i18n'
import { en } from './en.ts'
import { ja } from './ja.ts'

export const LOCALES = ['en', 'ja'] as const

export type Locale = (typeof LOCALES)[number]

/** Texts of both languages; the compiler of vue-i18n 11 interprets, so no `unsafe-eval` is needed. */
export function createTranslations(locale: Locale) {
  return createI18n({ legacy: false, locale, fallbackLocale: 'en', messages: { en, ja } })
}

/** The first of the reader's languages that there is. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const found = LOCALES.find((locale) => language.toLowerCase().startsWith(locale))
    if (found !== undefined) return found
  }
  return 'en'
}
