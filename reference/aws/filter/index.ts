import { accepts, type Properties } from './match.js'
import type { Filter } from './policy.js'

export { compileFilter, FilterError } from './compile.js'
export { ALL_OPERATORS, type Dialect, SNS } from './dialect.js'
export { FilterIndex } from './filter-index.js'
export type { Filter, Scope } from './policy.js'
export { type Attribute, attributeProperties, bodyProperties } from './properties.js'
export type { Properties } from './match.js'

/** Whether a filter accepts a message; `undefined` stands for one that cannot be read. */
export const filterAccepts = (filter: Filter, properties: Properties | undefined): boolean =>
  properties !== undefined && accepts(filter.root, properties)
