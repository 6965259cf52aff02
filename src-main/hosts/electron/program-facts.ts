/** What `package.json` says of the program. */
export interface ProgramFacts {
  readonly version: string
  readonly licence: string
  /** Where the documentation is. */
  readonly homepage: string
  /** Where problems are reported. */
  readonly problems: string
}
