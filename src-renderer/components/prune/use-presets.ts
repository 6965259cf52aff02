import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { PresetView } from '../../../src-main/prune/reclaim-view.ts'
import { useAmounts } from '../../composables/amounts.ts'
import { bytesOfFigure } from '../../format/figures.ts'

type Taken = PresetView['preset'] | 'hand'

export interface Presets {
  /** Why the one that was taken chose nothing, or not enough; '' otherwise. */
  readonly note: ShallowRef<string>
  readonly take: (preset: Taken) => void
}

interface PresetSource {
  /** The presets that are there, with the goal they were asked for. */
  readonly loaded: Readonly<Ref<{ readonly presets: readonly PresetView[]; readonly goal: number } | null>>
  /** Bytes that shall be free. */
  readonly goal: Readonly<Ref<number>>
  readonly take: (preset: Taken) => void
}

/** Takes presets. One with a goal that was not asked for yet is taken once its answer is there. */
export function usePresets({ loaded, goal, take }: PresetSource): Presets {
  const { t } = useI18n()
  const amounts = useAmounts()
  const note = shallowRef('')
  const awaited = shallowRef<Taken | null>(null)

  function choose(preset: Taken): void {
    take(preset)
    const view = loaded.value?.presets.find((one) => one.preset === preset)
    note.value = view === undefined ? '' : noteOf(view)
  }

  function noteOf({ chosen, frees, short }: PresetView): string {
    if (short !== null && short > 0) {
      const bytes = amounts.value.sumText(bytesOfFigure(frees) ?? 0)
      return t('reclaim.untilShort', { bytes, short: amounts.value.sumText(short) })
    }
    if (chosen.length > 0) return ''
    return t(short === null ? 'reclaim.nothingFor' : 'reclaim.untilEnough')
  }

  watch(loaded, (now) => {
    if (awaited.value === null || now?.goal !== goal.value) return
    choose(awaited.value)
    awaited.value = null
  })

  return {
    note,
    take(preset) {
      awaited.value = null
      note.value = ''
      if (preset === 'until-free' && loaded.value?.goal !== goal.value) awaited.value = preset
      else choose(preset)
    },
  }
}
