import type { EngineManifest, ManifestKind } from '../../model/observations.ts'
import type { AnswerField } from './answer-field.ts'
import { bytesOrNull, textOrNull } from './normalise.ts'

/**
 * The manifests of an image, those that are not here too, in the engine's order.
 * Source: `Manifests` of the API's `ImageSummary`, asked for with `manifests=1`; absent in the classic store.
 */
export function parseManifests(list: AnswerField): readonly EngineManifest[] {
  return list.items().map((item) => {
    const kind = kindOf(textOrNull(item.at('Kind')))
    const image = item.at('ImageData')
    const here = kind === 'image' && !image.absent
    return {
      digest: item.at('ID').text(),
      kind,
      platform: here ? platformOf(image.at('Platform')) : null,
      available: item.at('Available').flag(),
      content: bytesOrNull(item.at('Size').at('Content')),
      unpacked: here ? bytesOrNull(image.at('Size').at('Unpacked')) : null,
    }
  })
}

function kindOf(kind: string | null): ManifestKind {
  return kind === 'image' || kind === 'attestation' ? kind : 'unknown'
}

/** `linux/arm64/v8`. Null where neither the index nor a config that is here names it. */
function platformOf(platform: AnswerField): string | null {
  if (platform.absent) return null
  const part = (name: string): string | null => textOrNull(platform.at(name))
  const [os, architecture] = [part('os'), part('architecture')]
  if (os === null || architecture === null) return null
  return [os, architecture, part('variant')].filter((each) => each !== null).join('/')
}
