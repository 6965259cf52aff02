import type { Command } from 'commander'
import { AppError } from '../../errors/app-error.ts'
import type { TargetOptions } from './cli-context.ts'

interface ParsedTarget {
  readonly dockerHost?: string
  readonly dataRoot?: string
  readonly sample?: boolean
}

/** Adds the options that say what to look at. */
export function addTargetOptions(command: Command): Command {
  return command
    .option('-H, --docker-host <url>', 'engine to ask, as unix:///path or tcp://host:port (default: as the docker CLI)')
    .option('--data-root <dir>', 'read this data root from disk (default: the one the engine names)')
    .option('--sample', 'show the bundled sample instead of this machine')
}

export function targetOf(command: Command): TargetOptions {
  const { dockerHost, dataRoot, sample } = command.optsWithGlobals<ParsedTarget>()
  if (dockerHost === '') throw new AppError('bad-input', '--docker-host is empty.')
  if (dataRoot === '') throw new AppError('bad-input', '--data-root is empty.')
  return { dockerHost: dockerHost ?? null, dataRoot: dataRoot ?? null, sample: sample === true }
}
