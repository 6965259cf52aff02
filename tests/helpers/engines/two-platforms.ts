import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from './engine.ts'
import { OWN_ARCHITECTURE, writeOciArchive, type ArchivedImage } from './oci-archive.ts'

const own = { architecture: OWN_ARCHITECTURE, kilobytes: 300 }
/** Of another size, so that one cannot be taken for the other. */
const foreign = { architecture: OWN_ARCHITECTURE === 'arm64' ? 'amd64' : 'arm64', kilobytes: 500 } as const

export const TWO_PLATFORMS: ArchivedImage = { name: 'acme/two-platforms:1', platforms: [own, foreign] }

/**
 * Loads an image with manifests for two platforms into an engine with the containerd store. Both are complete in the
 * content store; 28.5 unpacks this machine's only, 26.1 both. It is written by hand, because an engine without a network
 * cannot pull one, and to build it would need an emulator.
 */
export async function loadTwoPlatforms(engine: Engine): Promise<void> {
  const archive = join(engine.directory, 'two-platforms.tar')
  await writeOciArchive(archive, TWO_PLATFORMS)
  await engine.cli('load', '-i', archive)
  await rm(archive)
}
