import type { RunOptions as SuiteOptions } from '../suite/run-options.js'
import { UsageError } from './exit.js'

/** How an endpoint is reached. */
export interface Access {
  readonly region: string
  readonly accessKey?: string
  readonly secretKey?: string
  readonly ca?: string
  readonly insecure?: true
}

/** Given by options, else by the environment as for any AWS tool; a pair, or nothing. */
export const credentialsOf = ({ accessKey, secretKey }: Access): SuiteOptions['credentials'] => {
  if ((accessKey === undefined) !== (secretKey === undefined)) {
    throw new UsageError(`--${accessKey === undefined ? 'access-key' : 'secret-key'} is missing: give both or neither.`)
  }
  if (accessKey !== undefined && secretKey !== undefined) return { accessKeyId: accessKey, secretAccessKey: secretKey }
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = process.env
  return id && secret ? { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) } : undefined
}
