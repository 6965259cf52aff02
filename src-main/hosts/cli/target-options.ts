import { Option, type Command } from 'commander'
import { AppError } from '../../errors/app-error.ts'
import type { TargetOptions } from './cli-context.ts'

interface ParsedTarget {
  readonly dockerHost?: string
  readonly context?: string
  readonly dataRoot?: string
  readonly containerdRoot?: string
  readonly scan?: NonNullable<TargetOptions['scan']>
  readonly scanImage?: string
  readonly sample?: boolean
}

/** Adds the options that say what to look at. */
export function addTargetOptions(command: Command): Command {
  return command
    .option(
      '-H, --docker-host <url>',
      'engine to ask, as unix:///path, tcp://host:port or ssh://user@host (default: as the docker CLI)',
    )
    .option('--context <name>', 'context of the docker CLI whose engine to ask')
    .option('--data-root <dir>', 'read this data root from disk (default: the one the engine names)')
    .option('--containerd-root <dir>', 'where containerd keeps the images, if outside the data root')
    .addOption(
      new Option('--scan <way>', 'read a data root that is closed to you through a container, sudo or pkexec').choices([
        'container',
        'sudo',
        'pkexec',
      ]),
    )
    .option(
      '--scan-image <image>',
      'read the engine’s disk through a container of this local image (remote engines, Docker Desktop)',
    )
    .option('--sample', 'show the bundled sample instead of this machine')
}

export function targetOf(command: Command): TargetOptions {
  const parsed = command.optsWithGlobals<ParsedTarget>()
  const { dockerHost = null, context = null, dataRoot = null, containerdRoot = null } = parsed
  const { scan = null, scanImage = null } = parsed
  const texts = { '--docker-host': dockerHost, '--context': context, '--data-root': dataRoot }
  for (const [option, text] of Object.entries({
    ...texts,
    '--containerd-root': containerdRoot,
    '--scan-image': scanImage,
  }))
    if (text === '') throw new AppError('bad-input', `${option} is empty.`)
  if (dockerHost !== null && context !== null)
    throw new AppError('bad-input', '--docker-host and --context both name an engine; give one of them.')
  return { dockerHost, context, dataRoot, containerdRoot, scan, scanImage, sample: parsed.sample === true }
}
