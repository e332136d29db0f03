import { AbstractStartedContainer, GenericContainer, Wait } from 'testcontainers'

const PORT = 4566

/** What a client of the AWS SDK for JavaScript v3 is made with. */
export interface ClientSettings {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/**
 * The reference in a container, for tests that run it beside other containers.
 *
 * ```ts
 * const touchstone = await new TouchstoneContainer('touchstone-reference').withAdversity('aws-like').start()
 * const sqs = new SQSClient(touchstone.client())
 * ```
 */
export class TouchstoneContainer extends GenericContainer {
  readonly #flags: string[] = []

  /** @param image as `examples/container` builds it */
  constructor(image = 'touchstone-reference') {
    super(image)
    this.withExposedPorts(PORT)
      .withNetworkAliases('touchstone')
      .withWaitStrategy(Wait.forHttp('/_touchstone/health', PORT))
      .withStartupTimeout(60_000)
  }

  /** How it uses what AWS leaves open: `calm`, `aws-like`, `hostile`, or freedoms by their ids. */
  withAdversity(what: string): this {
    return this.withFlags('--adversity', what)
  }

  /** What ids, and all that AWS leaves open, are drawn from. */
  withSeed(seed: number): this {
    return this.withFlags('--seed', String(seed))
  }

  /** Time stands still until it is advanced by `StartedTouchstoneContainer.advance`. */
  withManualClock(): this {
    return this.withFlags('--clock', 'manual')
  }

  /** Any flags of `touchstone serve`. */
  withFlags(...flags: readonly string[]): this {
    this.#flags.push(...flags)
    return this.withCommand(this.#flags)
  }

  override async start(): Promise<StartedTouchstoneContainer> {
    return new StartedTouchstoneContainer(await super.start())
  }
}

/** The reference in a container that answers. */
export class StartedTouchstoneContainer extends AbstractStartedContainer {
  /** As this machine reaches it: `http://localhost:32768`. */
  get endpoint(): string {
    return `http://${this.getHost()}:${this.getMappedPort(PORT)}`
  }

  /** As other containers of its network reach it. */
  get networkEndpoint(): string {
    return `http://touchstone:${PORT}`
  }

  /** @param account its 12 digits: a world of its own, so that tests can run side by side */
  client(account = '000000000000'): ClientSettings {
    return { endpoint: this.endpoint, region: 'us-east-1', credentials: { accessKeyId: account, secretAccessKey: 'test' } }
  }

  /** Puts the clock of an account forward, and waits until all that became due has happened. */
  async advance(ms: number, account = '000000000000'): Promise<void> {
    const answer = await fetch(`${this.endpoint}/_touchstone/worlds/${account}/clock/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ms }),
    })
    if (!answer.ok) throw new Error(`the clock could not be put forward: ${await answer.text()}`)
  }
}
