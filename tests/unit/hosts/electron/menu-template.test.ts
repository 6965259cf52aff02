import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import type { HostCommand } from '../../../../src-main/contract/host-command.ts'
import { menuTemplate, type MenuState } from '../../../../src-main/hosts/electron/menu-template.ts'

const PAGES = ['/', '/containers', '/images'].map((path) => ({ path, title: `Title of ${path}` }))

const STATE: MenuState = { platform: 'linux', locale: 'en', theme: 'system', pages: PAGES, recent: [] }

/** The menus, and what was done in them. */
function menus(change: Partial<MenuState> = {}) {
  const sent: (HostCommand | string)[] = []
  const noted = (name: string) => () => sent.push(name)
  const template = menuTemplate(
    { ...STATE, ...change },
    {
      send: (command) => sent.push(command),
      chooseRoot: noted('choose'),
      clearRecent: noted('clear'),
      showAbout: noted('about'),
      openDocumentation: noted('documentation'),
      reportProblem: noted('problem'),
    },
  )
  const items = everyItem(template)
  const click = (id: string): void => {
    const item = items.find((each) => each.id === id)
    ;(item?.click as (() => void) | undefined)?.()
  }
  return { template, items, sent, click }
}

function everyItem(items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? everyItem(item.submenu) : [])])
}

describe('menuTemplate', () => {
  it('asks the page for what is chosen', () => {
    const { click, sent } = menus({ recent: ['/mnt/old'] })
    for (const id of ['page-2', 'measure', 'find', 'export-table', 'export-report', 'theme-dark', 'recent-1']) click(id)
    expect(sent).toEqual([
      { kind: 'navigate', path: '/containers' },
      { kind: 'measure' },
      { kind: 'find' },
      { kind: 'export', what: 'table' },
      { kind: 'export', what: 'report' },
      { kind: 'theme', theme: 'dark' },
      { kind: 'open-root', dataRoot: '/mnt/old' },
    ])
  })

  it('does itself what needs no page', () => {
    const { click, sent } = menus({ recent: ['/mnt/old'] })
    for (const id of ['open-root', 'clear-recent', 'about', 'documentation', 'report-problem']) click(id)
    expect(sent).toEqual(['choose', 'clear', 'about', 'documentation', 'problem'])
  })

  it.each(['linux', 'win32', 'darwin'] as const)('gives each key to one item on %s', (platform) => {
    const keys = menus({ platform }).items.flatMap(({ accelerator }) =>
      accelerator === undefined ? [] : [accelerator],
    )
    expect(keys.length).toBe(new Set(keys).size)
    expect(keys).toContain('CommandOrControl+1')
  })

  it('has a digit for the first nine pages and none for a tenth', () => {
    const pages = Array.from({ length: 10 }, (_, index) => ({ path: `/p${index}`, title: `${index}` }))
    const { items } = menus({ pages })
    const keys = items.filter(({ id }) => id?.startsWith('page-') === true).map(({ accelerator }) => accelerator)
    expect(keys.slice(8)).toEqual(['CommandOrControl+9', undefined])
  })

  it.each(['en', 'ja'] as const)('says something in every item, in %s', (locale) => {
    for (const platform of ['linux', 'darwin'] as const) {
      const silent = menus({ locale, platform }).items.filter(
        ({ type, label }) => type !== 'separator' && (label ?? '') === '',
      )
      expect(silent).toEqual([])
    }
  })

  it('has about and quit in the application menu of macOS, and in File and Help elsewhere', () => {
    const titles = (platform: NodeJS.Platform) =>
      menus({ platform }).template.map(({ label, submenu }) => [
        label?.replace('&', ''),
        everyItem(submenu as MenuItemConstructorOptions[])
          .filter(({ id, role }) => id === 'about' || role === 'quit')
          .map(({ id, role }) => id ?? role),
      ])
    expect(titles('darwin').filter(([, held]) => held?.length !== 0)).toEqual([['Plimsoll', ['about', 'quit']]])
    expect(titles('linux').filter(([, held]) => held?.length !== 0)).toEqual([
      ['File', ['quit']],
      ['Help', ['about']],
    ])
  })

  it('is without recent roots at first, and takes no access key out of a path', () => {
    expect(menus().items.find(({ id }) => id === 'recent')?.enabled).toBe(false)
    const { items } = menus({ recent: ['/mnt/a&b'] })
    expect(items.find(({ id }) => id === 'recent-1')?.label).toBe('/mnt/a&&b')
  })

  it('marks the theme that is chosen', () => {
    const checked = menus({ theme: 'light' }).items.filter((item) => item.checked)
    expect(checked.map(({ id }) => id)).toEqual(['theme-light'])
  })
})
