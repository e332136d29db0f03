import type { Context, Rules } from './choices.js'
import { createTopic, listTopics } from './topics.js'

/** A transition of the model: from a request, by the rules, to an answer or a `ServiceError`. */
export type Transition = (input: never, c: Context, x: Rules) => object

export const operations: Readonly<Record<string, Transition>> = {
  CreateTopic: createTopic,
  ListTopics: listTopics,
}
