import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { awsEmulatorReach } from './aws-emulator.js'
import { made } from './cache.js'
import { freePort } from '../processes/free-port.js'
import type { Start } from '../processes/serve.js'
import type { Reach } from '../sources/source.js'
import { golang, maven, nodeIn, npm, onPath, pypi, type Package } from './packages.js'
import type { Service } from './ready.js'
import { findJava } from './tools.js'

/** A container image that an emulator is published as. */
export interface EmulatorImage {
  /** Without a tag: `localstack/localstack`. */
  readonly name: string
  /** What the tag is, where it is not the version. */
  readonly tag?: string
  /** The port inside the container. */
  readonly port: number
  readonly env?: Readonly<Record<string, string>>
}

/** An implementation that somebody else wrote, as its registry has it. */
export interface Emulator {
  /** What it is called on our command line. */
  readonly name: string
  /** What it calls itself. */
  readonly title: string
  /** How it is installed; nothing, where it is only to be had as an image, or not at all. */
  readonly package?: Package
  readonly image?: EmulatorImage
  /** Why this entry is written from the documentation alone, and what is known besides. */
  readonly notTried?: string
  /** Which services it is started with; ready when it answers the list call of the first. */
  readonly services: readonly [Service, ...Service[]]
  /** The version installed when none is asked for: the current one when this table was last gone over. */
  readonly version: string
  /** The port it is started on when none is asked for. */
  readonly port: number
  /** Settings away from its defaults that change what it answers, for the header of reports. */
  readonly settings: Readonly<Record<string, string>>
  /** Whether it is started again when it ends, since single calls end it; what it keeps is on disk then. */
  readonly isRestarted?: true
  /** The command that serves them on `127.0.0.1:port`; `folder` is where it was installed, `runs/<port>` in it is the run's own. With a package. */
  start?(folder: string, port: number): Start | Promise<Start>
  /** How it is reached, where that is not plain HTTP with any credentials; asked while it starts. */
  reach?(port: number): Promise<Reach>
}

/**
 * The emulators that are known by name. Each is started as its own documentation says, on the loopback
 * interface and with no more than the services that are judged where it lets us choose, and with what it offers to be
 * closer to AWS switched on.
 */
