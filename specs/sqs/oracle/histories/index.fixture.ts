import { readFileSync } from 'node:fs'
import { readHistories } from './read.fixture.js'

const TOPICS = [
  'answers',
  'aws-answers',
  'fifo',
  'freedoms',
  'instants',
  'later-evidence',
  'limits',
  'lost-answers',
  'move-tasks',
  'moved-messages',
  'queues',
  'uncertain-outcomes',
]

/** By hand what walks hardly come upon: what an observer must admit, and what he must refuse. */
export const histories = TOPICS.flatMap((topic) => {
  const file = `${topic}.histories`
  return readHistories(readFileSync(new URL(file, import.meta.url), 'utf8'), file)
})
