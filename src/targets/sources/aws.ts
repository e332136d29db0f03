import { readFileSync } from 'node:fs'
import { areas } from '../../service/areas.js'
import type { Reach, StartedTarget, TargetSource } from './source.js'

export interface AwsOptions {
  readonly region: string
  /** Certificates that are trusted beside the usual ones, in PEM. */
  readonly ca?: string
}

/** AWS itself, with the credentials that any AWS tool would find; where `AWS_ENDPOINT_URL` points elsewhere, that place as if it were AWS. */
export const awsSource = ({ region, ca }: AwsOptions): TargetSource => ({
  name: 'aws',
  services: areas.filter(({ aws }) => aws !== undefined).map(({ id }) => id),
  obstacle: async () => undefined,
  async start(): Promise<StartedTarget> {
    const { AWS_ENDPOINT_URL: pointed, AWS_CA_BUNDLE: bundle } = process.env
    const trusted = ca ?? (bundle ? readFileSync(bundle, 'utf8') : undefined)
    const endpoints = Object.fromEntries(
      areas.flatMap(({ id, aws }) => (aws === undefined ? [] : [[id, pointed || `https://${id}.{region}.${domainOf(region)}`]])),
    )
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials(region)
    const reach: Reach = {
      endpoint: Object.values(endpoints)[0]!,
      endpoints,
      region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
      ...(trusted === undefined ? {} : { ca: trusted }),
    }
    return {
      title: pointed ? `AWS, as ${new URL(pointed).host} plays it` : `AWS ${region}`,
      reach,
      again: `--target aws --region ${region}`,
      stop: async () => {},
    }
  },
})

const domainOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com')

/** By the default chain: environment, shared files, single sign-on, containers, instances. Loaded only here, since nobody else needs it. */
const credentials = async (
  region: string,
): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }> => {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
  try {
    return await fromNodeProviderChain({ clientConfig: { region } })()
  } catch (error) {
    throw new Error(
      `no credentials for AWS were found: ${error instanceof Error ? error.message : String(error)}. Give them as to any AWS tool: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or a role`,
    )
  }
}
