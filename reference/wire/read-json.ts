import { timestampFormat } from './schema.js'
import { fromBase64, shorten } from './text.js'
import { refuse, treeReader, wrong } from './read-tree.js'

/** Reads parsed JSON: blobs are Base64, timestamps seconds since 1970 or, where the schema says so, ISO 8601. */
export const jsonReader = treeReader({
  blob: (value) => {
    if (typeof value !== 'string') return refuse(value, 'a Blob')
    return fromBase64(value) ?? wrong(`'${shorten(value)}' can not be converted to a Blob: it is not Base64`)
  },
  timestamp: (schema) =>
    timestampFormat(schema, 'epoch-seconds') === 'epoch-seconds'
      ? (value) => (typeof value === 'number' ? new Date(Math.round(value * 1000)) : undefined)
      : (value) => (typeof value === 'string' ? new Date(value) : undefined),
})
