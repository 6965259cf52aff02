import { expect, it } from 'vitest'
import { curesText } from '../../../../src-main/hosts/cli/cures-text.ts'
import { exact, unknown } from '../../../../src-main/model/figure.ts'

it('says why, and where to put which lines', () => {
  const text = curesText([
    {
      ...{ about: 'log-limit', name: '', allocated: exact(2_500_000_000), place: '/etc/docker/daemon.json' },
      lines: '{\n  "log-driver": "json-file"\n}',
    },
    {
      ...{ about: 'writable-growth', name: 'runner', allocated: unknown('permission-denied'), place: 'docker run' },
      lines: '-v runner-data:/GROWS',
      growing: { container: 'c'.repeat(64), placeholder: '/GROWS' },
    },
    { about: 'registry-blobs', name: 'reg', allocated: exact(0), place: 'sh', lines: 'docker exec reg collect' },
  ])
  expect(text.split('\n\n')).toEqual([
    'Where removing is the wrong cure:',
    'Containers without a limit of their own write 2.50 GB of logs. With a limit for all, the engine cuts them itself.\n' +
      'Into /etc/docker/daemon.json:\n    {\n      "log-driver": "json-file"\n    }',
    'runner has an unknown amount in its writable layer. A volume keeps it out.\n' +
      'Put the directory that grows in place of /GROWS (see plimsoll files container runner).\n' +
      'Into docker run:\n    -v runner-data:/GROWS',
    'The registry reg holds 0 B. What no tag leads to goes when its own collector runs.\nRun:\n    docker exec reg collect',
  ])
})

it('says nothing where nothing grows', () => {
  expect(curesText([])).toBe('')
})
