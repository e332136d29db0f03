import type { Exchange } from '../../../src/oracle/exchange.js'

export const nameOf = (url: unknown): string | undefined => (typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : undefined)
const nameInArn = (arn: unknown): string | undefined => (typeof arn === 'string' ? arn.slice(arn.lastIndexOf(':') + 1) : undefined)
const texts = (names: readonly unknown[]): readonly string[] => [
  ...new Set(names.filter((name): name is string => typeof name === 'string' && name !== '')),
]

/** The queues that a request names, by URL, by name, by ARN, in a redrive policy; and those in its answer. */
export function touchedQueues({ input, outcome }: Exchange): readonly string[] {
  const names = [nameOf(input['QueueUrl']), input['QueueName'], nameInArn(input['SourceArn']), nameInArn(input['DestinationArn'])]
  const policy = (input['Attributes'] as Readonly<Record<string, unknown>> | undefined)?.['RedrivePolicy']
  const target = typeof policy === 'string' ? /"deadLetterTargetArn"\s*:\s*"([^"]*)"/.exec(policy)?.[1] : undefined
  names.push(nameInArn(target))
  if (outcome.kind === 'answered') {
    const { QueueUrls, queueUrls } = outcome.output
    for (const urls of [QueueUrls, queueUrls]) if (Array.isArray(urls)) names.push(...urls.map(nameOf))
  }
  return texts(names)
}

/** With them what stands for a queue: handles of move tasks, tokens of pages. */
export function touches(exchange: Exchange): readonly string[] {
  const { input, outcome } = exchange
  const names: unknown[] = [...touchedQueues(exchange), input['TaskHandle'], input['NextToken']]
  if (outcome.kind === 'answered') {
    const { Results, TaskHandle, NextToken } = outcome.output
    names.push(TaskHandle, NextToken)
    if (Array.isArray(Results)) names.push(...Results.map((task: Readonly<Record<string, unknown>>) => task['TaskHandle']))
  }
  return texts(names)
}
