import { InvalidArgumentError, Option } from 'commander'

/** `--steps 1,2,5-9`. */
export function stepsArgument(): Option {
  return new Option('--steps <numbers>', 'only these steps of the run: 3 or 1,4,7-9').argParser(parseSteps)
}

/** A range that is longer has no plan. */
const MOST = 50_000

function parseSteps(text: string): readonly number[] {
  const steps = text.split(',').flatMap((part) => {
    const [, from = '', to = from] = /^ *(\d+)(?:-(\d+))? *$/.exec(part) ?? []
    const length = Number(to) - Number(from) + 1
    if (from === '' || !(length > 0 && length <= MOST))
      throw new InvalidArgumentError('They are numbers with commas between them, or ranges such as 2-5.')
    return Array.from({ length }, (_, i) => Number(from) + i)
  })
  return [...new Set(steps)]
}
