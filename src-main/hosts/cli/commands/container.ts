import { objectCommand } from '../object-command.ts'

export const containerCommand = objectCommand({
  name: 'container',
  description: 'everything one container keeps on disk',
  argument: 'name, ID or the start of an ID',
  itemsOf: (report) => report.containers,
  namesOf: (container) => [container.name],
  describe: async (container, report) => (await import('../container-text.ts')).describeContainer(container, report),
})
