/** The line of what a program said last that tells most: the error's own where Node printed a stack, else the last one. */
export function lastWords(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  const stack = lines.find((line) => /^\w*Error\b/.test(line))
  return stack ?? lines.findLast((line) => line !== '') ?? ''
}
