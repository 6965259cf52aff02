import type { ReportEngine, ReportLayersSize } from '../../contract/report.ts'
import { formatBytes } from './format.ts'

/**
 * What `docker system df` prints as the size of images, taken apart where it counts something twice; nothing where it
 * does not, or where that is not known.
 */
export function layersSizeText(engine: ReportEngine | null): readonly string[] {
  if (engine === null) return []
  const { engineSize, parts, countedTwice, unexplained } = engine.layersSize
  if (engineSize === null || countedTwice === null || countedTwice === 0) return []
  const named = (wanted: readonly Part[]) =>
    parts
      .filter(({ what, bytes }) => wanted.includes(what) && bytes !== 0)
      .map(lineOf)
      .join(', ')
  const rest = unexplained === null || unexplained === 0 ? '' : `, unexplained ${formatBytes(unexplained)}`
  return [
    [
      `docker system df says Images ${formatBytes(engineSize)}: ${named(IMAGES)},`,
      `and what is no image: ${named(OTHERS)}${rest}.`,
      `${formatBytes(countedTwice)} of that is listed a second time, under Containers and Build Cache.`,
    ].join('\n'),
  ]
}

type Part = ReportLayersSize['parts'][number]['what']

const IMAGES: readonly Part[] = ['image-layers', 'content']
const OTHERS: readonly Part[] = ['build-cache', 'writable-layers', 'init-layers', 'other']

function lineOf({ what, bytes }: ReportLayersSize['parts'][number]): string {
  return `${PART[what]} ${formatBytes(bytes)}`
}

const PART: Readonly<Record<Part, string>> = {
  'image-layers': 'layers',
  content: 'packed content',
  'build-cache': 'build cache',
  'writable-layers': 'writable layers',
  'init-layers': 'init layers',
  other: 'snapshots that nothing has',
}
