import { shell } from 'electron'
import { isLinkedPage } from './page-address.ts'
import { reportProblem } from './report-problem.ts'

/** Opens a page of the web in the user's own browser, if it is one that we link to. Never in a window of ours. */
export function openOutside(url: string): void {
  if (!isLinkedPage(url)) {
    reportProblem(`Not one of our links: ${url}`)
    return
  }
  shell.openExternal(url).catch((error: unknown) => {
    reportProblem(`No browser could be opened for ${url}: ${String(error)}`)
  })
}
