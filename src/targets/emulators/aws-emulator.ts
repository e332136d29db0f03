import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Reach } from '../sources/source.js'

/**
 * How AWS Emulator is reached. At each start it makes a certificate and a pair of keys, and writes them below `~/.aws/emulator/<port>`, as its
 * command reference says ("Local files"); requests that are not signed with these keys are refused.
 */
export const awsEmulatorReach = async (port: number): Promise<Reach> => {
  const folder = join(homedir(), '.aws', 'emulator', String(port))
  const [ca, credentials] = await Promise.all([read(folder, 'ca.pem'), credentialsIn(folder)])
  return {
    endpoint: `https://127.0.0.1:${port}`,
    ...(ca === undefined ? {} : { ca }),
    ...(credentials === undefined ? {} : { credentials }),
  }
}

const read = (folder: string, file: string): Promise<string | undefined> => readFile(join(folder, file), 'utf8').catch(() => undefined)

/** From a credentials file of the SDKs: the first pair in it. */
const credentialsIn = async (folder: string): Promise<Reach['credentials']> => {
  const text = (await read(folder, 'credentials')) ?? (await read(folder, 'emulator_credentials')) ?? ''
  const valueOf = (name: string): string | undefined => new RegExp(`^\\s*${name}\\s*=\\s*(\\S+)`, 'm').exec(text)?.[1]
  const accessKeyId = valueOf('aws_access_key_id')
  const secretAccessKey = valueOf('aws_secret_access_key')
  return accessKeyId === undefined || secretAccessKey === undefined ? undefined : { accessKeyId, secretAccessKey }
}
