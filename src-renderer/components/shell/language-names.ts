import type { Locale } from '../../i18n/create-translations.ts'

/** Languages are named in themselves. */
export const LANGUAGE_NAMES: Readonly<Record<Locale, string>> = { en: 'English', ja: '日本語' }
