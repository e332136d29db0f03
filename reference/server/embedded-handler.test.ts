import { SQS } from '@aws-sdk/client-sqs'
import { expect, test } from 'vitest'
import { reference } from '../index.js'

/** The warnings of Touchstone that come while `work` goes on. */
const warned = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const texts: string[] = []
  const hear = (warning: Error): void => {
    if (warning.name === 'TouchstoneWarning') texts.push(warning.message)
  }
  process.on('warning', hear)
  await work()
  await new Promise((resolve) => setImmediate(resolve))
  process.removeListener('warning', hear)
  return texts
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('whoever waits on a clock that stands still is told once how to go on', async () => {
  const aws = reference()
  const sqs = new SQS(aws.client())
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'q' })
  const poll = () => sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 })
  const texts = await warned(async () => {
    const polls = [poll(), poll()]
    await pause(1200)
    await aws.clock.advance(20_000)
    await Promise.all(polls)
    const again = poll()
    await pause(1200)
    await aws.clock.advance(20_000)
    await again
  })
  expect(texts).toEqual([expect.stringMatching(/aws\.clock\.advance.*clock: 'virtual'/)])
})

test('nobody is told who is woken in time, nor where time jumps by itself', async () => {
  const aws = reference({ clock: 'virtual' })
  const sqs = new SQS(aws.client())
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'q' })
  expect(await warned(() => sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 20 }))).toEqual([])
})
