import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { THEMES, UNIT_SYSTEMS, useSettings } from '../../composables/settings.ts'
import type { TableExport } from '../../composables/table-export.ts'
import { LOCALES } from '../../i18n/create-translations.ts'
import { LANGUAGE_NAMES } from '../shell/language-names.ts'
import type { PaletteItem } from './palette-items.ts'

/** What the palette can do besides going somewhere. */
export interface PaletteDeeds {
  readonly reading: boolean
  readonly connected: boolean
  readonly save: TableExport
  readonly measure: () => void
  readonly cancel: () => void
  readonly openRoot: () => void
  readonly showKeys: () => void
}

/** Actions that make sense now, each with its key. */
export function usePaletteActions(deeds: () => PaletteDeeds): ComputedRef<readonly PaletteItem[]> {
  const { t } = useI18n()
  const { theme, locale, units } = useSettings()

  const action = (id: string, act: () => void, more: Partial<PaletteItem> = {}): PaletteItem => ({
    ...{ id, group: 'actions', icon: 'settings', title: t(`palette.action.${id}`), detail: '' },
    ...{ keys: [], figure: null, also: id, does: { kind: 'act', act } },
    ...more,
  })
  const choice = <T extends string>(
    name: 'theme' | 'locale' | 'units',
    values: readonly T[],
    [ref, textOf]: readonly [{ value: T }, (value: T) => string],
  ): readonly PaletteItem[] =>
    values
      .filter((value) => value !== ref.value)
      .map((value) =>
        action(
          name,
          () => {
            ref.value = value
          },
          {
            id: `${name} ${value}`,
            title: t(`palette.action.${name}`, { to: textOf(value) }),
            also: `${name} ${value}`,
          },
        ),
      )

  return computed(() => {
    const { reading, connected, save, measure, cancel, openRoot, showKeys } = deeds()
    return [
      ...(connected && reading ? [action('cancel', cancel, { icon: 'close' })] : []),
      ...(connected && !reading ? [action('measure', measure, { icon: 'measure', keys: ['Ctrl R'] })] : []),
      ...(save === null ? [] : [action('export', save, { icon: 'copy', keys: ['E'], also: 'export csv save' })]),
      action('open', openRoot, { icon: 'folder', also: 'open data root folder' }),
      action('keys', showKeys, { icon: 'note', keys: ['?'], also: 'keys shortcuts help' }),
      ...choice('theme', THEMES, [theme, (value) => t(`settings.theme_${value}`)]),
      ...choice('locale', LOCALES, [locale, (value) => LANGUAGE_NAMES[value]]),
      ...choice('units', UNIT_SYSTEMS, [units, (value) => t(`settings.units_${value}`)]),
    ]
  })
}
