/** A container of the lived-in world. */
export interface LivedInContainer {
  readonly name: string
  readonly image: string
  /** Compose project and service; null: started by hand. */
  readonly project: readonly [project: string, service: string] | null
  /** Shell text; runs once. */
  readonly writes: string
  readonly options: readonly string[]
  /** Ends after what it writes. */
  readonly ends?: true
}

const fill = (path: string, mebibytes: number): string =>
  `mkdir -p ${path.slice(0, path.lastIndexOf('/'))}/ && dd if=/dev/urandom of=${path} bs=1M count=${mebibytes} 2>/dev/null`

const files = (path: string, count: number, kibibytes: number): string =>
  `mkdir -p ${path} && for i in $(seq ${count}); do dd if=/dev/urandom of=${path}/$i.dat bs=1k count=${kibibytes} 2>/dev/null; done`

/** So many lines of about 120 bytes in the container's log. */
const log = (lines: number, what: string): string =>
  `yes '${what} request handled in 12 ms, status 200, 4711 bytes, user agent of no interest whatsoever' | head -n ${lines}`

const compose = (project: string, service: string, index: number): Pick<LivedInContainer, 'name' | 'project'> => ({
  name: `${project}-${service}-${index}`,
  project: [project, service],
})

export const LIVED_IN_CONTAINERS: readonly LivedInContainer[] = [
  ...[1, 2, 3].map((index) => ({
    ...compose('shop', 'web', index),
    image: 'shop/web:2.4',
    writes: `${files('/var/cache/pages', 40 * index, 30)}; ${log(9000 * index, 'web')}`,
    options: ['-v', 'shop_assets:/srv/web/assets'],
  })),
  {
    ...compose('shop', 'api', 1),
    image: 'shop/api:2.4',
    // A library is patched in place, which copies it up; a part of another is thrown away.
    writes: `echo patched >> /usr/lib/node/libnode.so; rm -rf /srv/api/node_modules/module-1*; mkdir -p /srv/api/tmp; ${fill('/srv/api/tmp/upload-7f3a.part', 23)}; ${log(60000, 'api')}`,
    options: [],
  },
  {
    ...compose('shop', 'worker', 1),
    image: 'shop/worker:2.4',
    writes: `mkdir -p /var/spool/jobs; ${fill('/var/spool/jobs/core.1823', 96)}; ${files('/var/spool/jobs/done', 120, 8)}; ${log(4000, 'worker')}`,
    options: ['--log-opt', 'max-size=200k', '--log-opt', 'max-file=3'],
  },
  {
    ...compose('shop', 'db', 1),
    image: 'acme/postgres:16',
    writes: `${files('/var/lib/postgresql/data/base/16384', 24, 1024)}; mkdir -p /var/lib/postgresql/data/pg_wal; ${fill('/var/lib/postgresql/data/pg_wal/000000010000000000000001', 16)}; ${log(3000, 'postgres')}`,
    options: ['-v', 'shop_db-data:/var/lib/postgresql/data'],
  },
  {
    ...compose('wiki', 'app', 1),
    image: 'wiki/app:1.9',
    writes: `${files('/var/www/uploads/2026', 90, 120)}; ${files('/tmp/sessions', 200, 1)}; rm -rf /var/www/skins; ${log(12000, 'wiki')}`,
    options: ['-v', 'wiki_uploads:/var/www/uploads'],
  },
  {
    ...compose('wiki', 'db', 1),
    image: 'acme/postgres:16',
    writes: `${files('/var/lib/postgresql/data/base/16384', 9, 1024)}; ${log(1500, 'postgres')}`,
    // An anonymous volume, by the image's own word.
    options: [],
  },
  {
    ...compose('metrics', 'prometheus', 1),
    image: 'metrics/prometheus:2.54',
    writes: `${files('/prometheus/01J8', 6, 4096)}; truncate -s 512M /prometheus/wal.segment; ${log(800, 'prometheus')}`,
    options: ['-v', 'metrics_tsdb:/prometheus'],
  },
  {
    ...compose('metrics', 'grafana', 1),
    image: 'metrics/grafana:11.2',
    writes: `mkdir -p /var/lib/grafana; ${fill('/var/lib/grafana/grafana.db', 5)}; ${log(7000, 'grafana')}`,
    options: ['--log-driver', 'local'],
  },
  {
    name: 'build-4711',
    image: 'ci/builder:latest',
    project: null,
    writes: `${files('/work/objects', 80, 200)}; ${log(2500, 'make')}`,
    options: [],
    ends: true,
  },
  {
    name: 'db-migration',
    image: 'shop/api:2.4',
    project: null,
    writes: `${fill('/tmp/dump.sql', 31)}; ${log(200, 'migration')}; exit 1`,
    options: [],
    ends: true,
  },
  {
    name: 'old-web',
    image: 'shop/web:2.3',
    project: null,
    writes: files('/var/cache/pages', 30, 30),
    options: [],
    ends: true,
  },
]

/** Volumes that nobody uses any more, with so many MiB. */
export const LEFT_VOLUMES: readonly (readonly [name: string, mebibytes: number])[] = [
  ['shop_db-data-before-upgrade', 27],
  ['wiki_search-index', 12],
]
