import { objectCommand } from '../object-command.ts'

export const imageCommand = objectCommand({
  name: 'image',
  description: 'one image: packed and unpacked, its platforms, its layers, what it shares, who uses it',
  argument: 'reference, ID or the start of an ID',
  itemsOf: (report) => report.images,
  namesOf: (image) => image.references.flatMap((each) => [each, each.replace(/:latest$/, '')]),
  instead: {
    option: 'waste',
    description: 'what its layers hold that no container can see: overwritten or deleted by later steps',
    ask: async (image, asking) => (await import('../waste-text.ts')).askWaste(image, asking),
  },
  describe: async (image, report) => (await import('../image-text.ts')).describeImage(image, report),
})
