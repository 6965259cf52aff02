import type { PartHolder } from '../../../src-main/model/reclaim-graph.ts'
import type { ReclaimPreview } from '../../../src-main/prune/reclaim-view.ts'
import type { Figure } from '../../../src-main/model/figure.ts'

export interface FreesWords {
  readonly t: (key: string, named?: Record<string, string>, count?: number) => string
  readonly locale: string
  readonly figure: (figure: Figure) => string
  /** With one decimal, as what is added up is shown. */
  readonly sum: (figure: Figure) => string
  readonly text: (bytes: number) => string
  readonly whole: (count: number) => string
}

/** More names than these are counted. */
const NAMES = 3

/** "web, api and 4 more"; of holders with one name, the name once. */
export function holderNames(holders: readonly PartHolder[], all: number, { t, locale, whole }: FreesWords): string {
  const names = [...new Set(holders.map(({ name, id }) => (name === '' ? id.slice(0, ID_LENGTH) : name)))]
  const shown = names.slice(0, NAMES)
  const more = Math.max(names.length, all - (holders.length - names.length)) - shown.length
  return new Intl.ListFormat(locale).format(more > 0 ? [...shown, t('reclaim.more', { n: whole(more) }, more)] : shown)
}

/** Digits by which people tell IDs apart. */
const ID_LENGTH = 12

/** What the engine's own prunes would say, and what they leave out; empty where they have no rule. */
export function engineSentence(preview: ReclaimPreview, words: FreesWords): string {
  const { engineClaims, engineLeavesOut } = preview
  if (engineClaims.kind === 'unknown') return ''
  const bytes = words.figure(engineClaims)
  const left = engineLeavesOut.filter((one) => one.bytes > 0)
  const more = countedStaying(preview)
  const staying = more > 0 ? ` ${words.t('reclaim.dockerCountsStaying', { bytes: words.text(more) })}` : ''
  if (left.length === 0) return words.t('reclaim.dockerReport', { bytes }) + staying
  const what = new Intl.ListFormat(words.locale).format(
    left.map((one) => {
      const name = words.t(`reclaim.kind.${one.what}`)
      return words.t('reclaim.leftOut', { what: withinSentence(name, words.locale), bytes: words.text(one.bytes) })
    }),
  )
  return words.t('reclaim.dockerReportWithout', { bytes, what }) + staying
}

/** Bytes in the engine's figure that do not go: layers of the build cache that images keep. 0 where that is not known. */
function countedStaying({ engineClaims, engineLeavesOut, now, later }: ReclaimPreview): number {
  if (engineClaims.kind !== 'exact' || now.kind !== 'exact' || later.kind !== 'exact') return 0
  const leftOut = engineLeavesOut.reduce((sum, { bytes }) => sum + bytes, 0)
  return engineClaims.bytes - (now.bytes + later.bytes - leftOut)
}

/** A name that begins a line elsewhere, in the middle of a sentence. */
export function withinSentence(name: string, locale: string): string {
  return locale === 'en' ? name.charAt(0).toLowerCase() + name.slice(1) : name
}
