import { APP_ERROR_CODES, type AppErrorCode } from '../../errors/app-error.ts'
import type { DiskUsage } from '../../model/disk-usage.ts'
import type { OpaqueBecause } from '../../model/file-changes.ts'
import type { Gap } from '../../model/gap.ts'
import type { Capacity, Filesystem, Incomplete, PlaceUsage, RootRole } from '../../model/observations.ts'
import type { Identity } from '../disk/disk-reader.ts'
import type { OutsideLink, WalkedPlace } from '../disk/walk-types.ts'
import type { FilePlace } from '../files/file-place.ts'
import { fileFactShape, filesPartShape } from '../files/parse-files.ts'
import type { CurrentStore } from '../survey-root.ts'
import { surveyShape } from './parse-survey.ts'
import type { ChangedUsage, KnownPlace, ScanAnswer, ScannedPlace, ScannedRoot, ScanQuestion } from './scan-messages.ts'
import {
  amount,
  flag,
  inodeNumber,
  just,
  listOf,
  mapOf,
  Misshapen,
  moment,
  nullOr,
  objectOf,
  text,
  variantsOf,
  whole,
  wordOf,
  type Shape,
} from './shapes.ts'

type Asked<Ask extends ScanQuestion['ask']> = Extract<ScanQuestion, { readonly ask: Ask }>
type Said<Say extends ScanAnswer['say']> = Extract<ScanAnswer, { readonly say: Say }>

/** A sparse file may be longer than a number is exact. */
const usage = objectOf<DiskUsage>({ allocated: amount, apparent: amount, inodes: amount })
const identity = objectOf<Identity>({ dev: amount, ino: amount })
const incomplete = wordOf<Incomplete>({
  'permission-denied': true,
  'read-error': true,
  'changed-while-reading': true,
  'mounted-elsewhere': true,
})
const role = wordOf<RootRole>({ 'data-root': true, containerd: true })

const outsideLink = objectOf<OutsideLink>({
  dev: amount,
  ino: inodeNumber,
  nlink: whole,
  seen: whole,
  allocated: amount,
  apparent: amount,
})

const walkedPlace = objectOf<WalkedPlace>({
  identity,
  inside: usage,
  outsideLinks: listOf(outsideLink),
  modifiedAt: moment,
  incomplete: nullOr(incomplete),
})

const placeUsage = objectOf<PlaceUsage>({
  own: usage,
  elsewhere: usage,
  modifiedAt: nullOr(moment),
  incomplete: nullOr(incomplete),
  remembered: flag,
})

const gap = objectOf<Gap>({
  path: text,
  reason: wordOf<Gap['reason']>({
    'permission-denied': true,
    'read-error': true,
    damaged: true,
    'changed-while-reading': true,
    'not-a-directory': true,
    'driver-not-supported': true,
    'mounted-elsewhere': true,
  }),
  detail: text,
})

const scannedRoot = objectOf<ScannedRoot>({
  observation: objectOf<ScannedRoot['observation']>({
    path: text,
    role,
    filesystem: nullOr(objectOf<Filesystem>({ type: text, device: text, mountPoint: text })),
    capacity: nullOr(objectOf<Capacity>({ total: amount, free: amount, available: amount })),
    survey: surveyShape,
    measured: wordOf({ 'not-yet': true, partly: true, whole: true, cancelled: true, unreadable: true }),
    gaps: listOf(gap),
    looks: whole,
  }),
  engineId: nullOr(text),
  identity: nullOr(identity),
  identities: listOf(nullOr(identity)),
})

const scannedWalk: Shape<ScannedPlace['walked']> = (value, at) =>
  value === null || value === 'known' ? value : walkedPlace(value, at)

const failureCode: Shape<AppErrorCode | 'bug'> = (value, at) => {
  const code = value === 'bug' ? value : APP_ERROR_CODES.find((known) => known === value)
  if (code === undefined) throw new Misshapen(at, 'a code of a failure')
  return code
}

const contextValue: Shape<string | number | boolean | null> = (value, at) => {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  return text(value, at)
}

const unreadBecause = wordOf<Said<'files-unread'>['because']>({
  'permission-denied': true,
  'read-error': true,
  'changed-while-reading': true,
  'mounted-elsewhere': true,
  'not-on-disk': true,
})

const answer = variantsOf<'say', ScanAnswer>('say', {
  ready: objectOf<Said<'ready'>>({ say: just('ready'), protocol: whole, bootId: nullOr(text) }),
  metadata: objectOf<Said<'metadata'>>({ say: just('metadata'), root: scannedRoot }),
  progress: objectOf<Said<'progress'>>({
    say: just('progress'),
    inodes: amount,
    allocated: amount,
    placesDone: whole,
    places: whole,
    changed: listOf(objectOf<ChangedUsage>({ place: whole, usage: placeUsage })),
  }),
  places: objectOf<Said<'places'>>({
    say: just('places'),
    from: whole,
    places: listOf(objectOf<ScannedPlace>({ usage: nullOr(placeUsage), walked: scannedWalk })),
  }),
  walked: objectOf<Said<'walked'>>({ say: just('walked'), gaps: listOf(gap), cancelled: flag }),
  'files-top': objectOf<Said<'files-top'>>({
    say: just('files-top'),
    top: nullOr(fileFactShape),
    root: nullOr(identity),
  }),
  'files-unread': objectOf<Said<'files-unread'>>({ say: just('files-unread'), because: unreadBecause, detail: text }),
  'files-part': objectOf<Said<'files-part'>>({ say: just('files-part'), part: filesPartShape }),
  'files-end': objectOf<Said<'files-end'>>({ say: just('files-end'), whole: flag }),
  opaque: objectOf<Said<'opaque'>>({ say: just('opaque'), places: listOf(whole) }),
  'opaque-unknown': objectOf<Said<'opaque-unknown'>>({
    say: just('opaque-unknown'),
    because: wordOf<OpaqueBecause>({ 'not-allowed': true, 'no-tar': true, failed: true }),
  }),
  failed: objectOf<Said<'failed'>>({
    say: just('failed'),
    code: failureCode,
    message: text,
    context: mapOf(contextValue),
  }),
})

const question = variantsOf<'ask', ScanQuestion>('ask', {
  metadata: objectOf<Asked<'metadata'>>({
    ask: just('metadata'),
    path: text,
    role,
    current: nullOr(objectOf<CurrentStore>({ imageStore: wordOf({ classic: true, containerd: true }), driver: text })),
    own: listOf(text),
    live: flag,
  }),
  walk: objectOf<Asked<'walk'>>({
    ask: just('walk'),
    path: text,
    processes: whole,
    known: listOf(objectOf<KnownPlace>({ place: whole, walked: walkedPlace })),
  }),
  files: objectOf<Asked<'files'>>({
    ask: just('files'),
    place: objectOf<FilePlace>({
      root: text,
      role,
      directory: text,
      only: nullOr(listOf(text)),
      archive: nullOr(text),
      whiteouts: wordOf({ device: true, name: true }),
    }),
  }),
  opaque: objectOf<Asked<'opaque'>>({
    ask: just('opaque'),
    root: text,
    role,
    directories: listOf(text),
    rootless: flag,
  }),
  cancel: objectOf<Asked<'cancel'>>({ ask: just('cancel') }),
})

/** What a scanner said. Throws `Misshapen`. */
export function parseAnswer(value: unknown): ScanAnswer {
  return answer(value, '')
}

/** What a scanner is asked. Throws `Misshapen`. */
export function parseQuestion(value: unknown): ScanQuestion {
  return question(value, '')
}
