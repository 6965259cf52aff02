/** Says what went wrong and was survived, where whoever started the program from a terminal sees it. */
export function reportProblem(problem: string): void {
  process.stderr.write(`plimsoll: ${problem}\n`)
}
