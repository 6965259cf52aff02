import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildRenderer } from '../support/build-renderer.ts'
import { lookAt, settled, visibleText } from '../support/look-at.ts'
import { launchBrowser, openPage } from '../support/open-page.ts'
import { serveWorld } from '../support/serve-world.ts'
import type { WorldName } from '../support/worlds.ts'

/** For each state of the application: what its two pages have to say. */
const STATES: Readonly<
  Record<WorldName, { readonly overview: readonly string[]; readonly containers: readonly string[] }>
> = {
  starting: { overview: ['Looking for an engine', 'Starting'], containers: ['Starting'] },
  metadata: {
    overview: ['421.4 GB of 512.0 GB are used.', 'Docker claims 204.5 GB', 'Reading the lists'],
    containers: ['not measured yet', 'All', 'shop-api-1'],
  },
  measuring: {
    overview: ['Reading the disk 41 %', 'Cancel', '≥ 18.2', '≥ 106.7', '410 of 1 000'],
    containers: ['Reading the disk 41 %'],
  },
  whole: {
    overview: ['214.0 GB of this disk is Docker. 13.8 GB are left to your load line.', 'balances', 'Exact, 14:32'],
    containers: ['26 containers wrote', '6.81', 'not summed', '20 running, 6 stopped'],
  },
  small: {
    overview: ['88.3 MB of this disk is Docker.', 'enlarged ×', '209.0 GB', 'Load line 85 %'],
    containers: ['26 containers'],
  },
  over: {
    overview: ['The disk is 14.7 GB over your load line.', 'Stale, from 14:32'],
    containers: ['Stale, from 14:32'],
  },
  cancelled: { overview: ['At least 106.7 GB', 'Stopped, 14:32', 'stopped'], containers: ['Stopped, 14:32'] },
  failed: {
    overview: ['No engine answers at unix:///var/run/docker.sock.', 'No figures yet', 'Look again'],
    containers: ['No engine answers at unix:///var/run/docker.sock.', 'No figures yet'],
  },
  died: {
    overview: [
      'The engine at unix:///var/run/docker.sock stopped answering.',
      'The last good numbers are shown.',
      '214.0',
    ],
    containers: ['stopped answering', '26 containers'],
  },
  'no-right': {
    overview: ['No right to read /var/lib/docker. What you see is what Docker says.', 'unknown', 'Docker says, 14:32'],
    containers: ['No right to read /var/lib/docker.', 'unknown', '6.81'],
  },
  closed: {
    overview: [
      'How may Plimsoll read /var/lib/docker?',
      'Use a container Runs a short-lived container without network and without writing',
      'Use sudo Asks for the administrator’s password',
      'Not now',
      'unknown',
      'Docker says, 14:32',
    ],
    containers: ['How may Plimsoll read /var/lib/docker?', 'unknown', '6.81'],
  },
  'disk-alone': {
    overview: [
      'Disk alone',
      'No engine answers at',
      '214.0 GB of this disk is Docker.',
      'No engine was asked: there is nothing to compare with.',
      'not asked',
    ],
    containers: ['Disk alone'],
  },
  sample: {
    overview: ['This is a sample, not your disk.', 'How to connect', 'Sample world', 'Recorded 14:32'],
    containers: ['This is a sample, not your disk.', 'Sample world'],
  },
  gaps: {
    overview: ['2 places could not be read; their sizes are unknown and in no total.', 'At least', 'In part, 14:32'],
    containers: ['2 places could not be read'],
  },
  containerd: {
    overview: [
      'Other containerd users 0.6',
      '/var/lib/docker + /var/lib/containerd on /dev/nvme0n1p2, ext4',
      'data root · read whole · 0 B off',
      'containerd’s root · read whole · 0 B off',
      'Images 132GB 74.8GB counted twice 57.6GB',
      'Docker adds every snapshot here',
      'overlay2 left-over storage driver 6.40GB',
      'orphan held by nothing',
      'layer 4e4e4e4e4e4e packed content',
      'Logs, configs, metadata and orphans are in no figure of Docker’s',
    ],
    containers: ['Docker says allocated', '26 containers'],
  },
  btrfs: {
    overview: ['≤ 152', 'btrfs: a block that several snapshots share counts in each, so the disk holds less.'],
    containers: ['Docker says allocated'],
  },
  empty: { overview: ['214.0 GB'], containers: ['No containers', 'When one is created it shows up here'] },
  many: { overview: ['214.0 GB'], containers: ['All 10 000', '10 000 containers'] },
  hostile: {
    overview: ['214.0 GB'],
    containers: [
      '<script>window.broken = 1</script>',
      '<img src=x onerror="window.broken = 2">',
      '{{ 7 * 7 }}',
      '≥ 57.3',
    ],
  },
}

describe('the pages', () => {
  let browser: Browser
  let directory: string

  beforeAll(async () => {
    directory = await buildRenderer()
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
  })

  for (const [state, says] of Object.entries(STATES) as [WorldName, (typeof STATES)[WorldName]][]) {
    it.each(['overview', 'containers'] as const)(`say what there is to say when ${state}: %s`, async (name) => {
      await using world = await serveWorld(directory, state)
      const path = name === 'overview' ? '/' : '/containers'
      await using open = await openPage(browser, { url: world.host.url, path })
      const { page, problems } = open

      await settled(page)
      const text = await visibleText(page)
      const found = await lookAt(page, `${state}-${name}`)

      for (const words of says[name]) expect(text).toContain(words)
      expect({ problems, found }).toEqual({ problems: [], found: [] })
    })
  }
})
