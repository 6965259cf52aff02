import { sealMeta } from './make-bolt.ts'

const PAGE = 4096
const NASTY = [0, 1, 2, 3, 4, 15, 16, 17, 255, 4095, 4096, 0x7fff, 0xffff, 0x7fffffff, 0xfffffff0, 0xffffffff]

/** Mulberry32: the same sequence on every machine. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

export type Random = (below: number) => number

/** Pages that hold anything: damage elsewhere would test nothing. */
export function usedPages(bytes: Uint8Array): number[] {
  const pages = Array.from({ length: bytes.length / PAGE }, (_, page) => page)
  return pages.filter((page) => bytes.subarray(page * PAGE, (page + 1) * PAGE).some((byte) => byte !== 0))
}

function flip(bytes: Uint8Array, used: readonly number[], random: Random): void {
  for (let times = 1 + random(4); times > 0; times--) {
    bytes[used[random(used.length)]! * PAGE + random(PAGE)]! ^= 1 << random(8)
  }
}

/** Headers and elements are at the front of a page. */
function writeNasty(bytes: Uint8Array, used: readonly number[], random: Random): void {
  const view = new DataView(bytes.buffer)
  for (let times = 1 + random(3); times > 0; times--) {
    const offset = used[random(used.length)]! * PAGE + 4 * random(40)
    view.setUint32(offset, random(2) === 0 ? NASTY[random(NASTY.length)]! : random(64), true)
  }
}

function movePage(bytes: Uint8Array, used: readonly number[], random: Random): void {
  const from = used[random(used.length)]! * PAGE
  const to = used[random(used.length)]! * PAGE
  const content = bytes.slice(to, to + PAGE)
  bytes.copyWithin(to, from, from + PAGE)
  if (random(2) === 0) bytes.set(content, from)
  // A page that claims to be the one whose place it took gets further than one that does not.
  if (random(2) === 0) new DataView(bytes.buffer).setBigUint64(to, BigInt(to / PAGE), true)
}

/** Mutates a fresh copy; what is left of it. */
export function mutate(bytes: Uint8Array, used: readonly number[], random: Random): Uint8Array {
  const mutations = [flip, writeNasty, movePage]
  for (let times = 1 + random(3); times > 0; times--) mutations[random(3)]!(bytes, used, random)
  if (random(2) === 0) {
    sealMeta(bytes, 0)
    sealMeta(bytes, PAGE)
  }
  return random(10) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes
}
