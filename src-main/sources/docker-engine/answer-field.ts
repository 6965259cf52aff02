import { AppError } from '../../errors/app-error.ts'

/**
 * A value somewhere in an engine's answer. Every read checks what it reads, and a wrong one is `engine-bad-answer`
 * with the request and the path of the field: `GET /containers/json?all=1: [3].SizeRw is not a whole number`.
 */
export interface AnswerField {
  readonly value: unknown
  /** Null or not there at all; the engine means the same by both. */
  readonly absent: boolean
  /** A field of this object. */
  readonly at: (name: string) => AnswerField
  /** The elements of this array; absent is empty, because the engine writes null for an empty list. */
  readonly items: () => readonly AnswerField[]
  readonly text: () => string
  readonly flag: () => boolean
  /** A whole number that JavaScript holds exactly, of either sign. */
  readonly whole: () => number
  /** A map of strings; absent is empty. */
  readonly texts: () => Readonly<Record<string, string>>
  /** The error that says that this field is not what was `expected`. */
  readonly wrong: (expected: string) => AppError
}

export function answerField(request: string, value: unknown): AnswerField {
  return new Field(request, value, null, '')
}

// The path is put together only for an error: an answer with 10,000 containers has a quarter of a million fields.
class Field implements AnswerField {
  readonly value: unknown
  readonly #request: string
  readonly #parent: Field | null
  readonly #step: string | number

  constructor(request: string, value: unknown, parent: Field | null, step: string | number) {
    this.value = value
    this.#request = request
    this.#parent = parent
    this.#step = step
  }

  get absent(): boolean {
    return this.value === null || this.value === undefined
  }

  at(name: string): Field {
    if (!isRecord(this.value)) throw this.wrong('an object')
    return new Field(this.#request, Object.hasOwn(this.value, name) ? this.value[name] : undefined, this, name)
  }

  items(): readonly Field[] {
    if (this.absent) return []
    if (!Array.isArray(this.value)) throw this.wrong('a list')
    return this.value.map((item: unknown, index) => new Field(this.#request, item, this, index))
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.wrong('text')
    return this.value
  }

  flag(): boolean {
    if (typeof this.value !== 'boolean') throw this.wrong('true or false')
    return this.value
  }

  whole(): number {
    if (typeof this.value !== 'number' || !Number.isSafeInteger(this.value)) throw this.wrong('a whole number')
    return this.value
  }

  texts(): Readonly<Record<string, string>> {
    if (this.absent) return {}
    if (!isRecord(this.value)) throw this.wrong('an object')
    return Object.fromEntries(Object.keys(this.value).map((name) => [name, this.at(name).text()]))
  }

  wrong(expected: string): AppError {
    const field = this.#path()
    const sentence = `${this.#request}: ${field === '' ? 'the answer' : field} is not ${expected}`
    return new AppError('engine-bad-answer', `The engine's answer makes no sense. ${sentence}.`, {
      context: { request: this.#request, field, expected },
    })
  }

  #path(): string {
    if (this.#parent === null) return ''
    const before = this.#parent.#path()
    if (typeof this.#step === 'number') return `${before}[${this.#step}]`
    return before === '' ? this.#step : `${before}.${this.#step}`
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
