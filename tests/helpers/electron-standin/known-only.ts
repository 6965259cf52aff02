/** Names that the language itself looks up on any object. */
const LANGUAGE_NAMES: readonly string[] = ['then', 'toJSON', 'constructor', 'prototype', 'asymmetricMatch']

/** The object, but reading what it does not have throws: the stand-in never answers for a part that it lacks. */
export function knownOnly<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in target) && !key.startsWith('_') && !LANGUAGE_NAMES.includes(key)) {
        throw new Error(`The stand-in has no ${name}.${key}.`)
      }
      const value: unknown = Reflect.get(target, key, receiver === undefined ? undefined : target)
      return typeof value === 'function' && !isClass(value) ? (value.bind(target) as unknown) : value
    },
  })
}

/** Refuses to listen to an event that the stand-in never fires: such a listener would wait for ever. */
export function refuseUnknownEvent(name: string, event: string | symbol, known: readonly string[]): void {
  if (typeof event === 'string' && !known.includes(event)) {
    throw new Error(`The stand-in fires no "${event}" on ${name}.`)
  }
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value))
}
