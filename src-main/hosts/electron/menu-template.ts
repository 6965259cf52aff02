import type { MenuItemConstructorOptions } from 'electron'
import type { HostCommand, PageIntroduction } from '../../contract/host-command.ts'
import { HOST_THEMES, type HostTheme } from '../../contract/host-command.ts'
import { HOST_WORDS, type HostWords } from './host-words.ts'

/** What the menus show. */
export interface MenuState extends Pick<PageIntroduction, 'locale' | 'theme' | 'pages'> {
  readonly platform: NodeJS.Platform
  /** Data roots that were opened before, the last one first. */
  readonly recent: readonly string[]
}

/** What they do. */
export interface MenuActions {
  readonly send: (command: HostCommand) => void
  readonly chooseRoot: () => void
  readonly clearRecent: () => void
  readonly showAbout: () => void
  readonly openDocumentation: () => void
  readonly reportProblem: () => void
}

type Item = MenuItemConstructorOptions

/** Pages that have a digit of their own. */
const DIGITS = 9

const SEPARATOR: Item = { type: 'separator' }

/**
 * The menus. There is no Reload: Ctrl+R measures, and a fresh page would only lose the place. macOS has its application
 * menu first, with what elsewhere is in File and Help.
 */
export function menuTemplate(state: MenuState, actions: MenuActions): Item[] {
  const words = HOST_WORDS[state.locale]
  const isMac = state.platform === 'darwin'
  return [
    ...(isMac ? [applicationMenu(words, actions)] : []),
    fileMenu(words, state, actions),
    editMenu(words),
    viewMenu(words, state, actions),
    windowMenu(words, isMac),
    helpMenu(words, isMac, actions),
  ]
}

function applicationMenu(words: HostWords, { showAbout }: MenuActions): Item {
  return {
    label: 'Plimsoll',
    submenu: [
      { id: 'about', label: words.about, click: showAbout },
      SEPARATOR,
      { role: 'services', label: words.services },
      SEPARATOR,
      { role: 'hide', label: words.hide },
      { role: 'hideOthers', label: words.hideOthers },
      { role: 'unhide', label: words.unhide },
      SEPARATOR,
      { role: 'quit', label: words.quit },
    ],
  }
}

function fileMenu(words: HostWords, { platform, recent }: MenuState, actions: MenuActions): Item {
  const { send, chooseRoot, clearRecent } = actions
  const roots: Item[] = recent.map((dataRoot, index) => ({
    id: `recent-${index + 1}`,
    label: plain(dataRoot),
    click: () => {
      send({ kind: 'open-root', dataRoot })
    },
  }))
  const clear: Item = { id: 'clear-recent', label: words.clearRecent, click: clearRecent }
  const exporting = (what: 'table' | 'report'): (() => void) => {
    return () => {
      send({ kind: 'export', what })
    }
  }
  return {
    label: words.file,
    submenu: [
      { id: 'open-root', label: words.openRoot, accelerator: 'CommandOrControl+O', click: chooseRoot },
      {
        id: 'recent',
        label: words.openRecent,
        enabled: recent.length > 0,
        submenu: recent.length > 0 ? [...roots, SEPARATOR, clear] : [],
      },
      SEPARATOR,
      {
        id: 'export-table',
        label: words.exportTable,
        accelerator: 'CommandOrControl+E',
        click: exporting('table'),
      },
      {
        id: 'export-report',
        label: words.exportReport,
        accelerator: 'CommandOrControl+Shift+E',
        click: exporting('report'),
      },
      SEPARATOR,
      ...(platform === 'darwin'
        ? [{ role: 'close', label: words.close } as const]
        : [{ role: 'quit', label: words.quit, accelerator: 'CommandOrControl+Q' } as const]),
    ],
  }
}

function editMenu(words: HostWords): Item {
  return {
    label: words.edit,
    submenu: [
      { role: 'undo', label: words.undo },
      { role: 'redo', label: words.redo },
      SEPARATOR,
      { role: 'cut', label: words.cut },
      { role: 'copy', label: words.copy },
      { role: 'paste', label: words.paste },
      { role: 'selectAll', label: words.selectAll },
    ],
  }
}

function viewMenu(words: HostWords, { pages, theme }: MenuState, { send }: MenuActions): Item {
  const navigate: Item[] = pages.map(({ path, title }, index) => ({
    id: `page-${index + 1}`,
    label: plain(title),
    ...(index < DIGITS ? { accelerator: `CommandOrControl+${index + 1}` } : {}),
    click: () => {
      send({ kind: 'navigate', path })
    },
  }))
  return {
    label: words.view,
    submenu: [
      ...navigate,
      ...(navigate.length > 0 ? [SEPARATOR] : []),
      command('find', words.find, 'CommandOrControl+K', send),
      command('measure', words.measure, 'CommandOrControl+R', send),
      SEPARATOR,
      { id: 'theme', label: words.theme, submenu: HOST_THEMES.map((each) => themeItem(each, theme, words, send)) },
      SEPARATOR,
      { role: 'resetZoom', label: words.resetZoom },
      { role: 'zoomIn', label: words.zoomIn },
      // The plus sign is above the equals sign on many keyboards, and nobody holds Shift for it.
      { role: 'zoomIn', label: words.zoomIn, accelerator: 'CommandOrControl+=', visible: false },
      { role: 'zoomOut', label: words.zoomOut },
      SEPARATOR,
      { role: 'togglefullscreen', label: words.fullScreen },
    ],
  }
}

function command(
  kind: 'find' | 'measure',
  label: string,
  accelerator: string,
  send: (command: HostCommand) => void,
): Item {
  return {
    id: kind,
    label,
    accelerator,
    click: () => {
      send({ kind })
    },
  }
}

function themeItem(theme: HostTheme, current: HostTheme, words: HostWords, send: (command: HostCommand) => void): Item {
  const labels = { system: words.themeSystem, light: words.themeLight, dark: words.themeDark }
  return {
    id: `theme-${theme}`,
    type: 'radio',
    label: labels[theme],
    checked: theme === current,
    click: () => {
      send({ kind: 'theme', theme })
    },
  }
}

function windowMenu(words: HostWords, isMac: boolean): Item {
  const more: Item[] = isMac
    ? [{ role: 'zoom', label: words.zoomWindow }, SEPARATOR, { role: 'front', label: words.front }]
    : [{ role: 'close', label: words.close }]
  return { role: 'window', label: words.window, submenu: [{ role: 'minimize', label: words.minimize }, ...more] }
}

function helpMenu(words: HostWords, isMac: boolean, actions: MenuActions): Item {
  const about: Item = { id: 'about', label: words.about, click: actions.showAbout }
  return {
    role: 'help',
    label: words.help,
    submenu: [
      { id: 'documentation', label: words.documentation, click: actions.openDocumentation },
      { id: 'report-problem', label: words.report, click: actions.reportProblem },
      ...(isMac ? [] : [SEPARATOR, about]),
    ],
  }
}

/** A label as it is: what is not ours has no access key in it. */
function plain(text: string): string {
  return text.replaceAll('&', '&&')
}
