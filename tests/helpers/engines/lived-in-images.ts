/** An image of the lived-in world: the lines of its Dockerfile, built in the order of the list. */
export interface LivedInImage {
  readonly name: string
  readonly lines: readonly string[]
}

/** So many MiB that do not compress, as programs are: zeros would make packed content look like nothing. */
const fill = (path: string, mebibytes: number): string =>
  `mkdir -p ${path.slice(0, path.lastIndexOf('/'))}/ && dd if=/dev/urandom of=${path} bs=1M count=${mebibytes} 2>/dev/null`

/** A package manager's way: it fetches, unpacks, and leaves its lists behind. */
const install = (name: string, mebibytes: number): string =>
  `RUN mkdir -p /usr/lib/${name} /var/lib/apt/lists && ${fill(`/usr/lib/${name}/lib${name}.so`, mebibytes)}` +
  ` && ${fill('/var/lib/apt/lists/packages', 2)} && echo ${name} >> /var/lib/apt/installed`

/** Many small files, as in a folder of sources or modules. */
const many = (path: string, files: number, kibibytes: number): string =>
  `RUN mkdir -p ${path} && for i in $(seq ${files}); do dd if=/dev/urandom of=${path}/module-$i.js bs=1k count=${kibibytes} 2>/dev/null; done`

const web = (version: string, mebibytes: number): LivedInImage => ({
  name: `shop/web:${version}`,
  lines: [
    'FROM acme/runtime:22',
    'WORKDIR /srv/web',
    many('/srv/web/node_modules', 120, 24),
    `RUN ${fill('/srv/web/bundle.js', mebibytes)} && echo ${version} > /srv/web/version`,
    'EXPOSE 8080',
    'CMD ["/bin/sh"]',
  ],
})

/** Bases, applications of three compose projects, and what builds them. */
export const LIVED_IN_IMAGES: readonly LivedInImage[] = [
  {
    name: 'acme/runtime:22',
    lines: ['FROM acme/base:1.0', install('node', 46), install('openssl', 7), 'ENV NODE_ENV=production'],
  },
  {
    name: 'acme/postgres:16',
    lines: ['FROM acme/base:1.0', install('postgres', 38), install('icu', 21), 'VOLUME /var/lib/postgresql/data'],
  },
  web('2.3', 9),
  web('2.4', 10),
  {
    name: 'shop/api:2.4',
    lines: ['FROM acme/runtime:22', 'WORKDIR /srv/api', many('/srv/api/node_modules', 200, 16), 'CMD ["/bin/sh"]'],
  },
  {
    name: 'shop/worker:2.4',
    lines: ['FROM shop/api:2.4', `RUN ${fill('/srv/api/models.bin', 18)}`],
  },
  {
    name: 'wiki/app:1.9',
    lines: [
      'FROM acme/base:1.0',
      install('php', 29),
      many('/var/www/skins', 60, 40),
      // What is installed to build with and removed in a later step stays on the disk.
      install('build-tools', 24),
      'RUN rm -rf /usr/lib/build-tools /var/lib/apt/lists',
    ],
  },
  {
    name: 'metrics/prometheus:2.54',
    lines: ['FROM acme/base:1.0', `RUN ${fill('/bin/prometheus', 33)} && chmod 755 /bin/prometheus`],
  },
  {
    name: 'metrics/grafana:11.2',
    lines: ['FROM acme/base:1.0', install('grafana', 52), many('/usr/share/grafana/public', 150, 12)],
  },
  {
    name: 'ci/builder:latest',
    lines: [
      'FROM acme/base:1.0',
      install('gcc', 41),
      `RUN --mount=type=cache,target=/root/.cache ${fill('/root/.cache/modules', 26)} && ${fill('/opt/toolchain.tar', 14)}`,
      // The whole file once more, for its mode alone.
      'RUN chmod 600 /opt/toolchain.tar',
    ],
  },
]
