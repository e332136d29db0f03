/** The closed vocabularies of a ledger: a word that is not here is an error of the ledger, never a new meaning. */
export const KINDS = [
  'semantics',
  'validation',
  'default',
  'limit',
  'ordering',
  'timing',
  'consistency',
  'delivery',
  'auth',
  'protocol',
  'metric',
] as const
/** How strongly AWS promises it: a promise, a freedom the service keeps, something that holds in the end, something it tries. */
export const STRENGTHS = ['must', 'may', 'eventually', 'best-effort'] as const
/** Where it can be observed: through the API alone, after waiting, at a receiving end, on the wire, in an engine, only on AWS, nowhere. */
export const PLACES = ['api', 'api+clock', 'api+subscriber', 'protocol', 'engine', 'aws-only', 'unobservable'] as const
/** What the line rests on: AWS's pages, an answer of real AWS that was recorded, or both. */
export const EVIDENCE = ['documented', 'recorded', 'both'] as const

export type Kind = (typeof KINDS)[number]
export type Strength = (typeof STRENGTHS)[number]
export type Place = (typeof PLACES)[number]
export type Evidence = (typeof EVIDENCE)[number]

/** One documented behaviour. The file holds one a line, with the fields in this order. */
export interface LedgerLine {
  /** The clause id: lower-case words, dots and hyphens. Never reused or renamed once published. */
  readonly id: string
  /** The group it is listed under: `fifo.dedup`. */
  readonly topic: string
  /** What the service does, in the present tense. */
  readonly statement: string
  readonly kind: Kind
  readonly strength: Strength
  /** The API operations involved. */
  readonly operations: readonly string[]
  /** How a client sees it from outside. */
  readonly observe: string
  readonly where: Place
  /** The shortest real wait of a live check, in seconds. */
  readonly wait_s: number
  /** Exact error code, modern / legacy; opens with `inferred:` where no source fixes the code. */
  readonly error: string | null
  /** The page and the section of it. */
  readonly source: string
  readonly evidence: Evidence
  /** Conflicts between sources, changes over time, doubts. */
  readonly note: string | null
  /** Engine versions for which it holds, where it does not hold for all that AWS offers: `rabbitmq 3.13-4.2`. */
  readonly versions?: string
  /** The engine of a broker, or of an event source: `rabbitmq`. */
  readonly engine?: string
  /** The wire protocol of a broker: `amqp 0-9-1`. */
  readonly protocol?: string
  /** The request members whose constraint it states, joined by ` / `: `PutRecord.PartitionKey`, `PutRecords.Records[].Data`, `CreateTopic.Attributes{TracingConfig}`. */
  readonly member?: string
  /** An effect that other rules bring about together: their ids. Such a line needs no rule of its own. */
  readonly follows?: readonly string[]
  /** Why the reference has no rule for it although a clause tests it. */
  readonly no_rule?: string
  /** Why no clause tests it. */
  readonly left_out?: string
}

/** The fields of a line in the order of the file; those after `note` are written only where they say something. */
export const FIELDS = [
  'id',
  'topic',
  'statement',
  'kind',
  'strength',
  'operations',
  'observe',
  'where',
  'wait_s',
  'error',
  'source',
  'evidence',
  'note',
  'versions',
  'engine',
  'protocol',
  'member',
  'follows',
  'no_rule',
  'left_out',
] as const satisfies readonly (keyof LedgerLine)[]

/** Whether a client can see it through the service's own API, with or without waiting. */
export const observable = (line: LedgerLine): boolean => line.where === 'api' || line.where === 'api+clock'