export const emulators: readonly Emulator[] = [
  {
    name: 'elasticmq',
    title: 'ElasticMQ',
    package: maven('org.elasticmq', 'elasticmq-server_2.13'),
    image: { name: 'softwaremill/elasticmq-native', port: 9324 },
    services: ['sqs'],
    version: '1.7.1',
    port: 9324,
    settings: {},
    async start(folder, port) {
      const settings = {
        'rest-sqs.bind-hostname': '127.0.0.1',
        'rest-sqs.bind-port': String(port),
        'generate-node-address': 'true',
        'rest-stats.enabled': 'false',
      }
      const defines = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`)
      return { command: await findJava('11'), args: ['-cp', join(folder, 'lib', '*'), ...defines, 'org.elasticmq.server.Main'] }
    },
  },
  {
    name: 'moto',
    title: 'moto',
    package: pypi('moto', '3.10', 'server'),
    image: { name: 'motoserver/moto', port: 5000 },
    services: ['sqs', 'sns', 'kinesis'],
    version: '5.2.5',
    port: 5000,
    settings: {},
    start: (folder, port) => ({ command: join(folder, 'venv', 'bin', 'moto_server'), args: ['-H', '127.0.0.1', '-p', String(port)] }),
  },
  {
    name: 'ministack',
    title: 'MiniStack',
    package: pypi('ministack', '3.10'),
    services: ['sqs', 'sns', 'kinesis'],
    version: '1.5.33',
    port: 4567,
    settings: {},
    start(folder, port) {
      const env = { GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', SERVICES: this.services.join(','), LOG_LEVEL: 'WARNING' }
      return { command: join(folder, 'venv', 'bin', 'ministack'), args: [], env }
    },
  },
  {
    name: 'fauxqs',
    title: 'fauxqs',
    package: npm('fauxqs', '22.5.0'),
    services: ['sqs', 'sns'],
    version: '2.4.1',
    port: 4568,
    settings: {},
    async start(folder, port) {
      const env = { FAUXQS_PORT: String(port), FAUXQS_LOGGER: 'false' }
      return { command: await nodeIn(folder), args: [join(folder, 'node_modules', 'fauxqs', 'dist', 'server.js')], env }
    },
  },
  {
    name: 'localstack',
    title: 'LocalStack',
    // Some libraries have since dropped what this version imports from them; it runs with the last ones that had it.
    package: pypi('localstack-core', '3.13', 'runtime', ['cbor2<6', 'pyopenssl<26', 'cryptography<47', 'service-identity']),
    image: { name: 'localstack/localstack', port: 4566 },
    services: ['sqs', 'sns', 'kinesis'],
    version: '4.14.0',
    port: 4566,
    settings: {
      SQS_DELAY_PURGE_RETRY: '1',
      SQS_DELAY_RECENTLY_DELETED: '1',
      SQS_ENABLE_MESSAGE_RETENTION_PERIOD: '1',
      // A run has more shards at once than these quotas let an account have.
      KINESIS_SHARD_LIMIT: '10000',
      KINESIS_ON_DEMAND_STREAM_COUNT_LIMIT: '1000',
    },
    async start(folder, port) {
      const env = {
        ...this.settings,
        GATEWAY_LISTEN: `127.0.0.1:${port}`,
        SQS_ENDPOINT_STRATEGY: 'dynamic',
        SERVICES: this.services.join(','),
        STRICT_SERVICE_LOADING: '1',
        EAGER_SERVICE_LOADING: '1',
        SQS_DISABLE_CLOUDWATCH_METRICS: '1',
        DNS_ADDRESS: '0',
        DISABLE_EVENTS: '1',
        SKIP_SSL_CERT_DOWNLOAD: '1',
        OVERRIDE_IN_DOCKER: '0',
        FILESYSTEM_ROOT: await made(folder, 'runs', String(port), 'files'),
        TMPDIR: await made(folder, 'runs', String(port), 'tmp'),
      }
      return { command: join(folder, 'venv', 'bin', 'python'), args: ['-m', 'localstack.runtime.main'], env }
    },
  },
  {
    name: 'kinesalite',
    title: 'kinesalite',
    package: npm('kinesalite', '18.0.0'),
    services: ['kinesis'],
    version: '3.3.3',
    port: 4569,
    // Some calls that name a stream by its ARN alone end it.
    isRestarted: true,
    // A run has more shards at once than the ten that it lets an account have.
    settings: { shardLimit: '10000' },
    async start(folder, port) {
      const limits = Object.entries(this.settings).flatMap(([name, value]) => [`--${name}`, value])
      const data = join(await made(folder, 'runs', String(port)), 'data')
      await rm(data, { recursive: true, force: true })
      const cli = join(folder, 'node_modules', 'kinesalite', 'cli.js')
      return restarted({ command: await nodeIn(folder), args: [cli, '--port', String(port), '--path', data, ...limits] })
    },
  },
  {
    name: 'kinesis-mock',
    title: 'kinesis-mock',
    package: npm('kinesis-local', '18.0.0'),
    image: { name: 'ghcr.io/etspaceman/kinesis-mock', port: 4568 },
    services: ['kinesis'],
    version: '0.6.2',
    port: 4570,
    settings: { SHARD_LIMIT: '10000', ON_DEMAND_STREAM_COUNT_LIMIT: '1000' },
    async start(folder, port) {
      const home = join(folder, 'node_modules', 'kinesis-local')
      const env = {
        ...this.settings,
        KINESIS_MOCK_PLAIN_PORT: String(port),
        // The port for TLS is served as well, and cannot be switched off.
        KINESIS_MOCK_TLS_PORT: String(await freePort()),
        KINESIS_MOCK_CERT_PATH: join(home, 'server.json'),
        LOG_LEVEL: 'ERROR',
      }
      return { command: await nodeIn(folder), args: [join(home, 'main.js')], env }
    },
  },
  {
    name: 'goaws',
    title: 'GoAws',
    package: golang('github.com/Admiral-Piett/goaws', 'app/cmd', '1.18'),
    image: { name: 'admiralpiett/goaws', port: 4100 },
    services: ['sqs', 'sns'],
    version: '0.4.5',
    port: 4100,
    // It forgets deduplication ids, and takes 256 KiB, unless told otherwise.
    settings: { EnableDuplicates: 'true', MaximumMessageSize: '1048576' },
    async start(folder, port) {
      const config = join(await made(folder, 'runs', String(port)), 'goaws.yaml')
      const { EnableDuplicates, MaximumMessageSize } = this.settings
      await writeFile(
        config,
        `Local:\n  Host: 127.0.0.1\n  Port: ${port}\n  Region: us-east-1\n  AccountId: "000000000000"\n  EnableDuplicates: ${EnableDuplicates}\n` +
          `  QueueAttributeDefaults:\n    VisibilityTimeout: 30\n    MaximumMessageSize: ${MaximumMessageSize}\n`,
      )
      return { command: join(folder, 'bin', 'cmd'), args: ['-config', config] }
    },
  },
  {
    name: 'floci',
    title: 'Floci',
    image: { name: 'floci/floci', port: 4566 },
    notTried: 'published as an image alone (MIT); it answers on 4566 for any credentials',
    services: ['sqs', 'sns', 'kinesis'],
    version: 'latest',
    port: 4571,
    settings: {},
  },
  {
    name: 'gopherstack',
    title: 'Gopherstack',
    image: { name: 'ghcr.io/blackbirdworks/gopherstack', port: 8000 },
    notTried: 'published as an image; the Go module of its releases is not to be had from the module proxy',
    services: ['sqs', 'sns', 'kinesis'],
    version: '1.9.1',
    port: 8000,
    settings: {},
  },
  {
    name: 'fakecloud',
    title: 'fakecloud',
    image: { name: 'ghcr.io/faiscadev/fakecloud', port: 4566 },
    notTried: 'published as an image, a binary and a Rust crate (AGPL-3.0); it verifies signatures with --verify-sigv4',
    services: ['sqs', 'sns', 'kinesis'],
    version: 'latest',
    port: 4572,
    settings: {},
  },
  {
    name: 'yulin',
    title: 'yulin',
    notTried:
      'a library (@kensio/yulin, npm) that simulates AWS inside a Node process and opens no port: there is nothing to point a client at',
    services: ['sqs', 'sns'],
    version: 'latest',
    port: 4573,
    settings: {},
  },
  {
    name: 'aws-emulator',
    title: 'AWS Emulator',
    package: onPath('aws-emulator', 'a Debian or RPM package of AWS', ['-v']),
    notTried:
      'there is no official image, and its package comes from AWS alone; HTTPS with a certificate and keys of its own that are made at each start',
    services: ['sqs', 'sns', 'kinesis'],
    version: 'installed',
    port: 9297,
    settings: {},
    start: (_folder, port) => ({
      command: 'aws-emulator',
      args: ['--bind', '127.0.0.1', '--port', String(port)],
      env: { EMULATOR_TELEMETRY: 'off' },
    }),
    reach: awsEmulatorReach,
  },
]

/** A command that is run again whenever it ends by itself. */
const restarted = ({ command, args, ...rest }: Start): Start => ({
  ...rest,
  command: '/bin/sh',
  args: ['-c', 'while :; do "$0" "$@"; sleep 0.05; done', command, ...args],
})

/**
 * The emulator of that name.
 *
 * @throws Error that lists the names when there is none.
 */
export const emulatorNamed = (name: string): Emulator => {
  const found = emulators.find((emulator) => emulator.name === name)
  if (found !== undefined) return found
  throw new Error(`there is no emulator "${name}" in the table: choose one of ${emulators.map((each) => each.name).join(', ')}`)
}
