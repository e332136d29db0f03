/** Where the services of a target are: one address for all, and those that have their own. `{region}` stands for the region that is called. */
export interface Addresses {
  readonly endpoint: string
  readonly endpoints?: Readonly<Record<string, string>>
  readonly region: string
}

/** Where one service is called in a region; in the target's own unless given. `https://sqs.{region}.amazonaws.com` is another host in each. */
export const addressOf = ({ endpoint, endpoints, region }: Addresses, service: string | undefined, there = region): string =>
  ((service === undefined ? undefined : endpoints?.[service]) ?? endpoint).replaceAll('{region}', there)
