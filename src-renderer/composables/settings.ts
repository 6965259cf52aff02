import { inject, ref, watch, type InjectionKey, type Ref } from 'vue'
import type { UnitSystem } from '../format/bytes.ts'
import { LOCALES, preferredLocale, type Locale } from '../i18n/create-translations.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const UNIT_SYSTEMS: readonly UnitSystem[] = ['decimal', 'binary']

/** What the reader chose, kept in this browser. */
export interface Settings {
  readonly theme: Ref<Theme>
  readonly locale: Ref<Locale>
  readonly units: Ref<UnitSystem>
}

const SETTINGS: InjectionKey<Settings> = Symbol('settings')

/** Reads the choices and writes each change back. A stored value that is none of today's is ignored. */
export function createSettings(storage: Storage, languages: readonly string[]): Settings {
  return {
    theme: kept(storage, { name: 'theme', values: THEMES, fallback: 'system' }),
    locale: kept(storage, { name: 'locale', values: LOCALES, fallback: preferredLocale(languages) }),
    units: kept(storage, { name: 'units', values: UNIT_SYSTEMS, fallback: 'decimal' }),
  }
}

/** Hands the settings to an application, whose components take them with `useSettings`. */
export function provideSettings(
  app: { provide: (key: InjectionKey<Settings>, value: Settings) => unknown },
  settings: Settings,
): void {
  app.provide(SETTINGS, settings)
}

export function useSettings(): Settings {
  const settings = inject(SETTINGS)
  if (settings === undefined) throw new Error('settings were not provided')
  return settings
}

function kept<T extends string>(
  storage: Storage,
  setting: { readonly name: string; readonly values: readonly T[]; readonly fallback: T },
): Ref<T> {
  const key = `plimsoll.${setting.name}`
  const stored = storage.getItem(key)
  const value = ref(setting.values.find((candidate) => candidate === stored) ?? setting.fallback) as Ref<T>
  watch(value, (chosen) => {
    storage.setItem(key, chosen)
  })
  return value
}
