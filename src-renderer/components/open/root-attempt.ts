import type { AppState, Failure, Subject } from '../../../src-main/contract/app-state.ts'
import { isSameSubject } from '../../composables/opening.ts'

export type RootSubject = Extract<Subject, { readonly kind: 'root' }>

/** A data root that was asked for. */
export interface RootAttempt {
  readonly subject: RootSubject
  /** What was open when it was asked for; what becomes of it is told by later states. */
  readonly asked: AppState | null
  /** The request itself failed: no state will tell. */
  readonly refused: Failure | null
}

export type RootPhase =
  | { readonly kind: 'editing' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'failed'; readonly failure: Failure | null }

/** What has become of an attempt. */
export function phaseOf(attempt: RootAttempt | null, state: AppState | null): RootPhase {
  if (attempt === null) return { kind: 'editing' }
  if (attempt.refused !== null) return { kind: 'failed', failure: attempt.refused }
  if (state === null || state === attempt.asked || !isSameSubject(state.subject, attempt.subject))
    return { kind: 'opening' }
  if (state.stage === 'failed') return { kind: 'failed', failure: state.failures[0] ?? null }
  return state.revision === 0 ? { kind: 'opening' } : { kind: 'opened' }
}

/** The paths as they were typed, as a subject; null while there is none. */
export function rootSubject(dataRoot: string, containerdRoot: string): RootSubject | null {
  const [data, containerd] = [dataRoot.trim(), containerdRoot.trim()]
  return data === '' ? null : { kind: 'root', dataRoot: data, containerdRoot: containerd === '' ? null : containerd }
}

/** Which of the two paths a failure is about. */
export function fieldOf(failure: Failure | null): 'data' | 'containerd' {
  return failure?.context['role'] === 'containerd' ? 'containerd' : 'data'
}
