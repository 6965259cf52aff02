import type { Failure } from '../../contract/app-state.ts'
import { printable } from './format.ts'

/** What to do about a failure, one line each; empty where the message already says all. */
const ADVICE: Readonly<Partial<Record<Failure['code'], string>>> = {
  'engine-unreachable':
    'Is the engine running? Name it with --docker-host, or read its disk alone with --data-root DIR.',
  'engine-permission-denied': 'Run as a user in the docker group, or as root.',
  'engine-not-docker': 'Check --docker-host, DOCKER_HOST and the current docker context.',
  'engine-too-old': 'Read its disk alone with --data-root DIR.',
  'context-not-found': '`docker context ls` lists the contexts there are.',
  'root-not-found': 'Name the data root with --data-root DIR.',
  'root-not-a-data-root': 'A data root holds directories such as containers/, image/ and volumes/.',
  'permission-denied': 'Run as root to have every byte measured; without it, the figures are the engine’s own.',
  'storage-unavailable': 'Set XDG_STATE_HOME to a directory that you can write.',
  'port-taken': 'Choose another with --port.',
  bug: 'This is a fault of Plimsoll; the report to its authors needs what you did and this message.',
}

/** The same about a containerd root, where that is something else. */
const ADVICE_ON_CONTAINERD: typeof ADVICE = {
  'root-not-found': 'Name it with --containerd-root DIR.',
  'root-not-a-data-root':
    'Name its own with --containerd-root DIR: it holds directories such as io.containerd.content.v1.content/.',
}

/** How each way to read a closed data root is asked for. */
const WAYS: Readonly<Record<string, string>> = {
  container: '--scan container reads it through a container that only reads, and is gone afterwards.',
  sudo: '--scan sudo reads it as root, by sudo.',
  pkexec: '--scan pkexec reads it as root, by pkexec.',
}

/** Nobody here can name a disk that is elsewhere. */
const ELSEWHERE =
  '--scan-image IMAGE reads its disk through a container of an image that is there, such as busybox or debian.'

/** A failure in words for the terminal: what happened, and what to do. The message can quote paths and what an engine said. */
export function describeFailure(failure: Failure): string {
  const { code, context, message } = failure
  const what = printable(message)
  // Of SSH and TLS the message says itself what to do.
  if ('ssh' in context || 'tls' in context) return what
  if (context['remote'] === true) return `${what}\n  ${ELSEWHERE}`
  const onContainerd = context['role'] === 'containerd' ? ADVICE_ON_CONTAINERD[code] : undefined
  const advice = waysToRead(failure) ?? onContainerd ?? ADVICE[code]
  return advice === undefined ? what : `${what}\n  ${advice}`
}

function waysToRead({ code, context }: Failure): string | null {
  const { ways, how } = context
  if (code !== 'permission-denied' || typeof ways !== 'string') return null
  const others = ways.split(',').flatMap((way) => (way === how ? [] : (WAYS[way] ?? [])))
  return others.length === 0 ? null : [...others, 'Or run as root.'].join('\n  ')
}
