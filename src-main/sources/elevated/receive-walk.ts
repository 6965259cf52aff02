import type { PlaceUsage } from '../../model/observations.ts'
import type { WalkedPlace, WalkRequest, WalkResult } from '../disk/walk-types.ts'
import type { KnownPlace, ScanAnswer } from './scan-messages.ts'
import { Misshapen } from './shapes.ts'

/** Puts together what a scanner says of a walk. */
export interface WalkReceiver {
  /** The result, once it is whole; null for what comes before. Throws `Misshapen` for what does not belong to this walk. */
  take(answer: ScanAnswer): WalkResult | null
  /** What there is when no more comes. */
  cut(): WalkResult
}

export function createWalkReceiver(
  { places, onProgress }: Pick<WalkRequest, 'places' | 'onProgress'>,
  known: readonly KnownPlace[],
): WalkReceiver {
  const usages: (PlaceUsage | null)[] = places.map(() => null)
  const walked: (WalkedPlace | null)[] = places.map(() => null)
  const told = new Map(known.map((each) => [each.place, each.walked]))
  let received = 0

  const demandPlace = (place: number): void => {
    if (place >= places.length) throw new Misshapen('place', `one of ${places.length}`)
  }
  const takeProgress = ({ say: _, changed, ...progress }: Extract<ScanAnswer, { say: 'progress' }>): void => {
    for (const { place, usage } of changed) {
      demandPlace(place)
      usages[place] = usage
    }
    onProgress?.({ ...progress, usages: () => [...usages] })
  }
  const takePlaces = ({ from, places: found }: Extract<ScanAnswer, { say: 'places' }>): void => {
    if (from !== received) throw new Misshapen('from', String(received))
    demandPlace(from + found.length - 1)
    found.forEach((each, index) => {
      usages[from + index] = each.usage
      walked[from + index] = each.walked === 'known' ? (told.get(from + index) ?? null) : each.walked
    })
    received += found.length
  }
  return {
    take: (answer) => {
      if (answer.say === 'progress') takeProgress(answer)
      else if (answer.say === 'places') takePlaces(answer)
      else if (answer.say !== 'walked' || received !== places.length)
        throw new Misshapen('say', 'the next part of a walk')
      else return { usages, walked, gaps: answer.gaps, cancelled: answer.cancelled }
      return null
    },
    cut: () => ({ usages, walked, gaps: [], cancelled: true }),
  }
}
