import { isAppError } from '../../errors/app-error.ts'
import { inQuarantine, purgeSteps, type UndoParts } from './undo-step.ts'

const DAY = 86_400_000

/** Purges what has been in quarantine for longer than the user wants it kept. What cannot go now is tried next time. */
export async function purgeDue({ days, ...parts }: UndoParts & { readonly days: number }): Promise<void> {
  const due = parts.now().getTime() - days * DAY
  for (const run of parts.journal.runs()) {
    const ended = Date.parse(run.endedAt ?? '')
    if (!(ended <= due) || inQuarantine(run).length === 0) continue
    try {
      await purgeSteps(parts, run.id, null)
    } catch (error) {
      if (!isAppError(error)) throw error
    }
  }
}
