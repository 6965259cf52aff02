import { AppError } from '../errors/app-error.ts'

/**
 * Whether a text fits a pattern, whole: `*` stands for any text, also none, and everything else for itself. Throws
 * `bad-input` for what looks like another language of patterns, and for what would fit nothing or everything by mistake.
 */
export function parsePattern(pattern: string): (text: string) => boolean {
  const wrong = whatIsWrong(pattern)
  if (wrong !== null)
    throw new AppError('bad-input', `The pattern ${JSON.stringify(pattern)} ${wrong}.`, { context: { pattern } })
  const pieces = pattern.split('*').map((piece) => piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const whole = new RegExp(`^${pieces.join('[^]*')}$`)
  return (text) => whole.test(text)
}

function whatIsWrong(pattern: string): string | null {
  if (pattern.trim() === '') return 'is empty'
  if (pattern.includes('**')) return 'has ** in it, where one * already stands for any text'
  if (/[[\]{}()?\\|^$]/.test(pattern)) return 'has a character in it that no name has; only * has a meaning'
  return null
}
