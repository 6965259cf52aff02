import type { ScanWay } from './scan-link.ts'
import type { ScanSurroundings } from './scan-surroundings.ts'

/**
 * The ways in which a closed root may be read here, the gentlest first. That one is listed does not mean that the user may:
 * that is told when it is tried. `engineIsHere`: an engine answered whose disk is this machine's.
 */
export function scanWays(
  { environment, hasTerminal, isInstalled }: ScanSurroundings,
  engineIsHere: boolean,
): readonly ScanWay[] {
  const isSet = (name: string): boolean => (environment[name] ?? '') !== ''
  const canAsk = hasTerminal()
  const ways: ScanWay[] = engineIsHere ? ['container'] : []
  if (isInstalled('sudo') && (canAsk || isSet('SUDO_ASKPASS'))) ways.push('sudo')
  if (isInstalled('pkexec') && (canAsk || isSet('DISPLAY') || isSet('WAYLAND_DISPLAY'))) ways.push('pkexec')
  return ways
}
