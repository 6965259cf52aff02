import { release, type } from 'node:os'
import { BrowserWindow, clipboard, dialog, type MessageBoxOptions } from 'electron'
import type { HostLocale } from '../../contract/host-command.ts'
import { HOST_WORDS } from './host-words.ts'
import { aboutText, type Surroundings } from './about-text.ts'
import type { ProgramFacts } from './program-facts.ts'

/** Says what this is, in a dialog of the window; its second button copies that, for whoever reports a problem. */
export async function showAbout(locale: HostLocale, program: ProgramFacts): Promise<void> {
  const words = HOST_WORDS[locale]
  const text = aboutText(locale, program, readSurroundings())
  const options: MessageBoxOptions = {
    type: 'info',
    title: words.about,
    message: text.title,
    detail: text.detail,
    buttons: [words.ok, words.copyVersions],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }
  const window = BrowserWindow.getAllWindows()[0]
  const asking = window === undefined ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options)
  const { response } = await asking
  if (response === 1) await clipboard.writeText(`${text.title}\n${text.detail}`)
}

function readSurroundings(): Surroundings {
  const { electron, chrome, node } = process.versions
  return { electron, chrome, node, system: `${type()} ${release()} ${process.arch}` }
}
