import type { ChildProcess } from 'node:child_process'
import { AppError } from '../../errors/app-error.ts'
import { forkReader } from './fork-reader.ts'
import type { Boundary, WalkEntry, WalkOrder, WalkReport } from './walk-messages.ts'

export interface CrewOptions {
  readonly processEntry: string | URL
  readonly processes: number
  readonly boundariesOf: (run: number) => readonly Boundary[]
  readonly onReport: (report: WalkReport) => void
  /** A process died with entries of these runs. The next work starts another one in its place. */
  readonly onLoss: (runs: readonly number[], cause: AppError) => void
  readonly onFailure: (error: AppError) => void
}

/** The walk processes of one walk, started with the first work. */
export interface Crew {
  /** Hands out entries: to those without work if there are any, else to the one with the least. */
  give(entries: readonly WalkEntry[]): void
  /** If one has nothing to do, asks the one with the most to hand back a half. */
  balance(): void
  /** Ends all processes at once. They own nothing that would need an orderly end. */
  stop(): void
}

interface Member {
  readonly process: ChildProcess
  /** Entries that it has, by run. */
  readonly open: Map<number, number>
  /** Runs whose boundaries it knows. */
  readonly told: Set<number>
  pending: number
  asked: boolean
}

export function createCrew(options: CrewOptions): Crew {
  const members = new Set<Member>()
  let stopped = false
  const hire = (): void => {
    const { child, lossOf } = forkReader(options.processEntry, [])
    const member: Member = { process: child, open: new Map(), told: new Set(), pending: 0, asked: false }
    member.process.on('message', (report: WalkReport) => {
      if (stopped) return
      takeReport(member, report)
      options.onReport(report)
    })
    member.process.on('error', (cause) => {
      if (!stopped) options.onFailure(new AppError('walk-failed', 'A walk process could not be started.', { cause }))
    })
    member.process.on('exit', (code, signal) => {
      if (stopped || !members.delete(member)) return
      options.onLoss([...member.open.keys()], lossOf(signal ?? code))
    })
    members.add(member)
  }
  const hireAll = (): void => {
    while (members.size < Math.max(1, options.processes)) hire()
  }
  return {
    give: (entries) => {
      if (stopped || entries.length === 0) return
      hireAll()
      deal([...members], entries, options)
    },
    balance: () => {
      if ([...members].some(isIdle)) askBusiest([...members])
    },
    stop: () => {
      stopped = true
      for (const member of members) member.process.kill('SIGKILL')
    },
  }
}

function takeReport(member: Member, report: WalkReport): void {
  for (const [run] of report.returned) addOpen(member, run, 0)
  for (const { run, tickets } of report.runs) addOpen(member, run, -tickets)
  member.pending = report.pending
  if (report.returned.length > 0 || report.pending === 0) member.asked = false
}

function addOpen(member: Member, run: number, count: number): void {
  const open = (member.open.get(run) ?? 0) + count
  if (open === 0) member.open.delete(run)
  else member.open.set(run, open)
}

function deal(members: readonly Member[], entries: readonly WalkEntry[], options: CrewOptions): void {
  const idle = members.filter(isIdle)
  const takers = idle.length > 0 ? idle : [...members].sort((a, b) => a.pending - b.pending).slice(0, 1)
  takers.forEach((member, index) => {
    const share = entries.filter((_, entry) => entry % takers.length === index)
    if (share.length > 0) sendWork(member, share, options)
  })
}

function sendWork(member: Member, entries: readonly WalkEntry[], options: CrewOptions): void {
  for (const [run] of entries) addOpen(member, run, 1)
  member.pending += entries.length
  const news = [...new Set(entries.map(([run]) => run))].filter((run) => !member.told.has(run))
  for (const run of news) member.told.add(run)
  order(member, { kind: 'work', entries, boundaries: news.flatMap(options.boundariesOf) })
}

function askBusiest(members: readonly Member[]): void {
  const busy = members.filter((member) => !isIdle(member) && !member.asked)
  const [busiest] = busy.sort((a, b) => b.pending - a.pending)
  if (busiest === undefined) return
  busiest.asked = true
  order(busiest, { kind: 'share' })
}

function isIdle(member: Member): boolean {
  return member.open.size === 0
}

/** A process that has just died cannot be sent to; its exit is what tells what is lost. */
function order(member: Member, message: WalkOrder): void {
  member.process.send(message, () => undefined)
}
