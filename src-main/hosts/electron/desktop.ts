import { join } from 'node:path'
import { app, dialog, Menu, nativeTheme } from 'electron'
import type { HostCommand, PageIntroduction } from '../../contract/host-command.ts'
import type { HostPort } from '../../service/host-port.ts'
import { showAbout } from './about.ts'
import { chooseDirectory } from './choose-directory.ts'
import { systemLocale } from './host-words.ts'
import { menuTemplate, type MenuActions } from './menu-template.ts'
import { openOutside } from './open-outside.ts'
import { createPageCommands } from './page-commands.ts'
import type { ProgramFacts } from './program-facts.ts'
import { openRecentRoots } from './recent-roots.ts'
import { reportProblem } from './report-problem.ts'
import { saveExports } from './save-exports.ts'

/** Until the page has said what it is: menus without pages, in the system's language. */
function beforeThePage(): PageIntroduction {
  return { locale: systemLocale(app.getPreferredSystemLanguages()), theme: 'system', pages: [], dataRoot: null }
}

/**
 * The desktop around the page: menus, dialogs, and what is remembered between starts. When Electron is ready.
 * `showWindow`: brings the window to the front, and opens one where there is none.
 */
export function createDesktop(program: ProgramFacts, showWindow: () => void): HostPort {
  const recent = openRecentRoots(join(app.getPath('userData'), 'recent-roots.json'), reportProblem)
  const commands = createPageCommands()
  let page = beforeThePage()

  const send = (command: HostCommand): void => {
    showWindow()
    commands.send(command)
  }
  const actions: MenuActions = {
    send,
    chooseRoot: () => {
      void sayingWhy(chooseRoot(send))
    },
    clearRecent: () => {
      recent.clear()
      showMenu()
    },
    showAbout: () => {
      void sayingWhy(showAbout(page.locale, program))
    },
    openDocumentation: () => {
      openOutside(program.homepage)
    },
    reportProblem: () => {
      openOutside(program.problems)
    },
  }
  const showMenu = (): void => {
    const template = menuTemplate({ ...page, platform: process.platform, recent: recent.paths }, actions)
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  showMenu()
  saveExports(() => page.locale)
  return {
    chooseDirectory,
    commands: (signal) => commands.follow(signal),
    introduce(next) {
      const isSame = JSON.stringify({ ...next, dataRoot: null }) === JSON.stringify({ ...page, dataRoot: null })
      page = next
      nativeTheme.themeSource = next.theme
      const isNews = next.dataRoot !== null && recent.add(next.dataRoot)
      if (!isSame || isNews) showMenu()
    },
  }
}

async function chooseRoot(send: (command: HostCommand) => void): Promise<void> {
  const dataRoot = await chooseDirectory()
  if (dataRoot !== null) send({ kind: 'open-root', dataRoot })
}

/** A menu has nobody to tell that a dialog did not come, so that is said in the simplest one that there is. */
async function sayingWhy(action: Promise<void>): Promise<void> {
  try {
    await action
  } catch (error) {
    dialog.showErrorBox('Plimsoll', String(error))
  }
}
